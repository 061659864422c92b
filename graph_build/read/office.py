"""Formats of office programs, turned into .docx by LibreOffice, where that is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from graph_build.limits import at_hand
from graph_build.model import Reading
from graph_build.read import docx
from graph_build.sources import Source
from ontology.errors import UnreadableSource

#: LibreOffice's settings for one conversion: no macros, nothing linked is fetched, and no way out to fetch it
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def read(source: Source, format: str) -> Reading:
    """The text of a .doc, .wps, .rtf or .odt, by way of .docx."""
    converted = Source(source.name, to_docx(source, format))
    return replace(docx.read(converted), format=format)


def to_docx(source: Source, format: str) -> bytes:
    """The document as .docx, converted in a folder and with settings of its own.

    Raises ``UnreadableSource`` if LibreOffice is not installed, cannot read the file, or takes too long.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnreadableSource(
            f"{source.name}: 读取 .{format} 需要 LibreOffice，请安装，或把文件另存为 .docx。"
            f"reading .{format} needs LibreOffice; install it, or save the file as .docx"
        )
    with tempfile.TemporaryDirectory(prefix="fengong-") as folder:
        here = Path(folder)
        document = here / f"document.{format}"
        document.write_bytes(source.content)
        settings = here / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        _run(
            [
                program,
                f"-env:UserInstallation={(here / 'profile').as_uri()}",
                *[
                    "--headless",
                    "--norestore",
                    "--nologo",
                    "--nolockcheck",
                    "--convert-to",
                    "docx",
                    "--outdir",
                ],
                str(here),
                str(document),
            ],
            source.name,
        )
        made = here / "document.docx"
        if not made.exists():
            raise UnreadableSource(
                f"{source.name}: LibreOffice 读不出来，请另存为 .docx。LibreOffice cannot read it; save it as .docx"
            )
        return made.read_bytes()


def _run(command: list[str], name: str) -> None:
    """Runs a program; it and all it started are ended when their time is up."""
    running = subprocess.Popen(  # noqa: S603 - the program was found on the path, its arguments are ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        running.wait(at_hand().seconds)
    except subprocess.TimeoutExpired:
        raise UnreadableSource(f"{name}: {at_hand().late('LibreOffice ')}") from None
    finally:
        if running.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(running.pid, signal.SIGKILL)
            running.kill()
            running.wait()
