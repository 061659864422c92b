"""Values for the variables of a query, as data: a VALUES block where the query joins first.

What a user gives becomes an RDF term before it comes here, and a term's own N-Triples form is escaped, so
no value can end a string or open a clause. The block stands inside the outermost group, ahead of everything
else: it is joined before FILTER, BIND and grouping, hence means the same with aggregates, and the same on
every engine. (Oxigraph's own ``substitutions`` take projected variables only; a block behind the query would
be joined after grouping.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ontology.errors import BadQuery

if TYPE_CHECKING:
    from queries.ask.table import Term

#: Tokens; what can hide a brace, a word or a variable comes first: comments, IRIs, strings.
_TOKEN = re.compile(
    r"""(?P<skip> \# [^\r\n]*
               | < [^<>"{}|^`\\\x00-\x20]* >
               | \""" (?: [^"\\] | \\. | "(?!"") )* \"""  |  ''' (?: [^'\\] | \\. | '(?!'') )* '''
               | "(?:[^"\\\r\n]|\\.)*"  |  '(?:[^'\\\r\n]|\\.)*' )
      | (?P<variable> [?$] \w+ )
      | (?P<word> [A-Za-z]+ (?![\w:-]) )
      | (?P<mark> [(){}] )
      | (?P<other> [\w:-]+ | . )""",
    re.VERBOSE | re.DOTALL,
)


def bind(query: str, bindings: Mapping[str, Term]) -> str:
    """The query with ``bindings`` as a VALUES block at the head of its outermost group.

    >>> from pyoxigraph import Literal
    >>> bind("SELECT ?body { ?body fg:shortName ?name }", {"name": Literal("自治区财政厅")})
    'SELECT ?body { VALUES (?name) { ("自治区财政厅") } ?body fg:shortName ?name }'

    Raises BadQuery for a variable that the query does not use: a misspelt one would bind nothing, silently.
    """
    if not bindings:
        return query
    known = variables(query)
    for name in bindings:
        if name not in known:
            offered = ", ".join(f"?{variable}" for variable in sorted(known))
            raise BadQuery(
                f"查询中没有变量 ?{name}，请从现有变量中选：{offered or '无'}。"
                f"the query has no variable ?{name}; its variables are: {offered or 'none'}"
            )
    names = sorted(bindings)
    heads = " ".join(f"?{name}" for name in names)
    terms = " ".join(str(bindings[name]) for name in names)
    block = f" VALUES ({heads}) {{ ({terms}) }}"
    start, end, subselect = _outermost_group(query)
    if subselect:  # a group that is a sub-SELECT holds nothing else
        return f"{query[:start]}{block} {{{query[start:end]}}}{query[end:]}"
    return query[:start] + block + query[start:]


def variables(query: str) -> frozenset[str]:
    """The names of all variables in ``query``, those in comments and strings left out."""
    return frozenset(match.group()[1:] for match in _TOKEN.finditer(query) if match.lastgroup == "variable")


def _outermost_group(query: str) -> tuple[int, int, bool]:
    """Where the WHERE group begins and ends (inside its braces), and whether it is a sub-SELECT."""
    template = False
    tokens = _code(query)
    for kind, word, place in tokens:
        if kind == "word" and word.upper() == "CONSTRUCT":
            template = True
        elif kind == "word" and word.upper() == "WHERE":
            template = False
        elif word == "(":
            _skip(tokens, "(", ")")
        elif word == "{" and template:
            _skip(tokens, "{", "}")
            template = False
        elif word == "{":
            first = next(_code(query[place + 1 :]), ("", "", 0))
            return place + 1, _skip(tokens, "{", "}"), first[1].upper() == "SELECT"
    raise BadQuery(
        "查询中没有 { … }，无处代入所给的值，请补上。the query has no { … } group, so nothing can be bound in it"
    )


def _code(query: str) -> Iterator[tuple[str, str, int]]:
    """Kind, text and place of each token that is neither blank nor comment, IRI or string."""
    for match in _TOKEN.finditer(query):
        if match.lastgroup != "skip" and not match.group().isspace():
            yield match.lastgroup or "", match.group(), match.start()


def _skip(tokens: Iterator[tuple[str, str, int]], opening: str, closing: str) -> int:
    """The place of the mark that closes the one just read."""
    depth = 1
    for _, word, place in tokens:
        depth += (word == opening) - (word == closing)
        if depth == 0:
            return place
    raise BadQuery(f"查询中的 {opening} 没有相应的 {closing}，请补上。the query has a {opening} without its {closing}")


def form(query: str) -> str:
    r"""What the query asks for: "SELECT", "ASK", "CONSTRUCT" or "DESCRIBE", "" if it is none of them.

    >>> form('# SELECT\nPREFIX ask: <https://example.org/> ASK { ?task ask:ledBy "SELECT" }')
    'ASK'
    """
    words = (word.upper() for kind, word, _ in _code(query) if kind == "word")
    return next((word for word in words if word in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}), "")


def names_graphs(query: str) -> bool:
    """Whether the query says by FROM which graphs it asks, instead of the default graph.

    >>> names_graphs("SELECT * FROM <a:b> { ?s ?p ?o }"), names_graphs("SELECT ?from { ?from from:x 'FROM' }")
    (True, False)
    """
    return any(kind == "word" and word.upper() == "FROM" for kind, word, _ in _code(query))
