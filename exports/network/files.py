"""The networks of queries, written as graph files (the only importer of networkx here)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from ontology import files
from ontology.errors import UnknownFormat
from ontology.looks import look_of
from ontology.prefixes import own

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

#: bodies: who leads whom; tasks: parties and tasks (two-mode); together: who shares tasks with whom.
Network: TypeAlias = Literal["bodies", "tasks", "together"]

#: The shapes that GEXF knows; what has another is a disc there.
_SHAPES = {"dot": "disc", "square": "square", "diamond": "diamond", "triangle": "triangle"}
#: The day of writing and the version of networkx, which would make two files of one graph differ; and the name of the
#: graph, which the schema of the format has no place for.
_UNASKED = re.compile(
    r'(?<=<meta) lastmodifieddate="[^"]*"|(?<=<creator>NetworkX) [^<]+|(?<=mode="static") name="[^"]*"'
)


def graphml(endpoint: Endpoint, network: Network) -> str:
    """The network as GraphML."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(_graph(endpoint, network))) + "\n"


def gexf(endpoint: Endpoint, network: Network) -> str:
    """The network as GEXF 1.2, the same for the same graph whatever the day and the version of networkx."""
    import networkx as nx

    graph = _graph(endpoint, network)
    for _, attributes in graph.nodes(data=True):
        if colour := attributes.get("colour"):
            red, green, blue = bytes.fromhex(colour.removeprefix("#"))
            attributes["viz"] = {
                "color": {"r": red, "g": green, "b": blue, "a": 1.0},
                "shape": _SHAPES.get(attributes["shape"], "disc"),
            }
    return _UNASKED.sub("", "\n".join(nx.generate_gexf(graph))) + "\n"


def save(text: str, path: Path) -> None:
    """Write a graph file with the XML declaration that its readers expect."""
    declaration = "" if text.startswith("<?xml") else '<?xml version="1.0" encoding="UTF-8"?>\n'
    files.write(path, declaration + text)


def _graph(endpoint: Endpoint, network: Network) -> Any:
    """The network, its labels under the name that Gephi shows, attributes that are unknown left out.

    The writers know no None and read a list as a period of time, so neither may reach them.
    """
    from queries.analysis import graphs as networks
    from queries.duties import load

    if network not in get_args(Network):
        known = get_args(Network)
        raise UnknownFormat(
            f"没有网络“{network}”，请写其中之一：{'、'.join(known)}。no network {network!r}; known: {', '.join(known)}"
        )
    made = {"bodies": networks.lead_support, "tasks": networks.two_mode, "together": networks.co_occurrence}
    duties = load(endpoint)
    graph = made[network](duties)
    for node, attributes in graph.nodes(data=True):
        if party := duties.party.get(node):
            attributes |= {"kind": party.kind, **look_of(own(party.kind))._asdict()}
        name = attributes.pop("name", "")
        attributes["label"] = attributes.get("number", name)  # a task goes by the number of its measure
        for key in [key for key, value in attributes.items() if value is None or value == ""]:
            del attributes[key]
    return graph
