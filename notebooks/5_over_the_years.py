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
# **Which offices lead more, and which less, as the years go on?** Each document is of a day, and so is each lead it
# states. We count leads by year and by the line of work of who leads (财政部, 省财政厅, 市财政局 are finance), so that
# documents of different places can stand in one row; over the documents in a folder called `documents`, if there is
# one; else over those that stand beside the project where it is developed (2017 to 2026); else over the plan that
# ships and three short ones made up here.

# %%
import subprocess
import sys
from importlib import resources
from pathlib import Path

import altair as alt
import pandas as pd
import rdflib

from ontology.systems import FILE, systems_of
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
years = sorted(leads["year"].unique())
pd.DataFrame(
    {
        "documents": leads.groupby("year")["document"].nunique(),
        "places": leads.groupby("year")["placeName"].unique().str.join("、"),
        **{
            basis: part.groupby("year")["task"].nunique().reindex(years, fill_value=0)
            for basis, part in leads.groupby("basis")
        },
    }
)

# %% [markdown]
# ## Who leads more, and who less
# Of the leads of a year, the share that falls to each line of work; an office of two (科信局) counts for both. Few
# documents make a year here, and each is about something: where a year holds one document, its row says what that was
# about, not what became of government. A year without documents has no row.

# %%
named = {
    str(iri).rpartition("/")[2]: str(label)
    for iri, label in rdflib.Graph().parse(FILE).subject_objects(rdflib.SKOS.prefLabel)
    if label.language == "zh"
}
leads["work"] = leads["name"].map(lambda name: sorted(named[system] for system in systems_of(name)) or ["(other)"])
of_work = leads.explode("work").drop_duplicates(["task", "work"])
most = of_work[of_work["work"] != "(other)"]["work"].value_counts().index[:12]
shares = of_work.groupby(["year", "work"])["task"].nunique().rename("tasks").reset_index()
shares["share"] = shares["tasks"] / shares["year"].map(leads.groupby("year")["task"].nunique())
shares["offices"] = [
    "、".join(of_work[(of_work["year"] == year) & (of_work["work"] == work)]["name"].value_counts().index[:3])
    for year, work in zip(shares["year"], shares["work"], strict=True)
]
shown = shares[shares["work"].isin(most)]
shown.pivot_table(index="work", columns="year", values="share", fill_value=0).loc[most].round(2)

# %% [markdown]
# ## Named anew, not gone
# A line of work whose offices were renamed or merged goes on under another name: the offices that led in it first and
# last, as the documents of these years call them.

# %%
ends = (
    shown.sort_values("year")
    .groupby("work")
    .agg(first=("year", "first"), then=("offices", "first"), last=("year", "last"), now=("offices", "last"))
)
ends[ends["first"] != ends["last"]]

# %%
base = alt.Chart(shown).encode(
    x=alt.X("year:O", title="year of the document", axis=alt.Axis(labelAngle=0)),
    y=alt.Y("work:N", title=None, sort=list(most)),
    tooltip=["work", "year", "tasks", alt.Tooltip("share:Q", format=".0%"), "offices"],
)
fields = base.mark_rect().encode(
    color=alt.Color("share:Q", title="share of leads", scale=alt.Scale(scheme="blues"), legend=alt.Legend(format=".0%"))
)
counts = base.mark_text().encode(
    text="tasks:Q", color=alt.condition(alt.datum["share"] > 0.3, alt.value("white"), alt.value("#1a1a1a"))
)
chart = (fields + counts).properties(width=420, height=340, title="Tasks led (number) and share of the year's leads")
chart
