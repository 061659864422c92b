# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # 4 · Several documents side by side
#
# **What became of a plan on its way down: who took up what, and who leads it there?** We lay plans beside those above
# them: the ones in folders called `documents/upper` and `documents/lower`, if there are any; else the real ones of
# Beijing and Haidian, Liaoning and Tieling, Wenzhou and Cangnan, which stand beside the project where it is developed;
# else a plan of a province and two of its cities, made up for this page.

# %%
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import altair as alt
import pandas as pd

from queries.ask.catalog import answer, question
from queries.ask.endpoint import open_graph

# %%
PLAN = """{issuer}关于促进数字发展的若干措施

{number}

一、主要任务
"""
MADE = {
    "upper.txt": PLAN.format(issuer="云岭省人民政府", number="岭政示〔2031〕8号")
    + """1.建设算力基础设施，到2032年底建成三个算力中心，新增标准机架一万架。（省数据局牵头，省财政厅配合）
2.开放公共数据，编制公共数据开放目录，每年新开放数据集不少于二百个。（省数据局牵头，各市人民政府配合）
3.培养数字人才，在高等学校增设数据科学专业，每年培训技术人员五千人。（省教育厅牵头，省人力资源社会保障厅配合）
4.支持企业上云用数，对首次上云的中小企业给予不超过十万元的补贴。（省工业和信息化厅牵头，省财政厅配合）
5.设立数字经济发展基金，首期规模二十亿元。（省财政厅牵头，省地方金融管理局配合）
6.完善数据安全制度，建立数据分类分级保护目录。（省委网信办牵头，省公安厅配合）
""",
    "lower-1.txt": PLAN.format(issuer="青川市人民政府", number="青政示〔2031〕15号")
    + """1.建设算力基础设施，到2032年底建成一个算力中心，新增标准机架三千架。（市发展改革委牵头，市数据局配合）
2.开放公共数据，编制公共数据开放目录，每年新开放数据集不少于五十个。（市数据局牵头，各县人民政府配合）
3.支持企业上云用数，对首次上云的中小企业给予不超过五万元的补贴。（市工业和信息化局牵头，市财政局配合）
4.打造古城夜间旅游街区，举办灯会和非遗展演。（市文化广电旅游局牵头）
5.培养数字人才，每年培训技术人员五百人。（市人力资源社会保障局牵头，市教育局配合）
""",
    "lower-2.txt": PLAN.format(issuer="白石市人民政府", number="白政示〔2031〕3号")
    + """1.建设算力基础设施，新增标准机架一千架。（市数据局牵头）
2.完善数据安全制度，建立数据分类分级保护目录。（市委网信办牵头，市公安局配合）
3.开放公共数据，编制公共数据开放目录。（市数据局牵头）
4.推进老旧小区改造，加装电梯一百部。（市住房城乡建设局牵头）
5.支持企业上云用数，对首次上云的中小企业给予补贴。（市财政局牵头，市工业和信息化局配合）
""",
}

# %%
BESIDE = Path(str(resources.files("graph_build"))).parents[1] / "shared/corpus/trace/raw"
REAL = [("1-beijing*", "2-beijing*"), ("1-liaoning*", "2-tieling*"), ("2-wenzhou*", "3-cangnan*")]
own = sorted(Path("documents/upper").glob("*")), sorted(Path("documents/lower").glob("*"))
if all(own):
    pairs = [(own[0], lower) for lower in own[1]]
elif BESIDE.is_dir():
    pairs = [(sorted(BESIDE.glob(above)), next(BESIDE.glob(below))) for above, below in REAL]
else:
    for name, text in MADE.items():
        Path(name).write_text(text, encoding="utf-8")
    pairs = [([Path("upper.txt")], Path(name)) for name in MADE if name.startswith("lower")]


def fengong(*words: str | Path) -> None:
    """Runs a verb as one does in a terminal."""
    subprocess.run([sys.executable, "-m", "fengong", *map(str, words)], check=True)


fengong("build", *{path: None for uppers, lower in pairs for path in (*uppers, lower)}, "-o", "several")
graph = open_graph(Path("several"))
for number, (uppers, lower) in enumerate(pairs):
    fengong("trace", *uppers, lower, "--pair", "x", "-o", f"trace-{number}.json")

# %% [markdown]
# ## What the plans below made of those above
# A line for each measure below, with the one above that it is most like: taken over, adapted, or part of it; or none,
# where the place has something of its own. The lead stayed (the same office, a level down), changed, or was handed to
# the governments below.

# %%
MEASURES = """PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?measure ?text ?document ?title ?place {
  ?measure a fg:Measure ; fg:text ?text ; fg:partOf+ ?document . ?document a fg:Document ; rdfs:label ?title .
  FILTER EXISTS { ?task a fg:Task ; fg:partOf ?measure }
  OPTIONAL { ?document fg:jurisdiction/skos:prefLabel ?place FILTER(LANG(?place) = "zh") }
}"""
measures = pd.DataFrame(graph.columns(MEASURES)).set_index("measure")
measures["text"] = measures["text"].str.split("[。，\n]").str[0].str[:24]
LEADS = {"same": "stayed", "other": "changed", "delegated": "governments below", "none": ""}
rows, untaken = [], []
for number, (_, lower) in enumerate(pairs):
    [traced] = json.loads(Path(f"trace-{number}.json").read_text(encoding="utf-8")).values()
    found = [link for links in traced.values() for link in links]
    place = next((measures["place"].get(link["lowerMeasure"], "") for link in found), "")
    plan = place if place and not own[1] else lower.stem
    for turn, links in enumerate(traced.values(), 1):
        best = max(links, key=lambda link: link["score"], default={"kind": "its own", "lead": "none"})
        texts = (measures["text"].get(best.get(key, ""), "") for key in ("upperMeasure", "lowerMeasure"))
        rows.append((plan, turn, best["kind"], LEADS[best["lead"]], *texts))
    taken = {link["upperMeasure"] for link in found}
    of = measures[measures["document"].isin({measures["document"].get(each) for each in taken})]
    untaken += [(plan, place, text) for place, text in of.drop(taken, errors="ignore")[["place", "text"]].values]
links = pd.DataFrame(rows, columns=["plan", "measure", "carries out", "lead", "above", "below"])
links[links["above"] != ""]

# %% [markdown]
# Read two or three of these lines in the documents before believing the counts: `fengong trace UPPER LOWER -o x.html`
# shows both texts with the words they share.
#
# ## How much was taken up, and who leads it
# Of the measures below, how many carry out one above; where the leads of both are known, how often the same office
# leads, a level down; and how many measures above nobody here took up.

# %%
led = links[links["lead"] != ""]
pd.DataFrame(
    {
        "measures below": links.groupby("plan").size(),
        "carry out one above": links[links["carries out"] != "its own"].groupby("plan").size(),
        "taken over": links[links["carries out"] == "taken over"].groupby("plan").size(),
        "leads compared": led.groupby("plan").size(),
        "the same office leads": led[led["lead"] == "stayed"].groupby("plan").size(),
        "above, taken up by nobody": pd.DataFrame(untaken, columns=["plan", "place", "text"]).groupby("plan").size(),
    }
).fillna(0).astype(int)

# %% [markdown]
# ## What nobody took up
# The first of them. A measure above may ask something of the offices above alone; then nobody below has to take it up.

# %%
pd.DataFrame(untaken, columns=["plan below", "asked by", "measure above"]).groupby("plan below").head(4)

# %% [markdown]
# ## How the work is divided
# Four numbers a document: tasks, mean number of parties a task, the share of leads that the busiest lead has, and how
# many leads the text states in words. Shares of leads say something about the work only where the text states who
# leads: where leads follow from the order of names, an office that is always named first may lead, or may only have
# drafted the plan.

# %%
duties = pd.DataFrame(answer(graph, question("responsibilities"), {}).records())
duties["plan"] = (duties["placeName"] + " · " + duties["documentName"].str[:16]).str.removeprefix(" · ")
leads = duties[duties["role"].str.endswith("#lead")]
by_lead = leads.groupby(["plan", "name"])["task"].nunique()
pd.DataFrame(
    {
        "tasks": duties.groupby("plan")["task"].nunique(),
        "parties a task": duties.groupby(["plan", "task"])["party"].nunique().groupby("plan").mean().round(2),
        "busiest lead": by_lead.groupby("plan").idxmax().str[1],
        "its share": (by_lead.groupby("plan").max() / by_lead.groupby("plan").sum()).round(2),
        "leads stated in words": leads.groupby("plan")["basis"]
        .agg(lambda b: b.str.endswith("#keyword").mean())
        .round(2),
    }
)

# %% [markdown]
# ## The whole in one picture
# Each field is a measure below, in the order of its plan; the sign in it says what became of the lead.

# %%
SIGNS = {"stayed": "=", "changed": "≠", "governments below": "↓", "": ""}
base = alt.Chart(links.assign(sign=links["lead"].map(SIGNS))).encode(
    x=alt.X("measure:O", title="measure below", axis=alt.Axis(labelAngle=0)),
    y=alt.Y("plan:N", title=None),
    tooltip=["plan", "measure", "carries out", "above", "below", "lead"],
)
colours = alt.Scale(
    domain=["taken over", "adapted", "part", "its own"], range=["#0b57a4", "#6aa5dc", "#bcd7ef", "#e3e3e3"]
)
fields = base.mark_rect(stroke="white").encode(color=alt.Color("carries out:N", scale=colours))
signs = base.mark_text(fontSize=15).encode(
    text="sign",
    color=alt.condition(alt.datum["carries out"] == "taken over", alt.value("white"), alt.value("#1a1a1a")),
)
chart = (fields + signs).properties(
    width=560, height=60 * links["plan"].nunique(), title="Lead: = stayed, ≠ changed, ↓ to the governments below"
)
chart
