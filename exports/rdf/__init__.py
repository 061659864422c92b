"""The graph in the forms of RDF."""
