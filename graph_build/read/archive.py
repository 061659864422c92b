"""Zip files, opened with a bound on what they may hold: a bomb is refused before it goes off."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph_build.sources import Source, Unread
from ontology.errors import UnreadableSource

#: members, bytes of one of them and of all together: a document of a thousand pages has 20 MB of XML
MOST_MEMBERS, MOST_BYTES = 20_000, 256 * 2**20
#: bytes of an entry in the directory of a zip file: 46 and a long name
_ENTRY = 512
#: what the standard library says of a broken one, by way of zlib, bz2 and lzma
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, OverflowError),
    *(NotImplementedError, MemoryError, IndexError),
)
#: names of members that hold the metadata of a file system, not a document
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(slots=True)
class Room:
    """What may still be unpacked: bytes, and files, over all archives that lie in one."""

    bytes: int = field(default_factory=lambda: MOST_BYTES)
    members: int = field(default_factory=lambda: MOST_MEMBERS)

    def take_bytes(self, name: str, count: int) -> None:
        """Counts bytes that were unpacked; raises when there were too many."""
        self.bytes -= count
        if self.bytes < 0:
            raise UnreadableSource(
                f"{name}: 解压后超过 {MOST_BYTES >> 20} MB，像是压缩炸弹，已拒绝；如确有需要，请自行解压后分批读取。"
                f"unpacks to more than {MOST_BYTES >> 20} MB, as zip bombs do; refused"
            )

    def take_members(self, name: str, count: int) -> None:
        """Counts files that an archive holds; raises when there are too many."""
        self.members -= count
        if self.members < 0:
            raise _many(name, "holds")


def _many(name: str, does: str) -> UnreadableSource:
    """The error that an archive ``does`` what it does with too many files: holds, or lists them."""
    return UnreadableSource(
        f"{name}: 内含文件超过 {MOST_MEMBERS} 个，请解压后读取文件夹。"
        f"{does} more than {MOST_MEMBERS} files; unpack it and read the folder"
    )


def lacks(name: str, part: str) -> UnreadableSource:
    """The error that a document of several parts has lost one of them."""
    return UnreadableSource(f"{name}: 缺少 {part}，文件不完整，请重新取得。lacks {part}, so it is no whole document")


class Archive:
    r"""The members of a zip file, by name.

    >>> "word/document.xml" in Archive(Source("空.zip", b"PK\x05\x06" + bytes(18)))
    False
    """

    def __init__(self, source: Source, room: Room | None = None) -> None:
        self.name = source.name
        self._room = room or Room()
        if _directory(source.content) > MOST_MEMBERS * _ENTRY:
            raise _many(self.name, "lists")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source.content))
        except _BROKEN as error:
            raise UnreadableSource(
                f"{self.name}: zip 文件已损坏，请重新取得。a broken zip file ({error}); fetch it anew"
            ) from None
        self._members = {info.filename: info for info in self._zip.infolist()}
        Room().take_members(self.name, len(self._members))

    def __contains__(self, member: str) -> bool:
        return member in self._members

    def names(self) -> list[str]:
        """The members that are files, in the order of the archive."""
        return [name for name, info in self._members.items() if not info.is_dir()]

    def members(self) -> list[zipfile.ZipInfo]:
        """What the archive says of its members, folders too, in its order: for who writes it again."""
        return list(self._members.values())

    def read(self, member: str) -> bytes:
        """The bytes of a member; however many its header says, no more than there is room for are unpacked."""
        try:
            with self._zip.open(self._members[member]) as stream:
                content = stream.read(self._room.bytes + 1)
        except KeyError:
            raise lacks(self.name, member) from None
        except NotImplementedError as error:  # a kind of RuntimeError: Deflate64, PPMd
            raise UnreadableSource(
                f"{self.name}: 其中的 {member} 无法解压，请重新压缩。"
                f"{member} cannot be unpacked ({error}); pack it anew"
            ) from None
        except RuntimeError:  # how zipfile says that a password is needed
            raise UnreadableSource(
                f"{self.name}: 其中的 {member} 已加密，请先解压。{member} is encrypted; unpack it first"
            ) from None
        except _BROKEN as error:
            raise UnreadableSource(
                f"{self.name}: 其中的 {member} 已损坏，请重新取得。{member} is broken ({error}); fetch it anew"
            ) from None
        self._room.take_bytes(self.name, len(content))
        return content

    def sources(self) -> Iterator[Source | Unread]:
        """The members as sources, named archive/member; why, in the place of one that cannot be unpacked."""
        for member in self.names():
            if not any(mark in member for mark in _LITTER):
                name = f"{self.name}/{_readable(self._members[member])}"
                try:
                    yield Source(name, self.read(member))
                except UnreadableSource as error:
                    yield Unread(name, str(error))


def _readable(member: zipfile.ZipInfo) -> str:
    """The name of a member; old Chinese programs wrote GBK where the standard says CP437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _directory(content: bytes) -> int:
    """How many bytes the directory at the end of a zip file takes, as the file says; opening it reads them all."""
    at = content.rfind(b"PK\x05\x06", -(2**16 + 22))
    return int.from_bytes(content[at + 12 : at + 16], "little") if at >= 0 else 0
