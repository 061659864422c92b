"""Mails (.eml) and saved web pages (.mht, .mhtml, by Word also .doc), after RFC 5322 and RFC 2557.

A saved page is one document. A mail is as an archive: each attachment is a source; its own text is one too, unless it
only hands the attachments over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from graph_build.sources import Source, Unread
from ontology import lexicon
from ontology.errors import UnreadableSource
from ontology.patterns import regex

if TYPE_CHECKING:
    from email.message import EmailMessage

    from graph_build.model import Reading

#: fields of which a mail or a saved page has two at least; a text that begins with one alone is a text
_FIELD = regex(
    rb"^(From|To|Cc|Subject|Date|MIME-Version|Content-Type|Content-Transfer-Encoding|Message-ID|Received|Return-Path"
    rb"|Delivered-To|Reply-To|Sender|Snapshot-Content-Location|Thread-Topic|DKIM-Signature|X-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINE = regex(rb"\r?\n[ \t]*\r?\n")
#: parts within parts
_DEEPEST = 20
#: a text that hands over is no longer: 请查收附件，各单位于本周五前反馈意见。
_LONGEST_NOTE = 300


def is_mail(content: bytes) -> bool:
    r"""Whether a file begins as a mail or a saved page does, with fields and a blank line.

    >>> is_mail(b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"), is_mail(b"To: all\n\nwork\n")
    (True, False)
    """
    begin = content[:65536].lstrip(b"\xef\xbb\xbf\r\n")
    if not re.match(rb"[A-Za-z][A-Za-z-]*:[ \t]?", begin):  # nearly no text does
        return False
    head = _BLANK_LINE.split(begin, maxsplit=1)[0]
    return len({field.lower() for field in _FIELD.findall(head)}) > 1


def format_of(source: Source) -> str:
    """``mht`` for a saved page, whose parts belong to one page; ``eml`` for a mail."""
    message = _message(source)
    of_page = message.get_content_type() in ("multipart/related", "text/html") and "to" not in message
    return "mht" if of_page else "eml"


def read(source: Source, format: str) -> Reading:
    """The text of a saved page, or that of a mail without its attachments."""
    part = _text(_message(source))
    if part is None:
        raise UnreadableSource(
            f"{source.name}: 邮件或保存的网页中没有文字，请检查内容。a mail or a saved page without text"
        )
    return replace(_reading(source, part), format=format)


def sources(source: Source) -> list[Source | Unread]:
    """The documents of a mail; the mail itself where nothing is attached."""
    message = _message(source)
    attached = list(_attached(message, source.name))
    if not attached:
        return [source]
    part = _text(message)
    if part is None or _hands_over(_reading(source, part).text):
        return attached
    kind = "html" if part.get_content_type() == "text/html" else "txt"
    return [Source(f"{source.name}/正文.{kind}", _characters(part).encode()), *attached]


def _message(source: Source) -> EmailMessage:
    import email.policy  # here, since every file is asked whether it is a mail, and few are
    from email.errors import MessageError

    try:
        # lstrip: a file that begins with blank lines has no fields for the parser
        message = email.message_from_bytes(source.content.lstrip(b"\xef\xbb\xbf\r\n"), policy=email.policy.default)
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise UnreadableSource(
            f"{source.name}: 邮件已损坏，请重新保存。a broken mail ({error}); save it anew"
        ) from None
    return message


def _reading(source: Source, part: EmailMessage) -> Reading:
    inner = Source(source.name, _characters(part).encode())
    from graph_build.read import html, text  # which take a third of a second to load, and a build looks for mails first

    return html.read(inner) if part.get_content_type() == "text/html" else text.read(inner)


def _text(message: EmailMessage) -> EmailMessage | None:
    """The part that is read: the page if there is one, since it keeps its tables; else the plain text."""
    texts = [part for part in _parts(message) if part.get_content_maintype() == "text" and not _is_attached(part)]
    pages = [part for part in texts if part.get_content_type() == "text/html"]
    return next(iter([*pages, *texts]), None)


def _parts(message: EmailMessage, depth: int = 0) -> Iterator[EmailMessage]:
    """The parts of a mail that hold something, not those of mails that are attached to it."""
    if message.get_content_maintype() != "multipart":
        yield message
        return
    for part in _held(message) if depth < _DEEPEST else ():
        yield from _parts(part, depth + 1)


def _held(message: EmailMessage) -> list[EmailMessage]:
    """The messages that one message is made of or hands on; the parser makes all of one kind."""
    inner = message.get_payload()
    return cast("list[EmailMessage]", inner) if isinstance(inner, list) else []


def _is_attached(part: EmailMessage) -> bool:
    """Whether a part is a file of its own; a picture within the page is none."""
    if part.get_content_maintype() == "image" and "content-id" in part:
        return False
    return (
        part.get_content_disposition() == "attachment"
        or part.get_content_maintype() == "message"
        or bool(part.get_filename())
    )


def _attached(message: EmailMessage, name: str) -> Iterator[Source | Unread]:
    for number, part in enumerate(filter(_is_attached, _parts(message)), 1):
        if part.get_content_maintype() == "message":
            forwarded = next(iter(_held(part)), None)
            yield Source(f"{name}/转发{number}.eml", forwarded.as_bytes() if forwarded else b"")
            continue
        path = f"{name}/{part.get_filename() or f'附件{number}'}"
        attached = part.get_payload(decode=True)
        if isinstance(attached, bytes) and attached:
            yield Source(path, attached)
        else:
            yield Unread(
                path, f"{path}: 附件没有内容，请让对方重发邮件。an attachment without content; have the mail sent anew"
            )


def _characters(part: EmailMessage) -> str:
    """The characters of a part in the charset it names; gb2312 is what programs call all of GB18030."""
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    charset = (part.get_content_charset() or "utf-8").lower()
    for encoding in ("gb18030" if charset.startswith(("gb", "x-gb")) else charset, "utf-8", "gb18030"):
        try:
            return content.decode(encoding).replace("\r\n", "\n")
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("gb18030", "replace")


def _hands_over(words: str) -> bool:
    """Whether the text of a mail says no more than that something is attached.

    >>> _hands_over("请查收附件。"), _hands_over("（一）完善机制。（责任单位：市财政局）")
    (True, False)
    """
    duties = (*lexicon.lead_words(), *lexicon.co_words(), *lexicon.duty_words())
    return len(words) <= _LONGEST_NOTE and not (
        any(word in words for word in duties) or re.search(r"(?:责任|承办|主管|落实)(?:单位|部门|主体)", words)
    )
