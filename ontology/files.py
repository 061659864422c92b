"""Files that people open, each written whole or not at all.

It stands in the lowest room because building, exporting and the front door all write such files.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote
from typing import BinaryIO

from ontology.errors import UnwritableFile


def cache_folder() -> Path | None:
    """Where this user's programs keep what can be made again; None for a user without a home."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "fengong"
    except RuntimeError:
        return None


def write(path: Path, content: str | bytes) -> None:
    """Puts ``content``, words as UTF-8, at ``path``; see ``replacing``."""
    with replacing(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of the one at ``path`` once all of it is on disk.

    Until then, and if the writing fails, ``path`` is what it was. Pipes and devices are written to as they are; of a
    symbolic link the file that it leads to is replaced. Raises UnwritableFile with the remedy.
    """
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            with path.open("wb") as file:
                yield file
            return
        target = path.resolve()
        _may_be_replaced(target)
        new = target.with_name(f".fengong-{os.urandom(8).hex()}.new")
        try:
            with new.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, new)
            new.replace(target)
        except BaseException:
            with suppress(OSError):
                new.unlink()
            raise
        sync(target.parent)
    except OSError as error:
        raise UnwritableFile(_reason(path, error)) from error


def folder(path: Path) -> Path:
    """The folder at ``path``, made with those above it where there is none."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise UnwritableFile(f"{path}: is a file; name a folder") from error
    except OSError as error:
        raise UnwritableFile(f"{path}: cannot be made ({error.strerror})") from error
    return path


def share(source: Path, target: Path) -> None:
    """Puts the file at ``source`` at ``target`` too, by a hard link; a copy where the file system has none."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EEXIST, errno.ENOENT):
            raise
        shutil.copy2(source, target)


def is_shared(path: Path) -> bool:
    """Whether a file stands at other places too by hard links: whoever shared it had it from where it is on disk."""
    state = path.stat()
    return state.st_nlink > 1 and not stat.S_ISDIR(state.st_mode)


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on disk."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _may_be_replaced(target: Path) -> None:
    """A folder cannot be, and what is protected from writing should not."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _reason(path: Path, error: OSError) -> str:
    """What is wrong with ``path``, and the remedy."""
    parent = path.parent
    if isinstance(error, IsADirectoryError):
        return f"{path}: is a folder; name a file in it"
    if isinstance(error, FileNotFoundError) and not parent.exists():
        return f"{path}: there is no such folder; make it with: mkdir -p {quote(str(parent))}"
    if isinstance(error, NotADirectoryError):
        return f"{path}: {parent} is no folder; name another"
    if isinstance(error, PermissionError):
        return f"{path}: may not be written, or is open in another program; close it there or name another file"
    return f"{path}: cannot be written ({error.strerror or error}); what stood there is as it was"
