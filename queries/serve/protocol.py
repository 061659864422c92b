"""The words of the SPARQL 1.1 Protocol: what a request holds, and what the service says of itself."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from queries.serve.guard import Refused

UPDATES = "本端点只答查询，不接受更新。 this endpoint answers queries only; it takes no updates"
#: The service description (SPARQL 1.1 Service Description) of ?endpoint, with ?triples, ?things and ?documents.
DESCRIPTION = """PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX formats: <http://www.w3.org/ns/formats/>
PREFIX void: <http://rdfs.org/ns/void#>
CONSTRUCT {
  ?endpoint a sd:Service ; sd:endpoint ?endpoint ; sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ; sd:resultFormat ?format ; sd:defaultDataset ?dataset .
  ?dataset a sd:Dataset , void:Dataset ; void:triples ?triples ; void:entities ?things ; void:documents ?documents ;
    sd:defaultGraph ?union ; sd:namedGraph ?graph .
  ?union a sd:Graph .
  ?graph a sd:NamedGraph ; sd:name ?name .
} WHERE {
  {
    VALUES ?format {
      formats:SPARQL_Results_JSON formats:SPARQL_Results_XML
      formats:SPARQL_Results_CSV formats:SPARQL_Results_TSV
      formats:Turtle formats:N-Triples formats:JSON-LD formats:RDF_XML
      formats:TriG formats:N-Quads formats:N3
    }
  } UNION {
    { SELECT ?name WHERE { GRAPH ?name {} } ORDER BY ?name LIMIT 1000 }
  }
  BIND(IRI(CONCAT(STR(?endpoint), "#dataset")) AS ?dataset)
  BIND(IRI(CONCAT(STR(?endpoint), "#union")) AS ?union)
  BIND(IRI(CONCAT(STR(?endpoint), "#", ENCODE_FOR_URI(STR(?name)))) AS ?graph)
}"""


def reader(content_type: str) -> Callable[[bytes], dict[str, list[str]]]:
    """What reads the parameters in the body of a POST request; raises Refused for a body that need not be read.

    >>> reader("application/sparql-query; charset=UTF-8")(b"ASK {}")
    {'query': ['ASK {}']}
    """
    kind, _, options = content_type.partition(";")
    charset = dict(parse_qsl(options.replace(" ", ""), separator=";")).get("charset", "utf-8").strip('"').lower()
    match kind.strip().lower():
        case "application/x-www-form-urlencoded":
            return fields
        case "application/sparql-query" if charset in ("utf-8", "utf8"):
            return lambda body: {"query": [_utf8(body)]}
        case "application/sparql-query":
            raise Refused(f"查询请用 UTF-8 发送，不用 {charset}。 a query is sent in UTF-8, not {charset}", 415)
        case "application/sparql-update":
            raise Refused(UPDATES, 403)
        case other:
            raise Refused(
                f"请发送 application/sparql-query 或 application/x-www-form-urlencoded，不是 {other!r}。 "
                f"send application/sparql-query or application/x-www-form-urlencoded, not {other!r}",
                415,
            )


def fields(encoded: bytes) -> dict[str, list[str]]:
    """The fields of a form or an address, each with all its values."""
    try:
        pairs = parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise Refused(f"不是 UTF-8 的表单，请按 UTF-8 编码后再发。 not a form in UTF-8: {error}") from error
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _utf8(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Refused(f"查询不是 UTF-8 编码，请转为 UTF-8 后再发。 the query is not UTF-8: {error}") from error
