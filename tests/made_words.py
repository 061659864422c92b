"""Makes queries/align/words.npz, what is counted of words in policy documents: `made_words.py FOLDER…`.

A word is one that jieba (0.42, MIT; needed here only) finds in the .txt files of the folders, in eight paragraphs or
more and in less than a fifth of them. Kept are its number of paragraphs and where it lies among the others by the
company it keeps: the right singular vectors of the matrix of paragraphs and words (log tf-idf, rows of unit length;
Deerwester et al. 1990, Indexing by latent semantic analysis), of unit length, in four bits a coordinate. No sentence
can be read from them.
"""

from __future__ import annotations

import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from ontology.script import fold

TARGET = Path(__file__).parents[1] / "queries" / "align" / "words.npz"
LEAST, MOST, DIMENSIONS, SHORTEST = 8, 0.2, 80, 30
_PARAGRAPH = re.compile(r"\n|(?<=。)\s*(?=[一二三四五六七八九十（(\d])")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,}")


def paragraphs(folders: list[str]) -> Iterator[str]:
    """The paragraphs of the texts, folded to the simplified script, those of a few words left out."""
    for folder in folders:
        for path in sorted(Path(folder).glob("*.txt")):
            yield from (p for p in _PARAGRAPH.split(fold(path.read_text("utf-8"))) if len(p) > SHORTEST)


def main(folders: list[str]) -> None:
    """Writes the file."""
    import jieba  # type: ignore[import-not-found]

    jieba.setLogLevel(logging.ERROR)
    counts = [Counter(word for word in jieba.cut(p) if _WORD.fullmatch(word)) for p in paragraphs(folders)]
    held = Counter(word for count in counts for word in count)
    words = sorted(word for word, n in held.items() if LEAST <= n < MOST * len(counts))
    place = {word: at for at, word in enumerate(words)}
    rarity = np.array([np.log(len(counts) / held[word]) for word in words])
    cells = [
        (row, place[w], (1 + np.log(n)) * rarity[place[w]])
        for row, c in enumerate(counts)
        for w, n in c.items()
        if w in place
    ]
    rows, columns, values = zip(*cells, strict=True)
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(counts), len(words)))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix = sparse.diags(1 / np.maximum(lengths, 1e-9)) @ matrix
    vectors = svds(matrix, k=DIMENSIONS, random_state=0)[2].T
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
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
