"""The graph on the web: a server for one user's machine, and what keeps it that user's."""
