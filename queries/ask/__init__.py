"""Asking a graph, here or behind a SPARQL endpoint: questions, bindings, names, tables."""
