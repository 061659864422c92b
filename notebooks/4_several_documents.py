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
# **Do plans that carry out the same decision divide the work alike?** We lay plans beside each other: those in a folder
# called `documents`, if there is one; else the real ones of Beijing, Liaoning, Tieling, Wenzhou and Cangnan that stand
# beside the project where it is developed (a policy on its way from province to city to county); else the real plan of
# Xinjiang that ships with Fengong, and two short ones made up for this page.

# %%
import subprocess
import sys
from importlib import resources
from pathlib import Path

import altair as alt
import pandas as pd

from queries.ask.catalog import answer, question
from queries.ask.endpoint import open_graph

# %%
OPENING = """{issuer}关于新形势下加快知识产权强省建设的实施意见（示例）

{number}

各市、县（区）人民政府，省政府各部门：

为贯彻落实《国务院关于新形势下加快知识产权强国建设的若干意见》（国发〔2015〕71号），现提出如下实施意见。

一、主要任务
"""
MADE = {
    "jiangxi.txt": OPENING.format(issuer="江西省人民政府", number="赣府示〔2016〕1号")
    + """1.完善知识产权管理体制。（牵头单位：省知识产权局；配合单位：省工商局、省版权局、省编办）
2.开展打击侵权假冒专项行动，2018年底前实现重点市场全覆盖。（牵头单位：省商务厅；配合单位：省公安厅、省知识产权局、省工商局、南昌海关）
3.加强知识产权审判。（牵头单位：省高级人民法院）
4.培育知识产权密集型产业。（牵头单位：省工业和信息化委；配合单位：省知识产权局、省财政厅）
5.加强人才培养。（牵头单位：省教育厅；配合单位：省人力资源社会保障厅、省知识产权局）

江西省人民政府
2016年3月1日
""",
    "hunan.txt": OPENING.format(issuer="湖南省人民政府", number="湘政示〔2016〕2号")
    + """1.完善知识产权管理体制。（省知识产权局、省编办负责）
2.开展打击侵权假冒专项行动。（省知识产权局、省工商局、省公安厅、省质监局、长沙海关负责）
3.推进专利转化运用，到2020年专利质押融资额翻一番。（省知识产权局、省财政厅、省科技厅负责）
4.建设知识产权服务平台。（省知识产权局负责）
5.做好宣传培训。（省知识产权局、省委宣传部、省教育厅负责）
6.加大财政支持力度。（省财政厅、省知识产权局负责）

湖南省人民政府
2016年4月12日
""",
}

# %%
BESIDE = Path(str(resources.files("graph_build"))).parents[1] / "shared/corpus/trace/raw"
own = sorted(Path("documents").glob("*")) or sorted(BESIDE.glob("*"))
if not own:
    folder = Path("made")
    folder.mkdir(exist_ok=True)
    for name, text in MADE.items():
        (folder / name).write_text(text, encoding="utf-8")
    sample = Path(str(resources.files("graph_build") / "samples/xinjiang-2017-107.txt"))
    own = [sample, *(folder / name for name in MADE)]
subprocess.run([sys.executable, "-m", "fengong", "build", *map(str, own), "-o", "several"], check=True)
graph = open_graph(Path("several"))


def ask(name: str, **words: str) -> pd.DataFrame:
    """The answer to a question of the catalogue as a data frame."""
    return pd.DataFrame(answer(graph, question(name), words).records())


# %% [markdown]
# ## What they carry out

# %%
ask("who_implements_a_document")[["superiorNumber", "number", "date"]]

# %% [markdown]
# ## What is due when

# %%
ask("which_tasks_have_deadlines")

# %% [markdown]
# ## How the work is divided
# Four numbers a document: tasks, mean number of parties a task, the share of leads that the busiest lead has, and how
# many leads the text states in words (the others are inferred from the order of names).

# %%
rows = ask("responsibilities")
rows = rows.assign(
    plan=rows["document"].str.rpartition("/")[2],
    role=rows["role"].str.rpartition("#")[2],
    basis=rows["basis"].str.rpartition("#")[2],
)
loads = rows.groupby(["plan", "task"])["party"].nunique().rename("parties").reset_index()
leads = rows[rows["role"] == "lead"]
by_lead = leads.groupby(["plan", "name"])["task"].nunique()
division = pd.DataFrame(
    {
        "tasks": loads.groupby("plan")["task"].nunique(),
        "parties a task": loads.groupby("plan")["parties"].mean().round(2),
        "share of the busiest lead": (by_lead.groupby("plan").max() / by_lead.groupby("plan").sum()).round(2),
        "leads stated in words": leads.groupby("plan")["basis"].agg(lambda b: (b == "keyword").mean()).round(2),
    }
)
division

# %% [markdown]
# Shares of leads say something about the work only where the text states who leads. Where they follow from the
# order of names, an office that is always named first may lead, or may only have drafted the plan; the last column
# says which it is. (The two made-up plans were written to show both cases.)

# %%
ranked = by_lead.rename("tasks").reset_index()
ranked = ranked.assign(share=ranked["tasks"] / ranked.groupby("plan")["tasks"].transform("sum"))
ranked = ranked.sort_values(["plan", "share"], ascending=[True, False])
ranked = ranked.assign(rank=ranked.groupby("plan").cumcount() + 1, total=ranked.groupby("plan")["share"].cumsum())
firsts = ranked[ranked["rank"] == 1]
base = alt.Chart(ranked).encode(
    x=alt.X("rank:Q", title="bodies, the busiest lead first", axis=alt.Axis(tickMinStep=1)),
    y=alt.Y("total:Q", title="share of all leads so far", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
    color=alt.Color("plan:N", title="document", scale=alt.Scale(scheme="dark2")),
)
names = (
    alt.Chart(firsts).mark_text(align="left", dx=8, dy=4).encode(x="rank:Q", y="total:Q", text="name", color="plan:N")
)
chart = (base.mark_line(point=True) + names).properties(
    width=560, height=340, title="How concentrated leadership is: the steeper, the fewer bodies lead"
)
chart
