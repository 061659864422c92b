"""What is measured: one function a row of the table, each giving what it did, ours, the peer's and how they compare.

Times are CPU seconds, since machines are shared; the least of several runs, as the others were disturbed. A further row
is a further function in ``STAGES``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from graph_build import corpus, pipeline
from graph_build.model import Document
from graph_build.parse.document import parse
from graph_build.read import candidates, read
from graph_build.read.reflow import reflow
from graph_build.sources import Source
from graph_build.write import engine, generation, triples
from ontology import VERSION
from ontology.authority import load
from ontology.collecting import collecting_rarely

sys.path.insert(0, str(Path(__file__).parents[1]))
import generated

#: Documents that one and two processes read: so many that starting a process does not matter.
COUNT = 240
WILD = Path(__file__).parents[3] / "shared/corpus/wild"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    stage: str
    size: str
    ours: str
    peer: str
    theirs: str
    ratio: str


def least(run: Callable[[], Any], times: int = 5) -> float:
    """The least CPU time of ``run``, its children's included."""
    return spent(run, times)[0]


def spent(run: Callable[[], Any], times: int = 5) -> tuple[float, float]:
    """The least CPU time of ``run``, its children's included, and the least time by the clock."""
    cpu, clock = [], []
    with collecting_rarely():  # as where documents are read; the peers have it so too
        for _ in range(times):
            before, began = _cpu(), time.perf_counter()
            run()
            cpu.append(_cpu() - before)
            clock.append(time.perf_counter() - began)
    return min(cpu), min(clock)


def _cpu() -> float:
    import resource

    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def sources(count: int) -> list[Source]:
    """Made documents of the sample's size."""
    return [Source(f"{number}.txt", generated.document(number).encode()) for number in range(count)]


def run() -> triples.Run:
    """A run to write quads for."""
    return triples.Run(f"fengong-{VERSION}", load().digest)


def corpora(made: int) -> dict[str, list[Source]]:
    """Made documents, and a sixth of the real texts where they are at hand, by what they are called."""
    found = {"made documents": sources(made)}
    if WILD.is_dir():
        texts = islice(candidates([WILD]), 0, None, 6)
        found["texts of ../shared/corpus/wild"] = [source for source in texts if isinstance(source, Source)]
    return found


def parsing() -> Iterator[Row]:
    """Characters a second from text to reflowed text, and from that to document, of made and of real documents."""
    for name, given in corpora(20).items():
        readings = [read(source) for source in given]
        reflowed = [(reading, reflow(reading)) for reading in readings]
        characters = sum(len(reading.text) for reading in readings)
        stages: dict[str, Callable[[], Any]] = {
            "reflow": lambda readings=readings: [reflow(reading) for reading in readings],  # type: ignore[misc]
            "parse": lambda reflowed=reflowed: [parse("", *text) for text in reflowed],  # type: ignore[misc]
        }
        for stage, run in stages.items():
            rate = f"{characters / least(run) / 1e6:.2f} M characters/s"
            yield Row(stage, f"{len(given)} {name}", rate, "-", "-", "-")


def extracting() -> Iterator[Row]:
    """Documents a second from text to N-Quads on disk, and the same extraction feeding rdflib."""
    for name, given in corpora(12).items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "one.chunk")
            ours = least(lambda given=given, path=path: [pipeline.chunk(source).keep(path) for source in given])  # type: ignore[misc]
            theirs = least(lambda given=given: [pipeline.understand(source, load()) for source in given], 3)  # type: ignore[misc]
            said = [_said(pipeline.understand(source, load())) for source in given]
            theirs += least(lambda said=said, path=path: _through_rdflib(said, path), 1)  # type: ignore[misc]
        rates = [f"{len(given) / seconds:.1f} documents/s a core" for seconds in (ours, theirs)]
        size = f"{len(given)} {name}"
        yield Row("text to N-Quads", size, rates[0], "rdflib Graph", rates[1], f"{theirs / ours:.1f}x")


def writing() -> Iterator[Row]:
    """Quads a second from resolved documents, and the same through rdflib's Graph and serialiser."""
    documents = [pipeline.understand(source, load()) for source in sources(6)]
    count = sum(triples.nquads(document, run()).count(b"\n") for document in documents)
    ours = least(lambda: [triples.nquads(document, run()) for document in documents])
    said = [_said(document) for document in documents]
    with tempfile.TemporaryDirectory() as folder:
        theirs = least(lambda: _through_rdflib(said, Path(folder, "one.nt")), 2)
    mine, yours = f"{count / ours / 1e3:.0f} k quads/s", f"{count / theirs / 1e3:.0f} k quads/s"
    yield Row("write alone", f"{count} quads", mine, "rdflib Graph", yours, f"{theirs / ours:.1f}x")


def _said(document: Document) -> list[tuple[str, str, str, str, str, bool]]:
    """The triples of a document as plain words: subject, predicate, value, language, datatype, whether it is an IRI."""
    from pyoxigraph import Literal, NamedNode, RdfFormat
    from pyoxigraph import parse as quads

    found = []
    for quad in quads(triples.nquads(document, run()), RdfFormat.N_QUADS):
        subject, value = quad.subject, quad.object
        assert isinstance(subject, NamedNode)
        assert isinstance(value, Literal | NamedNode)
        literal = isinstance(value, Literal)
        language = (value.language or "") if isinstance(value, Literal) else ""
        datatype = value.datatype.value if isinstance(value, Literal) and not language else ""
        found.append((subject.value, quad.predicate.value, value.value, language, datatype, not literal))
    return found


def _through_rdflib(documents: list[list[tuple[str, str, str, str, str, bool]]], path: Path) -> None:
    """Feeds the triples of each document to rdflib's Graph as terms, and has it write them."""
    from rdflib import Graph, Literal, URIRef

    plain = "http://www.w3.org/2001/XMLSchema#string"
    for said in documents:
        graph = Graph()
        for subject, predicate, value, language, datatype, node in said:
            if node:
                graph.add((URIRef(subject), URIRef(predicate), URIRef(value)))
            else:
                kind = None if language or datatype == plain else URIRef(datatype)
                graph.add((URIRef(subject), URIRef(predicate), Literal(value, lang=language or None, datatype=kind)))
        graph.serialize(path, format="nt", encoding="utf-8")


def cores() -> Iterator[Row]:
    """How much faster two processes read than one, by the clock."""
    with tempfile.TemporaryDirectory() as folder:
        documents = generated.folder(Path(folder, "documents"), COUNT)
        spent = []
        for jobs in (1, 2):
            shutil.rmtree(Path(folder, "graph"), ignore_errors=True)
            began = time.perf_counter()
            for _ in _reading(documents, Path(folder, "graph"), jobs):
                pass
            spent.append(time.perf_counter() - began)
    one, two = (f"{COUNT / seconds:.1f} documents/s" for seconds in spent)
    yield Row("two processes", f"{COUNT} documents", two, "one process", one, f"{spent[0] / spent[1]:.2f}x")


def _reading(documents: Path, directory: Path, jobs: int) -> Iterator[Any]:
    """The part of a build that reads."""
    found = corpus._Corpus(directory, (), False)
    work = found.jobs(candidates([documents]), lambda name: None)
    yield from corpus._map(work, sentences=False, jobs=jobs, cluster="", limit=None)


def loading() -> Iterator[Row]:
    """Quads a second into the store on disk, and by `oxigraph load`, from one file; in CPU time and by the clock."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if not program:
        raise ImportError("the oxigraph server is not installed")
    with tempfile.TemporaryDirectory() as folder:
        corpus.build(sources(96), Path(folder, "graph"))
        path = Path(folder, "graph.nq")
        path.write_bytes(b"".join(generation.graph(Path(folder, "graph"))))
        count = path.read_bytes().count(b"\n")
        fresh = (Path(folder, f"store{number}") for number in range(99))
        ours = spent(lambda: engine.load(next(fresh), [path.read_bytes()]), 3)
        command = [str(program), "load", "--file", str(path), "--location"]
        theirs = spent(lambda: subprocess.run([*command, str(next(fresh))], check=True, capture_output=True), 3)
    for stage, mine, yours in zip(("load", "load, by the clock"), ours, theirs, strict=True):
        rates = count / mine, count / yours
        said = [f"{rate / 1e3:.0f} k quads/s" for rate in rates]
        yield Row(stage, f"{count} quads", said[0], "oxigraph load", said[1], f"{rates[0] / rates[1]:.1f}x")


#: A question that every store of triples can be asked: how many tasks each party has a part in.
SHARES = """PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT ?party (COUNT(?task) AS ?tasks) WHERE { ?assignment fg:party ?party ; fg:ofTask ?task } GROUP BY ?party"""


def evidence() -> Iterator[Row]:
    """What it spares that a place in a text is one node: beside the same graph with Web Annotation's selectors."""
    from exports.rdf import annotations
    from queries.ask.endpoint import open_graph

    given = sources(12)
    with tempfile.TemporaryDirectory() as folder:
        corpus.build(given, Path(folder, "graph"))
        lean = b"".join(generation.graph(Path(folder, "graph")))
        selectors = Path(folder, "spans.nt")
        annotations.write(open_graph(Path(folder, "graph")), selectors)
        full = b"".join(sorted({*lean.splitlines(keepends=True), *selectors.read_bytes().splitlines(keepends=True)}))
        loaded, disk = [], []
        for name, quads in (("ontology alone", b""), ("lean", lean), ("full", full)):
            fresh = (Path(folder, f"{name} {number}") for number in range(9))
            loaded.append(least(lambda quads=quads, fresh=fresh: engine.load(next(fresh), [quads]), 3))  # type: ignore[misc]
            disk.append(sum(path.stat().st_size for path in Path(folder, f"{name} 0").rglob("*") if path.is_file()))
        read = least(lambda: [pipeline.chunk(source).keep(Path(folder, "one.chunk")) for source in given], 3)
        with_them = read + least(lambda: annotations.write(open_graph(Path(folder, "graph")), selectors), 3)
    said: dict[str, tuple[float, float]] = {
        "quads": (lean.count(b"\n"), full.count(b"\n")),
        "N-Quads, kB": (len(lean) / 1e3, len(full) / 1e3),
        "store on disk, kB": ((disk[1] - disk[0]) / 1e3, (disk[2] - disk[0]) / 1e3),
        "text to N-Quads, CPU ms": (1e3 * read, 1e3 * with_them),
        "load, CPU ms": (1e3 * (loaded[1] - loaded[0]), 1e3 * (loaded[2] - loaded[0])),
    }
    for stage, (ours, theirs) in said.items():
        rates = [f"{amount / len(given):,.0f} a document" for amount in (ours, theirs)]
        size = f"{len(given)} made documents"
        yield Row(f"evidence, {stage}", size, rates[0], "with selectors", rates[1], f"{theirs / ours:.1f}x")


def storing() -> Iterator[Row]:
    """Triples a second into the store on disk and into other stores, and one question asked of each."""
    from pyoxigraph import RdfFormat, Store, Triple, serialize
    from pyoxigraph import parse as quads

    with tempfile.TemporaryDirectory() as folder:
        corpus.build(sources(12), Path(folder, "graph"))
        path, plain = Path(folder, "graph.nq"), Path(folder, "graph.nt")
        path.write_bytes(b"".join(generation.graph(Path(folder, "graph"))))
        triples_of = (Triple(q.subject, q.predicate, q.object) for q in quads(path=path, format=RdfFormat.N_QUADS))
        serialize(triples_of, plain, format=RdfFormat.N_TRIPLES)
        count = plain.read_bytes().count(b"\n")
        fresh = (Path(folder, f"store{number}") for number in range(99))
        loaded = least(lambda: engine.load(next(fresh), [path.read_bytes()]), 3)
        held = Store.read_only(str(Path(folder, "store0")))
        asked = least(lambda: len(list(held.query(SHARES, use_default_graph_as_union=True))))  # type: ignore[arg-type]
        rows = len(list(held.query(SHARES, use_default_graph_as_union=True)))  # type: ignore[arg-type]
        for name, opened in (("owlready2 quadstore", _in_owlready2), ("maplib", _in_maplib)):
            try:
                question = opened(plain, next(fresh))
            except ImportError as error:
                yield Row("store", f"{count} triples", "-", name, f"not measured: {error}", "-")
                continue
            assert question() == rows, name
            filled = least(lambda opened=opened: opened(plain, next(fresh)), 2)  # type: ignore[misc]
            answered = least(question, 3)
            rates = count / loaded, count / filled
            said = [f"{rate / 1e3:.0f} k triples/s" for rate in rates]
            yield Row("store", f"{count} triples", said[0], name, said[1], f"{rates[0] / rates[1]:.1f}x")
            times = [f"{seconds * 1e3:.0f} ms" for seconds in (asked, answered)]
            yield Row("ask the store", f"{count} triples", times[0], name, times[1], f"{answered / asked:.1f}x")


def _in_owlready2(path: Path, place: Path) -> Callable[[], int]:
    """What asks owlready2's store on disk, with the N-Triples of ``path`` loaded, and says how many rows come."""
    from owlready2 import World

    world = World(filename=str(place))
    with path.open("rb") as file:
        world.get_ontology("https://w3id.org/fengong/bench#").load(fileobj=file)
    world.save()
    return lambda: len(list(world.sparql(SHARES)))


def _in_maplib(path: Path, _: Path) -> Callable[[], int]:
    """The same for maplib, which holds everything in memory."""
    from maplib import Model

    model: Any = Model()
    model.read(path, format="ntriples")
    return lambda: int(model.query(SHARES).height)


def asking() -> Iterator[Row]:
    """The catalogue and the pair questions on graphs of three sizes, beside rdflib, the bare engine and self-joins."""
    import bench_queries

    for scale in (10_000, 100_000, 1_000_000):
        measured = bench_queries.measure(scale)
        size = f"{measured.triples} triples"
        for where in ("memory", "disk"):
            if ratios := measured.ratios(where):
                ours, theirs = (
                    f"{1e3 * median(getattr(each, who) for each in measured.questions):.1f} ms, median"
                    for who in (where, "rdflib")
                )
                ratio = f"median {median(ratios):.0f}x, least {min(ratios):.1f}x"
                yield Row(f"ask {len(ratios)} questions, {where}", size, ours, "rdflib", theirs, ratio)
        if over := measured.overheads():
            ratio = f"median {median(over):+.0%}, most {max(over):+.0%}"
            yield Row(f"ask {len(over)} over 10 ms", size, "table", "bare pyoxigraph", "rows", ratio)
        for where, pair in (("memory", measured.memory), ("disk", measured.disk)):
            spent = pair.table + pair.products
            times = f"{1e3 * spent:.0f} ms, of these products {1e3 * pair.products:.1f}"
            for peer, joined in (("assignments", pair.assignments), ("shortcuts", pair.shortcuts)):
                self_joins = f"self-joins over {peer}", f"{1e3 * joined:.0f} ms", f"{joined / spent:.1f}x"
                yield Row(f"both pair questions, {where}", size, times, *self_joins)


def exporting() -> Iterator[Row]:
    """The report and the explorer of one document; the explorer beside what stock pyvis takes to build its page."""
    from exports import explorer, report
    from queries.ask.endpoint import open_graph

    with tempfile.TemporaryDirectory() as folder:
        corpus.build(sources(1), Path(folder))
        endpoint = open_graph(Path(folder))
        spent = least(lambda: report.write(endpoint, Path(folder, "report.html")), 2)
        yield Row("report", "1 document", f"{spent:.2f} s", "-", "-", "-")
        spent = least(lambda: explorer.write(endpoint, Path(folder, "explorer.html")), 2)
        yield Row("explorer", "1 document", f"{spent:.2f} s", "-", "-", "-")
    import bench_explorer
    import made_network

    made = made_network.facts(500, 1500)
    ours, theirs = (least(lambda page=page: page(made), 1) for page in (bench_explorer.ours, bench_explorer.stock))  # type: ignore[misc]
    times = f"{ours:.2f} s", f"{theirs:.2f} s"
    yield Row("explorer", "500 bodies, 1500 ties", times[0], "stock pyvis", times[1], f"{theirs / ours:.1f}x")


def analysing() -> Iterator[Row]:
    """Measures of a network, beside networkx; then of one for which networkx would take hours."""
    import bench_analysis

    for timing in bench_analysis.compare():
        times = f"{timing.ours:.4f} s", f"{timing.theirs:.3f} s"
        ratio = f"{timing.theirs / timing.ours:.0f}x"
        peer = f"networkx ({timing.remark})" if timing.remark else "networkx"
        yield Row(f"measure {timing.measure}", "10,000 nodes, 100,000 edges", times[0], peer, times[1], ratio)
    for measure, seconds in bench_analysis.large():
        yield Row(f"measure {measure}", "100,000 nodes, 1,000,000 edges", f"{seconds:.2f} s", "-", "-", "-")


def living() -> Iterator[Row]:
    """Each verb on documents made out of the real ones, whose bodies grow with them."""
    from . import real, verbs

    if not real.REAL.is_dir():
        yield Row("verbs", "-", "not measured: the real documents are not at hand", "-", "-", "-")
        return
    for row in verbs.verbs():
        yield replace(row, stage=f"verb {row.stage}")


#: The rows of the table, in the order of the way from text to page.
STAGES = (parsing, extracting, writing, cores, loading, evidence, storing, asking, analysing, exporting, living)
