"""GraphML: a network for Gephi, Cytoscape, R: who leads whom, or another that the option names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.network import files as networks

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


def write(endpoint: Endpoint, path: Path, network: networks.Network = "bodies") -> None:
    """Write one of the networks: bodies (lead to supporting), tasks (two-mode) or together (shared tasks)."""
    networks.save(networks.graphml(endpoint, network), path)
