"""Files that people open are written whole or not at all, by every export, and what is wrong is one line."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_exports import graph

from exports.formats import NAMES, format_named
from ontology import files
from ontology.errors import MissingExtra, UnwritableFile

ROOT = Path(__file__).parent.parent
posix = pytest.mark.skipif(os.name == "nt", reason="limits, pipes and modes as POSIX has them")
OLD = b"the old file"


def full(handle: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


#: What is no single file: the site is a folder, and an RO-Crate stands in the folder of a build.
FOLDERS = ("rocrate", "site")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in FOLDERS])
def test_full_disk_leaves_the_old_file_of_every_format_whole(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"x{format_named(name).suffix}"
    path.write_bytes(OLD)
    monkeypatch.setattr(os, "fsync", full)
    try:
        with pytest.raises(UnwritableFile, match="as it was"):
            format_named(name).write(graph(), path)
    except MissingExtra as missing:
        pytest.skip(str(missing))
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("old", [OLD, None])
def test_writing_that_is_interrupted_leaves_what_was_there(old: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    if old is not None:
        path.write_bytes(old)

    def interrupted() -> None:
        with files.replacing(path) as file:
            file.write(b"half of it")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (path.read_bytes() if path.exists() else None) == old
    assert list(tmp_path.iterdir()) == [path] * path.exists()


def test_missing_folder_is_answered_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match=r"mkdir -p '.*/a b'"):
        files.write(tmp_path / "a b" / "x.csv", "")
    with pytest.raises(UnwritableFile, match="is a folder"):
        files.write(tmp_path, "")
    (tmp_path / "file").write_bytes(OLD)
    with pytest.raises(UnwritableFile, match="no folder"):
        files.write(tmp_path / "file" / "x.csv", "")
    with pytest.raises(UnwritableFile, match="is a file"):
        files.folder(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == OLD


@posix
def test_links_stay_links_and_modes_stay_modes(tmp_path: Path) -> None:
    (old := tmp_path / "old").write_bytes(OLD)
    old.chmod(0o640)
    (link := tmp_path / "link").symlink_to("old")
    files.write(link, "新")
    assert link.is_symlink()
    assert old.read_text("utf-8") == "新"
    assert old.stat().st_mode & 0o777 == 0o640


@posix
def test_devices_and_pipes_are_written_to_and_stay(tmp_path: Path) -> None:
    files.write(Path(os.devnull), "x")
    assert Path(os.devnull).is_char_device()
    os.mkfifo(pipe := tmp_path / "pipe")
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    files.write(pipe, "words")
    assert reader.communicate(timeout=20)[0] == b"words"
    assert pipe.is_fifo()


LIMITED = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
from ontology import files
from ontology.errors import UnwritableFile
try:
    files.write(Path(sys.argv[1]), "x" * 10_000)
except UnwritableFile as error:
    print(error)
"""


@posix
def test_limit_on_the_size_of_files_is_an_error_and_no_half_file(tmp_path: Path) -> None:
    (path := tmp_path / "x.txt").write_bytes(OLD)
    done = subprocess.run([sys.executable, "-c", LIMITED, path], cwd=ROOT, capture_output=True, text=True, check=True)
    assert str(path) in done.stdout
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]
