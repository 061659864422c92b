"""What a portal says of a page it publishes, and which block of the page is the title.

The names are those of 国办发〔2017〕47号, 政府网站发展指引, annex 网页标签规范: ArticleTitle, PubDate …
Where a page carries none, a part of its <title> is the title if a block of the page says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph_build.read.markup import Element, attribute, one_blank, said, within
from ontology.patterns import regex

_TITLES = ("articletitle", "og:title", "dc.title")
_DATES = ("pubdate", "publishdate", "article:published_time", "og:release_date")
_SOURCES = ("contentsource", "dc.source")
_DAY = regex(r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?: \d{1,2}:\d\d(?::\d\d)?)?")
_BLANKS = regex(r"\s+")
#: between the title of a page and the names of its columns and its site
_PARTS = regex(r"\s*(?:[_|｜]|\s[-–—]{1,2}\s|-{2}|-(?=[^-]*(?:政府|网|局|委)))\s*")
#: the shortest words that <title> is believed to be the title of a document by
_SHORTEST = 8
#: blocks that a title may be broken into
_MOST_BLOCKS = 4
_FURNITURE = regex(
    r"^(?:您?(?:当前|现在)?(?:所在)?的?位置|搜索热词|热门搜索|热搜词?|大家都在搜)\s*[:：]"  # 您当前所在的位置：首页
    r"|首页\s*[>›»＞]"  # 首页 > 政务公开
)
#: what a portal says of a document above its title: 索 引 号, 发布机构, 文 号
_OF_DOCUMENT = regex(r"(?:文\s*号|索\s*引\s*号|机\s*构|机\s*关|日\s*期|主题\s*分类|名\s*称)\s*[:：]|号[)）]?$")


@dataclass(frozen=True, slots=True)
class Portal:
    """What the head of a page says of the document on it."""

    title: str = ""
    published: str = ""  #: when, as written
    source: str = ""  #: who gave it to the portal
    page: tuple[str, ...] = ()  #: the parts of <title>


def of(root: Element) -> Portal:
    """What the portal says in the head of a page."""
    named = {
        (attribute(meta, "name") or attribute(meta, "property")).lower(): one_blank(attribute(meta, "content")).strip()
        for meta in within(root, "meta")
    }
    title = next((named[name] for name in _TITLES if named.get(name)), "")
    day = next((found for name in _DATES if (found := _DAY.match(named.get(name, "").replace("T", " ")))), None)
    page = next((said(element) for element in within(root, "title")), "")
    source = next((named[name] for name in _SOURCES if named.get(name)), "")
    return Portal(title, day[0] if day else "", source, tuple(filter(None, _PARTS.split(one_blank(page)))))


def title_among(portal: Portal, blocks: Sequence[str]) -> range:
    """The blocks of a page that are the title; an empty range where none is.

    Half of the words of a page stand below its title, so that a link to it elsewhere is none.

    >>> title_among(
    ...     Portal("关于推进数据共享的通知"), ["首页 > 公文", "关于推进数据 共享的通知", "各市人民政府：", "一、…"]
    ... )
    range(1, 2)
    """
    squeezed = [_squeezed(block) for block in blocks]
    half = sum(map(len, squeezed)) / 2
    for words in (portal.title, *(part for part in portal.page if len(part) >= _SHORTEST)):
        wanted, before = _squeezed(words), 0
        for start, block in enumerate(squeezed):
            if before > half or not wanted:
                break
            for stop in range(start + 1, min(start + _MOST_BLOCKS, len(blocks)) + 1) if block else ():
                if "".join(squeezed[start:stop]) == wanted:
                    return range(start, stop)
            before += len(block)
    return range(0)


def is_furniture(block: str) -> bool:
    """Whether a block leads about the portal: a path of columns, a search box.

    >>> is_furniture("您当前所在的位置：首页 > 工作机构"), is_furniture("文号：穗府〔2023〕1号")
    (True, False)
    """
    return len(block) < 200 and bool(_FURNITURE.search(block))


def is_of_document(block: str) -> bool:
    """Whether a block above the title says something of the document: its number, its issuer."""
    return bool(_OF_DOCUMENT.search(block))


def _squeezed(words: str) -> str:
    return _BLANKS.sub("", words)
