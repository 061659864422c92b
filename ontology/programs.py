"""What patterns were compiled to, kept from process to process as the interpreter keeps modules.

Compiling those that one document asks takes longer than reading it does, .26 of .7 s, in every process that reads. The
library has no way to keep them (to unpickle a pattern is to compile it again), nor has any other that writes patterns
as ours are, so what its compiler makes is kept: the code of each for this very interpreter, in the user's cache folder,
and only if what comes back from it equals what ``re.compile`` gave. The interpreter checks code before it takes it: a
damaged file, or an interpreter that makes patterns otherwise, costs the time of compiling and no more.
"""

from __future__ import annotations

import json
import os
import re
import sys
from array import array
from base64 import b64decode, b64encode
from binascii import crc32
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, AnyStr, cast

from .files import cache_folder

#: a pattern as it is written, and the flags that it is given
Written = tuple[str | bytes, int]
#: what the interpreter makes a pattern of: flags, code in base64, the number of its groups, and those that have names
Program = tuple[int, str, int, dict[str, int]]

#: With more than so many most are of versions that nobody has any more, and all are let go.
_MOST = 2000
_TIGHT = (",", ":")
#: Who can run the code.
_INTERPRETER = f"{sys.implementation.name} {sys.version} {sys.maxsize} {sys.byteorder}"

_new: dict[Written, re.Pattern[Any]] = {}


def compiled(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` gives, from what an earlier process kept if that can be.

    >>> compiled("[0-9]+") == re.compile("[0-9]+")
    True
    """
    written = pattern, int(flags)
    with suppress(KeyError, ValueError, TypeError, AttributeError, RuntimeError, OverflowError):
        return cast("re.Pattern[AnyStr]", _revived(written, _kept()[written]))
    made = re.compile(pattern, flags)
    _new[written] = made
    return made


def keep() -> None:
    """Keeps what this process had to compile for the next one, where it may be written.

    It is put behind what is kept, a line each, so that keeping a few costs no more than they do; what two processes
    keep at once stands there twice.
    """
    path, new = _path(), _new.copy()
    if path is None or not new or not _may_be_written(path.parent):
        return
    _new.clear()
    made = {written: program for written, pattern in new.items() if (program := _program(written, pattern))}
    rows = [[_named(pattern), flags, *program] for (pattern, flags), program in made.items()]
    _kept.cache_clear()  # others may have kept theirs meanwhile
    begun = 0 < len(_kept()) < _MOST
    with suppress(OSError), path.open("ab" if begun else "wb", buffering=0) as file:
        lines = (json.dumps(said, separators=_TIGHT) for said in (*([] if begun else [_INTERPRETER]), *rows))
        file.write("".join(f"{line}\n" for line in lines).encode("ascii"))
    _kept.cache_clear()


def _may_be_written(folder: Path) -> bool:
    """Whether files may be put into a folder, which is made where there is none."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        return os.access(folder, os.W_OK)
    return False


def _path() -> Path | None:
    """The file of this interpreter: 3.11.2 would throw away what 3.11.7 keeps, and the other way round."""
    folder, own = cache_folder(), crc32(_INTERPRETER.encode())
    return folder / f"patterns-{sys.implementation.cache_tag}-{own:08x}.json" if folder else None


@cache
def _kept() -> Mapping[Written, Program]:
    """What earlier processes kept for this interpreter."""
    path, found = _path(), dict[Written, Program]()
    with suppress(OSError, ValueError):
        interpreter, *rows = path.read_bytes().splitlines() if path else []
        if json.loads(interpreter) == _INTERPRETER:
            for row in rows:
                with suppress(ValueError, TypeError):  # of a process that was ended while it wrote
                    name, flags, own, code, *groups = json.loads(row)
                    found[_meant(name), flags] = own, code, *groups
    return found


def _named(pattern: str | bytes) -> str | list[str]:
    """A pattern as JSON has it: one of bytes in a list."""
    return pattern if isinstance(pattern, str) else [pattern.decode("latin-1")]


def _meant(name: str | list[str]) -> str | bytes:
    return name if isinstance(name, str) else name[0].encode("latin-1")


def _revived(written: Written, program: Program) -> re.Pattern[Any]:
    """The pattern that a program is of; raises what the interpreter raises if it is of none."""
    import _sre  # type: ignore[import-not-found]

    flags, code, groups, names = program
    by_number = {number: name for name, number in names.items()}
    listed = tuple(by_number.get(number) for number in range(groups + 1))
    numbers = array("I", b64decode(code, validate=True)).tolist()
    return cast("re.Pattern[Any]", _sre.compile(written[0], flags, numbers, groups, names, listed))


def _program(written: Written, made: re.Pattern[Any]) -> Program | None:
    """What ``made`` was made of; None where this interpreter makes patterns otherwise than is known here."""
    with suppress(ImportError, AttributeError, TypeError, ValueError, RuntimeError, OverflowError):
        from re import _compiler, _parser  # type: ignore[attr-defined]

        parsed = _parser.parse(*written)
        code = b64encode(array("I", _compiler._code(parsed, written[1])).tobytes()).decode()
        program = made.flags, code, made.groups, dict(made.groupindex)
        again = _revived(written, program)
        if again == made and again.groupindex == made.groupindex:
            return program
    return None
