"""Comments in Word files: at the exact words, all else byte for byte as it was, by the rules of the schema."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import front_door
import pytest
from made_draft import draft, read

from exports.review import beside, review, write
from exports.review.comments import Comment, commented
from graph_build.pipeline import tabled
from graph_build.read import read as read_source
from graph_build.read.runs import runs
from graph_build.sources import Source
from queries.duties import of_rows
from queries.review import drafts

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{W}"><w:body>'
FOOT = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{}</Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COMMENTS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:comments xmlns:w="{W}"><w:comment w:id="7" w:author="张三" w:date="2029-01-02T08:00:00Z">\
<w:p><w:r><w:t>请核对</w:t></w:r></w:p></w:comment></w:comments>"""


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def run(words: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{words}</w:t></w:r>'


BOLD = '<w:rPr><w:rFonts w:eastAsia="黑体"/><w:b/></w:rPr>'
CELLS = "".join(
    f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>' for words in row)}</w:tr>"
    for row in (
        ("序号", "任务", "责任单位", "完成时限"),
        ("1", "建设信用平台", "市财政局、市教育局、市财政局", "2030年6月底前"),
        ("2", "建设数据平台", "市工商局", "2030年9月底前"),
    )
)
BODY = (
    paragraph(run("宁波市人民政府办公厅关于加快平台建设的通知"), properties='<w:pPr><w:jc w:val="center"/></w:pPr>')
    + paragraph(run("甬政办发〔2029〕5号"))
    + paragraph(run("一、重点任务"))
    + paragraph(run("1.建设", BOLD), run("监管平台。（市工"), run("商局", BOLD), run("负责）"))
    + paragraph(
        run("2."),
        f'<w:ins w:id="1" w:author="李四" w:date="2029-01-01T00:00:00Z">{run("尽快建设服务")}</w:ins>',
        '<w:del w:id="2" w:author="李四" w:date="2029-01-01T00:00:00Z"><w:r><w:delText>交易</w:delText></w:r></w:del>',
        run("平台。（市民政局"),
        '<w:commentRangeStart w:id="7"/>',
        run("负责"),
        '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>',
        run("）"),
    )
    + f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>{CELLS}</w:tbl>"
    + paragraph(run("宁波市人民政府办公厅"))
    + paragraph(run("2029年1月5日"))
)


def package(body: str = BODY, *, comments: bool = True) -> bytes:
    """A .docx with a part that nobody knows, and a comment of somebody's."""
    held = f'<Relationship Id="rId1" Type="{KIND}/comments" Target="comments.xml"/>' if comments else ""
    override = (
        '<Override PartName="/word/comments.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/>'
    )
    parts = {
        "[Content_Types].xml": TYPES.format(override if comments else ""),
        "_rels/.rels": RELATIONS.format(
            f'<Relationship Id="rId1" Type="{KIND}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/document.xml": HEAD + body + FOOT,
        "word/_rels/document.xml.rels": RELATIONS.format(held),
        "customXml/item1.xml": "<?xml version='1.0'?><x  a = '1'/>",
    } | ({"word/comments.xml": COMMENTS} if comments else {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        assert held.testzip() is None
        return {name: held.read(name) for name in held.namelist()}


def anchored(document: str) -> dict[int, str]:
    """The words between the marks of each comment."""
    found = {}
    for number in re.findall(r'<w:commentRangeStart w:id="(\d+)"/>', document):
        between = document.split(f'<w:commentRangeStart w:id="{number}"/>')[1].split(
            f'<w:commentRangeEnd w:id="{number}"/>'
        )[0]
        found[int(number)] = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", between))
    return found


def reviewed(
    content: bytes, folder: Path, name: str = "draft.docx", day: str = ""
) -> tuple[dict[str, bytes], list[str]]:
    """The parts of a reviewed file, and the quotes of the advice in its order."""
    source = Source(name, content)
    (found,) = drafts(of_rows(tabled(source), texts=True))
    made = review(found)
    written = write(made, source, folder / "reviewed.docx", day=day)
    assert [path.name for path in written] == ["reviewed.docx", "reviewed.summary.docx"]
    return parts(written[0].read_bytes()), [each.quote for each in made.advice]


def test_comments_stand_at_the_exact_words(tmp_path: Path) -> None:
    held, quotes = reviewed(package(), tmp_path)
    found = anchored(held["word/document.xml"].decode())
    assert found.pop(7) == "负责"
    assert sorted(found.values()) == sorted(quotes)
    assert {"市工商局", "市财政局", "尽快"} <= set(quotes)


def test_what_is_not_commented_on_keeps_its_bytes(tmp_path: Path) -> None:
    before = parts(package())
    after, _ = reviewed(package(), tmp_path)
    assert after.keys() == before.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"word/document.xml", "word/comments.xml"}


def test_a_document_without_advice_is_the_same_parts(tmp_path: Path) -> None:
    body = paragraph(run("宁波市人民政府办公厅关于平台的通知")) + paragraph(run("1.公布第一批名单。（市财政局负责）"))
    after, quotes = reviewed(package(body, comments=False), tmp_path)
    assert not quotes
    assert after == parts(package(body, comments=False))


def test_without_the_marks_the_text_and_its_properties_are_as_they_were(tmp_path: Path) -> None:
    held, _ = reviewed(package(), tmp_path)
    document = held["word/document.xml"].decode()
    bare = re.sub(
        r'<w:r><w:commentReference w:id="(?!7")\d+"/></w:r>|<w:commentRange(?:Start|End) w:id="(?!7")\d+"/>',
        "",
        document,
    )

    def letters(xml: str) -> list[tuple[str, str]]:
        """Each letter with the properties of its run, and whether it was inserted or deleted."""
        found = []
        tracked = ""
        for piece in re.findall(r"<w:(?:ins|del) [^>]*>|</w:(?:ins|del)>|<w:r>.*?</w:r>", xml):
            if piece.startswith("<w:r>"):
                properties = "".join(re.findall(r"<w:rPr>.*?</w:rPr>", piece))
                words = "".join(re.findall(r"<w:(?:t|delText)[^>]*>([^<]*)<", piece))
                found += [(letter, properties + tracked) for letter in words]
            else:
                tracked = "" if piece.startswith("</") else piece
        return found

    assert letters(bare) == letters(HEAD + BODY + FOOT)


def test_ids_are_unique_and_each_mark_has_its_comment(tmp_path: Path) -> None:
    held, _ = reviewed(package(), tmp_path)
    document, comments = held["word/document.xml"].decode(), held["word/comments.xml"].decode()
    ids = re.findall(r'<w:comment w:id="(\d+)"', comments)
    assert len(ids) == len(set(ids)) > 3
    for mark in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert sorted(re.findall(rf'<w:{mark} w:id="(\d+)"/>', document)) == sorted(ids)
    assert 'w:author="张三"' in comments
    assert comments.count('w:author="Fengong"') == len(ids) - 1


def test_a_new_part_is_declared(tmp_path: Path) -> None:
    body = BODY.replace('<w:commentRangeStart w:id="7"/>', "").replace(
        '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>', ""
    )
    held, quotes = reviewed(package(body, comments=False), tmp_path)
    assert b'PartName="/word/comments.xml"' in held["[Content_Types].xml"]
    assert held["word/_rels/document.xml.rels"].count(b'Target="comments.xml"') == 1
    assert sorted(anchored(held["word/document.xml"].decode()).values()) == sorted(quotes)


def test_a_comment_does_not_look_like_the_text(tmp_path: Path) -> None:
    held, _ = reviewed(package(), tmp_path)
    ours = re.findall(r'<w:comment [^>]*w:author="Fengong".*?</w:comment>', held["word/comments.xml"].decode())
    for paragraph_ in re.findall(r"<w:p>.*?</w:p>", "".join(ours)):
        # The order of the schema: CT_PPr has spacing, ind, jc; a run its properties first.
        assert re.fullmatch(
            r"<w:p><w:pPr><w:spacing [^>]+/><w:ind [^>]+/><w:jc [^>]+/></w:pPr>"
            r'<w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:t [^>]*>[^<]+</w:t></w:r></w:p>',
            paragraph_,
        )
    assert ours


def test_a_file_of_the_strict_form_gets_comments_of_the_strict_form(tmp_path: Path) -> None:
    strict = {
        W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
        KIND: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts(package(comments=False)).items():
            words = content.decode()
            for loose, narrow in strict.items():
                words = words.replace(loose, narrow)
            target.writestr(name, words)
    body = out.getvalue()
    held, quotes = reviewed(body, tmp_path)
    assert f'xmlns:w="{strict[W]}"'.encode() in held["word/comments.xml"]
    assert f"{strict[KIND]}/comments".encode() in held["word/_rels/document.xml.rels"]
    assert W.encode() not in b"".join(held.values())
    assert {"市工商局", "尽快"} <= set(anchored(held["word/document.xml"].decode()).values()) & set(quotes)


#: What may stand in a paragraph before what else: properties come first, in paragraphs as in runs (CT_P, CT_R).
def test_properties_come_first_and_no_run_is_left_empty(tmp_path: Path) -> None:
    held, _ = reviewed(package(), tmp_path)
    document = held["word/document.xml"].decode()
    for kind in ("p", "r"):
        for inside in re.findall(rf"<w:{kind}>(.*?)</w:{kind}>", document, re.DOTALL):
            at = inside.find(f"<w:{kind}Pr>")
            assert at <= 0, inside
    assert "<w:r></w:r>" not in document
    assert "<w:r/>" not in document
    assert "fengong" not in document


def test_comments_bear_a_day_only_if_one_is_given(tmp_path: Path) -> None:
    without, _ = reviewed(package(comments=False), tmp_path)
    assert b"w:date" not in without["word/comments.xml"]
    dated, _ = reviewed(package(comments=False), tmp_path, day="2029-01-05")
    assert b'w:date="2029-01-05T00:00:00Z"' in dated["word/comments.xml"]


def test_words_in_text_boxes_and_notes_are_commented_on_at_a_paragraph_of_the_body(tmp_path: Path) -> None:
    box = f"<w:r><w:pict><w:txbxContent>{paragraph(run('（市工商局负责）'))}</w:txbxContent></w:pict></w:r>"
    content = package(paragraph(run("1.建设平台。"), box), comments=False)
    source = Source("box.docx", content)
    text = read_source(source).text
    at = text.index("市工商局")
    made = parts(commented(source, runs(source, text), [Comment(at, at + 4, ("说明",))]))
    document = made["word/document.xml"].decode()
    assert document.index("commentRangeStart") < document.index("commentRangeEnd") < document.index("txbxContent")


def test_a_text_becomes_a_document_with_comments(tmp_path: Path) -> None:
    text = draft("1.建设信用平台。（市财政局、市教育局、市财政局负责）\n2.保护商标。（市工商局负责）")
    (found,) = drafts(read(text))
    made = review(found)
    written, page = write(made, Source("draft.txt", text.encode()), tmp_path / "out.docx")
    held = parts(written.read_bytes())
    assert sorted(anchored(held["word/document.xml"].decode()).values()) == sorted(each.quote for each in made.advice)
    assert "必须改" in "".join(
        re.findall(r"<w:t[^>]*>([^<]*)<", parts(page.read_bytes())["word/document.xml"].decode())
    )


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("suffix", [".html", ".md", ".json"])
def test_other_forms_say_the_same(tmp_path: Path, suffix: str, language: str) -> None:
    text = draft("1.建设信用平台。（市财政局、市教育局、市财政局负责）\n2.保护商标<b>。（市工商局负责）")
    (found,) = drafts(read(text))
    made = review(found)
    (path,) = write(made, Source("draft.txt", text.encode()), tmp_path / f"out{suffix}", language)
    page = path.read_text("utf-8")
    for each in made.advice:
        assert each.quote in page
        assert each.what.of(language)[:12] in page.replace("\\", "")
    assert "保护商标<b>" not in page or suffix == ".json"
    for line in made.summary.lines(language):
        assert line in page


def test_where_a_reviewed_draft_goes() -> None:
    assert beside(Path("a/通知.docx")) == Path("a/通知.reviewed.docx")
    assert beside(Path("通知.pdf")) == Path("通知.reviewed.html")


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_opens_it_and_keeps_the_comments(tmp_path: Path) -> None:
    reviewed(package(), tmp_path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    turned = tmp_path / "turned"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(turned)]
    subprocess.run([*command, str(tmp_path / "reviewed.docx")], check=True, capture_output=True, timeout=240)
    after = parts((turned / "reviewed.docx").read_bytes())
    comments = after["word/comments.xml"].decode()
    before = parts((tmp_path / "reviewed.docx").read_bytes())["word/comments.xml"].decode()
    assert comments.count("<w:comment ") == before.count("<w:comment ")
    assert comments.count('w:author="Fengong"') == before.count('w:author="Fengong"')
    assert "市工商局" in "".join(re.findall(r"<w:t[^>]*>([^<]*)<", after["word/document.xml"].decode()))


def test_the_verb_writes_beside_the_draft_and_says_what_it_found(tmp_path: Path) -> None:
    (tmp_path / "draft.docx").write_bytes(package())
    (tmp_path / "p.yaml").write_text("without: [A09]", "utf-8")
    done = front_door.run("review", "draft.docx", "--profile", "p.yaml", "--lang", "en", where=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 7
    assert lines[-2:] == ["draft.reviewed.docx", "draft.reviewed.summary.docx"]
    comments = parts((tmp_path / "draft.reviewed.docx").read_bytes())["word/comments.xml"].decode()
    assert "A06" in comments
    assert "A09" not in comments


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("draft.docx", "-o", "out.xlsx"), ".docx, .html, .md, .json"),
        (("draft.docx", "--as-of", "soon"), "2026-11-22"),
        (("draft.docx", "--profile", "none.yaml"), "none.yaml"),
        (("none.docx",), "none.docx"),
    ],
)
def test_the_verb_refuses_what_it_cannot_do(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    (tmp_path / "draft.docx").write_bytes(package())
    done = front_door.run("review", *words, where=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
