"""What a query may look like before an engine sees it: its length, its nesting, and no way off this machine.

The check reads text only, because no parser may be trusted with a hostile query. Readers of SPARQL differ: the engine
takes keywords without a blank around them (`trueSERVICE<x>{}` calls out), reads `?a<?b#>` as a comparison and a comment
where others read an IRI, takes a long string with a wrong escape for two short ones, and ends a prefixed name early
when the whole of it would be no IRI. So a query is refused if in any of these readings the letters of SERVICE stand
outside strings, comments, IRIs and variables, and before what a call needs: a variable or an IRI, and a brace. A prefix
`service:`, a class `ex:Service` and the word in a text are none of that. Workers also run without network where the
kernel lends them a namespace (queries.serve.worker); this layer holds everywhere and says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ontology.errors import BadQuery

#: What may follow a backslash in a string; after anything else the engine reads the string in another way.
_ESCAPE = r"""\\ (?: [tbnrf"'\\]
                  | u (?! [Dd][89A-Fa-f] ) [0-9A-Fa-f]{4}
                  | U 00 (?: 0[0-9A-Fa-f] | 10 ) (?! (?<=00) [Dd][89A-Fa-f] ) [0-9A-Fa-f]{4} )"""
_IRI = r"""< [^<>"{}|^`\x00-\x20]* >"""
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
      | (?P<doubtful> {_IRI}  # or a comparison
                    | \\ .?   # or the end of a name
                    | " (?: [^"\\\r\n] | {_ESCAPE} )*+  # without end: read once, not from each quote in it
                    | ' (?: [^'\\\r\n] | {_ESCAPE} )*+ )
      | (?P<open>     [^\#<"'?$\\]+ | . )""",
    re.VERBOSE | re.DOTALL,
)
#: A string whose escapes are wrong, as a reader that does not mind takes it.
_LENIENT = re.compile(
    r"""\"{3} (?: [^"\\] | \\. | "(?!"") )*+ \"{3} | " (?: [^"\\\r\n] | \\. )*+ "
      | '{3}  (?: [^'\\] | \\. | '(?!'') )*+ '{3}  | ' (?: [^'\\\r\n] | \\. )*+ '""",
    re.VERBOSE | re.DOTALL,
)
_BLANK = r"(?: [\x00-\x20] | \# [^\r\n]* )*+"
_LABEL = re.compile(r"""[^\x00-\x20:{}<>"'\#()?$]*+""")
#: What stands behind SERVICE in a call.
_CALLED = re.compile(
    rf"""(?: {_BLANK} SILENT )? {_BLANK}
         (?: < [^<>{{}}]* >
           | [?$] [^\x00-\x20{{}}<>]+
           | (?P<label> {_LABEL.pattern} ) : (?: \\. | [^\x00-\x20{{}}<>\\] )*+ )
         {_BLANK} \{{""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SERVICE = re.compile("service", re.IGNORECASE)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PROLOGUE = rf"""(?: \s | \# [^\r\n]*
                   | BASE {_BLANK} {_IRI}
                   | PREFIX {_BLANK} [^\s:<>]* : {_BLANK} {_IRI}  # PREFIX ex: <urn:example#>
                   | VERSION {_BLANK} (?: "[^"\r\n]*" | '[^'\r\n]*' ) )*+"""
_FORM = re.compile(rf"{_PROLOGUE} (SELECT|ASK|CONSTRUCT|DESCRIBE)", re.IGNORECASE | re.VERBOSE)
_UPDATE = re.compile(
    rf"{_PROLOGUE} (INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE | re.VERBOSE
)


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
    queries.serve.guard.Refused: 请去掉 SERVICE：查询不出本机。 SERVICE is not answered: no query leaves this machine

    Raises Refused, with the reason, for a query longer than ``length`` characters, nested deeper than
    ``depth``, that could call another machine, or that is no query.
    """
    if len(query) > length:
        raise Refused(
            f"查询有 {len(query):,} 个字符，请缩短到 {length:,} 以内。 "
            f"the query has {len(query):,} characters; the limit is {length:,}",
            413,
        )
    code = _code(query)
    nesting = _nesting(code)
    if nesting > depth:
        raise Refused(
            f"查询嵌套了 {nesting} 层，请减到 {depth} 层以内。 the query is nested {nesting} deep; the limit is {depth}"
        )
    if _may_call_out(query):
        raise Refused("请去掉 SERVICE：查询不出本机。 SERVICE is not answered: no query leaves this machine", 403)
    update = _UPDATE.match(query)
    if update:
        raise Refused(
            f"{update.group(1).upper()} 是更新，本端点只答查询。 "
            f"{update.group(1).upper()} is an update; this endpoint answers queries only",
            403,
        )
    form = _FORM.match(query)
    if not form:
        raise Refused(
            "不是查询，请以 SELECT、ASK、CONSTRUCT 或 DESCRIBE 开头。 "
            "not a query: it begins with none of SELECT, ASK, CONSTRUCT, DESCRIBE"
        )
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
    """Whether any reading of the query finds a call in it, spelt with escapes or without."""
    spelt = _ESCAPED.sub(_character, query)
    if "service" not in spelt.lower():
        return False
    return any(_calls(text) for text in {query, spelt})


def _calls(text: str) -> bool:
    """Whether the letters stand in the open and before what a call needs.

    >>> _calls("{ SERVICE ex:a { } }"), _calls("PREFIX ex: <urn:a#> SELECT * { SERVICE ex:a { } }")
    (False, True)
    >>> _calls("PREFIX service: <urn:a#> SELECT * { GRAPH service:g { ?s a service:Service } } # SERVICE <a:b> {")
    False
    """
    declared = _declared(text)
    longest = max(map(len, declared), default=0)
    first = last = 0  # the label met last: one that holds the letters many times is measured once
    for start, end in _open(text):
        for letters in _SERVICE.finditer(text, start, end):
            place = letters.end()
            if not first <= place < last:
                found = _LABEL.match(text, place)
                first, last = place, found.end() if found else place
            if first <= place < last and (last - place > longest or not text.startswith(":", last)):
                continue
            called = _CALLED.match(text, place)
            if called and (called["label"] is None or called["label"] in declared):
                return True
    return False


def _declared(text: str) -> set[str]:
    """The prefixes that any reading finds declared, also with SILENT before them: keywords need no blank behind them.

    >>> sorted(_declared("BASE<urn:a>PREFIXex:<b>"))
    ['PREFIXex', 'SILENTPREFIXex', 'SILENTex', 'ex']
    """
    words = {word[:-1] for word in re.split(r"""[\x00-\x20<>{}()"';,#]+""", text) if word.endswith(":")}
    behind = {word[keyword.end() :] for word in words for keyword in re.finditer("PREFIX", word, re.IGNORECASE)}
    return {silent + prefix for prefix in words | behind for silent in ("", "SILENT")}


def _open(text: str) -> Iterator[tuple[int, int]]:
    """Where what nothing hides begins and ends, in each of the readings."""
    ahead, seen = [0], {len(text)}
    while ahead:
        place = ahead.pop()
        token = None if place in seen else _TOKEN.match(text, place)
        if token is None:
            continue
        seen.add(place)
        ahead.append(token.end())
        if token.lastgroup == "open":
            yield token.span()
        elif token.lastgroup == "doubtful":
            ahead.append(place + 1)
        if token.lastgroup in ("string", "doubtful") and (lenient := _LENIENT.match(text, place)):
            ahead.append(lenient.end())


def _character(escape: re.Match[str]) -> str:
    number = int(escape.group(1) or escape.group(2), 16)
    return chr(number) if number < 0x110000 else escape.group()
