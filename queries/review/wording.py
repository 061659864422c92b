"""Rules on wording: what is too long for one reader, and what asks for nothing that can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from queries.review.advice import COULD, LIKELY, SURE, Remark, Words, in_one_line
from queries.review.draft import Draft
from queries.review.rule import rule


@rule(
    "A20",
    COULD,
    ("一条举措过长", "a measure too long for one reader"),
    ("一条里事情太多，责任人读不出哪件是自己的。", "Where one measure holds too much, nobody finds what is his."),
)
def too_long(draft: Draft) -> Iterator[Remark]:
    """A measure of more characters, or of more tasks, than one reader takes in.

    Thresholds are 500 characters and 6 tasks, unless a profile says otherwise.     党政机关公文处理工作条例 19 (三):
    内容简洁，… 文字精练. In the 30 documents that the thresholds were set on, nine measures of ten have fewer than 300
    characters.

    Fires::

        1.建立平台（市财政局），编制方案（市教育局），出台办法（市民政局），公布清单（市公安局），组织培训（市司法局），
        开展检查（市审计局），发放补贴（市统计局）。

    Silent::

        1.建设信用平台。（市财政局负责）
    """
    for measure in draft.duties.measures:
        size, tasks = len(in_one_line(measure.text)), len(draft.duties.tasks_of[measure.iri])
        if measure.place and (size > draft.thresholds.longest or tasks > draft.thresholds.tasks):
            passage = draft.passage(measure.place)
            yield Remark(
                *passage.stretch(0, min(20, len(passage.words))),
                Words(
                    f"这一条有{size}字、{tasks}项任务",
                    f"this measure has {size} characters and {tasks} tasks",
                ),
                Words("按责任单位拆成几条", "part it by who is responsible"),
                SURE,
            )


@rule(
    "A21",
    COULD,
    ("只有“加强”“推进”", "vague verbs only"),
    ("没有可以查验的动作、成果、数字或日期。", "There is no act, product, number or day that could be checked."),
)
def vague(draft: Draft) -> Iterator[Remark]:
    """A task whose verbs say a direction only (加强, 推进, 完善), with nothing that can be checked.

    Precision is one of three scales of legalization: rules that "unambiguously define the conduct they require" are at
    one end (Abbott, Keohane, Moravcsik, Slaughter & Snidal 2000, The Concept of Legalization, International
    Organization 54(3)); subjective and non-verifiable terms head the list of requirements smells (Femmer et al. 2017,
    after ISO/IEC/IEEE 29148, who report a precision of .59 for such word lists: so the weight is "could"). A task is
    vague if it has a verb of direction, and no number, date, product (方案, 平台, 名单) or act that is either done or
    not (出台, 建成, 公布).

    Fires::

        1.进一步加强信用工作，不断提升服务水平。（市财政局负责）

    Silent::

        1.加强信用工作，出台信用管理办法。（市财政局负责）
    """
    for task in draft.duties.tasks:
        passage = draft.task_passage(task)
        found = next(passage.find(DIRECTION), None)
        if found and not _CHECKED.search(passage.words) and not task.targets:
            _, start, end = found
            yield Remark(
                start,
                end,
                Words(f"这项任务只有“{found[0][0]}”一类动词", f"this task has verbs such as {found[0][0]} only"),
                Words("写明做成什么、做到多少、何时完成", "say what is made, how much of it, and by when"),
                LIKELY,
            )


#: Verbs that say a direction only.
DIRECTION = re.compile(
    "加强|强化|推进|推动|促进|深化|完善|健全|提升|提高|优化|加大|增强|改善|引导|鼓励|支持|探索|注重|重视|做好|抓好|落实"
)
_CHECKED = re.compile(
    r"""
      \d | [一二三四五六七八九十百]+[个项家所次批名]                                  # 数字
    | 建成|建立|建设|设立|成立|组建|新建|改造|开工|竣工|搭建|打造|开发|开通|上线       # 建成
    | 制[定订]|出台|印发|编制|修订|公布|发布|公示|公开|报送|上报|备案|签订|通报         # 出台
    | 取消|废止|下放|撤销|停止|禁止|严禁|不得|清理|取缔|查处|打击|整治|淘汰            # 取消
    | 举办|召开|开展|组织|实施|试点|培训|评[选估审]|考核|检查|督查|抽查|审计|监测        # 开展
    | 发放|减免|免[收征除]|缓缴|补贴|奖励|拨付|安排|纳入|列入|授权|认定|给予|提供       # 发放
    | 方案|办法|细则|规划|清单|名录|名单|目录|标准|机制|制度|平台|系统|数据库|基金|中心   # 成果
    """,
    re.VERBOSE,
)

RULES = (too_long, vague)
