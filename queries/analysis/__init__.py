"""Measures on networks: one function a measure, a networkx graph in, a plain dict out, its paper cited.

loads        what tasks ask of a body (two-mode graph)
centrality   who is reached, who connects (one- and two-mode)
structure    holes, cores, communities, the shape of the whole (one-mode)
significance which pairs work together more than their loads explain (two-mode)
robustness   what breaks if a body goes
"""
