"""What reviewed drafts say beside the advice, in Chinese and English; and a piece of advice as paragraphs."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from queries.review.advice import Advice

WORDS: Final = MappingProxyType(
    {
        "zh": {
            "title": "审阅意见",
            "why": "为什么",
            "instead": "建议",
            "sure": "把握",
            "none": "没有意见。",
            "head": ("条", "原文", "问题", "建议"),
        },
        "en": {
            "title": "Advice",
            "why": "Why",
            "instead": "Instead",
            "sure": "How sure",
            "none": "No advice.",
            "head": ("Measure", "Words", "What", "Instead"),
        },
    }
)


def paragraphs(advice: Advice, language: str) -> tuple[str, ...]:
    """A piece of advice as the paragraphs of a note: what, why, what to write instead and how sure."""
    w = WORDS[language]
    colon = "：" if language == "zh" else ": "
    return (
        f"{advice.rule} {advice.weight.label.of(language)} · {advice.what.of(language)}",
        f"{w['why']}{colon}{advice.why.of(language)}",
        f"{w['instead']}{colon}{advice.instead.of(language)}",
        f"{w['sure']}{colon}{advice.sure.label.of(language)}",
    )
