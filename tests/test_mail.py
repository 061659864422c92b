"""Mails with what is attached to them, saved pages, and what looks like one of them and is none."""

from __future__ import annotations

import base64
import io
from email.message import EmailMessage
from pathlib import Path

import formats
import pytest
from made_tables import duties

from graph_build import read
from graph_build.read import mail
from graph_build.sources import Source, Unread
from ontology.errors import UnreadableSource

PLAN = ["关于推进数据共享的通知", "一、建设平台。（牵头单位：省财政厅；配合单位：省商务厅）"]
READ = [(("省财政厅",), ("省商务厅",))]


def letter(words: str, charset: str = "utf-8", subtype: str = "plain") -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "分工方案", "a@example.cn", "b@example.cn"
    made.set_content(words, charset=charset, subtype=subtype)
    return made


def attach(to: EmailMessage, content: bytes, name: str) -> None:
    to.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)


def found(content: bytes, path: Path) -> list[Source | Unread]:
    path.write_bytes(content)
    return list(read.candidates([path]))


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030"])
@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_a_mail_without_attachment_is_a_document(charset: str, subtype: str) -> None:
    words = "\n".join(PLAN) if subtype == "plain" else "".join(f"<p>{line}</p>" for line in PLAN)
    content = letter(words, charset, subtype).as_bytes()
    assert read.format_of(Source("信.eml", content)) == "eml"
    assert duties(content, "信.eml") == READ


def test_what_is_attached_is_read_and_a_note_that_hands_it_over_is_not(tmp_path: Path) -> None:
    made = letter("请查收附件，各单位周五前反馈。")
    attach(made, formats.docx(PLAN), "分工方案.docx")
    attach(made, formats.zipped({"里.txt": "\n".join(PLAN).encode(), "图.dwg": b"x"}), "包.zip")
    attach(made, b"x", "录音.mp3")
    one, inner, drawing, sound = found(made.as_bytes(), tmp_path / "信.eml")
    assert [Path(source.name).name for source in (one, inner)] == ["分工方案.docx", "里.txt"]
    assert [isinstance(left, Unread) and left.left_out for left in (drawing, sound)] == [True, True]
    assert isinstance(one, Source)
    assert duties(one.content, one.name) == READ
    assert read.named(one.name) == one


def test_a_mail_whose_own_words_say_duties_is_read_beside_what_is_attached(tmp_path: Path) -> None:
    made = letter("\n".join(PLAN))
    attach(made, formats.txt(PLAN), "附件.txt")
    sources = found(made.as_bytes(), tmp_path / "信.eml")
    assert [Path(source.name).name for source in sources] == ["正文.txt", "附件.txt"]
    assert all(isinstance(source, Source) and duties(source.content, source.name) == READ for source in sources)


def test_a_mail_that_is_forwarded_is_opened_too(tmp_path: Path) -> None:
    inner = letter("附件供参考。")
    attach(inner, formats.docx(PLAN), "方案.docx")
    outer = letter("转发。")
    outer.add_attachment(inner)
    (source,) = found(outer.as_bytes(), tmp_path / "转.eml")
    assert source.name.endswith("转.eml/转发1.eml/方案.docx")


def test_a_picture_in_a_mail_is_no_attachment(tmp_path: Path) -> None:
    made = letter("<p>一、建设平台。（责任单位：省财政厅）</p><img src='cid:1'>", subtype="html")
    made.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<1>", filename="徽.png")
    (source,) = found(made.as_bytes(), tmp_path / "信.eml")
    assert isinstance(source, Source)
    assert read.read(source).text == "一、建设平台。（责任单位：省财政厅）\n"


def test_an_attachment_without_content_is_said() -> None:
    made = letter("见附件。")
    attach(made, b"", "空.docx")
    (empty,) = mail.sources(Source("信.eml", made.as_bytes()))
    assert isinstance(empty, Unread)
    assert "without content" in empty.reason


def saved_page(charset: str = "utf-8") -> bytes:
    page = "".join(f"<p>{line}</p>" for line in PLAN).encode(charset)
    out = io.BytesIO()
    out.write(
        b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="--=b"\r\n\r\n----=b\r\n'
        b"Content-Type: text/html; charset=" + charset.encode() + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    out.write(base64.encodebytes(b"<html><body>" + page + b"</body></html>"))
    out.write(b"----=b\r\nContent-Type: image/png\r\nContent-Location: a.png\r\n\r\nx\r\n----=b--\r\n")
    return out.getvalue()


@pytest.mark.parametrize("name", ["页.mht", "方案.doc", "方案"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_saved_page_is_one_document_whatever_its_name(name: str, charset: str, tmp_path: Path) -> None:
    content = saved_page(charset)
    assert read.format_of(Source(name, content)) == "mht"
    assert duties(content, name) == READ
    assert len(found(content, tmp_path / name)) == 1


@pytest.mark.parametrize(
    "words", ["To: 各处室\n\n一、总则", "Subject: 通知\n一、总则", "牵头单位: 省财政厅\n\n一、总则"]
)
def test_a_text_that_begins_like_a_field_is_a_text(words: str) -> None:
    assert read.format_of(Source("记.txt", words.encode())) == "txt"


def test_a_mail_without_text_is_refused() -> None:
    with pytest.raises(UnreadableSource, match=r"信\.eml: .*。a mail or a saved page without text"):
        read.read(Source("信.eml", b"From: a\r\nTo: b\r\nContent-Type: image/png\r\n\r\nx"))


# Markdown


def test_markdown_loses_its_marks_and_keeps_its_numbers_and_tables() -> None:
    words = (
        "# 关于**推进**共享的通知\n\n1. 建设平台。（责任单位：省财政厅）\n2. 推广。（责任单位：省商务厅）\n\n"
        "- 附则\n\n　　一、总则\n\n| 任务 | 牵头单位 |\n|:--|--|\n| 甲<br>乙 | 省`民政`厅 |\n\n"
        "<table><tr><td>任务</td><td>责任单位</td></tr><tr><td>丙</td><td>省教育厅</td></tr></table>\n"
    )
    assert read.read(Source("方案.md", words.encode())).text == (
        "关于推进共享的通知\n1.建设平台。（责任单位：省财政厅）\n2.推广。（责任单位：省商务厅）\n附则\n一、总则\n"
        "任务\t牵头单位\n甲\u2028乙\t省民政厅\n任务\t责任单位\n丙\t省教育厅\n"
    )


def test_a_table_of_markdown_gives_its_duties() -> None:
    words = "## 分工表\n\n|序号|任务|牵头单位|配合单位|\n|-|-|-|-|\n|1|建设|市财政局|市民政局、市教育局|\n"
    assert duties(words.encode(), "表.md") == [(("市财政局",), ("市民政局", "市教育局"))]
