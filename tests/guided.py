"""Fuzzing that coverage guides: `python guided.py RUNS FOLDER` reads and parses what leads atheris to new branches.

FOLDER takes the pieces of documents that it starts from and what it finds. The process ends with an error at the
first exception that is not Fengong's own, the first lost character, and the first input that takes longer than
``LONGEST`` seconds.
"""

from __future__ import annotations

import sys
from pathlib import Path

LONGEST = 30
MOST_BYTES = 3000
PIECE = 700


def main(runs: int, folder: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=["graph_build"]):  # so these must be imported here, not above
        import generated
        from test_fuzz import SAMPLE, WORDS, survives

    def tried(content: bytes) -> None:
        survives(content.decode(errors="ignore").encode())  # what is looked for lies behind the decoder

    for number, text in enumerate((SAMPLE.decode(), generated.document(0), generated.document(1))):
        for start in range(0, len(text), PIECE):
            (folder / f"{number}-{start}").write_bytes(text[start : start + PIECE].encode())
    words = folder.with_suffix(".dict")
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS)
    words.write_text("".join(f'"{word}"\n' for word in escaped), encoding="ascii")
    options = {"runs": runs, "seed": 8, "max_len": MOST_BYTES, "timeout": LONGEST, "dict": words, "len_control": 0}
    flags = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup([sys.argv[0], str(folder), *flags, f"-artifact_prefix={folder}/crash-"], tried)
    atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
