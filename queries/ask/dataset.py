"""What a graph is made of: counts, the documents in it, what its contents come to; and that as VoID and DCAT-AP.

VoID (W3C Interest Group Note 2011) counts: triples, things, what there is of each class and each property. DCAT-AP 3
(SEMIC 2024) says what a catalogue of data needs: title, description, publisher, licence, version, where to get it.
There is no clock in it: a graph of the same sources read by the same program has the same version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ontology.prefixes import BASE, PREFIXES
from ontology.view import Wording, vocabulary

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

#: The licence of what Fengong states, unless whoever publishes the graph gives another.
LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
_RIGHTS = (
    "官方文件及其官方正式译文不适用著作权法（《中华人民共和国著作权法》第五条）；图谱陈述依所列许可使用。",
    "Official documents are no subject of copyright (Copyright Law of the People's Republic of China, article 5); "
    "what the graph states is under the licence named here.",
)
_OWN = f"FILTER(STRSTARTS(STR(?s), '{PREFIXES['id']}'))"
_CLASSES = f"SELECT ?class (COUNT(DISTINCT ?s) AS ?n) {{ ?s a ?class {_OWN} }} GROUP BY ?class"
_PROPERTIES = f"SELECT ?property (COUNT(*) AS ?n) {{ ?s ?property ?o {_OWN} }} GROUP BY ?property"
_THINGS = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o {_OWN} }}"
_DOCUMENTS = f"""PREFIX dcterms: <{PREFIXES["dcterms"]}> PREFIX eli: <{PREFIXES["eli"]}>
PREFIX fg: <{PREFIXES["fg"]}> PREFIX prov: <{PREFIXES["prov"]}>
SELECT ?document ?title ?number ?date ?place ?hash ?run {{
  ?text eli:realizes ?document ; fg:sourceHash ?hash .
  OPTIONAL {{ ?document dcterms:title ?title }} OPTIONAL {{ ?document fg:documentNumber ?number }}
  OPTIONAL {{ ?document eli:date_document ?date }} OPTIONAL {{ ?document fg:jurisdiction ?place }}
  OPTIONAL {{ ?text prov:wasGeneratedBy ?run }}
}} ORDER BY ?document ?hash ?run"""


@dataclass(frozen=True, slots=True)
class Held:
    """A text of a document that the graph holds."""

    document: str
    title: str
    number: str
    date: str
    place: str
    hash: str
    run: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that the data are to be had as: its address, media type, and what it is."""

    address: str
    media_type: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is said of things of a graph's own."""

    things: int
    classes: Mapping[str, int]  #: how many things there are of each
    properties: Mapping[str, int]  #: how many statements there are with each


@dataclass(frozen=True)
class Dataset:
    """What a graph says of things of its own; vocabularies of others are not counted."""

    things: int
    classes: tuple[tuple[str, int], ...]  #: how many things there are of each, the most first
    properties: tuple[tuple[str, int], ...]  #: how many statements there are with each, the most first
    texts: tuple[Held, ...]

    @property
    def triples(self) -> int:
        """How many statements there are."""
        return sum(count for _, count in self.properties)

    @cached_property
    def documents(self) -> tuple[Held, ...]:
        """A text of each document."""
        return tuple({held.document: held for held in reversed(self.texts)}.values())[::-1]

    @property
    def title(self) -> Wording:
        """What the data are called."""
        number = len(self.documents)
        return Wording(f"分工图谱：{number} 份文件", f"Fengong graph of {number} documents")

    @property
    def days(self) -> tuple[str, ...]:
        """The days of the documents that bear one, the first the earliest."""
        return tuple(sorted(held.date for held in self.documents if held.date))

    @cached_property
    def version(self) -> str:
        """The SHA-256 of what the graph was made from: the hash of each source text, and the run that read it."""
        said = "\n".join(f"{held.document} {held.hash} {held.run}" for held in self.texts)
        return hashlib.sha256(f"{said}\n{vocabulary().version} {self.triples}\n".encode()).hexdigest()

    @property
    def iri(self) -> str:
        """The IRI of this version of the data."""
        return f"{BASE}id/dataset/{self.version[:16]}"


def dataset(endpoint: Endpoint, counts: Counts | None = None) -> Dataset:
    """What ``endpoint`` holds; unless its ``counts`` are known, three questions are asked that each read all of it."""
    counts = counts or _counted(endpoint)
    found = endpoint.columns(_DOCUMENTS)
    columns = (found[name] for name in ("document", "title", "number", "date", "place", "hash", "run"))
    return Dataset(
        counts.things,
        _most_first(counts.classes),
        _most_first(counts.properties),
        tuple(Held(*row) for row in zip(*columns, strict=True)),
    )


def _counted(endpoint: Endpoint) -> Counts:
    classes, properties = endpoint.columns(_CLASSES), endpoint.columns(_PROPERTIES)
    return Counts(
        int(endpoint.columns(_THINGS)["n"][0]),
        dict(zip(classes["class"], map(int, classes["n"]), strict=True)),
        dict(zip(properties["property"], map(int, properties["n"]), strict=True)),
    )


def _most_first(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def turtle(
    data: Dataset, files: Sequence[File] = (), *, sparql: str = "", page: str = "", licence: str = LICENCE
) -> str:
    """The description as Turtle. Addresses may be relative: they are then beside the description."""
    prefixes = {name: PREFIXES[name] for name in ("dcterms", "fg", "owl", "prov", "xsd")} | {
        "dcat": "http://www.w3.org/ns/dcat#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "void": "http://rdfs.org/ns/void#",
    }
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in sorted(prefixes.items())]
    return "\n".join([*lines, "", *_dataset(data, files, sparql, page, licence), *_files(data, files, licence)]) + "\n"


def _dataset(data: Dataset, files: Sequence[File], sparql: str, page: str, licence: str) -> list[str]:
    days = data.days
    said = [
        "a dcat:Dataset , void:Dataset",
        f'dcterms:title "{data.title.zh}"@zh , "{data.title.en}"@en',
        'dcterms:description "政策文件的举措、任务与责任分工，每条陈述注明原文位置。"@zh , '
        '"Measures, tasks and who answers for them, each with its place in the text."@en',
        'dcterms:publisher [ a foaf:Agent ; foaf:name "Fengong contributors" ]',
        f"dcterms:license <{licence}>",
        f'dcterms:rights "{_RIGHTS[0]}"@zh , "{_RIGHTS[1]}"@en',
        "dcterms:language <http://publications.europa.eu/resource/authority/language/ZHO>",
        f'dcat:version "{data.version}"',
        f'owl:versionInfo "{data.version}"',
        f"dcterms:conformsTo <{vocabulary().iri}>",
        "dcat:theme <http://publications.europa.eu/resource/authority/data-theme/GOVE>",
        f"void:vocabulary <{vocabulary().iri}#> , <{PREFIXES['eli']}> , <{PREFIXES['org']}> , <{PREFIXES['skos']}>",
        f'void:uriSpace "{PREFIXES["id"]}"',
        f"void:triples {data.triples}",
        f"void:entities {data.things}",
        f"void:documents {len(data.documents)}",
        f"void:classes {len(data.classes)}",
        f"void:properties {len(data.properties)}",
    ]
    if days:
        said.append(
            f'dcterms:temporal [ a dcterms:PeriodOfTime ; dcat:startDate "{days[0]}"^^xsd:date ; '
            f'dcat:endDate "{days[-1]}"^^xsd:date ]'
        )
    if places := sorted({held.place for held in data.documents if held.place}):
        said.append("dcterms:spatial " + " , ".join(f"<{place}>" for place in places))
    if runs := sorted({held.run for held in data.texts if held.run}):
        said.append("prov:wasGeneratedBy " + " , ".join(f"<{run}>" for run in runs))
    if data.documents:
        said.append("void:exampleResource " + " , ".join(f"<{held.document}>" for held in data.documents[:3]))
    if files:
        said.append("dcat:distribution " + " , ".join(f"<{file.address}>" for file in files))
        said.append("void:dataDump " + " , ".join(f"<{file.address}>" for file in files))
    if sparql:
        said.append(f"void:sparqlEndpoint <{sparql}>")
    if page:
        said.append(f"dcat:landingPage <{page}> ; foaf:homepage <{page}>")
    said += [f"void:classPartition [ void:class <{name}> ; void:entities {count} ]" for name, count in data.classes]
    said += [
        f"void:propertyPartition [ void:property <{name}> ; void:triples {count} ]" for name, count in data.properties
    ]
    return [f"<{data.iri}> " + " ;\n    ".join(said) + " ."]


def _files(data: Dataset, files: Sequence[File], licence: str) -> list[str]:
    return [
        f'\n<{file.address}> a dcat:Distribution ;\n    dcterms:title "{file.zh}"@zh , "{file.en}"@en ;\n'
        f"    dcat:accessURL <{file.address}> ;\n    dcat:downloadURL <{file.address}> ;\n"
        f"    dcat:mediaType <https://www.iana.org/assignments/media-types/{file.media_type}> ;\n"
        f"    dcterms:license <{licence}> ;\n    dcterms:isPartOf <{data.iri}> ."
        for file in files
    ]


def as_form(text: str, media_type: str, base: str) -> bytes:
    """A description in another form of RDF."""
    from pyoxigraph import RdfFormat, parse, serialize

    form = RdfFormat.from_media_type(media_type)
    if form is None or form == RdfFormat.TURTLE:
        return text.encode()
    triples = (quad.triple for quad in parse(text, format=RdfFormat.TURTLE, base_iri=f"{base}/"))
    return serialize(triples, format=form) or b""
