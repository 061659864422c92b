"""Mentions -> parties: the restored name, and the node that name, jurisdiction and date mean.

Nothing is matched by likeness: a name is a label of the authority file, or follows a naming pattern,
or names a body of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from graph_build import identifiers
from graph_build.model import (
    AGENCY,
    COLLECTIVE,
    Attribution,
    Document,
    Field,
    Header,
    Kind,
    Measure,
    Mention,
    Party,
    Rule,
    Task,
)
from graph_build.parse.script import cut_again, simplified
from graph_build.resolve import groups, names
from graph_build.resolve.jurisdictions import (
    Setting,
    deepest_at_start,
    first_place,
    setting,
    unlisted_at_start,
)
from graph_build.resolve.names import Context
from graph_build.resolve.naming import naming
from graph_build.resolve.themes import indexed
from ontology.authority import Authority
from ontology.entries import CENTRE, Entry, bare, level_of_code
from ontology.patterns import regex


def resolve(document: Document, authority: Authority) -> Document:
    """``document`` with a party on each mention and header field, a jurisdiction, and themes.

    Names that differ in script alone mean the same; each party bears the name that the document writes.
    """
    plain = cut_again(document, simplified(document.reflowed))
    return cut_again(indexed(Resolver(plain, authority).document(), authority), document.reflowed)


_PREFECTURE_COMMITTEE = regex(r"^地委")
#: Level words whose departments are 厅: a 自然资源局 after 省能源集团 is not the province's.
_PROVINCIAL = ("省", "自治区")


@dataclass(slots=True)
class Surroundings:
    """What stands to the left of a name, and what each name found there means and leaves to the next."""

    context: Context
    found: dict[tuple[str, bool], tuple[Party, Surroundings]] = field(default_factory=dict)


class Resolver:
    """Resolves the names of one document; equal names in equal surroundings are thought about once."""

    def __init__(self, document: Document, authority: Authority) -> None:
        self.source = document
        self.authority = authority
        self.setting: Setting = setting(document, authority)
        self.day = document.header.date.isoformat() if document.header.date else ""
        self.key = identifiers.document_key(document)
        self.address = identifiers.document(self.key)
        self._surroundings: dict[Context, Surroundings] = {}
        self._parties: dict[tuple[str, bool], Party] = {}
        self._start = self.surroundings(Context(home=self.setting.level))

    def document(self) -> Document:
        """The document with everything resolved."""
        _, paths = identifiers.unit_keys(self.source)
        code = self.setting.code
        return replace(
            self.source,
            header=self.header(self.source.header),
            measures=tuple(
                self.measure(measure, f"{self.address}/{path}")
                for measure, path in zip(self.source.measures, paths, strict=True)
            ),
            jurisdiction=code,
        )

    def header(self, header: Header) -> Header:
        """The header with a party on every field and on the mentions of its rules."""
        rules = tuple(self.rule(rule, f"{self.address}/r{number}") for number, rule in enumerate(header.rules, 1))
        return replace(
            header,
            issuers=self.fields(header.issuers, "issuer"),
            addressees=self.fields(header.addressees, "addressee"),
            cc=self.fields(header.cc, "cc"),
            rules=rules,
        )

    def fields(self, fields: tuple[Field, ...], part: str) -> tuple[Field, ...]:
        """Header fields, each with its party."""
        found, left = [], self._start
        for number, given in enumerate(fields, 1):
            party, left = self.named(given.text, given.kind is COLLECTIVE, left)
            found.append(replace(given, party=self.placed(party, f"{self.address}/{part}/g{number}")))
        return tuple(found)

    def rule(self, rule: Rule, address: str) -> Rule:
        """A standing rule with a party on every mention."""
        return replace(rule, mentions=self.mentions(rule.mentions, address))

    def measure(self, measure: Measure, address: str) -> Measure:
        """A measure with a party on every mention."""
        tasks = tuple(self.task(task, f"{address}/t{number}") for number, task in enumerate(measure.tasks, 1))
        return replace(measure, tasks=tasks)

    def task(self, task: Task, address: str) -> Task:
        """A task with a party on every mention."""
        given = task.attribution
        if given is None:
            return task
        # Field by field, at half the cost of dataclasses.replace; a test sees to it that no field is forgotten.
        mentions = self.mentions(given.mentions, address)
        attribution = Attribution(
            given.span, given.text, given.wording, mentions, given.scope, given.tail, given.doubts
        )
        return Task(task.span, attribution, task.limits, task.targets, task.review)

    def mentions(self, mentions: tuple[Mention, ...], address: str) -> tuple[Mention, ...]:
        """The mentions of one list, each with its party; a left neighbour lends its jurisdiction."""
        found, left, opened = [], self._start, 0
        for given in mentions:
            surface, kind, owner = given.surface, given.kind, given.owner
            words, collective = owner or surface, kind is COLLECTIVE
            party, left = left.found.get((words, collective)) or self.named(words, collective, left)
            if party.group_type:
                opened += 1
                party = self.placed(party, f"{address}/g{opened}")
            found.append(Mention(given.span, surface, given.role, given.basis, kind, owner, party))
        return tuple(found)

    @staticmethod
    def placed(party: Party, address: str) -> Party:
        """``party``, at ``address`` if it is an open group, which is another one wherever it is named."""
        return replace(party, iri=address) if party.group_type else party

    def named(self, surface: str, collective: bool, left: Surroundings) -> tuple[Party, Surroundings]:
        """The party that ``surface`` names beside its left neighbours, and what surrounds the next name."""
        known = left.found.get((surface, collective))
        if known:
            return known
        name = self.restored(names.normalise(surface), collective, left.context)
        found = self.party(name, collective), self.surroundings(left.context.after(name))
        left.found[surface, collective] = found
        return found

    def surroundings(self, context: Context) -> Surroundings:
        """The one record of what is known in ``context``."""
        return self._surroundings.setdefault(context, Surroundings(context))

    def restored(self, name: str, collective: bool, context: Context) -> str:
        """``name`` with an elided jurisdiction put back."""
        if collective or deepest_at_start(name, self.authority) or unlisted_at_start(name):
            return name
        if context.level in _PROVINCIAL and context.home not in _PROVINCIAL:
            pattern = self.authority.pattern(name, self.day, "province")
            if pattern and "province" not in dict(pattern.official):
                context = context._replace(level=context.home)
        return names.restore(name, context)

    def party(self, name: str, collective: bool) -> Party:
        """The party that the restored ``name`` means in this document."""
        found = self._parties.get((name, collective))
        if found is None:
            found = self.group(name) if collective else self.body(name)
            self._parties[name, collective] = found
        return found

    def group(self, name: str) -> Party:
        """A class of bodies: known, shared within this jurisdiction, or open and of this document only."""
        code = self.setting.code
        entry = self.authority.find(name, code, self.day)
        if entry and entry.collective:
            return self.known(name, COLLECTIVE, entry)
        slug = groups.slug(self.without_government(name))
        if groups.is_shared(name):
            iri = identifiers.group(code or self.key, slug)
            place = self.authority.place_by_code.get(code)
            full = f"{place.name if place else code}{slug}"
            return Party(iri, name, COLLECTIVE, slug, full, code, classes=("ClosedGroup", "Group"))
        return Party(
            self.address,
            name,
            COLLECTIVE,
            slug,
            slug,
            code,
            classes=("OpenGroup", "Group"),
            group_type=identifiers.group_type(slug),
        )

    def known(self, name: str, kind: Kind, entry: Entry) -> Party:
        """The party of an entry, under the name that the document gives it; one of an own file brings its names."""
        if entry.iri in self.authority.own:
            named = (entry.short, entry.name, entry.jurisdiction)
            return Party(entry.iri, name, kind, *named, classes=entry.classes)
        return Party(entry.iri, name, kind, jurisdiction=entry.jurisdiction, known=True, classes=entry.classes)

    def without_government(self, name: str) -> str:
        """``name`` without the level before 政府 or 委: 省政府各部门 is 政府各部门 of its jurisdiction."""
        rest = bare(name, self.authority.place_by_code.get(self.setting.code))
        return _committee(rest) if rest.startswith(("政府", "人民政府", "委各", "党委各")) else name

    def body(self, name: str) -> Party:
        """A named body: known, or new with an IRI from its jurisdiction and its name without it."""
        jurisdiction, label, level = self.located(name)
        for wanted in (label, label.partition("(")[0], name):
            entry = self.authority.find(wanted, jurisdiction, self.day)
            if entry:
                return self.known(name, AGENCY, entry)
        main = label.partition("(")[0] or label
        pattern = self.authority.pattern(main, self.day, level_of_code(jurisdiction))
        kind = pattern.classes[0] if pattern else names.kind_of(name)
        iri = identifiers.body(jurisdiction or self.key, pattern.slug if pattern else main)
        if entry := self.authority.entry_by_iri.get(iri):  # under a name that the file does not list
            return self.known(name, AGENCY, entry)
        called = naming(jurisdiction, pattern.name if pattern else main, pattern, level, self.authority)
        classes = (kind, "Body") if kind else ("Body",)
        return Party(iri, name, AGENCY, called.short, called.full, jurisdiction, classes=classes)

    def located(self, name: str) -> tuple[str, str, str]:
        """The jurisdiction that ``name`` belongs to, the name without the words for it, and the word for its level.

        That word is "" where the name stands for itself.
        """
        name = names.of_its_place(name.removeprefix("中华人民共和国"))
        level = names.level_of(name)
        if level and name.startswith("团"):
            name = f"{level}团委"
        name = _PREFECTURE_COMMITTEE.sub("地区委", name)
        home = self.authority.place_by_code.get(self.setting.code)
        if level:
            for code in self.authority.lineage(home.code) if home else ():
                place = self.authority.place_by_code[code]
                if place.prefix == level:
                    return code, _committee(bare(name, place)), level
            if level == self.setting.level:
                return self.setting.code, _committee(name.removeprefix(level)), level
            return self.setting.code, name, ""
        if found := deepest_at_start(name, self.authority, self.setting.code):
            place, length = found
            if name[:length].endswith(place.name) and not names.branch(name):
                code = self.setting.code if place.name == self.setting.code else place.code
                return code, _committee(name[length:]) or "人民政府", place.prefix
            return self.authority.lineage(place.code)[-2], names.in_full(name), ""
        if names.branch(name):
            full = names.in_full(name)
            seat = first_place(full, self.authority)
            if seat is None and self.setting.code in ("", CENTRE):
                return CENTRE, name, ""
            return (self.authority.lineage(seat.code)[-2] if seat else self.setting.code), full, ""
        if names.of_the_state(name) or self.setting.code == CENTRE:
            return CENTRE, name, ""
        if place_name := unlisted_at_start(name):
            return place_name, _committee(name[len(place_name) :]), place_name[-1]
        return self.setting.code, name, ""


def _committee(label: str) -> str:
    """``label`` with the Party committee spelt as where no level stands before it: 委组织部 is 党委组织部."""
    if label.startswith("委") and not label.startswith("委员"):
        return f"党{label}"
    return label
