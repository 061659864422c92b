"""Zip files, opened with a bound on what they may hold: a bomb is refused before it goes off."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from graph_build.model import Source, Unread
from ontology.errors import UnreadableSource

#: members, bytes of one of them and of all together: a document of a thousand pages has 20 MB of XML
MOST_MEMBERS, MOST_BYTES = 20_000, 256 * 2**20
#: names of members that hold the metadata of a file system, not a document
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class Archive:
    r"""The members of a zip file, by name.

    >>> "word/document.xml" in Archive(Source("空.zip", b"PK\x05\x06" + bytes(18)))
    False
    """

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self._left = MOST_BYTES
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source.content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
            raise UnreadableSource(f"{self.name}: a broken zip file ({error}); fetch it anew") from None
        self._members = {info.filename: info for info in self._zip.infolist()}
        if len(self._members) > MOST_MEMBERS:
            raise UnreadableSource(f"{self.name}: holds more than {MOST_MEMBERS} files; unpack it and read the folder")

    def __contains__(self, member: str) -> bool:
        return member in self._members

    def names(self) -> list[str]:
        """The members that are files, in the order of the archive."""
        return [name for name, info in self._members.items() if not info.is_dir()]

    def read(self, member: str) -> bytes:
        """The bytes of a member; however many its header says, no more than the bound are unpacked."""
        try:
            with self._zip.open(self._members[member]) as stream:
                content = stream.read(self._left + 1)
        except KeyError:
            raise UnreadableSource(f"{self.name}: lacks {member}, so it is no whole document") from None
        except RuntimeError:  # how zipfile says that a password is needed
            raise UnreadableSource(f"{self.name}: {member} is encrypted; unpack it first") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise UnreadableSource(f"{self.name}: {member} is broken ({error}); fetch it anew") from None
        self._left -= len(content)
        if self._left < 0:
            raise UnreadableSource(f"{self.name}: unpacks to more than {MOST_BYTES >> 20} MB, as zip bombs do; refused")
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
