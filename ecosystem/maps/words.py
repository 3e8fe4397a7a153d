"""What maps say, in English and Chinese: every sentence of a scene comes from here.

A sentence is asked for by its key; numbers and names are filled in. A language lacks no key
(tests/ecosystem/maps/test_words.py).
"""

from __future__ import annotations

from typing import Final

from ecosystem.errors import InvalidParameter

LANGUAGES: Final = ("en", "zh")

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "ecosystem.title": ("The ecosystem: {regions} regions, the largest around {largest}",
                        "生态全景：{regions} 个区域，最大的是{largest}"),
    "ecosystem.reading": ("Who works together or can do alike things stands together. A grey line bundles the ties "
                          "between two communities.",
                          "彼此合作或能力相近的机构位于一处；灰线汇总两个群体之间的联系。"),
    "ecosystem.empty": ("There is no organisation on record at {as_of}", "截至 {as_of} 没有任何机构记录"),
    "size.ties": ("number of ties", "联系数量"),
    "kind.0": ("organisation", "机构"),
    "kind.1": ("capability", "能力"),
    "kind.2": ("patent", "专利"),
    "kind.3": ("channel", "渠道"),
    "kind.4": ("need", "需求"),
    "tie.partnership": ("partnership", "合作关系"),
    "tie.supplies": ("supplies", "供应"),
    "group.lone": ("Without ties", "暂无联系"),
    "group.number": ("Group {number}", "群体 {number}"),
    # --- the table of views ---
    "view.ecosystem": ("The whole ecosystem", "生态全景"),
    "view.ecosystem.about": ("Who is there, in which region, and which communities are tied to each other.",
                             "有哪些机构、位于哪个区域、哪些群体彼此相连。"),
    "view.lanes": ("Value chain", "价值链泳道"),
    "view.lanes.about": ("Who supplies whom, in tiers from left to right, and who sells on.",
                         "供应关系由左至右分层：谁供应谁，谁负责分销。"),
    "view.footprint": ("Footprint of an organisation", "机构足迹"),
    "view.footprint.about": ("What an organisation holds and whom it works with, and the capabilities next to its own.",
                             "机构已有的能力与伙伴，以及邻近的下一步能力。"),
    "view.candidates": ("Candidates", "候选伙伴"),
    "view.candidates.about": ("Who is not yet a partner and would be a good one, where they stand, and why.",
                              "尚未合作但值得合作的机构、它们的位置及理由。"),
    "view.requirement": ("Requirement graph", "伙伴能力需求图谱"),
    "view.requirement.about": ("Which needs a strategy has, and which are covered, could be covered, or are nobody's.",
                               "战略包含哪些需求：已覆盖、可由候选方覆盖、无人覆盖。"),
    "view.radar": ("Cross-industry radar", "跨界机会雷达"),
    "view.radar.about": ("Capabilities near its own that an organisation lacks, by how near and what they are worth.",
                         "机构尚缺的邻近能力：有多近、有多大价值。"),
    "view.quadrants": ("Similarity × complementarity", "相似性 × 互补性"),
    "view.quadrants.about": ("Who would add what is missing, who is much alike, who is both.",
                             "谁能互补、谁与我相似、谁两者兼具。"),
    "view.path": ("Supply path", "供应路径"),
    "view.path.about": ("How two organisations are connected, step by step.", "两家机构如何逐步相连。"),
    "view.portfolio": ("Partnership portfolio", "伙伴关系组合"),
    "view.portfolio.about": ("Which partnerships are in good health, which are not, and how old each is.",
                             "哪些伙伴关系健康、哪些存在风险，各自合作了多久。"),
    "view.difference": ("Difference between two days", "两个日期之间的变化"),
    "view.difference.about": ("Who entered, who left, which ties are new, gone or of another kind.",
                              "谁进入、谁离开，哪些联系新增、消失或改变类型。"),
    "parameter.partner": ("an id or a name", "机构的编号或名称"),
    "parameter.a": ("an id or a name", "机构的编号或名称"),
    "parameter.b": ("an id or a name", "机构的编号或名称"),
    "parameter.need": ("the id of one of the partner's needs", "该机构某项需求的编号"),
    "parameter.strategy": ("the id of one strategy; all that stand where none is given",
                           "战略编号；不填则为全部现行战略"),
    "parameter.scorer": ("how candidates are ranked", "候选伙伴的排序方法"),
    "parameter.since": ("the earlier day: YYYY, YYYY-MM or YYYY-MM-DD", "较早的日期：YYYY、YYYY-MM 或 YYYY-MM-DD"),
    "parameter.limit": ("how many are lit or listed", "点亮或列出的数量"),
    "parameter.most": ("how many marks are drawn at most", "最多绘制的标记数"),
    "page.failed": ("This browser cannot unpack the drawing; its content stands in the table below. Any browser of "
                    "2023 or later shows the map.",
                    "此浏览器无法解压图形，内容见下表。2023 年及以后的浏览器均可显示地图。"),
    "shown": ("showing {shown} of {total}", "显示 {shown} / {total}"),
}


def say(language: str, key: str, **values: object) -> str:
    """A sentence of a scene.

    Raises
    ------
    InvalidParameter
        for a language that is not spoken here.

    Examples
    --------
    >>> say("zh", "shown", shown=412, total=20_000)
    '显示 412 / 20,000'
    """
    if language not in LANGUAGES:
        raise InvalidParameter(f"language is {language!r}; it can be {' or '.join(LANGUAGES)}.")
    written = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    return _WORDS[key][LANGUAGES.index(language)].format(**written)
