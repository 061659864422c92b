# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # 3 · What the 2018 reform changed
#
# **How much of the coordination that the plan of 2017 asked for takes place inside one body today?** In 2018 bodies
# were merged and split. The authority file keeps each change as an event with its date and the function that moved; the
# plan itself stays as it was written.

# %%
import subprocess
import sys
from collections import defaultdict
from importlib import resources
from pathlib import Path

import altair as alt
import pandas as pd

from queries.analysis.graphs import co_occurrence
from queries.ask.catalog import answer, question
from queries.ask.endpoint import open_graph
from queries.duties import load

# %%
GRAPH = Path("out")
if not (GRAPH / "graph").exists():
    sample = resources.files("graph_build") / "samples/xinjiang-2017-107.txt"
    subprocess.run([sys.executable, "-m", "fengong", "build", str(sample), "-o", str(GRAPH)], check=True)
graph = open_graph(GRAPH)


def ask(name: str, **words: str) -> pd.DataFrame:
    """The answer to a question of the catalogue as a data frame."""
    return pd.DataFrame(answer(graph, question(name), words).records())


# %% [markdown]
# ## Who came after whom
# Succession is a matter of functions: one body may go on in several, so the answer has a row a function, and how sure
# the authority file is of it.

# %%
named = co_occurrence(load(graph))
names = dict(named.nodes(data="name"))
succession = ask("who_succeeded_a_body")
succession = succession[succession["body"].isin(names)]
succession[["name", "date", "function", "successorName", "certainty"]]

# %% [markdown]
# ## Leads and supporters that became one

# %%
ask("which_pairs_became_one_body")

# %% [markdown]
# ## The whole network
# Every tie of 2017 falls into one of three kinds: both ends went on in one body, at least one changed, or neither did.

# %%
heirs: dict[str, set[str]] = defaultdict(set)
for body, successor in zip(succession["body"], succession["successor"], strict=True):
    heirs[body].add(successor)


def kind(one: str, other: str) -> str:
    """What became of a tie."""
    if heirs[one] & heirs[other]:
        return "inside one body today"
    return "an end reorganised" if heirs[one] or heirs[other] else "as it was"


ties = pd.DataFrame(
    [(names[a], names[b], tasks, kind(a, b)) for a, b, tasks in named.edges(data="tasks")],
    columns=["one", "other", "tasks", "today"],
)
shares = ties.groupby("today")["tasks"].sum()
inside = int(shares.get("inside one body today", 0))
print(f"{inside} of {shares.sum()} shared tasks of pairs ({inside / shares.sum():.1%}) are internal today")
shares

# %% [markdown]
# The strongest ties of the plan, by what became of them: the pair that met most often no longer has to meet.

# %%
top = ties.sort_values("tasks", ascending=False).head(20)
top = top.assign(pair=top["one"].str.removeprefix("自治区") + " – " + top["other"].str.removeprefix("自治区"))
kinds = ["inside one body today", "an end reorganised", "as it was"]
chart = (
    alt.Chart(
        top, title=f"Coordination turned internal: {inside} of {shares.sum()} pair meetings fall inside one body today"
    )
    .mark_bar()
    .encode(
        y=alt.Y("pair:N", sort="-x", title=None, axis=alt.Axis(labelLimit=300)),
        x=alt.X("tasks:Q", title="tasks shared in the plan of 2017"),
        color=alt.Color("today:N", sort=kinds, scale=alt.Scale(domain=kinds, range=["#b2182b", "#f4a582", "#bababa"])),
    )
    .properties(width=420)
)
chart
