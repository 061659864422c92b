r"""Characters that must not pass: what no XML can hold, and what drives a terminal.

Text is mapped character by character, so that offsets stay true: ``legal`` where text leaves a reader and where the
words of a graph leave it, ``seen`` and ``line`` before a terminal.
"""

from __future__ import annotations

import unicodedata

from ontology.patterns import regex

#: stands in the place of a character that cannot be shown
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
#: line ends that XML 1.0 has no room for: line tabulation, form feed, the separators of files, groups and records
ENDS = regex(r"[\x0b\x0c\x1c-\x1e]")
#: all but Char of XML 1.0 (section 2.2), and the controls of C1, which terminals obey too; U+0085 is a line end
ILLEGAL = regex(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
#: either; few texts have any, and are searched once
_EITHER = regex(f"{ILLEGAL.pattern[:-1]}{ENDS.pattern[1:]}")


def legal(text: str) -> str:
    r"""The text with all replaced that no XML can hold or that is a control; of the same length.

    >>> legal("自治区\x1b[2J财政厅\x0c")
    '自治区�[2J财政厅\n'
    """
    if text.isprintable() or not _EITHER.search(text):  # nearly all is, which is seen at a glance
        return text
    return ILLEGAL.sub(REPLACEMENT, ENDS.sub("\n", text))


def seen(text: str) -> str:
    r"""The text as a terminal may be given it: nothing moves its cursor or turns its direction but \n and \t.

    >>> seen("报告\u202egpj.exe\r\n")
    '报告�gpj.exe\n'
    """
    if text.isprintable():
        return text
    return "".join(map(_seen, text.replace("\r\n", "\n")))


def line(text: str) -> str:
    r"""The text as one line of a terminal: a name or a message, whatever is in it.

    >>> line("a\n\x1b]0;b.txt")
    'a��]0;b.txt'
    """
    return seen(text).replace("\n", REPLACEMENT).replace("\t", REPLACEMENT)


#: control and format characters, surrogates, and what ends a line or a paragraph
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _seen(character: str) -> str:
    return character if character in "\n\t" or unicodedata.category(character) not in _UNSEEN else REPLACEMENT
