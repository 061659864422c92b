"""Several made documents as N-Quads, for questions that one document cannot answer.

A central opinion (国发〔2015〕71号), a provincial plan that carries it out (赣府发〔2016〕5号),
a city's plan that carries out the province's (洪府发〔2016〕20号), and a second province
(湘政发〔2016〕9号). All offices are real, all duties invented. A body new to the authority file and a
cited law are described in two document graphs each, as the pipeline does: a question that counts them
twice is wrong. What the questions answer is worked out by hand in test_queries.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

ID = "https://w3id.org/fengong/id/"
GRAPH = "https://w3id.org/fengong/graph/"
FG = "https://w3id.org/fengong/ont#"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
DCTERMS = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
ORG = "http://www.w3.org/ns/org#"
PROV = "http://www.w3.org/ns/prov#"
ELI = "http://data.europa.eu/eli/ontology#"
OA = "http://www.w3.org/ns/oa#"
XSD = "http://www.w3.org/2001/XMLSchema#"


def iri(address: str) -> str:
    return f"<{address}>"


def text(words: str, language: str = "") -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"' + (f"@{language}" if language else "")


def typed(value: object, datatype: str) -> str:
    return f'"{value}"^^<{XSD}{datatype}>'


@dataclass(frozen=True)
class Limit:
    """A time limit: its class in policy.ttl, its words, its last day."""

    kind: str
    words: str
    latest: str = ""


@dataclass(frozen=True)
class Target:
    """A number to be reached, at least."""

    words: str
    indicator: str
    minimum: str
    unit: str


@dataclass(frozen=True)
class Task:
    """Words, and parties as (IRI below id/, role, basis), in order."""

    words: str
    parties: tuple[tuple[str, str, str], ...] = ()
    limits: tuple[Limit, ...] = ()
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A numbered measure in section 1."""

    number: str
    tasks: tuple[Task, ...]
    themes: tuple[str, ...] = ()
    cites: tuple[tuple[str, str, str], ...] = ()  #: document below id/doc/, title, function


@dataclass(frozen=True)
class Document:
    """One made document; ``new`` are bodies it describes itself, as name by IRI below id/."""

    key: str
    number: str
    title: str
    date: str
    issuer: str
    measures: tuple[Measure, ...]
    implements: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    new: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)  #: open groups: kind by IRI below id/


GW = "body/000000/"
JX = "body/360000/"
NC = "body/360100/"
HN = "body/430000/"
LAW = ("cited/中华人民共和国专利法", "中华人民共和国专利法", "basedOn")

DOCUMENTS = (
    Document(
        key="国发-2015-71",
        number="国发〔2015〕71号",
        title="关于新形势下加快知识产权强国建设的若干意见",
        date="2015-12-18",
        issuer=GW + "国务院",
        measures=(
            Measure(
                "1",
                (
                    Task(
                        "研究完善知识产权管理体制",
                        ((GW + "知识产权局", "lead", "keyword"), (GW + "工商总局", "co", "keyword")),
                        (Limit("By", "到2020年", "2020-12-31"),),
                    ),
                ),
                ("governance",),
                (LAW,),
            ),
        ),
    ),
    Document(
        key="赣府发-2016-5",
        number="赣府发〔2016〕5号",
        title="江西省贯彻落实国务院加快知识产权强国建设若干意见的实施方案",
        date="2016-02-01",
        issuer=JX + "人民政府",
        implements=("国发-2015-71",),
        addressees=(NC + "人民政府",),
        new={JX + "科技创新办": "省科技创新办"},
        groups={"doc/赣府发-2016-5/s1/m3/t1/g1": "有关部门", "doc/赣府发-2016-5/s1/m2/t1/g1": "有关部门"},
        measures=(
            Measure(
                "1",
                (
                    Task(
                        "开展打击侵权假冒专项行动",
                        (
                            (JX + "工商局", "lead", "keyword"),
                            (JX + "质监局", "co", "keyword"),
                            (JX + "高级人民法院", "co", "keyword"),
                            ("body/360000/南昌海关", "co", "keyword"),
                        ),
                        (Limit("Recurring", "每年11月底前"), Limit("Before", "2018年底前", "2018-12-31")),
                    ),
                    Task(
                        "完善商标品牌扶持政策",
                        ((JX + "质监局", "lead", "order"), (JX + "工商局", "co", "order")),
                        (Limit("Continuous", "长期坚持"),),
                        (Target("注册商标达到30万件", "注册商标", "300000", "件"),),
                    ),
                ),
                ("brands", "administrative-protection"),
                (LAW,),
            ),
            Measure(
                "2",
                (
                    Task(
                        "加强知识产权人才培养",
                        (
                            (JX + "党委组织部", "lead", "rule"),
                            (JX + "科技创新办", "co", "rule"),
                            ("doc/赣府发-2016-5/s1/m2/t1/g1", "co", "rule"),
                        ),
                    ),
                ),
                ("talent",),
            ),
            Measure("3", (Task("抓好督促落实", (("doc/赣府发-2016-5/s1/m3/t1/g1", "lead", "order"),)),)),
            Measure("4", (Task("营造良好氛围"),)),
        ),
    ),
    Document(
        key="洪府发-2016-20",
        number="洪府发〔2016〕20号",
        title="南昌市知识产权强市实施方案",
        date="2016-06-30",
        issuer=NC + "人民政府",
        implements=("赣府发-2016-5",),
        new={JX + "科技创新办": "省科技创新办"},
        measures=(
            Measure(
                "1",
                (
                    Task(
                        "建设知识产权服务平台",
                        (
                            (NC + "知识产权局", "lead", "order"),
                            (JX + "科技创新办", "co", "order"),
                            ("group/360100/各县区人民政府", "co", "order"),
                        ),
                        (Limit("Before", "2017年6月底前", "2017-06-30"),),
                    ),
                ),
                ("services",),
            ),
        ),
    ),
    Document(
        key="湘政发-2016-9",
        number="湘政发〔2016〕9号",
        title="湖南省贯彻国务院意见的实施方案",
        date="2016-03-15",
        issuer=HN + "人民政府",
        implements=("国发-2015-71",),
        measures=(
            Measure(
                "1",
                (
                    Task("组织实施专利奖励", (("group/430000/领导小组成员单位", "lead", "sentence"),)),
                    Task(
                        "支持专利转化",
                        ((HN + "知识产权局", "lead", "order"), (HN + "财政厅", "co", "order")),
                    ),
                ),
                ("assessment",),
            ),
        ),
    ),
)

#: The authority file of these documents: class, short name, place.
BODIES = {
    GW + "国务院": ("GovernmentDepartment", "国务院"),
    GW + "知识产权局": ("GovernmentDepartment", "知识产权局"),
    GW + "工商总局": ("GovernmentDepartment", "工商总局"),
    JX + "人民政府": ("LocalGovernment", "江西省人民政府"),
    JX + "工商局": ("GovernmentDepartment", "省工商局"),
    JX + "质监局": ("GovernmentDepartment", "省质监局"),
    JX + "市场监督管理局": ("GovernmentDepartment", "省市场监管局"),
    JX + "药监局": ("GovernmentDepartment", "省药监局"),
    JX + "高级人民法院": ("Court", "省高级人民法院"),
    JX + "党委组织部": ("PartyOrgan", "省委组织部"),
    "body/360000/南昌海关": ("VerticalBody", "南昌海关"),
    NC + "人民政府": ("LocalGovernment", "南昌市人民政府"),
    NC + "知识产权局": ("GovernmentDepartment", "市知识产权局"),
    HN + "人民政府": ("LocalGovernment", "湖南省人民政府"),
    HN + "知识产权局": ("GovernmentDepartment", "省知识产权局"),
    HN + "财政厅": ("GovernmentDepartment", "省财政厅"),
    JX + "财政厅": ("GovernmentDepartment", "省财政厅"),
}
#: What tells two bodies of one short name apart; every other party is shown by its short name.
PLACED = {HN + "财政厅": "湖南省财政厅", JX + "财政厅": "江西省财政厅"}
#: The places of the bodies: name, level.
PLACES = {
    "000000": ("中华人民共和国", "centre"),
    "360000": ("江西省", "province"),
    "360100": ("南昌市", "prefecture"),
    "430000": ("湖南省", "province"),
}
GROUPS = {
    "group/360100/各县区人民政府": ("各县区人民政府", ()),
    "group/430000/领导小组成员单位": ("省知识产权领导小组成员单位", (HN + "知识产权局", HN + "财政厅")),
}
#: Bodies that are no more, and since when.
ENDED = {JX + "工商局": "2018-10-24", JX + "质监局": "2018-10-24"}
#: Who took over what: from, to, day, function.
CHANGES = (
    (JX + "工商局", JX + "市场监督管理局", "2018-10-24", "商标管理"),
    (JX + "质监局", JX + "市场监督管理局", "2018-10-24", "质量监督"),
    (JX + "市场监督管理局", JX + "药监局", "2023-01-01", "药品监管"),
)


def nquads() -> str:
    """The documents and their authority file as sorted N-Quads."""
    lines = {f"{s} {p} {o} {g} .\n" for s, p, o, g in _quads()}
    return "".join(sorted(lines))


def derived(documents: tuple[Document, ...] = DOCUMENTS) -> str:
    """The shortcuts ledBy, supportedBy and involves, as sorted N-Quads."""
    lines = set()
    for document in documents:
        for _, task, place in _tasks(document):
            for party, role, _ in task.parties:
                for shortcut in ("involves", "ledBy" if role == "lead" else "supportedBy"):
                    graph = iri(f"{GRAPH}derived/{document.key}")
                    lines.add(f"{iri(place)} {iri(FG + shortcut)} {iri(ID + party)} {graph} .\n")
    return "".join(sorted(lines))


def correction() -> str:
    """One task corrected by hand, in a review graph, as N-Quads."""
    task, review = f"{ID}doc/湘政发-2016-9/s1/m1/t2", GRAPH + "review/湘政发-2016-9"
    said = [
        (review, PROV + "wasAttributedTo", iri(ID + "agent/reviewer")),
        (task, FG + "reviewReason", text("与牵头单位核实")),
        (task, FG + "extracted", text("省科技厅 (lead)")),
        (task + "/a1", FG + "ofTask", iri(task)),
        (task + "/a1", FG + "restoredName", text("省知识产权局")),
        (task + "/a1", FG + "role", iri(FG + "lead")),
    ]
    return "".join(f"{iri(subject)} {iri(predicate)} {value} {iri(review)} .\n" for subject, predicate, value in said)


#: A later plan of the first province: a duty in words of the first plan under other leads, who lead it together.
LATER = Document(
    key="赣府发-2018-9",
    number="赣府发〔2018〕9号",
    title="江西省商标品牌战略实施方案",
    date="2018-03-01",
    issuer=JX + "人民政府",
    measures=(
        Measure(
            "1",
            (
                Task(
                    "完善商标品牌扶持政策",
                    ((JX + "药监局", "lead", "keyword"), (JX + "财政厅", "lead", "keyword")),
                ),
            ),
            ("brands",),
        ),
    ),
)


def later() -> str:
    """The later plan, of which there is a draft that does not count, as N-Quads."""
    graph = iri(f"{GRAPH}doc/{LATER.key}")
    node = f"{ID}doc/{LATER.key}"
    said = [(iri(s), iri(p), o) for s, p, o in _document(LATER)]
    said.append((iri(node), iri(RDFS_LABEL), text(LATER.title, "zh")))
    for number, (counts, name) in enumerate((("true", "plan.txt"), ("false", "draft.txt"))):
        version = iri(f"{node}/version/{number}")
        said += [
            (version, iri(FG + "versionOf"), iri(node)),
            (version, iri(FG + "counts"), typed(counts, "boolean")),
            (version, iri(FG + "differingTasks"), typed(number, "integer")),
            (version, iri(FG + "sourceName"), text(name)),
        ]
    return "".join(f"{subject} {predicate} {value} {graph} .\n" for subject, predicate, value in said)


def _tasks(document: Document) -> Iterator[tuple[Measure, Task, str]]:
    for measure in document.measures:
        for place, task in enumerate(measure.tasks, 1):
            yield measure, task, f"{ID}doc/{document.key}/s1/m{measure.number}/t{place}"


def _quads() -> Iterator[tuple[str, str, str, str]]:
    for document in DOCUMENTS:
        graph = iri(f"{GRAPH}doc/{document.key}")
        for subject, predicate, value in _document(document):
            yield iri(subject), iri(predicate), value, graph
    labels = iri(GRAPH + "labels")
    for party, name in _labels().items():
        yield iri(ID + party), iri(RDFS_LABEL), text(name, "zh"), labels
    authority = iri(GRAPH + "authority")
    for subject, predicate, value in _authority():
        yield iri(subject), iri(predicate), value, authority


def _labels() -> dict[str, str]:
    """The name that each document and party is shown by; an open group is shown as its kind."""
    found = {f"doc/{document.key}": document.title for document in DOCUMENTS}
    for document in DOCUMENTS:
        found |= document.new | {f"grouptype/{name}": name for name in document.groups.values()}
    found |= {party: name for party, (_, name) in BODIES.items()}
    found |= {group: name for group, (name, _) in GROUPS.items()}
    return found | PLACED


def _document(document: Document) -> Iterator[tuple[str, str, str]]:
    node = f"{ID}doc/{document.key}"
    source = f"{node}/text/00000000"
    run = f"{ID}run/0.1.0-00000000-{document.key}"
    yield node, RDF_TYPE, iri(FG + "Document")
    yield node, DCTERMS + "title", text(document.title, "zh")
    yield node, FG + "documentNumber", text(document.number)
    yield node, ELI + "date_document", typed(document.date, "date")
    yield node, FG + "issuer", iri(ID + document.issuer)
    yield node, FG + "jurisdiction", iri(f"{ID}place/{_place(document.issuer)}")
    for superior in document.implements:
        yield node, FG + "implements", iri(f"{ID}doc/{superior}")
        yield f"{ID}doc/{superior}", RDF_TYPE, iri(FG + "Document")
        number = next(other.number for other in DOCUMENTS if other.key == superior)
        yield f"{ID}doc/{superior}", FG + "documentNumber", text(number)
    for addressee in document.addressees:
        yield node, FG + "addressee", iri(ID + addressee)
    yield source, RDF_TYPE, iri(ELI + "LegalExpression")
    yield source, ELI + "realizes", iri(node)
    yield node, FG + "mainText", iri(source)
    yield source, FG + "sourceName", text(f"{document.key}.txt")
    yield f"{GRAPH}doc/{document.key}", PROV + "wasGeneratedBy", iri(run)
    yield run, PROV + "wasAssociatedWith", iri(ID + "software/fengong-0.1.0")
    for party, name in document.new.items():
        yield from _described(party, "Body", name)
        yield ID + party, FG + "newToAuthority", typed("true", "boolean")
    for party, name in document.groups.items():
        yield from _described(party, "OpenGroup", name)
        yield ID + party, RDF_TYPE, iri(FG + "Group")
        yield ID + party, FG + "groupType", iri(f"{ID}grouptype/{name}")
    yield f"{node}/s1", RDF_TYPE, iri(FG + "Section")
    yield f"{node}/s1", FG + "partOf", iri(node)
    yield f"{node}/s1", FG + "marker", text("一、")
    yield f"{node}/s1", FG + "position", typed(1, "integer")
    yield f"{node}/s1", DCTERMS + "identifier", text("1")
    yield f"{node}/s1", DCTERMS + "title", text("主要任务", "zh")
    start = 100
    for order, measure in enumerate(document.measures, 1):
        yield from _measure(measure, f"{node}/s1", order)
    for measure, task, place in _tasks(document):
        yield from _task(task, f"{node}/s1/m{measure.number}", place)
        for rank, (party, role, basis) in enumerate(task.parties, 1):
            yield from _assignment(place, rank, party, role, basis, (source, start))
            start += 10


def _measure(measure: Measure, section: str, order: int) -> Iterator[tuple[str, str, str]]:
    node = f"{section}/m{measure.number}"
    yield node, RDF_TYPE, iri(FG + "Measure")
    yield node, FG + "partOf", iri(section)
    yield node, FG + "position", typed(order, "integer")
    yield node, FG + "text", text("。".join(task.words for task in measure.tasks) + "。")
    yield node, DCTERMS + "identifier", text(measure.number)
    for theme in measure.themes:
        yield node, DCTERMS + "subject", iri(f"{ID}theme/{theme}")
    for place, (cited, title, function) in enumerate(measure.cites, 1):
        citation = f"{node}/c{place}"
        yield citation, RDF_TYPE, iri(FG + "Citation")
        yield citation, FG + "citingUnit", iri(node)
        yield citation, FG + "citedDocument", iri(f"{ID}doc/{cited}")
        yield citation, FG + "citedTitle", text(title, "zh")
        yield citation, FG + "function", iri(FG + function)
        yield f"{ID}doc/{cited}", RDF_TYPE, iri(FG + "UnresolvedDocument")
        yield f"{ID}doc/{cited}", RDF_TYPE, iri(FG + "Document")


def _task(task: Task, measure: str, node: str) -> Iterator[tuple[str, str, str]]:
    yield node, RDF_TYPE, iri(FG + "Task")
    yield node, FG + "partOf", iri(measure)
    yield node, FG + "position", typed(node.rpartition("/t")[2], "integer")
    yield node, FG + "text", text(task.words)
    for place, limit in enumerate(task.limits, 1):
        yield node, FG + "timeLimit", iri(f"{node}/d{place}")
        yield f"{node}/d{place}", RDF_TYPE, iri(FG + "TimeLimit")
        yield f"{node}/d{place}", RDF_TYPE, iri(FG + limit.kind)
        yield f"{node}/d{place}", FG + "limitText", text(limit.words)
        if limit.latest:
            yield f"{node}/d{place}", FG + "latest", typed(limit.latest, "date")
    for place, target in enumerate(task.targets, 1):
        yield node, FG + "target", iri(f"{node}/q{place}")
        yield f"{node}/q{place}", FG + "targetText", text(target.words)
        yield f"{node}/q{place}", FG + "indicator", text(target.indicator)
        yield f"{node}/q{place}", FG + "comparator", iri(FG + "atLeast")
        yield f"{node}/q{place}", FG + "minimum", typed(target.minimum, "decimal")
        yield f"{node}/q{place}", FG + "unitOfMeasure", text(target.unit)


def _assignment(
    task: str, rank: int, party: str, role: str, basis: str, place: tuple[str, int]
) -> Iterator[tuple[str, str, str]]:
    node = f"{task}/a{rank}"
    kind = {"lead": "LeadAssignment", "co": "CoAssignment"}[role]
    source, start = place
    words = party.rpartition("/")[2]
    yield task, FG + kind[0].lower() + kind[1:], iri(node)
    yield node, RDF_TYPE, iri(FG + "Assignment")
    yield node, RDF_TYPE, iri(FG + kind)
    yield node, FG + "ofTask", iri(task)
    yield node, FG + "party", iri(ID + party)
    yield node, FG + "role", iri(FG + role)
    yield node, FG + "basis", iri(FG + basis)
    yield node, FG + "rank", typed(rank, "integer")
    yield node, FG + "surface", text(words)
    yield node, FG + "span", iri(f"{node}/span")
    yield f"{node}/span", OA + "hasSource", iri(source)
    yield f"{node}/span", OA + "start", typed(start, "nonNegativeInteger")
    yield f"{node}/span", OA + "end", typed(start + len(words), "nonNegativeInteger")
    yield f"{node}/span", OA + "exact", text(words)


def _described(party: str, kind: str, name: str) -> Iterator[tuple[str, str, str]]:
    yield ID + party, RDF_TYPE, iri(FG + kind)
    yield ID + party, FG + "shortName", text(name)
    yield ID + party, SKOS + "prefLabel", text(PLACED.get(party, name), "zh")
    if not party.startswith("doc/"):
        yield ID + party, FG + "jurisdiction", iri(f"{ID}place/{_place(party)}")


def _place(party: str) -> str:
    """The code of the place of a body or group, which its IRI holds."""
    return party.split("/")[1]


def _authority() -> Iterator[tuple[str, str, str]]:
    for code, (name, level) in PLACES.items():
        yield f"{ID}place/{code}", RDF_TYPE, iri(FG + "Jurisdiction")
        yield f"{ID}place/{code}", SKOS + "prefLabel", text(name, "zh")
        yield f"{ID}place/{code}", FG + "level", iri(FG + level)
    for party, (kind, name) in BODIES.items():
        yield from _described(party, kind, name)
        yield ID + party, RDF_TYPE, iri(FG + "Body")
    for party, day in ENDED.items():
        yield ID + party, FG + "validUntil", typed(day, "date")
    for party, (name, members) in GROUPS.items():
        yield from _described(party, "ClosedGroup", name)
        yield ID + party, RDF_TYPE, iri(FG + "Group")
        for member in members:
            yield ID + party, FG + "groupMember", iri(ID + member)
    for place, (before, after, day, function) in enumerate(CHANGES, 1):
        change = f"{ID}change/{place}"
        yield change, RDF_TYPE, iri(ORG + "ChangeEvent")
        yield change, ORG + "originalOrganization", iri(ID + before)
        yield change, ORG + "resultingOrganization", iri(ID + after)
        yield change, DCTERMS + "date", typed(day, "date")
        yield change, FG + "functionMoved", text(function, "zh")
        yield change, FG + "certainty", text("sure")
