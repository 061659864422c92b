"""The closed namespace of the project, read from policy.ttl: a misspelt term raises where it is written.

The file is searched for the subjects of its statements, not parsed, so naming a term loads no RDF library.

>>> FG.Measure
'https://w3id.org/fengong/ont#Measure'
>>> FG.documentNumbr
Traceback (most recent call last):
    ...
AttributeError: policy.ttl defines no term 'documentNumbr'; near: documentNumber, Document, citedDocument
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property
from importlib.resources import files

NAMESPACE = "https://w3id.org/fengong/ont#"


class Terms:
    """A namespace whose attributes are the IRIs of the terms that policy.ttl defines, and no others."""

    @cached_property
    def _iris(self) -> dict[str, str]:
        policy = files("ontology").joinpath("policy.ttl").read_text(encoding="utf-8")
        return {name: NAMESPACE + name for name in sorted(re.findall(r"^fg:(\w+) a ", policy, re.MULTILINE))}

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):  # asked for by pickle, copy, inspect: no term is called so
            raise AttributeError(name)
        if name not in self._iris:
            near = ", ".join(get_close_matches(name, self._iris)) or "none"
            raise AttributeError(f"policy.ttl defines no term '{name}'; near: {near}")
        return self._iris[name]

    def __contains__(self, iri: object) -> bool:
        return iri in self._iris.values()

    def __iter__(self) -> Iterator[str]:
        return iter(self._iris.values())

    def __dir__(self) -> list[str]:
        return list(self._iris)


FG = Terms()
