# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # 2 · The coordination network
#
# **Who works with whom, and around whom does the work turn?** Two parties are tied when a task names both. The ties of
# 57 tasks make one network; we weigh it so that a task of eleven parties does not outweigh ten tasks of two.

# %%
import subprocess
import sys
from importlib import resources
from pathlib import Path

import altair as alt
import networkx as nx
import pandas as pd

from queries.analysis.graphs import co_occurrence, lead_support
from queries.ask.endpoint import open_graph
from queries.duties import load

# %%
GRAPH = Path("out")
if not (GRAPH / "graph").exists():
    sample = resources.files("graph_build") / "samples/xinjiang-2017-107.txt"
    subprocess.run([sys.executable, "-m", "fengong", "build", str(sample), "-o", str(GRAPH)], check=True)

# %% [markdown]
# The duties are read from the graph once; everything else is computed from them.

# %%
duties = load(open_graph(GRAPH))
pd.DataFrame(
    [(duties.labels[a.task], duties.party[a.party].name, a.role, a.basis, a.rank) for a in duties.assignments],
    columns=["task", "name", "role", "basis", "rank"],
).head()

# %% [markdown]
# ## Ties
# `count` is the number of shared tasks; `newman` shares each task out among its parties (Newman 2001), so that the
# strengths of a node add up to the tasks it shares.

# %%
counted, shared = co_occurrence(duties), co_occurrence(duties, "newman")
names = dict(counted.nodes(data="name"))
pairs = pd.DataFrame(
    [(names[a], names[b], about["tasks"], shared.edges[a, b]["weight"]) for a, b, about in counted.edges(data=True)],
    columns=["one", "other", "tasks", "newman"],
).sort_values("newman", ascending=False)
pairs.head(8)

# %% [markdown]
# By count two ties are equally strong; shared out among the parties of each task they part, since the office for
# copyright meets the lead in smaller circles than the office for trade marks does.
#
# ## Who is central
# Betweenness counts the shortest paths that run through a node; a strong tie is a short way.

# %%
distance = {(a, b): 1 / weight for a, b, weight in shared.edges(data="weight")}
nx.set_edge_attributes(shared, distance, "distance")
between = nx.betweenness_centrality(shared, weight="distance")
groups = nx.community.louvain_communities(shared, weight="weight", seed=1)
community = {node: place for place, nodes in enumerate(sorted(groups, key=len, reverse=True), 1) for node in nodes}
nodes = pd.DataFrame(
    [
        (node, about["name"], about["leads"], about["tasks"], between[node], community[node])
        for node, about in shared.nodes(data=True)
    ],
    columns=["node", "name", "leads", "tasks", "betweenness", "community"],
).sort_values("betweenness", ascending=False)
nodes.drop(columns="node").head(8)

# %% [markdown]
# ## Who leads whom
# Direction matters: the same pair may lead in turn.

# %%
directed = lead_support(duties)
mutual = [(names[a], names[b]) for a, b in directed.edges if a < b and directed.has_edge(b, a)]
print(f"{directed.number_of_edges()} directed ties; {len(mutual)} pairs lead and support each other in turn")

# %% [markdown]
# ## The picture
# A network of forty nodes and 226 ties drawn as dots and lines is a knot around its busiest node. A matrix shows
# the same without one: a row leads, a column supports, and the parties stand by community, so that blocks on the
# diagonal are circles that work among themselves.

# %%
busiest = nodes.sort_values("tasks", ascending=False).head(20)
order = busiest.sort_values(["community", "tasks"], ascending=[True, False])["name"].tolist()
cells = pd.DataFrame(
    [(names[a], names[b], weight) for a, b, weight in directed.edges(data="weight")],
    columns=["lead", "support", "tasks"],
)
cells = cells[cells["lead"].isin(order) & cells["support"].isin(order)]
base = alt.Chart(cells).encode(
    x=alt.X("support:N", sort=order, title="supports", axis=alt.Axis(labelAngle=-60, labelLimit=220, orient="top")),
    y=alt.Y("lead:N", sort=order, title="leads", axis=alt.Axis(labelLimit=220)),
)
squares = base.mark_rect().encode(
    color=alt.Color("tasks:Q", scale=alt.Scale(type="sqrt", scheme="reds"), title="tasks"),
    tooltip=["lead", "support", "tasks"],
)
numbers = base.mark_text(fontSize=10).encode(
    text="tasks:Q", color=alt.condition("datum.tasks > 6", alt.value("white"), alt.value("black"))
)
chart = (squares + numbers).properties(
    width=560,
    height=430,
    title="One row holds most of the matrix: who leads whom among the twenty busiest parties",
)
chart
