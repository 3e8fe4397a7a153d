"""What charts say, in English and Chinese: a sentence for each key, and no language lacks one."""

from __future__ import annotations

from typing import Final

from ecosystem.languages import Words, said

WORDS: Final[Words] = {
    "nothing": ("There is nothing to show.", "没有可显示的内容。"),
    "name": ("name", "名称"),
    "rank": ("rank", "排名"),
    "score": ("score", "得分"),
    "low": ("at least", "下限"),
    "high": ("at most", "上限"),
    "coverage": ("known (share)", "已知比例"),
    "support": ("size of portfolio", "能力组合规模"),
    "reason": ("why not known", "未知原因"),
    "source": ("source", "来源"),
    "sentence": ("in words", "说明"),
    "not_on_record": ("not on record", "没有记录"),
    "not_on_record_of": ("not on record: {names}", "没有记录：{names}"),
    "and_more": ("{count} more", "另有 {count} 项"),
    # --- intervals of candidates
    "intervals.firm": ("{first} leads with {score}, and nobody below can reach it",
                       "{first}以 {score} 领先，其后均无法达到"),
    "intervals.open": ("{first} leads with {score}; {open} of {below} below could still reach it",
                       "{first}以 {score} 领先；其后 {below} 家中有 {open} 家仍可能达到"),
    "intervals.one": ("{first} is the only candidate, with {score}", "{first}是唯一候选，得分 {score}"),
    "intervals.none": ("There is no candidate for {name}", "{name}没有候选伙伴"),
    "intervals.reading": ("Point: the score that is ranked by. Bar: what it can be once everything is known.",
                          "点为排名所用得分；横条为全部信息已知时可能的范围。"),
    "intervals.series": ("portfolio", "能力组合"),
    "intervals.enough": ("enough on record", "记录充足"),
    "intervals.small": ("few on record", "记录较少"),
    "intervals.nothing": ("nothing of it is known: it may be anything", "其情况未知：任何值均有可能"),
    # --- quadrants
    "quadrants.title": ("{first} would add most of what {name} lacks: {gains}", "{first}最能补足{name}所缺：{gains}"),
    "quadrants.none": ("Nobody can be placed beside {name}", "没有机构可与{name}比较"),
    "quadrants.reading": ("Right: more alike. Up: covers more of what is needed. Dashed lines: {rule}. Of {undefined} "
                          "one of both is not known; they are not in the picture.",
                          "越靠右越相似，越靠上越互补；虚线为{rule}。另有 {undefined} 家有一项未知，未画出。"),
    "quadrants.median": ("the medians", "中位数"),
    "quadrants.asked": ("the thresholds asked for", "给定阈值"),
    "quadrants.series": ("seen from {name}", "相对于{name}"),
    "quadrants.similarity": ("similarity", "相似性"),
    "quadrants.gains": ("complementarity", "互补性"),
    "quadrants.gives": ("the other way round", "反向互补性"),
    "quadrants.quadrant": ("quadrant", "象限"),
    # --- radar
    "radar.title": ("Nearest to {name} and worth most: {first}; {front} of {total} are on the front",
                    "离{name}最近且价值最高的是{first}；{total} 项中有 {front} 项位于前沿"),
    "radar.none": ("There is no opportunity to show for {name}: {reason}", "{name}暂无可显示的机会：{reason}"),
    "radar.no_data": ("nothing is on record of what it can do", "其现有能力没有记录"),
    "radar.no_near": ("nothing that it lacks is near", "没有邻近的缺失能力"),
    "radar.reading": ("Point: how near a capability that is lacking is to what there is. Bar: 90 % of the draws behind "
                      "it. On the front nothing else is better on every axis.",
                      "点：所缺能力与现有能力的接近程度；横条：抽样的 90 % 区间。前沿上的机会没有被全面超越者。"),
    "radar.axis": ("relatedness density (share of the neighbourhood)", "关联密度（邻域占比）"),
    "radar.series": ("place", "位置"),
    "radar.front": ("on the front", "前沿"),
    "radar.behind": ("behind it", "非前沿"),
    "radar.industry": ("industry", "行业"),
    "radar.holders": ("holders", "拥有者数量"),
    "radar.best": ("strongest holder", "最强拥有者"),
    "radar.feasibility": ("feasible", "可行性"),
    "radar.worth": ("worth", "价值"),
    "radar.option": ("opens more", "期权价值"),
    "axes.title": ("{first} is the nearest, {worth} is worth most", "{first}最可行，{worth}价值最高"),
    "axes.reading": ("Three places of each opportunity among all candidates, 0 lowest to 1 highest; never multiplied.",
                     "每个机会在全部候选中的三个名次，0 最低，1 最高；不相乘。"),
    "axes.axis": ("place among the candidates", "在候选中的位次"),
    "axes.series": ("axis", "维度"),
    # --- timeline
    "timeline.title": ("{count} partners of {name} on {day}; the longest since {since}, {recent} begun in the last "
                       "three years", "{day}{name}有 {count} 个伙伴；最早始于 {since}，近三年新增 {recent} 个"),
    "timeline.title.undated": ("{count} partners of {name} on {day}; since when is not on record",
                               "{day}{name}有 {count} 个伙伴；起始时间没有记录"),
    "timeline.none": ("{name} has no partner on record on {day}", "{day}没有{name}的伙伴记录"),
    "timeline.reading": ("Each bar runs from the day a tie began to the day that is asked about. Showing {shown} of "
                         "{count}, the newest first.",
                         "横条从合作开始到查询日；显示 {count} 项中的 {shown} 项，新者在前。"),
    "timeline.began": ("began", "开始"),
    "timeline.years": ("years", "年数"),
    "timeline.unknown": ("since when is not on record", "起始时间没有记录"),
    # --- contributions
    "contributions.title": ("{other} scores {score} for {name}; most comes from {most}",
                            "{other}对{name}的得分为 {score}；贡献最大的是{most}"),
    "contributions.title.down": ("{other} scores {score} for {name}; {most} takes most away",
                                 "{other}对{name}的得分为 {score}；扣减最多的是{most}"),
    "contributions.title.one": ("{other} scores {score}; most comes from {most}",
                                "{other}的得分为 {score}；贡献最大的是{most}"),
    "contributions.reading": ("From the first bar to the last each step adds or takes away; together they are the "
                              "score.", "自首条至末条逐项增减，合计即得分。"),
    "contributions.start": ("median of the others", "其他机构的中位数"),
    "contributions.total": ("score", "得分"),
    "contributions.up": ("adds", "增加"),
    "contributions.down": ("takes away", "减少"),
    "contributions.sum": ("sum", "合计"),
    "contributions.series": ("step", "变化"),
    "contributions.part": ("part", "组成部分"),
    "contributions.value": ("contribution", "贡献"),
    "contributions.others": ("{count} smaller parts", "其余 {count} 项"),
    # --- risks
    "risks.title": ("{high} of {count} risks of {name} are high or critical; not known: {unknown}",
                    "{name}的 {count} 项风险中，高或严重 {high} 项，未知 {unknown} 项"),
    "risks.none": ("No risk of {name} is on record", "没有{name}的风险记录"),
    "risks.reading": ("Numbers are those of the table. Hollow cells: likelihood or impact is not known, which is not "
                      "the same as low.", "编号与表格一致；空心格表示可能性或影响未知，未知不等于低。"),
    "risks.likelihood": ("likelihood", "可能性"),
    "risks.impact": ("impact", "影响"),
    "risks.level": ("level", "等级"),
    "risks.number": ("no.", "编号"),
    "risks.title_of": ("risk", "风险"),
    "risks.owner": ("owner", "负责人"),
    "risks.date": ("date", "日期"),
    "level.none": ("not there", "不存在"),
    "level.low": ("low", "低"),
    "level.medium": ("medium", "中"),
    "level.high": ("high", "高"),
    "level.critical": ("critical", "严重"),
    "level.unknown": ("unknown", "未知"),
    # --- parts of a fit
    "parts.title": ("{other} fits {name} for certain by {low}; {open} of {count} parts are open and could make it "
                    "{high}",
                    "{other}与{name}的契合度至少为 {low}；{count} 项中有 {open} 项未定，最高可达 {high}"),
    "parts.title.closed": ("{other} fits {name} by {low}; all {count} parts are known",
                           "{other}与{name}的契合度为 {low}；{count} 项均已知"),
    "parts.reading": ("Bar: from what is certain to what is possible. Tick: the median of the others.",
                      "横条：从确定值到可能值；竖线：其他机构的中位数。"),
    "parts.axis": ("0 = not at all, 1 = wholly", "0 为完全不符，1 为完全相符"),
    "parts.series": ("dimension", "维度"),
    "parts.reference": ("median of the others", "其他机构中位数"),
    # --- backtest
    "backtest.title.beats": ("{ours} beats the best baseline ({bar}) by {difference}",
                             "{ours}优于最佳基线（{bar}）{difference}"),
    "backtest.title.open": ("Between {ours} and the best baseline ({bar}) nothing is decided: {difference}",
                            "{ours}与最佳基线（{bar}）难分高下：{difference}"),
    "backtest.title.loses": ("The best baseline ({bar}) beats {ours} by {difference}",
                             "最佳基线（{bar}）优于{ours} {difference}"),
    "backtest.title.plain": ("What came true between {cutoff} and {until}, by scorer",
                             "{cutoff} 至 {until} 的推荐成真情况（按评分方法）"),
    "backtest.reading": ("{queries} organisations asked at {cutoff}, judged by what began until {until}. Bar: 95 % "
                         "interval. Pairs: {slice}.",
                         "于 {cutoff} 为 {queries} 家机构提出推荐，以 {until} 前开始的合作检验。横条：95 % 区间。"
                         "配对：{slice}。"),
    "backtest.axis": ("mean reciprocal rank (1 = always first)", "平均倒数排名（1 为总居首位）"),
    "backtest.series": ("scorer", "评分方法"),
    "backtest.ours": ("what we recommend by", "本系统"),
    "backtest.bar": ("best baseline", "最佳基线"),
    "backtest.baseline": ("baseline", "基线"),
    "backtest.unknown": ("nobody could be compared", "无可比较的机构"),
    "slice.both_known": ("both had partners before", "双方此前均有伙伴"),
    "slice.one_new": ("one had none before", "一方此前没有伙伴"),
    "slice.both_new": ("neither had one before", "双方此前均无伙伴"),
    "slice.zero_overlap": ("no capability in common", "没有共同能力"),
    "slice.repeat": ("worked together before", "此前有过合作"),
}


def say(language: str, key: str, **values: object) -> str:
    """A sentence.

    Raises
    ------
    InvalidParameter
        for a language that is not spoken here.

    Examples
    --------
    >>> say("zh", "and_more", count=1200)
    '另有 1,200 项'
    """
    return said(WORDS, language, key, values)


def number(value: float) -> str:
    """A number as titles say it.

    >>> number(0.4903), number(1234.5), number(0.0042)
    ('0.49', '1,234', '0.0042')
    """
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 0.01 or value == 0 else f"{value:.2g}"
