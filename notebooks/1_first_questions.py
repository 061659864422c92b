# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # 1 · First questions
#
# **Who leads, and who carries the load?** One document of 2017 gives 57 tasks to 40 parties. We put the graph behind
# a SPARQL endpoint, as `fengong serve` does, and ask it with nothing but SPARQLWrapper and pandas: the same lines work
# against any other SPARQL 1.1 engine that holds the graph.

# %%
import socket
import subprocess
import sys
import time
from importlib import resources
from pathlib import Path
from urllib.request import urlopen

import altair as alt
import pandas as pd
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from queries.ask.catalog import question, questions

# %% [markdown]
# The graph: what `fengong demo` left in `out/`, or built here from the document that ships.

# %%
GRAPH = Path("out")
if not (GRAPH / "graph").exists():
    sample = resources.files("graph_build") / "samples/xinjiang-2017-107.txt"
    subprocess.run([sys.executable, "-m", "fengong", "build", str(sample), "-o", str(GRAPH)], check=True)

# %% [markdown]
# The endpoint. In daily use this is `fengong serve out` in another terminal; it answers on this machine only.

# %%
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
start = (
    "from pathlib import Path; from queries.serve.server import door, serve; "
    f"serve(door(port={port}), Path({str(GRAPH)!r}))"
)
server = subprocess.Popen([sys.executable, "-c", start], stderr=subprocess.DEVNULL)
for _ in range(300):
    try:
        urlopen(f"http://127.0.0.1:{port}/sparql", timeout=1).close()
        break
    except OSError:
        time.sleep(0.1)


# %%
def ask(query: str) -> pd.DataFrame:
    """The answer of the endpoint as a data frame, numbers as numbers."""
    endpoint = SPARQLWrapper(f"http://127.0.0.1:{port}/sparql")
    endpoint.setMethod(POST)
    endpoint.setReturnFormat(JSON)
    endpoint.setQuery(query)
    found = endpoint.query().convert()
    rows = [{name: cell["value"] for name, cell in row.items()} for row in found["results"]["bindings"]]
    frame = pd.DataFrame(rows, columns=found["head"]["vars"])
    return frame.apply(lambda column: pd.to_numeric(column) if column.str.fullmatch(r"\d+").all() else column)


# %% [markdown]
# The catalogue has a question in words for each of its queries.

# %%
pd.DataFrame([(asked.name, asked.summary) for asked in questions()], columns=["question", "summary"]).head(12)

# %% [markdown]
# A question of the catalogue is plain SPARQL:

# %%
print(question("who_leads_most").text)

# %%
leads = ask(question("who_leads_most").text)
leads.head()

# %% [markdown]
# And one of our own: how many parties does a task have?

# %%
loads = ask("""
PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT ?parties (COUNT(?task) AS ?tasks) {
  { SELECT ?task (COUNT(DISTINCT ?party) AS ?parties) { ?task fg:involves ?party } GROUP BY ?task }
} GROUP BY ?parties ORDER BY ?parties
""")
loads.T

# %% [markdown]
# Leading and joining in one table: what a body carries in all, and how much of it as the lead. That the first named
# leads is inferred from the order of names throughout this document; nothing in it says so.

# %%
joins = ask(question("who_is_involved_most").text)
both = joins.merge(leads[["party", "tasks"]], on="party", how="left", suffixes=("", "_led")).fillna({"tasks_led": 0})
both = both.assign(lead=both["tasks_led"].astype(int), support=lambda t: t["tasks"] - t["lead"])
basis = ask(question("how_many_leads_are_inferred").text)
server.terminate()
server.wait()
both[["name", "lead", "support"]].head(10)

# %%
top = both.head(15)[["name", "lead", "support"]].melt(id_vars="name", var_name="role", value_name="tasks")
inferred = basis.set_index("basis").at["https://w3id.org/fengong/ont#order", "leads"]
chart = (
    alt.Chart(top, title=f"One office carries the plan: 15 busiest of 40 parties ({inferred} of 57 leads inferred)")
    .mark_bar()
    .encode(
        y=alt.Y("name:N", sort=both["name"].head(15).tolist(), title=None),
        x=alt.X("tasks:Q", title="tasks"),
        color=alt.Color("role:N", scale=alt.Scale(domain=["lead", "support"], range=["#b2182b", "#92c5de"])),
        order=alt.Order("role:N"),
    )
    .properties(width=420)
)
chart
