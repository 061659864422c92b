"""What an office wants to hear: rules that are off, thresholds, and advice that it has seen and put aside.

    review.yaml
        without: [A05, A21]             # rules by id
        thresholds: {bodies: 10}        # from when on a rule speaks; the names are those of Thresholds
        least: should                   # no advice below this weight: must, should, could
        silence:                        # a rule at a place: words that stand there, or the number of the measure
          - {rule: A03, words: 市发展改革委、市财政局}
          - {rule: A07, unit: "12"}

It is the only importer of PyYAML in this part of the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from ontology.errors import BadQuery
from queries.review.advice import Advice, Weight, in_one_line
from queries.review.draft import Thresholds


@dataclass(frozen=True, slots=True)
class Silence:
    """Advice of a rule that is not to be heard again: on a stretch that holds the words, in a measure, or anywhere."""

    rule: str
    words: str = ""
    unit: str = ""

    def covers(self, advice: Advice) -> bool:
        """Whether the advice is put aside."""
        return (
            advice.rule == self.rule
            and self.words in in_one_line(advice.quote)
            and (not self.unit or self.unit == advice.unit)
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """What an office wants to hear; by itself everything, at the thresholds that ship."""

    without: frozenset[str] = frozenset()  #: ids of rules
    thresholds: Thresholds = Thresholds()
    least: Weight = Weight.COULD
    silence: tuple[Silence, ...] = ()

    def silences(self, advice: Advice) -> bool:
        """Whether advice is not to be heard."""
        return self.least < advice.weight or any(silence.covers(advice) for silence in self.silence)

    @classmethod
    def read(cls, content: bytes, name: str) -> Profile:
        """The profile in a YAML file; a word in it that nothing knows is refused, with what there is.

        >>> Profile.read(b"without: [A05]", "review.yaml").without
        frozenset({'A05'})
        """
        import yaml

        try:
            said = yaml.safe_load(content.decode("utf-8-sig")) or {}
        except (UnicodeDecodeError, yaml.YAMLError) as error:
            raise BadQuery(
                f"{name} 不是 YAML 文件，请照 docs/review.md 改正。"
                f"{name}: not a YAML file: {str(error).splitlines()[0]}"
            ) from error
        known = {"without", "thresholds", "least", "silence"}
        if not isinstance(said, Mapping) or (unknown := {*map(str, said)} - known):
            odd_zh, odd = (
                (f"不认识“{'、'.join(sorted(unknown))}”", ", ".join(sorted(unknown)))
                if isinstance(said, Mapping)
                else ("内容应为“名称: 值”", "no such form")
            )
            raise BadQuery(
                f"{name}：{odd_zh}，请只写：{'、'.join(sorted(known))}。"
                f"{name}: {odd}; a profile may hold {', '.join(sorted(known))}"
            )
        try:
            return cls(
                frozenset(map(str, said.get("without") or ())),
                _thresholds(said.get("thresholds") or {}, name),
                Weight(str(said.get("least", Weight.COULD))),
                tuple(
                    Silence(**{key: str(value) for key, value in each.items()}) for each in said.get("silence") or ()
                ),
            )
        except (TypeError, ValueError, AttributeError) as error:
            raise BadQuery(
                f"{name} 中有不合规定的值，请照 docs/review.md 改正。"
                f"{name}: {error}; see docs/review.md for what a profile may say"
            ) from error


def _thresholds(said: Mapping[str, Any], name: str) -> Thresholds:
    known = {field.name: type(getattr(Thresholds(), field.name)) for field in fields(Thresholds)}
    if unknown := {*said} - {*known}:
        raise BadQuery(
            f"{name}：没有“{'、'.join(map(str, unknown))}”这个阈值，请从这些中选：{'、'.join(known)}。"
            f"{name}: no threshold {', '.join(map(str, unknown))}; there are {', '.join(known)}"
        )
    return Thresholds(**{key: known[key](value) for key, value in said.items()})
