"""What the terms of policy.ttl are called.

>>> labels()["https://w3id.org/fengong/ont#Enterprise"]["en"]
'enterprise'
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ontology.terms import RDFS
from ontology.turtle import read


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """The labels of each term, by language."""
    stated = read([Path(__file__).with_name("policy.ttl")])
    return {iri: {label.language: label.text for label in facts.get(RDFS.label, ())} for iri, facts in stated.items()}
