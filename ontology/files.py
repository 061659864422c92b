"""Files that people open, each written whole or not at all.

It stands in the lowest room because building, exporting and the front door all write such files.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote
from typing import BinaryIO

from ontology.errors import UnwritableFile

#: Seconds after which what was kept in the cache folder goes, as something of its kind is kept anew.
MONTH = 30 * 86_400


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
        raise UnwritableFile(f"{path}：这是文件，请写文件夹名。{path}: is a file; name a folder") from error
    except OSError as error:
        raise UnwritableFile(
            f"{path}：无法建立文件夹（{cause(error)}），请另选一处。{path}: cannot be made ({error.strerror})"
        ) from error
    return path


#: What the system says in English of files that cannot be opened or written, as an office clerk reads it.
_CAUSES = {
    errno.EACCES: "没有权限",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件过大",
    errno.EIO: "磁盘读写出错",
    errno.EISDIR: "这是文件夹",
    errno.ENAMETOOLONG: "名称过长",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EPERM: "系统不允许",
    errno.EROFS: "磁盘只读",
}


def cause(error: OSError) -> str:
    """Why the system refused, in Chinese; in its own words where it is none of the usual causes.

    >>> cause(OSError(errno.ENOSPC, "No space left on device")), cause(OSError("no words for it"))
    ('磁盘已满', 'no words for it')
    """
    return _CAUSES.get(error.errno or 0, error.strerror or str(error))


def forget(folder: Path, beginning: str) -> None:
    """Nothing; what is kept in a cache folder under names with that ``beginning`` goes if it was for a month."""
    for path in folder.glob(f"{beginning}*"):
        if path.stat().st_mtime < time.time() - MONTH:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


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
    """What is wrong with ``path``, and the remedy, in both languages."""
    chinese, english = _remedy(path.parent, error)
    return f"{path}：{chinese}。{path}: {english}"


def _remedy(parent: Path, error: OSError) -> tuple[str, str]:
    """What is wrong with a file in ``parent`` and what to do, in Chinese and English."""
    if isinstance(error, IsADirectoryError):
        return "这是文件夹，请写其中的文件名", "is a folder; name a file in it"
    if isinstance(error, FileNotFoundError) and not parent.exists():
        make = f"mkdir -p {quote(str(parent))}"
        return f"没有这个文件夹，请先用 {make} 建立", f"there is no such folder; make it with: {make}"
    if isinstance(error, NotADirectoryError):
        return f"{parent} 不是文件夹，请另写一个", f"{parent} is no folder; name another"
    if isinstance(error, PermissionError):
        return (
            "没有写入权限，或正在别的程序中打开；请先在那里关闭，或另写文件名",
            "may not be written, or is open in another program; close it there or name another file",
        )
    return (
        f"写入失败（{cause(error)}），原有的文件没有变；请排除原因后再试",
        f"cannot be written ({error.strerror or error}); what stood there is as it was",
    )
