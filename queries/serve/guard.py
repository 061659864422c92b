"""What a query may look like before an engine sees it: its length, its nesting, and no way off this machine.

The check reads text only, because no parser may be trusted with a hostile query. The engine takes keywords
without a blank around them (`trueSERVICE<x>{}` calls out), reads `?a<?b#>` as a comparison and a comment
where others read an IRI, and takes a long string with a wrong escape for two short ones. So the rule is the
other way round: the letters of SERVICE may stand only where every reading finds a string, a comment, an IRI
or a variable. Workers also run without network where the kernel lends them a namespace (queries.serve.worker);
this layer holds everywhere and says why.
"""

from __future__ import annotations

import re

from ontology.errors import BadQuery

#: What may follow a backslash in a string; after anything else the engine reads the string in another way.
_ESCAPE = r"""\\ (?: [tbnrf"'\\] | u[0-9A-Fa-f]{4} | U[0-9A-Fa-f]{8} )"""
#: What hides letters from the parser, in the order of its lexer. An IRI is one in every reading if :// comes
#: behind its scheme, or if it holds nothing that would hide what comes after it.
_TOKEN = re.compile(
    rf"""(?P<comment>  \# [^\r\n]* )
      | (?P<iri>      < [A-Za-z][A-Za-z0-9+.-]* :// [^<>"{{}}|^`\\\x00-\x20]* >
                    | < [^<>"{{}}|^`\\\x00-\x20\#']* > )
      | (?P<string>   \"{{3}} (?: [^"\\] | {_ESCAPE} | "(?!"") )*+ \"{{3}}
                    | '{{3}} (?: [^'\\] | {_ESCAPE} | '(?!'') )*+ '{{3}}
                    | " (?: [^"\\\r\n] | {_ESCAPE} )*+ "
                    | ' (?: [^'\\\r\n] | {_ESCAPE} )*+ ' )
      | (?P<variable> [?$] \w+ )
      | (?P<doubtful> < [^<>"{{}}|^`\x00-\x20]* >
                    | \\ .?
                    | " (?: [^"\\\r\n] | {_ESCAPE} )*+  # without end: read once, not from each quote in it
                    | ' (?: [^'\\\r\n] | {_ESCAPE} )*+ )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PROLOGUE = r"\s*(?:(?:BASE\s*<>|PREFIX\s*[^\s:<>]*:\s*<>)\s*)*"
_FORM = re.compile(_PROLOGUE + r"(SELECT|ASK|CONSTRUCT|DESCRIBE)", re.IGNORECASE)
_UPDATE = re.compile(_PROLOGUE + r"(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE)


class Refused(BadQuery):
    """A query that is not evaluated, or whose answer is not sent; ``status`` is what HTTP says of it."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


def inspect(query: str, length: int, depth: int) -> str:
    """The form of the query (SELECT, ASK, CONSTRUCT or DESCRIBE), once it is known to be harmless.

    >>> inspect("PREFIX fg: <https://w3id.org/fengong/ont#> ASK { ?task fg:ledBy ?body }", 1000, 10)
    'ASK'
    >>> inspect("SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }", 1000, 10)
    Traceback (most recent call last):
        ...
    queries.serve.guard.Refused: SERVICE is not answered: no query leaves this machine

    Raises Refused, with the reason, for a query longer than ``length`` characters, nested deeper than
    ``depth``, that could call another machine, or that is no query.
    """
    if len(query) > length:
        raise Refused(f"the query has {len(query):,} characters; the limit is {length:,}", 413)
    code = _code(query)
    nesting = _nesting(code)
    if nesting > depth:
        raise Refused(f"the query is nested {nesting} deep; the limit is {depth}")
    if _may_call_out(query):
        raise Refused("SERVICE is not answered: no query leaves this machine", 403)
    update = _UPDATE.match(code)
    if update:
        raise Refused(f"{update.group(1).upper()} is an update; this endpoint answers queries only", 403)
    form = _FORM.match(code)
    if not form:
        raise Refused("not a query: it begins with none of SELECT, ASK, CONSTRUCT, DESCRIBE")
    return form.group(1).upper()


def _code(query: str) -> str:
    """The query with each comment a blank, each string empty, each IRI <> and each variable ?.

    >>> _code("SELECT ?body { ?body <http://a/b#c> 'SERVICE' } # 谁")
    "SELECT ? { ? <> '' }  "
    """
    return _TOKEN.sub(_bare, query)


def _bare(token: re.Match[str]) -> str:
    kinds = {"comment": " ", "iri": "<>", "string": "''", "variable": "?"}
    return kinds.get(token.lastgroup or "", token.group())


def _nesting(code: str) -> int:
    """The depth of the deepest bracket, a run of unary signs counting as brackets too."""
    deepest = depth = 0
    for mark in re.findall(r"[{(\[]|<<|[})\]]|>>", code):
        depth += 1 if mark in "{([<<" else -1
        deepest = max(deepest, depth)
    signs = max((len(run) for run in re.findall(r"[!^+-][!^+\s-]*", code)), default=0)
    return max(deepest, signs)


def _may_call_out(query: str) -> bool:
    """Whether any reading of the query finds the word SERVICE in it, spelt with escapes or without."""
    spelt = _ESCAPED.sub(_character, query)
    if "service" not in spelt.lower():
        return False
    return any(_suspicious(text) for text in {query, spelt})


def _suspicious(text: str) -> bool:
    """Whether the letters stand in the open, or behind something that engines read in two ways."""
    doubtful = any(token.lastgroup == "doubtful" for token in _TOKEN.finditer(text))
    return doubtful or "service" in _code(text).lower()


def _character(escape: re.Match[str]) -> str:
    number = int(escape.group(1) or escape.group(2), 16)
    return chr(number) if number < 0x110000 else escape.group()
