"""The front door: one verb a stage. It parses arguments, calls one function and prints; nothing else prints or exits.

Nothing heavy is imported before a verb needs it, so that ``fengong --help`` answers at once.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from exports.formats import NAMES, listed
from ontology import VERSION, characters, programs
from ontology.errors import BadQuery, FengongError, UnknownFormat, UnreadableSource

if TYPE_CHECKING:
    from exports.desk import Desk
    from graph_build.edits import Edits
    from graph_build.sources import Unread
    from queries.align.meaning import Encode
    from queries.ask.endpoint import Local
    from queries.ask.table import Table
    from queries.duties.scope import Scope

#: Exit codes: a check found a violation; the input was bad; Fengong itself failed (sysexits.h); the user interrupted.
FOUND, BAD_INPUT, FAILED, INTERRUPTED = 1, 2, 70, 130
#: Documents up to which a build counts the advice on them, and leaves the start page to be made when it is asked for.
ADVISED = 20
#: What a user sets to see where in the code an unexpected error came up.
TRACEBACK = "FENGONG_TRACEBACK"

app = typer.Typer(
    help="分工：读出公文中谁负责什么。Fengong: who is responsible for what in Chinese policy documents.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Files = Annotated[
    list[str],
    typer.Argument(
        help="文件、文件夹、.zip；- 为标准输入，@清单 为每行一个路径的清单。"
        "Files, folders, .zip; - for standard input, @LIST for a list of paths, one a line."
    ),
]
Graph = Annotated[Path, typer.Option("-g", "--graph", help="build -o 所写的目录。The directory that build -o wrote.")]


Limits = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="SECONDS|GB",
        help="一份文件最多用多少秒、多少内存，如 60、4GB；缺省 300 秒、2 GB，超出的不读，其余照读。"
        "What a document may take, as 60 or 4GB; 300 seconds and 2 GB by default. One that takes more is left out.",
    ),
]


class Language(StrEnum):
    """The language of what is printed."""

    ZH = "zh"
    EN = "en"


class TableFormat(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


Documents = Annotated[
    list[str] | None,
    typer.Option(
        "--document", "--documents", help="只看这些文件（文号或标题）。These documents only, by number or title."
    ),
]
Places = Annotated[list[str] | None, typer.Option("--place", help="只看这些地方的文件。Of these places only.")]
Levels = Annotated[
    list[str] | None,
    typer.Option("--level", help="centre province prefecture county township：只看这些层级。These levels only."),
]
Years = Annotated[list[str] | None, typer.Option("--year", help="只看这些年份。These years only.")]
Issuers = Annotated[list[str] | None, typer.Option("--issuer", help="只看这些发文机关。These issuers only.")]
Below = Annotated[bool, typer.Option("--below", help="--place 连同其下各地。With the places below --place.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="以此日的机构看任务。Seen with the bodies of this day.")]
Lang = Annotated[Language, typer.Option("--lang", help="输出语言。The language of the output.")]


def main() -> None:
    """Runs the command line; an error is one line on standard error, exit code 2 if it was foreseen and 70 if not."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows code page cannot print every character: better a mark than an exception.
            stream.reconfigure(errors="replace", encoding=None if stream.isatty() else "utf-8")
    try:
        app()
    except FengongError as error:
        _complain(error.chinese, str(error))
        sys.exit(BAD_INPUT)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:  # the last door: nobody is shown a traceback who did not ask for one
        _fail(error)
    finally:
        programs.keep()


def _fail(error: Exception) -> NoReturn:
    """Ends with one line about an error that nobody foresaw; it names the file at hand, where that is known."""
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
    at = [*getattr(error, "__notes__", ()), *filter(None, [getattr(error, "filename", None)])]
    what = ": ".join(map(str, (*dict.fromkeys(at), type(error).__name__, error)))
    _complain(
        f"意外错误，请报告；设 {TRACEBACK}=1 再运行，可见出处",
        f"{what}; please report it; run again with {TRACEBACK}=1 to see where it came up",
    )
    sys.exit(FAILED)


@contextmanager
def _at(name: str) -> Iterator[None]:
    """Notes on an error which file was at hand."""
    try:
        yield
    except Exception as error:
        error.add_note(name)
        raise


def _version(asked: bool) -> None:
    if asked:
        _say(f"fengong {VERSION}")
        raise typer.Exit


def _formats(asked: bool) -> None:
    if asked:
        for zh in (True, False):
            _say("\n".join(listed(zh=zh)))
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="打印版本。Print the version.")
    ] = False,
    authority: Annotated[
        list[Path] | None,
        typer.Option(
            "--authority",
            envvar="FENGONG_AUTHORITY",
            metavar="FILE",
            help="本单位的机构规范档（Turtle），可多次。Bodies of your own, in Turtle; repeatable.",
        ),
    ] = None,
) -> None:
    """What every verb has before it."""
    if authority:
        from ontology.vocabularies import name_own

        name_own(authority)


@app.command()
def parse(
    files: Files,
    output: Annotated[
        Path | None, typer.Option("-o", help="每个文件写一个 JSON。One JSON a document into this folder.")
    ] = None,
    sentences: Annotated[
        bool, typer.Option("--sentences", help="连同正文句中的职责。Duties in running sentences too.")
    ] = False,
    limit: Limits = None,
) -> None:
    """读出文件结构与责任分工（JSON）。What a document says, as JSON with places in the source."""
    from graph_build.limits import Limit
    from graph_build.read import candidates
    from graph_build.read.given import given
    from graph_build.record import of_source
    from graph_build.sources import Unread
    from ontology.files import folder, write

    most, written = Limit.of(limit or ()), set[Path]()
    for source in candidates(given(files)):
        if isinstance(source, Unread) and source.left_out:
            _complain(UnknownFormat.chinese, source.reason)
            continue
        try:
            if isinstance(source, Unread):
                raise UnreadableSource(source.reason)
            with _at(source.name):
                found = of_source(source, sentences=sentences, limit=most)
        except (UnreadableSource, UnknownFormat) as error:
            if output is None:
                raise
            _complain(error.chinese, str(error))
            continue
        words = json.dumps(found, ensure_ascii=False, indent=1)
        if output is None:
            _give(words)
            continue
        target = folder(output) / f"{Path(source.name).stem}.json"
        while target in written:  # 通知.txt and 通知.docx, or the same name in two folders
            target = target.with_name(f"{target.stem}~.json")
        write(target, words + "\n")
        written.add(target)
    if output is not None and not written:
        raise UnreadableSource("所给文件都无法读取，原因见上，请逐一处理后再试。none of the files could be read")


@app.command()
def build(
    files: Files,
    output: Annotated[Path, typer.Option("-o", "--output", help="图谱目录。Where the graph goes.")],
    sentences: Annotated[
        bool, typer.Option("--sentences", help="连同正文句中的职责。Duties in running sentences too.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option("-j", "--jobs", min=1, help="进程数；缺省用全部核心。Processes; all cores by default.")
    ] = None,
    cluster: Annotated[
        str, typer.Option("--cluster", help="Dask 调度器地址。The address of a Dask scheduler.", metavar="ADDRESS")
    ] = "",
    prune: Annotated[
        bool, typer.Option("--prune", help="去掉未再给出的文件。Takes out what is not given any more.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会做什么。Only says what would be done.")] = False,
    prefer: Annotated[
        list[str] | None,
        typer.Option("--prefer", help="同一文号有多种文本时以此文件为准。Of several versions this file's counts."),
    ] = None,
    digest: Annotated[
        bool, typer.Option("--digest", help="打印图谱的 RDFC-1.0 摘要。Print the RDFC-1.0 hash.")
    ] = False,
    new_names: Annotated[
        bool,
        typer.Option(
            "--accept-new-names",
            help="接受任务分工表中各文件和机构名录都没有的名称。Take names in a task table that nobody knows.",
        ),
    ] = False,
    trace: Annotated[
        bool | None,
        typer.Option(
            "--trace/--no-trace",
            help="推定举措的上下承接，此后每次构建随之重算。State which measures carry out which, now and later.",
            show_default=False,
        ),
    ] = None,
    advice: Annotated[
        bool,
        typer.Option(
            "--advice",
            help=f"统计全部文件的审阅意见，不限于{ADVISED}份以内。Count the advice on all documents, however many.",
        ),
    ] = False,
    deep: Annotated[
        bool, typer.Option("--deep", help="先核对图谱目录中每个文件的散列。Verify all hashes of the graph first.")
    ] = False,
    limit: Limits = None,
    lang: Lang = Language.ZH,
) -> None:
    """建立或更新知识图谱。Builds the graph of documents, or brings it up to date."""
    from graph_build import corpus, edits, read, scale, seen
    from graph_build.limits import Limit
    from graph_build.read.given import given
    from graph_build.write import generation

    zh, most = lang is Language.ZH, Limit.of(limit or ())
    tables, paths = edits.apart(given(files), most)
    sources = read.opened(paths, (seen.Seen() if deep else seen.Seen.of(output)).unopened)
    edited = None
    if tables:
        from graph_build import tasktables

        edited = tasktables.of_tables(tables, output)
    for line in _edits(edited, output, lang) if edited is not None else ():
        _say(line)
    if dry_run:
        plan = corpus.plan(sources, output, sentences=sentences, prune=prune, edited=edited)
        _unread(plan.unread)
        for line in plan.lines(zh=zh):
            _say(line)
        return
    with _progress(_words(zh, "读取", "reading"), read.count(paths) if sys.stderr.isatty() else None) as advance:
        summary = corpus.build(
            sources,
            output,
            advance,
            sentences=sentences,
            jobs=jobs or scale.cores(),
            cluster=cluster,
            prune=prune,
            edited=edited,
            prefer=prefer or (),
            new_names=new_names,
            limit=most,
            derive=_traces(output, trace),
            anew=bool(trace),
            deep=deep,
            on_wait=lambda holder: _say(
                _words(zh, f"等待另一次构建（进程{holder}）", f"waiting for another build (process{holder})"), err=True
            ),
        )
    _unread(summary.unread)
    if summary.failed:
        raise typer.Exit(BAD_INPUT)
    for line in (*summary.lines(output, zh=zh), *_advice(output, summary.documents, wanted=advice, zh=zh)):
        _say(line)
    if digest:
        _say(generation.digest(output))
    if summary.read > ADVISED:  # a second or two beside the minutes that it took to read them
        _start_page(output)


def _start_page(graph: Path) -> None:
    """Has the page kept that ``serve`` answers with before anything else, where what makes it is installed."""
    with suppress(ImportError):
        from queries.serve import builds, first

        first.make(builds.build_in(graph))


def _advice(graph: Path, documents: int, *, wanted: bool, zh: bool) -> Iterator[str]:
    """How much advice to their drafters the documents give: of many only where that is wanted, since it takes time."""
    if documents > ADVISED and not wanted:
        yield _words(
            zh,
            f"审阅意见：{documents} 份文件，每份约 0.1 秒：fengong build --advice 即行统计，fengong serve 在后台统计",
            f"advice to the drafter: {documents} documents at some 0.1 s each: fengong build --advice counts it now,"
            " fengong serve behind its pages",
        )
    elif documents:
        from queries.review import kept
        from queries.review.advice import Weight
        from queries.serve.builds import build_in

        generation = build_in(graph).folder
        with _progress(_words(zh, "审阅", "reviewing"), documents) as advance:
            kept.make(generation, advance)
        weights = Counter(weight for _, weight, _ in kept.weights(generation))
        must, should, could = (weights[weight] for weight in Weight)
        yield _words(
            zh,
            f"审阅意见：必须改 {must} 处，应当改 {should} 处，可以改 {could} 处；逐处批注：fengong review 文件",
            f"advice to the drafter: {must} must, {should} should, {could} could; as comments: fengong review FILE",
        )


def _traces(graph: Path, wanted: bool | None) -> Callable[[Path], Iterable[bytes]] | None:
    """What states which measures of a graph carry out which: where it is wanted, or was before and nobody objects."""
    from exports.align.statements import kept, stated

    return stated if wanted else kept(graph) if wanted is None else None


@app.command()
def check(
    target: Annotated[
        Path | None, typer.Argument(help="文件或图谱目录。A document or the directory of a graph.", show_default=False)
    ] = None,
    graph: Annotated[
        Path | None, typer.Option("-g", "--graph", help="build -o 所写的目录。What build -o wrote.")
    ] = None,
    reason: Annotated[bool, typer.Option("--reason", help="连同 OWL 推理。Run the reasoner too.")] = False,
    every: Annotated[bool, typer.Option("--all", help="列出每一处。List every place.")] = False,
    deep: Annotated[
        bool,
        typer.Option("--deep", help="先核对图谱目录中每个文件的散列。Verify all hashes of the graph first."),
    ] = False,
    document: Documents = None,
    place: Places = None,
    level: Levels = None,
    year: Years = None,
    issuer: Issuers = None,
    below: Below = False,
    limit: Limits = None,
    lang: Lang = Language.ZH,
) -> None:
    """查找差错，按严重程度与归属列出。Faults, by severity and by whose they are."""
    from exports.report import faults
    from graph_build.limits import Limit
    from graph_build.write import generation

    if (target is None) == (graph is None):
        raise BadQuery(
            "请写明检查什么：一份文件或一个图谱目录，或用 -g 目录，两者只写其一。"
            "say what to check: a document or the directory of a graph, or -g DIR"
        )
    most, target = Limit.of(limit or ()), target or graph or Path()
    if deep:
        generation.verify(target)
    holds_graph = (target / "graph.nq").is_file() or (target / "current").is_symlink()  # which a large graph has alone
    scope = _scope(document, place, level, year, issuer, below)
    if scope and not holds_graph:
        raise BadQuery(
            f"{target} 不是图谱；--document、--place 等只用于 build -o 所写的目录，请去掉，或改写图谱目录。"
            f"{target} is no graph; --document, --place and the like choose from what build -o wrote"
        )
    with _at(str(target)):
        findings = (
            faults.of_graph(target, _local(target, scope, asked_little=True), reason=reason)
            if holds_graph
            else faults.of_source(target, most, reason=reason)
        )
    zh = lang is Language.ZH
    for line in faults.listed(findings, zh=zh, most=0 if every else 5):
        _say(line)
    worst = sum(finding.severity == "violation" for finding in findings)
    _say(f"{len(findings)} 处，其中违例 {worst} 处" if zh else f"{len(findings)} findings, {worst} violations")
    raise typer.Exit(FOUND if worst else 0)


@app.command()
def review(
    file: Annotated[Path, typer.Argument(help="要审的文稿。The draft.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=".docx（带批注的原件） .html .md .json；缺省写在原件旁。")
    ] = None,
    graph: Annotated[
        Path | None, typer.Option("-g", "--graph", help="本地已发文件的图谱。The graph of earlier documents.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", help="以此日核对机构与时限，批注亦署此日。Hold against, and date the comments by, this day."
        ),
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option("--profile", help="YAML：停用的规则、阈值、不再提示的地方。Rules off, thresholds, silence."),
    ] = None,
    limit: Limits = None,
    lang: Lang = Language.ZH,
) -> None:
    """审阅文稿：在原件上加批注，另出一页概要。Advice to the drafter, as comments at the exact words."""
    from exports import review as reviewed
    from graph_build.limits import Limit

    if as_of is not None:
        _day(as_of)
    with _at(str(file)):
        found, source = reviewed.of_file(
            file, reviewed.profile(profile), graph, as_of or "", date.today().isoformat(), Limit.of(limit or ())
        )
        written = reviewed.write(found, source, output or reviewed.beside(file), lang.value, as_of or "")
    for line in found.summary.lines(lang.value):
        _say(line)
    for path in written:
        _say(str(path))


@app.command()
def ask(
    name: Annotated[
        str | None,
        typer.Argument(help="问题名或 .rq 文件；不写则列出全部。A question or a .rq file; none lists them."),
    ] = None,
    graph: Annotated[
        Path | None, typer.Option("-g", "--graph", help="build -o 所写的目录。What build -o wrote.")
    ] = None,
    endpoint: Annotated[
        str | None,
        typer.Option(
            "--endpoint",
            help="SPARQL 1.1 服务地址；缺省图为空的引擎也可。A SPARQL 1.1 endpoint; its default graph may be empty.",
        ),
    ] = None,
    bind: Annotated[list[str] | None, typer.Option("--bind", help="变量=值。variable=value")] = None,
    form: Annotated[TableFormat, typer.Option("--format", help="输出格式。How to print.")] = TableFormat.TABLE,
    tag: Annotated[str, typer.Option("--tag", help="只列此标签的问题。List questions with this tag only.")] = "",
    show: Annotated[bool, typer.Option("--show", help="显示 SPARQL 原文。Show the SPARQL.")] = False,
    wide: Annotated[bool, typer.Option("--wide", help="长文不截断。Cut no long text in the terminal.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="写到的文件，依 --format。The file to write, as --format says."),
    ] = None,
    as_of: AsOf = None,
    document: Documents = None,
    place: Places = None,
    level: Levels = None,
    year: Years = None,
    issuer: Issuers = None,
    below: Below = False,
    lang: Lang = Language.ZH,
) -> None:
    """向图谱提问。Asks a question; without a name, lists them."""
    from queries.ask import catalog
    from queries.ask.endpoint import remote
    from queries.ask.table import Table
    from queries.duties.scope import narrowed

    zh = lang is Language.ZH
    if name is None:
        for question in catalog.questions(tag):
            _say(f"{question.name}\n    {_words(zh, question.summary_zh, question.summary)}")
            for given in question.bindings:
                _say(f"    --bind {given.variable}=…  {_words(zh, given.about_zh, given.about)}")
        return
    question = catalog.question(name)
    if show:
        _give(question.text, nl=False)
        return
    if (graph is None) == (endpoint is None):
        raise BadQuery(
            "请写明向哪里提问：build 所写的图谱用 -g 目录，别的服务用 --endpoint 网址，两者只写其一。"
            "say where to ask: -g DIR for a graph that build wrote, or --endpoint URL"
        )
    bindings = _bindings(bind or [])
    scope = _scope(document, place, level, year, issuer, below)
    source = _seen(_local(graph, scope), as_of, lang) if graph else narrowed(remote(endpoint or ""), scope)
    answer = catalog.answer(source, question, bindings)
    if isinstance(answer, Table):
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() and not (wide or output) else 0
        pieces = answer.csv() if form is TableFormat.CSV else [_table(answer, form, lang, width)]
    else:
        pieces = [answer.decode() if isinstance(answer, bytes) else json.dumps(answer), "\n"]
    if output is None:
        for piece in pieces:
            _give(piece, nl=False)
    else:
        from ontology.files import replacing

        with replacing(output) as file:
            file.writelines(map(str.encode, pieces))
        _say(str(output))


@app.command()
def export(
    form: Annotated[
        str,
        typer.Argument(metavar="FORMAT", help=" ".join(NAMES)),
    ],
    graph: Graph,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到的文件。The file to write.")],
    known: Annotated[
        bool, typer.Option("--list", callback=_formats, is_eager=True, help="列出各格式。List the formats.")
    ] = False,
    document: Documents = None,
    place: Places = None,
    level: Levels = None,
    year: Years = None,
    issuer: Issuers = None,
    below: Below = False,
    lang: Annotated[Language | None, typer.Option("--lang", help="文字用何语言。The language of the words.")] = None,
    bare: Annotated[
        bool, typer.Option("--bare", help="不另写说明文件。No description beside RDF (VoID, DCAT-AP) and csv (CSVW).")
    ] = False,
) -> None:
    """把图谱写成别的格式。Writes the graph in another format."""
    from exports.dataset.beside import beside
    from exports.formats import format_named

    chosen = format_named(form)
    given: dict[str, Any] = {"lang": lang.value} if lang else {}
    if unknown := given.keys() - chosen.options:
        refused = [f"--{name}" for name in sorted(unknown)]
        raise UnknownFormat(
            f"{form} 不支持选项 {'、'.join(refused)}，请去掉。{form} takes no option {', '.join(refused)}"
        )
    if "graph" in chosen.options:
        given["graph"] = graph
    source = _local(graph, _scope(document, place, level, year, issuer, below))
    chosen.write(source, output, **given)
    for path in (output, *(() if bare else beside(source, output, chosen))):
        _say(str(path))


@app.command()
def find(
    words: Annotated[list[str], typer.Argument(help="要找的词。Words to look for.")],
    graph: Graph,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多几条。At most so many.")] = 50,
    document: Documents = None,
    place: Places = None,
    level: Levels = None,
    year: Years = None,
    issuer: Issuers = None,
    below: Below = False,
    lang: Lang = Language.ZH,
) -> None:
    """全文检索举措与任务。Full-text search, with the bodies and the place of each hit."""
    from queries.ask.search import find as search

    asked = " ".join(words)
    for hit in search(_local(graph, _scope(document, place, level, year, issuer, below)), asked, limit):
        who = "、".join(f"{d.name}({d.role.label(lang.value)}/{d.basis.label(lang.value)})" for d in hit.duties)
        _say(f"{hit.number}\t{hit.excerpt(asked)}\t{who}\t{hit.source}:{hit.start}-{hit.end}")


@app.command()
def publish(
    graph: Annotated[Path, typer.Argument(metavar="DIR", help="图谱目录。The directory of a graph.")],
    endpoint: Annotated[str, typer.Option("--endpoint", help="图存储或更新地址。Graph store or update address.")],
    protocol: Annotated[str, typer.Option("--protocol", help="graph-store | update")] = "graph-store",
) -> None:
    """把命名图发布到 SPARQL 引擎（FENGONG_USER、FENGONG_PASSWORD）。Replaces the named graphs on another engine."""
    from queries.ask.endpoint import open_graph
    from queries.ask.publish import publish as send

    for name in send(open_graph(graph), endpoint, protocol, _login()):
        _say(name)


@app.command()
def report(
    graph: Graph,
    output: Annotated[Path, typer.Option("-o", "--output", help=".html .docx .pdf .md")],
    as_of: AsOf = None,
    document: Documents = None,
    place: Places = None,
    level: Levels = None,
    year: Years = None,
    issuer: Issuers = None,
    below: Below = False,
    exclude: Annotated[bool, typer.Option("--exclude-groups", help="不计机构类。Leave classes of bodies out.")] = False,
    expand: Annotated[bool, typer.Option("--expand-groups", help="机构类按成员计。Count their members.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="多份文件时写全各政府与附录。All chapters and the annex, of many documents.")
    ] = False,
    lang: Lang = Language.ZH,
) -> None:
    """任务分工与协调负荷报告。The planner's report on coordination load and central agencies."""
    from exports.report import faults, write

    if exclude and expand:
        raise BadQuery(
            "--exclude-groups 与 --expand-groups 相互矛盾，请只写其一。"
            "--exclude-groups and --expand-groups contradict each other; give one of them"
        )
    scope = _scope(document, place, level, year, issuer, below)
    endpoint = _local(graph, scope, asked_little=as_of is None)
    written = write(
        _seen(endpoint, as_of, lang),
        output,
        lang.value,
        _day(as_of) if as_of else None,
        (),
        "exclude" if exclude else "expand" if expand else "keep",
        faults.of_graph(graph, endpoint),
        full=full,
    )
    for path in written:
        _say(str(path))


@app.command()
def whatif(
    graph: Graph,
    merge: Annotated[list[str] | None, typer.Option("--merge", help="A+B=C")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", help="D")] = None,
    split: Annotated[list[str] | None, typer.Option("--split", help="A=B:词,词;C")] = None,
    reform: Annotated[str, typer.Option("--reform", help="改革年份或 .ttl。A year of reform, or a .ttl.")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="写成 Markdown。Write as Markdown.")] = None,
    document: Documents = None,
    place: Places = None,
    level: Levels = None,
    year: Years = None,
    issuer: Issuers = None,
    below: Below = False,
    lang: Lang = Language.ZH,
) -> None:
    """推演机构改革：前后对照。What would change if bodies merged, split or went."""
    from exports.report.whatif import side_by_side
    from ontology.files import write
    from queries.analysis import whatif as change

    endpoint = _local(graph, _scope(document, place, level, year, issuer, below))
    written = [
        *map(change.merge, merge or ()),
        *map(change.remove, remove or ()),
        *map(change.split, split or ()),
    ]
    changes = [change.named(endpoint, each) for each in written]
    if reform.endswith(".ttl"):
        changes += change.reforms_in(Path(reform))
    elif reform:
        changes += change.reforms(endpoint, reform)
    if not changes:
        raise BadQuery(
            "请写明改什么：--merge A+B=C、--remove D、--split A=B:词;C 或 --reform 2018。"
            "say what changes: --merge A+B=C, --remove D, --split A=B:words;C or --reform 2018"
        )
    page = side_by_side(endpoint, changes, lang.value)
    if output is None:
        _give(page, nl=False)
    else:
        write(output, page)
        _say(str(output))


@app.command()
def body(
    name: Annotated[str, typer.Argument(help="机构名称，如 自治区财政厅。A name as documents write it.")],
    graph: Annotated[
        Path | None, typer.Option("-g", "--graph", help="build -o 所写的目录。What build -o wrote.")
    ] = None,
    as_of: AsOf = None,
    document: Documents = None,
    place: Places = None,
    level: Levels = None,
    year: Years = None,
    issuer: Issuers = None,
    below: Below = False,
    lang: Lang = Language.ZH,
) -> None:
    """一个机构：名称、辖区、分工、沿革。Who a body is, what it leads and joins, what became of it."""
    from ontology.authority import load
    from queries.ask.profile import lines, profiles

    day = (_day(as_of) if as_of else date.today()).isoformat()
    scope = _scope(document, place, level, year, issuer, below)
    found = profiles(name, load(), day, _local(graph, scope) if graph else None)
    _say("\n\n".join("\n".join(lines(profile, zh=lang is Language.ZH)) for profile in found))


@app.command()
def bodies(
    words: Annotated[list[str] | None, typer.Argument(help="名称中的词。Words of their names.")] = None,
    place: Annotated[
        list[str] | None, typer.Option("--place", help="辖区名称或代码，可多次。A place or its code; repeatable.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="此日存在的机构。Those that exist on this day.")] = None,
    new: Annotated[
        list[str] | None,
        typer.Option("--new", metavar="FILE", help="文件中的新机构，拟为 Turtle。Stanzas for new ones."),
    ] = None,
    form: Annotated[TableFormat, typer.Option("--format", help="输出格式。How to print.")] = TableFormat.TABLE,
    limit: Limits = None,
    lang: Lang = Language.ZH,
) -> None:
    """规范档中的机构；--new 拟出文件中新机构的条目。The bodies of the authority file; --new proposes others."""
    from ontology.authority import load
    from queries.ask.bodies import listed

    if new:
        _give(_stanzas(new, limit), nl=False)
        return
    day = _day(as_of).isoformat() if as_of else ""
    _give(_table(listed(load(), words or (), place or (), day, zh=lang is Language.ZH), form, lang), nl=False)


@app.command()
def compare(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="旧的一份：文件，或 -g 图谱中的文号、标题、文件名。The old version.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="新的一份。The new version.")],
    graph: Annotated[
        Path | None,
        typer.Option("-g", "--graph", help="从此图谱取两份文件。Both are documents or versions of this graph."),
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help=".html .docx .xlsx .md .json")] = None,
    sentences: Annotated[
        bool,
        typer.Option(
            help="文件正文句中的职责（由某局牵头……）也比；图谱按其所建。Duties in running sentences of files too."
        ),
    ] = True,
    limit: Limits = None,
    lang: Lang = Language.ZH,
) -> None:
    """比较同一文件的两稿：谁的职责变了，条款改了什么。What changed; exit code 1 if anybody's duties did."""
    from exports.align import compare as forms
    from exports.align.sources import of_file, of_graph
    from graph_build.limits import Limit
    from ontology.authority import load
    from queries.align.compare import compare as compared

    most = Limit.of(limit or ())
    one, two = (of_graph(graph, name) if graph else of_file(name, most, sentences=sentences) for name in (old, new))
    found = compared(one, two, load())
    _say_or_write(forms.lines(found, lang.value), output, lambda path: forms.write(found, path, lang.value))
    raise typer.Exit(FOUND if found.of_responsibility else 0)


@app.command()
def trace(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="UPPER… LOWER",
            help="上位文件，末一份是下位文件；用 --lower 时全是上位文件。Above; the last is below.",
        ),
    ] = None,
    lower: Annotated[
        list[str] | None,
        typer.Option("--lower", help="下位文件或文件夹，可写多次。Documents below, files or folders; may be repeated."),
    ] = None,
    graph: Annotated[
        Path | None,
        typer.Option(
            "-g", "--graph", help="取此图谱中引用所示的上下位文件。Pairs that citations of this graph propose."
        ),
    ] = None,
    document: Annotated[str, typer.Option("--document", help="只看此文件，写文号或标题。Of this document only.")] = "",
    uncited: Annotated[
        bool,
        typer.Option(
            "--all", help="图谱中其余文件不论有无引用都比（同 --document）。All others beside it, cited or not."
        ),
    ] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help=".html .xlsx .json")] = None,
    pair: Annotated[str, typer.Option("--pair", help="JSON 中的名称。What JSON calls the pair.")] = "",
    meaning: Annotated[
        bool,
        typer.Option(
            "--meaning",
            help="另用句意模型读分句，多找措辞不同的承接。Has a sentence model read the clauses too: finds more that "
            "is said in other words; some 10 s a pair, extra meaning.",
        ),
    ] = False,
    limit: Limits = None,
    lang: Lang = Language.ZH,
) -> None:
    """上位文件的举措由谁承接，牵头变了没有。What became of the measures of documents above."""
    from exports.align import trace as forms
    from exports.align.sources import traced, traced_in
    from graph_build.limits import Limit

    if graph is None and len(files or ()) + len(lower or ()) < 2:
        raise BadQuery(
            "至少需要两份文件，请写：trace 上位文件… 下位文件，或 上位文件… --lower 下位文件…，或 -g 目录。"
            "trace UPPER… LOWER, or UPPER… --lower LOWER…, or -g DIR: two documents are wanted at least"
        )
    if uncited and not (graph and document):
        raise BadQuery(
            "--all 只用于图谱中的一份文件，请写：-g 目录 --document 文号或标题 --all。"
            "--all is for one document of a graph: -g DIR --document N --all"
        )
    with _encoder(zh=lang is Language.ZH) if meaning else nullcontext() as encode:
        found = (
            traced_in(graph, document, uncited=uncited, encode=encode)
            if graph
            else traced(files or (), lower or (), Limit.of(limit or ()), encode)
        )
    _say_or_write(forms.lines(found, lang.value), output, lambda path: forms.write(found, path, lang.value, pair))


@app.command()
def overlap(
    graph: Graph,
    document: Documents = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help=".html .xlsx .json")] = None,
    lang: Lang = Language.ZH,
) -> None:
    """文件有多少文字逐字见于别的文件，有无遗留的外地地名。How much of a document stands word for word in others."""
    from exports.align import overlap as forms
    from queries.ask.endpoint import open_graph

    told = forms.account(open_graph(graph), document or (), lang.value)
    _say_or_write(forms.lines(told), output, lambda path: forms.write(told, path))


@app.command()
def serve(
    graph: Annotated[
        Path, typer.Argument(metavar="DIR", help="build -o 所写的目录。The directory that build -o wrote.")
    ],
    host: Annotated[
        str, typer.Option(help="监听的地址，缺省只限本机。Where to listen; this machine only by default.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口。The port.")] = 8000,
    timeout: Annotated[float, typer.Option(help="一次查询的秒数上限。Seconds that a query may take.")] = 30.0,
    workers: Annotated[int, typer.Option(help="回答查询的进程数。Processes that answer queries.")] = 8,
    cors: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORIGIN", help="许可其网页提问的网站，可多次。A site whose pages may ask too; repeatable."
        ),
    ] = None,
    user: Annotated[
        str, typer.Option("--user", help="网页上的更正记在谁名下。Whose name corrections in the pages bear.")
    ] = "",
    allow_upload: Annotated[
        bool,
        typer.Option(
            "--allow-upload",
            help="不限本机时也许可给文件、作更正。Files and corrections from other machines too.",
        ),
    ] = False,
    limit: Limits = None,
) -> None:
    """在网页上看图谱、问问题；SPARQL 在 /sparql。Serves the graph: pages, questions, and SPARQL at /sparql."""
    from tempfile import TemporaryDirectory

    import exports
    from exports import pages
    from graph_build.limits import Limit
    from queries.ask.endpoint import open_graph
    from queries.serve.access import origin
    from queries.serve.server import door
    from queries.serve.server import serve as answer

    origins, most = [origin(words) for words in cors or ()], Limit.of(limit or ())
    open_graph(graph)  # what cannot be opened is said before anything is served

    def desk() -> Desk:
        from exports.desk import Desk

        return Desk(graph, user, most)

    with door(host, port) as address, TemporaryDirectory() as folder, pages.behind(graph, Path(folder)):
        _say(f"http://{f'[{host}]' if ':' in host else host}:{address.getsockname()[1]}/")
        assets = Path(exports.__file__).parent / "explorer/web/dist"
        answer(address, graph, timeout, workers, Path(folder), assets, origins, desk, allow_upload=allow_upload)


@app.command()
def demo(
    output: Annotated[Path, typer.Option("-o", "--output", help="写到的目录。Where to write.")] = Path("out"),
    lang: Lang = Language.ZH,
) -> None:
    """用随附的真实公文走完全程。The whole way with the document that ships."""
    from exports.demo import demo as show

    for line in show(output, "zh" if lang is Language.ZH else "en"):
        _say(line)


def _edits(edited: Edits, graph: Path, lang: Language) -> Iterator[str]:
    """What was edited in task tables, cell by cell."""
    from exports.office.tasks import taken
    from queries.ask.endpoint import open_graph
    from queries.duties import load

    zh, tasks = lang is Language.ZH, sum(map(len, edited.corrections.values()))
    yield _words(
        zh,
        f"任务分工表改动 {tasks} 项任务；删去的行不影响图谱",
        f"task table: {tasks} tasks edited; a task whose row was deleted keeps what was read",
    )
    if edited.changes:
        yield from taken(edited.changes, load(open_graph(graph)), lang.value)
    if edited.columns.rows:
        names, cells = "、".join(edited.columns.headings), sum(len(row.cells) for row in edited.columns.rows)
        yield _words(zh, f"自增列 {names}：{cells} 格有改动，随图谱保存", f"own columns {names}: {cells} cells, kept")


def _stanzas(files: list[str], limit: Limits) -> str:
    """Turtle for the bodies that documents name and the authority file does not know; what cannot be read is said."""
    from graph_build.limits import Limit
    from graph_build.model import Party
    from graph_build.newcomers import of_source
    from graph_build.read import candidates
    from graph_build.read.given import given
    from graph_build.resolve.review import stanzas
    from graph_build.sources import Unread
    from ontology.authority import load

    most = Limit.of(limit or ())
    found: list[Party] = []
    for source in candidates(given(files)):
        if isinstance(source, Unread):
            _complain((UnknownFormat if source.left_out else UnreadableSource).chinese, source.reason)
            continue
        try:
            found += of_source(source, most)
        except (UnreadableSource, UnknownFormat) as error:
            _complain(error.chinese, str(error))
    return stanzas(found, load())


def _day(words: str) -> date:
    """The day that a user wrote."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise BadQuery(
            f"--as-of {words}：日期请写成 2026-11-22 这样。--as-of {words}: write a day as 2026-11-22"
        ) from None


def _scope(
    document: list[str] | None,
    place: list[str] | None,
    level: list[str] | None,
    year: list[str] | None,
    issuer: list[str] | None,
    below: bool,
) -> Scope:
    """The scope that the options of a verb name."""
    from queries.duties.scope import Scope

    documents, places, levels, years, issuers = (tuple(given or ()) for given in (document, place, level, year, issuer))
    return Scope(documents, places, levels, years, issuers, below)


def _local(graph: Path, scope: Scope, *, asked_little: bool = False) -> Local:
    """The graph that build wrote in a folder, as far as the scope reaches; left on disk if it is ``asked_little``."""
    from queries.ask.endpoint import MEMORY_LIMIT, open_graph
    from queries.duties.scope import narrowed

    return narrowed(open_graph(graph, 0 if asked_little else MEMORY_LIMIT), scope)


def _seen(endpoint: Local, as_of: str | None, lang: Language) -> Local:
    """The graph as of a day; what moved, and where functions parted, is said on standard error."""
    if as_of is None:
        return endpoint
    from queries.ask.as_of import notes, view

    seen, used = view(endpoint, _day(as_of))
    for note in notes(used, zh=lang is Language.ZH):
        _say(note, err=True)
    return seen


def _table(table: Table, form: TableFormat, lang: Language, width: int = 0) -> str:
    """The table in a form: for people in words, cut to ``width`` if one is given; for programs as it is."""
    from queries.ask.table import FORMATS
    from queries.ask.wording import worded

    if form is TableFormat.TABLE:
        return worded(table, lang.value).to_text(width)
    return FORMATS[form.value](worded(table, lang.value) if form is TableFormat.MARKDOWN else table)


def _login() -> tuple[str, str] | None:
    """User and password of another engine, from the environment so that they stand in no history."""
    user = os.environ.get("FENGONG_USER", "")
    return (user, os.environ.get("FENGONG_PASSWORD", "")) if user else None


def _unread(found: Iterable[Unread]) -> None:
    """Says on standard error which sources could not be read, and why."""
    for unread in found:
        _complain(UnreadableSource.chinese, unread.reason)


def _complain(chinese: str, reason: str) -> None:
    """Says on standard error what is wrong, in both languages."""
    _say(characters.line(f"fengong: {chinese}：{reason}"), err=True)


def _say(words: str, err: bool = False) -> None:
    """Prints words for people; a name of a file or in a document drives no terminal."""
    typer.echo(characters.seen(words), err=err)


def _say_or_write(lines: Iterable[str], output: Path | None, write: Callable[[Path], None]) -> None:
    """Prints ``lines``; where there is an ``output`` writes that instead, and prints its name."""
    if output is not None:
        write(output)
        lines = [str(output)]
    for line in lines:
        _say(line)


def _give(words: str, nl: bool = True) -> None:
    """Prints what programs read too: on a terminal as words are said, elsewhere as it is."""
    typer.echo(characters.seen(words) if sys.stdout.isatty() else words, nl=nl)


def _bindings(pairs: list[str]) -> dict[str, str]:
    """The values of ``--bind x=words`` options."""
    bindings = {}
    for pair in pairs:
        variable, equals, words = pair.partition("=")
        if not equals or not variable:
            raise BadQuery(
                f"--bind {pair}：请写成 变量=值，如 --bind party=自治区财政厅。"
                f"--bind {pair}: write it as variable=value, for example --bind party=自治区财政厅"
            )
        bindings[variable.lstrip("?")] = words
    return bindings


@contextmanager
def _progress(label: str, total: int | None) -> Iterator[Callable[[str], None]]:
    """Shows how many were read, how fast and for how long still; on a terminal only, a pipe stays quiet."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Task as Bar
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many a second."""

        def render(self, task: Bar) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}" if total is None else "{task.completed}/{task.total}"),
        Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=60) as progress:
        bar = progress.add_task(label, total=total)
        yield lambda name: progress.update(bar, advance=1)


@contextmanager
def _encoder(*, zh: bool) -> Iterator[Encode]:
    """The sentence model that reads clauses; as it reads them it is shown how many."""
    from queries.align.meaning import encoder

    with _progress(_words(zh, "读分句", "reading clauses"), None) as advance:
        yield encoder(advance)


def _words(zh: bool, chinese: str, english: str) -> str:
    return chinese if zh else english


if __name__ == "__main__":
    main()
