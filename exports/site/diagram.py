"""The classes of the vocabulary as a picture: a tree, indented, that reads on a telephone and needs no script."""

from __future__ import annotations

from collections.abc import Iterator

from exports.markup import escaped
from ontology.view import Kind, Term, Vocabulary

_ROW, _STEP, _LEFT = 26, 22, 12


def svg(vocabulary: Vocabulary, language: str) -> str:
    """The hierarchy of classes as SVG; each name leads to the term."""
    classes = {term.iri: term for term in vocabulary.of(Kind.CLASS)}
    rows = [row for term in classes.values() if not term.above for row in _walk(term, classes, 0)]
    height = _ROW * len(rows) + 10
    title = "类的层级" if language == "zh" else "The hierarchy of classes"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 {height}" width="620" height="{height}" '
        f'role="group" aria-label="{title}" class="diagram"><title>{title}</title>'
    ]
    last: dict[int, int] = {}
    for number, (depth, term) in enumerate(rows):
        middle = _ROW * number + 18
        if depth:
            x = _LEFT + _STEP * (depth - 1)
            lines.append(f'<path d="M{x} {last[depth - 1] + 7}V{middle - 4}H{x + _STEP - 6}" class="branch"/>')
        last[depth] = middle
        label = term.label.zh if language == "zh" else term.label.en
        lines.append(
            f'<a href="#{term.name}"><text x="{_LEFT + _STEP * depth - 4}" y="{middle}">{escaped(term.name)}'
            f'<tspan dx="10" class="label">{escaped(label)}</tspan></text></a>'
        )
    return "\n".join([*lines, "</svg>"])


def _walk(term: Term, classes: dict[str, Term], depth: int) -> Iterator[tuple[int, Term]]:
    yield depth, term
    for below in term.below:
        if below in classes:
            yield from _walk(classes[below], classes, depth + 1)
