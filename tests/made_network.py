"""A network of any size by fixed rules: bodies in communities, a few of them in everything, tasks of four."""

from __future__ import annotations

from exports.explorer.facts import Assignment, Document, Facts, Kind, Measure, Party, Place, Section, Task, Text, Theme

KINDS = {
    "GovernmentDepartment": Kind("政府部门", "department", "#0b5a9d", "dot"),
    "PartyOrgan": Kind("党委部门", "Party organ", "#a3362a", "star"),
}
COMMUNITY = 50
SENTENCE = "推进第{0}项改革,完善工作机制({1})。"


def facts(bodies: int, ties: int) -> Facts:
    """Facts of so many bodies and about so many ties: each task has a lead and three others, so three ties.

    Two of the three are of the lead's community, the third of any; nothing random, only remainders of primes.
    """
    tasks = ties // 3
    names = [f"第{place // COMMUNITY}区{place % COMMUNITY}号局" for place in range(bodies)]
    joined = [_parties(task, bodies) for task in range(tasks)]
    content, found, assignments = "", [], []
    for number, parties in enumerate(joined):
        said = "、".join(names[party] for party in parties)
        text = SENTENCE.format(number, said)
        start = len(content)
        opening = start + text.index("(")
        content += text + "\n"
        end = start + len(text)
        place = Place(0, start, end)
        found.append(Task(number, text, f"({said})", place, Place(0, opening, end - 1)))
        at = opening + 1
        for rank, party in enumerate(parties):
            role = "co" if rank else "lead"
            surface = names[party]
            assignments.append(Assignment(number, party, role, "order", surface, Place(0, at, at + len(surface))))
            at += len(surface) + 1
    sections = tuple(Section(0, -1, str(place + 1), f"{place + 1}.", "任务") for place in range(20))
    return Facts(
        documents=(Document("测〔2024〕1号", "大网络", "2024-01-01"),),
        texts=(Text(0, "made.txt", content),),
        sections=sections,
        measures=tuple(Measure(0, number % 20, str(number + 1), (number % 8,)) for number in range(tasks)),
        tasks=tuple(found),
        parties=tuple(
            Party(name, name, "", "PartyOrgan" if place % 9 == 0 else "GovernmentDepartment")
            for place, name in enumerate(names)
        ),
        assignments=tuple(assignments),
        themes=tuple(Theme(f"主题{place}", f"theme {place}") for place in range(8)),
        kinds=KINDS,
    )


def _parties(task: int, bodies: int) -> list[int]:
    lead = task % bodies
    community = lead // COMMUNITY * COMMUNITY
    near = [(community + (lead * 31 + task // bodies * 7 + step * 13 + 5) % COMMUNITY) % bodies for step in (0, 1)]
    far = (task * 7919 + 17) % bodies if task % 5 else (task * 31) % min(bodies, 20)
    return list(dict.fromkeys([lead, *near, far]))


def lead_ties(made: Facts) -> dict[tuple[int, int], int]:
    """The ties from lead to co-responsible, with their weights: what a picture of the bodies draws."""
    parties: dict[int, list[Assignment]] = {}
    for assignment in made.assignments:
        parties.setdefault(assignment.task, []).append(assignment)
    weights: dict[tuple[int, int], int] = {}
    for lead, *others in parties.values():
        for other in others:
            pair = lead.party, other.party
            weights[pair] = weights.get(pair, 0) + 1
    return weights
