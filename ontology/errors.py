"""What can go wrong: one base class, few children, each message naming the thing and the remedy.

It stands in the lowest room because reading, asking and exporting all raise from it, and the front door catches one.
"""

from __future__ import annotations


class FengongError(Exception):
    """The base of all errors that the front door prints as one line, with exit code 2."""

    chinese = "出错"  #: what is wrong, before the English that says where and what to do


class UnreadableSource(FengongError):
    """A source that cannot be turned into text."""

    chinese = "无法读取"


class UnknownFormat(FengongError):
    """A format, of input or output, that no module knows."""

    chinese = "格式不支持"


class UnwritableFile(FengongError):
    """A file that cannot be written; what stood at its place is as it was."""

    chinese = "无法写入"


class BrokenGraph(FengongError):
    """A folder that holds no graph, or one that cannot be opened."""

    chinese = "图谱不可用"


class BadQuery(FengongError):
    """A question that is unknown, malformed, or given bindings it does not declare."""

    chinese = "要求有误"


class UnusableAddress(FengongError):
    """A host and port where nothing can be served."""

    chinese = "地址不可用"


class MissingExtra(FengongError):
    """A library that an optional part needs and this installation lacks."""

    chinese = "缺少可选组件"

    def __init__(self, purpose: str, extra: str, purpose_zh: str = "这项功能") -> None:
        install = f"pip install 'fengong[{extra}]'"
        super().__init__(
            f"{purpose_zh}需要可选组件“{extra}”，请运行 {install} 安装。{purpose} needs the extra '{extra}': {install}"
        )
