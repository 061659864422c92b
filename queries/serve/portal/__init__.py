"""The portal: every task of the graph, chosen by what it has, and pages of documents, bodies, places and fields.

Everything here is read from the tables beside the graph, never from the graph itself.
"""
