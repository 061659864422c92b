"""Files given in a page and corrections made there: what is kept, what is refused, and what can be taken back."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from time import sleep
from urllib.parse import quote, urlencode

import pytest
from live_server import LiveServer, Reply, running
from test_many import TEN, as_docx, city

from exports.desk import Desk
from graph_build import corrections
from graph_build.corpus import build
from graph_build.sources import Source
from graph_build.write.generation import digest
from ontology.errors import BadQuery
from queries.ask.catalog import questions
from queries.ask.endpoint import open_graph
from queries.ask.translations import SAYINGS
from queries.duties import LEAD, load
from queries.duties.corrected import Cells, Change
from queries.serve import pages
from queries.serve.evaluation import Limits
from queries.serve.portal.sayings import PORTAL

HTML = {"Accept": "text/html"}
THREE = ("南充市", "宁波市", "成都市")
BOUNDARY = "----------fengong"


class Office:
    """A server with a desk, and the graph behind it."""

    def __init__(self, server: LiveServer, directory: Path) -> None:
        self.server, self.directory = server, directory
        self.token = self.token_of("/give?lang=zh")

    def token_of(self, path: str) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.page(path))
        assert found
        return found[1]

    def page(self, path: str, status: int = 200) -> str:
        reply = self.server.send(path, headers=HTML)
        assert reply.status == status, reply.text
        return unescape(reply.text)

    def post(self, path: str, **fields: str) -> Reply:
        return self.post_from({}, path, **fields)

    def post_from(self, headers: dict[str, str], path: str, **fields: str) -> Reply:
        form = urlencode({"token": self.token, **fields}).encode()
        own = {"Content-Type": "application/x-www-form-urlencoded", **HTML}
        return self.server.send(path, "POST", form, own | headers, timeout=120)

    def give(self, name: str, content: bytes, token: str | None = None) -> Reply:
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token or self.token}\r\n'.encode(),
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'.encode(),
            b"Content-Type: application/octet-stream\r\n\r\n" + content + f"\r\n--{BOUNDARY}--\r\n".encode(),
        ]
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **HTML}
        return self.server.send("/give", "POST", b"".join(parts), headers, timeout=120)

    def until(self, path: str, words: str) -> str:
        for _ in range(300):
            page = unescape(self.server.send(path, headers=HTML).text)
            if words in page:
                return page
            sleep(0.1)
        raise AssertionError(f"{path} never says {words}")

    def leads(self, task: str) -> list[str]:
        duties = load(open_graph(self.directory))
        return [duties.party[a.party].name for a in duties.of_task[task] if a.role == LEAD]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    folder = tmp_path / "graph"
    texts = tmp_path / "texts"
    texts.mkdir()
    for name in THREE:
        (texts / f"{name}.txt").write_text(city(name, TEN[name], 2020, "发放补贴"), encoding="utf-8")
    build([Source(str(path), path.read_bytes()) for path in sorted(texts.glob("*.txt"))], folder)
    with running(folder, Limits(workers=2, look=0.1), desk=Desk(folder, "李四")) as server:
        yield Office(server, folder)


def _tree(folder: Path) -> set[str]:
    """The files of a graph without its advice and start page, which are kept behind the pages in their own time."""
    behind = re.compile("advice-|/first(/|$)")
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not behind.search(path.as_posix())}


def test_a_file_is_read_shown_and_not_kept(office: Office) -> None:
    before = _tree(office.directory)
    reply = office.give("新通知.docx", as_docx(city("武汉市", "武政办", 2022, "新事")))
    assert reply.status == 303, reply.text
    path = reply.headers["location"]
    page = office.page(path)
    assert "开展新事" in page
    assert re.search(r'<a class="as-lead"[^>]*>市财政局</a>', page)
    assert "审读意见" in page
    key = path.partition("?")[0]
    book = office.server.send(f"{key}/tasks", timeout=60)
    assert zipfile.ZipFile(io.BytesIO(book.body)).testzip() is None
    assert b"<!DOCTYPE html>" in office.server.send(f"{key}/explorer", timeout=60).body[:100]
    word = zipfile.ZipFile(io.BytesIO(office.server.send(f"{key}/reviewed", timeout=60).body))
    assert "开展新事" in word.read("word/document.xml").decode()
    assert _tree(office.directory) == before
    assert office.post(key, do="forget").status == 303
    assert office.server.send(key, headers=HTML).status == 404
    assert _tree(office.directory) == before


def test_a_pasted_text_is_read_too(office: Office) -> None:
    reply = office.post("/give", text=city("武汉市", "武政办", 2022, "粘贴之事"))
    assert reply.status == 303, reply.text
    assert "开展粘贴之事" in office.page(reply.headers["location"])


def test_what_is_added_stands_in_the_graph_and_the_pages_turn_to_it(office: Office) -> None:
    path = office.give("新通知.txt", city("武汉市", "武政办", 2022, "新事").encode()).headers["location"]
    assert "<h1>6 项任务" in office.page("/?lang=zh")
    assert office.post(path.partition("?")[0], do="add").status == 303
    page = office.until(path, "已加入图谱")
    office.until("/?lang=zh", "<h1>8 项任务")
    document = re.search(r'已加入图谱：<a href="([^"]+)"', page)
    assert document
    assert "开展新事" in office.page(document[1])
    assert (office.directory / "given/新通知.txt").is_file()


def test_a_form_from_elsewhere_is_refused(office: Office) -> None:
    content = city("武汉市", "武政办", 2022, "新事").encode()
    assert office.give("a.txt", content, token="wrong").status == 403
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert office.post_from(headers, "/give", text="甲").status == 403
    assert office.post("/corrections", undo="1", token="wrong").status == 403
    assert office.server.send("/give", "POST", b"", {"Content-Length": str(10**9), **HTML}).status == 413
    assert "请选一个文件" in office.post("/give").text


def test_what_cannot_be_read_is_said_in_the_form_and_what_holds_no_task_on_its_page(office: Office) -> None:
    reply = office.give("坏.docx", b"PK\x03\x04 no zip")
    assert reply.status == 400
    assert 'role="alert"' in reply.text
    assert 'action="/give' in reply.text
    notice = "关于召开座谈会的通知\n\n各单位：\n定于6月1日上午9时召开座谈会，请准时参加。\n"
    path = office.post("/give", text=notice).headers["location"]
    assert "没有读出任务" in office.page(path)


def test_a_server_for_other_machines_has_no_desk(tmp_path: Path) -> None:
    build([Source("a.txt", city("宁波市", "甬政办发", 2020, "事").encode())], tmp_path)
    with running(tmp_path, Limits(workers=2)) as server:
        assert server.send("/give", headers=HTML).status == 404
        assert "/correct?" not in server.send("/", headers=HTML).text


def test_a_lead_is_corrected_entered_in_the_trail_and_taken_back(office: Office) -> None:
    (task,) = (
        t.iri
        for t in load(open_graph(office.directory)).tasks
        if "南充" in t.iri or ("南府" in t.iri and "m2" in t.iri)
    )
    before = office.leads(task)
    address = f"/correct?lang=zh&task={quote(task)}"
    form = office.page(address)
    seen = re.search(r'name="seen" value="([^"]+)"', form)
    assert seen
    said = {"task": task, "seen": seen[1], "lead": "南充市教育局", "co": "南充市财政局", "limit": "2021年底前"}
    assert "请写理由" in office.post("/correct?lang=zh", **said, reason=" ").text
    reply = office.post("/correct?lang=zh", **said, reason="已与市教育局核实")
    assert reply.status == 303, reply.text
    assert office.leads(task) == ["南充市教育局"]
    (kept,) = [
        one
        for path in (office.directory / "corrections").glob("*.yaml")
        for one in corrections.read(path.read_bytes(), "")
    ]
    assert (kept.review.editor, kept.review.reason, kept.limit) == ("李四", "已与市教育局核实", "2021年底前")
    (line,) = (office.directory / "corrections/trail.jsonl").read_text(encoding="utf-8").splitlines()
    entry = json.loads(line)
    assert (entry["who"], entry["changes"][0]["before"]["lead"]) == ("李四", before)
    assert 'value="南充市教育局"' in office.page(address), "the pages had not turned"
    conflict = office.post("/correct?lang=zh", **said | {"lead": "南充市财政局"}, reason="再改")
    assert conflict.status == 409, "the page was of an earlier state"
    assert "现在是——" in conflict.text
    assert 'value="南充市财政局"' in unescape(conflict.text), "what was written is lost"
    assert 'value="再改"' in unescape(conflict.text)
    assert "李四" in office.page("/corrections")
    assert office.post("/corrections", undo="1").status == 303
    assert office.leads(task) == before
    assert "已撤销" in office.page("/corrections?lang=zh")
    assert office.post("/corrections", undo="1").status == 400


@pytest.mark.parametrize("there", [True, False], ids=["with its file", "the file is gone"])
def test_of_two_corrections_each_is_taken_back_and_the_graph_is_what_it_was(tmp_path: Path, there: bool) -> None:
    path, folder = tmp_path / "南充.txt", tmp_path / "graph"
    path.write_text(city("南充市", TEN["南充市"], 2020, "发放补贴"), encoding="utf-8")
    build([Source(str(path), path.read_bytes())], folder)
    if not there:
        path.unlink()
    read, desk = digest(folder), Desk(folder, "李四")
    task = load(open_graph(folder)).tasks[0]
    was, first, then = (Cells((name,), (), "") for name in ("南充市科技局", "南充市教育局", "南充市财政局"))
    desk.correct([Change(task.iri, task.text, was, first)], "一")
    once = digest(folder)
    desk.correct([Change(task.iri, task.text, first, then)], "二")
    with pytest.raises(BadQuery, match="先撤销"):
        desk.undo(1)
    desk.undo(2)
    assert digest(folder) == once != read
    desk.undo(1)
    assert digest(folder) == read
    assert not [*(folder / "corrections").glob("*.yaml")]
    assert [(entry.number, entry.undoes, entry.undone) for entry in desk.trail()] == [
        (4, 1, False),
        (3, 2, False),
        (2, 0, True),
        (1, 0, True),
    ]
    for number in (1, 3, 5):
        with pytest.raises(BadQuery, match="没有可撤销"):
            desk.undo(number)


def test_a_body_that_nobody_knows_is_refused_and_the_form_stays_filled_in(office: Office) -> None:
    task = load(open_graph(office.directory)).tasks[0].iri
    seen = re.search(r'name="seen" value="([^"]+)"', office.page(f"/correct?task={quote(task)}"))
    assert seen
    before = office.leads(task)
    reply = office.post("/correct", task=task, seen=seen[1], lead="并无此事厅局", co="", limit="", reason="试")
    assert reply.status == 200
    assert 'role="alert"' in reply.text
    assert "并无此事厅局" in unescape(reply.text)
    assert office.leads(task) == before
    assert not (office.directory / "corrections/trail.jsonl").exists()
    said = {"task": task, "seen": seen[1], "lead": "并无此事厅局", "co": "", "limit": ""}
    assert office.post("/correct", **said, reason="新设", new_names="1").status == 303
    assert "并无此事厅局" in office.leads(task)[0]


def test_a_group_whose_name_is_a_list_is_one_body_as_in_a_table(office: Office) -> None:
    task = load(open_graph(office.directory)).tasks[0].iri
    seen = re.search(r'name="seen" value="([^"]+)"', office.page(f"/correct?task={quote(task)}"))
    assert seen
    said = {"lead": office.leads(task)[0], "co": "各县、市、区人民政府", "limit": ""}
    reply = office.post("/correct", task=task, seen=seen[1], **said, reason="补上各县区")
    assert reply.status == 303, reply.text
    duties = load(open_graph(office.directory))
    assert [duties.party[a.party].name for a in duties.of_task[task] if a.role != LEAD] == ["各县市区人民政府"]


def test_two_names_of_one_body_are_merged_in_every_task(office: Office) -> None:
    duties = load(open_graph(office.directory))
    body = next(p for p in duties.parties if p.name == "南充市科技局")
    address = f"/merge?lang=zh&body={quote(body.iri)}"
    seen = re.search(r'name="seen" value="([^"]+)"', office.page(address))
    assert seen
    said = {"body": body.iri, "seen": seen[1], "reason": "同一机构"}
    refused = office.post("/merge", **said, into="没有此局")
    assert refused.status == 400
    assert 'value="没有此局"' in unescape(refused.text)
    reply = office.post("/merge", **said, into="南充市教育局")
    assert reply.status == 303, reply.text
    after = load(open_graph(office.directory))
    assert body.iri not in {a.party for a in after.assignments}
    assert office.post("/corrections", undo="1").status == 303
    assert body.iri in {a.party for a in load(open_graph(office.directory)).assignments}


def test_questions_are_answered_from_the_tables_as_by_the_engine(office: Office) -> None:
    """The page of a question asks the tables, that of its text as a query the graph."""
    for asked in questions():
        if asked.sql:
            addresses = (
                urlencode({"lang": "zh", key: words})
                for key, words in (("question", asked.name), ("query", asked.text))
            )
            pages = [office.server.send(f"/query?{address}", headers=HTML).text for address in addresses]
            answers = [sorted(re.findall(r"<tr>.*?</tr>", page, re.DOTALL)) for page in pages]
            assert answers[0] == answers[1], asked.name


def test_every_page_leads_to_giving_a_file_and_to_the_corrections(office: Office) -> None:
    for path in ("/?lang=zh", "/questions?lang=zh", "/query?lang=zh", "/ont?lang=zh", "/corrections?lang=zh"):
        assert "给一份文件" in office.page(path).partition("</nav>")[0], path


def test_every_saying_of_the_templates_is_one() -> None:
    """Those whose keys are put together (facet_, view_) are held by their beginning."""
    for page in (Path(pages.__file__).parent / "templates").rglob("*.html"):
        for name, key in re.findall(r"\b(words|say)\(['\"](\w+)['\"]", page.read_text("utf-8")):
            known = PORTAL if name == "words" else SAYINGS
            assert key in known or (key.endswith("_") and any(each.startswith(key) for each in known)), (page.name, key)
