"""Why measures are about their fields: how sure that is, and the words that point there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ontology.collecting import collecting_rarely
from queries.ask.table import local
from queries.duties.load import tables_of

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

#: What why_has_a_measure_its_themes.rq tells people, without the names beside it: a quarter of the time.
_REASONS = """
PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT DISTINCT ?measure ?theme ?sureness ?way ?words WHERE {
  VALUES ?way { fg:byWords fg:byHeading fg:byTitle fg:byLead fg:byLaw fg:byNeighbours fg:byReview }
  ?indexing ?way ?words ; fg:indexedMeasure ?measure ; fg:indexedTheme ?theme ; fg:sureness ?sureness
} ORDER BY ?measure ?theme ?way ?words"""


class Reason(NamedTuple):
    """How sure it is that a measure is about a policy field, and what points there: the way, and the words."""

    sureness: str
    evidence: tuple[tuple[str, str], ...]


def reasons(endpoint: Endpoint) -> Mapping[tuple[str, str], Reason]:
    """Why each measure has each of its themes, by the IRIs of both."""
    with collecting_rarely():
        tables = tables_of(endpoint)
        found: dict[tuple[str, str], Reason] = {}
        for measure, theme, sureness, way, words in tables.reasons() if tables else asked(endpoint):
            before = found.get((measure, theme), Reason(sureness, ()))
            found[measure, theme] = Reason(sureness, (*before.evidence, (way, "、".join(words))))
        return found


def asked(endpoint: Endpoint) -> Iterator[Sequence[Any]]:
    """Measure, theme, sureness, way and its words, as the graph tells them."""
    together: dict[tuple[str, str, str, str], list[str]] = {}
    for measure, theme, sureness, way, word in zip(*endpoint.columns(_REASONS).values(), strict=True):
        together.setdefault((measure, theme, sureness, local(way)), []).append(word)
    yield from ((*key, words) for key, words in together.items())
