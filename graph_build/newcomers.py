"""Bodies that a document names and the authority file does not know."""

from __future__ import annotations

from graph_build import bounded
from graph_build.limits import Limit
from graph_build.model import Party
from graph_build.pipeline import understand
from graph_build.resolve.review import new_parties
from graph_build.sources import Source
from ontology.authority import load


def of_source(source: Source, limit: Limit) -> tuple[Party, ...]:
    """The new bodies of the document in ``source``, read within ``limit``, as they come."""
    return bounded.call(source.name, limit, _new, source)


def _new(source: Source) -> tuple[Party, ...]:
    authority = load()
    return new_parties(understand(source, authority), authority)
