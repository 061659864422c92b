# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # 5 · Over the years
#
# **Who leads more, and who less, as the years go on?** Each document is of a day, and so is each lead it states. We
# count leads by year and body over the documents in a folder called `documents`, if there is one; else over those that
# stand beside the project where it is developed (2017 to 2026); else over the plan that ships and three short ones
# made up here.

# %%
import subprocess
import sys
from importlib import resources
from pathlib import Path

import altair as alt
import pandas as pd
import rdflib

from queries.ask.catalog import answer, question
from queries.ask.endpoint import open_graph

# %%
YEARS = {
    2018: ("省科技厅", "省财政厅、省教育厅", "省发展改革委", "省财政厅", "省农业农村厅", "省科技厅"),
    2020: ("省科技厅", "省财政厅", "省发展改革委", "省科技厅、省教育厅", "省人力资源社会保障厅", "省财政厅"),
    2023: ("省数据局", "省科技厅、省财政厅", "省发展改革委", "省数据局、省科技厅", "省教育厅", "省财政厅"),
}
PLAN = """云岭省人民政府办公厅关于印发{year}年数字发展工作要点的通知

云政办示〔{year}〕3号

各市、县（区）人民政府，省政府各部门：

现将工作要点印发给你们，请认真贯彻落实。

一、重点任务
1.建设算力基础设施。（牵头单位：{0}；配合单位：{1}）
2.开放公共数据。（牵头单位：{2}；配合单位：{3}）
3.培养数字人才。（牵头单位：{4}；配合单位：{5}）

云岭省人民政府办公厅
{year}年3月1日
"""

# %%
BESIDE = Path(str(resources.files("graph_build"))).parents[1] / "shared/corpus/dev/raw"
own = sorted(Path("documents").glob("*")) or sorted(BESIDE.glob("*.txt"))
if not own:
    folder = Path("plans")
    folder.mkdir(exist_ok=True)
    for year, bodies in YEARS.items():
        (folder / f"{year}.txt").write_text(PLAN.format(*bodies, year=year), encoding="utf-8")
    sample = Path(str(resources.files("graph_build") / "samples/xinjiang-2017-107.txt"))
    own = [sample, *sorted(folder.glob("*"))]
subprocess.run([sys.executable, "-m", "fengong", "build", *map(str, own), "-o", "years"], check=True)
graph = open_graph(Path("years"))

# %% [markdown]
# ## What the graph says of itself
# Its description (VoID, DCAT-AP) is RDF, and rdflib reads it like any other.

# %%
subprocess.run([sys.executable, "-m", "fengong", "export", "void", "-g", "years", "-o", "void.ttl"], check=True)
described = rdflib.Graph().parse("void.ttl")
DCAT, VOID = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://rdfs.org/ns/void#")
{
    name: str(next(described.objects(None, term)))
    for name, term in (
        ("from", DCAT.startDate),
        ("to", DCAT.endDate),
        ("documents", VOID.documents),
        ("triples", VOID.triples),
    )
}

# %% [markdown]
# ## Leads by year
# A lead that rests on the order of names says less than one that the text states, so both are counted.

# %%
rows = pd.DataFrame(answer(graph, question("responsibilities"), {}).records())
dates = graph.columns(
    "PREFIX eli: <http://data.europa.eu/eli/ontology#> SELECT ?document ?date { ?document eli:date_document ?date }"
)
year_of = {document: date[:4] for document, date in zip(dates["document"], dates["date"], strict=True)}
leads = rows[rows["role"].str.endswith("#lead")]
leads = leads.assign(
    year=leads["document"].map(year_of),
    basis=leads["basis"].str.rpartition("#")[2].map(lambda basis: "inferred" if basis == "order" else "stated"),
).dropna(subset=["year"])
by_year = leads.groupby(["year", "name", "basis"])["task"].nunique().rename("tasks").reset_index()
by_year.pivot_table(index="year", columns="basis", values="tasks", aggfunc="sum", fill_value=0)

# %% [markdown]
# ## Who leads more, and who less
# The twelve bodies with most leads. A body is what its IRI says: 省科技厅 of two provinces are two, and their names say
# so. A year without documents has no column: the picture shows what was read, not what was done.

# %%
most = by_year.groupby("name")["tasks"].sum().nlargest(12).index
shown = by_year[by_year["name"].isin(most)].groupby(["year", "name"])["tasks"].sum().reset_index()
chart = (
    alt.Chart(shown)
    .mark_circle(color="#0b57a4")
    .encode(
        x=alt.X("year:O", title="year of the document"),
        y=alt.Y("name:N", title=None, sort=list(most)),
        size=alt.Size("tasks:Q", title="tasks led", scale=alt.Scale(range=[30, 900])),
        tooltip=["name", "year", "tasks"],
    )
    .properties(width=420, height=340, title="Tasks led, by year")
)
chart
