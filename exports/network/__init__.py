"""The networks of a graph as files of other programs."""
