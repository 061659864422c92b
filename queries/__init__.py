"""Questions to a graph, here or behind a SPARQL endpoint."""
