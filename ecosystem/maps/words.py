"""What maps say, in English and Chinese: every sentence of a scene comes from here.

A sentence is asked for by its key; numbers and names are filled in. A language lacks no key
(tests/ecosystem/maps/test_words.py).
"""

from __future__ import annotations

from typing import Final

from ecosystem.errors import InvalidParameter

LANGUAGES: Final = ("en", "zh")

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "ecosystem.title": ("{regions} regions, the largest is {largest}{lone}",
                        "{regions} 个区域，最大的是{largest}{lone}"),
    "ecosystem.lone": ("; {count} of {total} organisations are tied to nobody",
                       "；{total} 家机构中有 {count} 家与他人没有联系"),
    "ecosystem.alone": ("{count} organisations, none of them tied to another", "{count} 家机构，彼此之间均无联系"),
    "ecosystem.reading": ("Who works together or can do alike things stands together. Lines bundle the ties between "
                          "two communities; dashed ones cross the border of regions.",
                          "彼此合作或能力相近的机构位于一处；线条汇总两个群体之间的联系，虚线跨越区域边界。"),
    "ecosystem.empty": ("There is no organisation on record at {as_of}", "截至 {as_of} 没有任何机构记录"),
    "size.capabilities": ("number of capabilities", "能力数量"),
    "size.ties": ("number of ties", "联系数量"),
    "kind.0": ("organisation", "机构"),
    "kind.1": ("capability", "能力"),
    "kind.2": ("patent", "专利"),
    "kind.3": ("channel", "渠道"),
    "kind.4": ("need", "需求"),
    "tie.partnership": ("partnership", "合作关系"),
    "tie.supplies": ("supplies", "供应"),
    "group.lone": ("Without ties to others", "与其他机构暂无联系"),
    "group.around": ("Around {name}", "{name}周围"),
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
    # --- views on the fixed ground ---
    "ecosystem.one": ("{count} organisations; the one region is {largest}{lone}",
                      "{count} 家机构；唯一的区域是{largest}{lone}"),
    "ecosystem.finding": ("{regions} regions, the largest is {largest}; {share} % of all ties cross their borders",
                          "{regions} 个区域，最大的是{largest}；{share}% 的联系跨越区域边界"),
    "shown.sentence": ("Showing {shown} of {total}.", "显示 {shown} / {total}。"),
    "footprint.title": ("{name} holds {held} capabilities in {regions} of {all} regions; {next} more are near",
                        "{name}拥有 {held} 项能力，分布于 {all} 个区域中的 {regions} 个；另有 {next} 项近在咫尺"),
    "footprint.reading": ("Filled squares are capabilities that it has, outlined ones are next to them; lit circles "
                          "are its partners. Nobody moved: this is the map of the whole ecosystem.",
                          "实心方块是已有能力，空心方块是邻近能力；点亮的圆点是其伙伴。位置与生态全景一致。"),
    "footprint.next": ("Near what it can do, held by {count} others: {sentence}",
                       "邻近其现有能力，另有 {count} 家机构具备：{sentence}"),
    "footprint.held": ("One of its capabilities, held by {count} in all", "已有能力，共 {count} 家机构具备"),
    "candidates.title": ("{count} candidates for {name}, {far} of them in other regions; the first is {first}",
                         "{name}的 {count} 个候选伙伴，其中 {far} 个位于其他区域；首位是{first}"),
    "candidates.title.need": ("{count} candidates for what {name} needs ({need}); the first is {first}",
                              "可满足{name}需求（{need}）的 {count} 个候选伙伴；首位是{first}"),
    "candidates.none": ("Nobody can be proposed to {name}", "没有可向{name}推荐的机构"),
    "candidates.reading": ("Dashed lines lead to those who are not yet partners; numbers are ranks by {scorer}. Full "
                           "lines are partnerships of today.",
                           "虚线指向尚未合作的候选伙伴，数字为按 {scorer} 的排名；实线为现有合作。"),
    "candidates.rank": ("Rank {rank} of {total}, score {score} ({low} to {high})",
                        "排名 {rank} / {total}，得分 {score}（{low} 至 {high}）"),
    "path.title": ("{a} and {b} are {steps} steps apart", "{a}与{b}相隔 {steps} 步"),
    "path.title.one": ("{a} and {b} are one step apart: {relations}", "{a}与{b}仅一步之隔：{relations}"),
    "path.title.supply": ("{a} supplies {b} in {steps} steps", "{a}经 {steps} 步供应{b}"),
    "path.title.none": ("Nothing on record leads from {a} to {b}", "没有记录显示{a}与{b}之间存在路径"),
    "path.reading": ("Numbers count the steps of a shortest chain of partnerships, supplies, programmes, channels and "
                     "citations{supply}.",
                     "数字为最短链条的步序，链条由合作、供应、计划、渠道与引用组成{supply}。"),
    "path.supply": ("; supplies lead through {names}", "；供应链经过{names}"),
    "path.no_supply": ("; no chain of supplies leads from one to the other", "；两者之间没有供应链相连"),
    "path.shorter": ("; by any ties they are only {steps} apart", "；若计入其他联系，两者仅相隔 {steps} 步"),
    "path.none": ("No chain of at most {steps} steps is on record between the two.",
                  "两者之间没有不超过 {steps} 步的链条记录。"),
    "path.step": ("Step {rank}: {first} – {second}: {relations}", "第 {rank} 步：{first} – {second}：{relations}"),
    "path.third": ("Tied to both: {names}", "同时与两者相连：{names}"),
    "difference.title": ("{since} to {as_of}: {entered} entered, {left} left, {new} ties are new, {gone} are gone, "
                         "{changed} are of another kind",
                         "{since} 至 {as_of}：{entered} 家进入，{left} 家离开；新增 {new} 条联系，消失 {gone} 条，"
                         "{changed} 条改变类型"),
    "difference.same": ("Nothing changed between {since} and {as_of}", "{since} 至 {as_of} 没有变化"),
    "difference.reading": ("Everybody stands where he stood on {since}; who is new stands beside those he is tied to.",
                           "所有机构保持 {since} 的位置；新进入者位于与其相连的机构旁边。"),
    "difference.new": ("New: {line}", "新增：{line}"),
    "difference.gone": ("Gone: {line}", "消失：{line}"),
    "difference.changed": ("Was {before}, now {line}", "原为{before}，现为{line}"),
    "difference.entered": ("Not on record on {since}", "{since} 尚无记录"),
    "difference.left": ("No longer on record", "已无记录"),
    "role.1": ("asked about", "提问机构"),
    "role.2": ("partner", "伙伴"),
    "role.3": ("candidate", "候选伙伴"),
    "role.4": ("held", "已具备"),
    "role.5": ("near, not held", "邻近但未具备"),
    "role.6": ("lacking", "缺失"),
    "role.7": ("entered", "进入"),
    "role.8": ("left", "离开"),
    "role.9": ("ties changed", "联系有变"),
    "role.10": ("on the path", "路径上"),
    "state.1": ("new tie", "新增联系"),
    "state.2": ("tie that is gone", "消失的联系"),
    "state.3": ("tie of another kind", "类型改变的联系"),
    "state.4": ("predicted tie", "预测联系"),
    "tie.said": ("{first} – {second}: {kind}", "{first} – {second}：{kind}"),
    "tie.said.supplies": ("{first} supplies {second}", "{first}供应{second}"),
    "tie.holds.1": ("has a capability", "具备能力"),
    "tie.holds.2": ("owns a patent", "拥有专利"),
    "tie.holds.3": ("sells through a channel", "使用渠道"),
    "tie.candidate": ("candidate, not yet tied", "候选，尚未合作"),
    "tie.chain": ("step of the chain", "链条步骤"),
    "tie.next": ("near capability", "邻近能力"),
    "tie.other": ("other partnership", "其他合作"),
    "tie.technology_alliance": ("technology alliance", "技术联盟"),
    "tie.joint_venture": ("joint venture", "合资企业"),
    "tie.supply": ("supply agreement", "供应协议"),
    "tie.standards_consortium": ("standards consortium", "标准联盟"),
    "tie.licence": ("licence", "许可"),
    "tie.channel": ("channel partnership", "渠道合作"),
    "tie.marketing_alliance": ("marketing alliance", "营销联盟"),
    "tie.research_project": ("research project", "研究项目"),
    "tie.service": ("service agreement", "服务协议"),
    "tie.ecosystem_alliance": ("ecosystem alliance", "生态联盟"),
    "relation.tie": ("partnership", "合作"),
    "relation.supplies": ("supplies", "供应"),
    "relation.supplied_by": ("is supplied by", "由其供应"),
    "relation.programme": ("same programme", "同一计划"),
    "relation.channel": ("same channel", "同一渠道"),
    "relation.cites": ("cites patents of", "引用其专利"),
    "relation.cited_by": ("patents are cited by", "专利被其引用"),
    "about.can": ("Can do {names}", "能力：{names}"),
    "about.works": ("Works with {names}", "合作：{names}"),
    "about.supplies": ("Supplies {names}", "供应：{names}"),
    "about.supplied": ("Is supplied by {names}", "供应方：{names}"),
    "about.tie": ("{name} ({kind}{since})", "{name}（{kind}{since}）"),
    "list.between": (", ", "、"),
    "list.more": (" and {count} more", "等另外 {count} 项"),
    "since": (" since {date}", "，自 {date} 起"),
    "said.of": (" ({source}, {date})", "（{source}，{date}）"),
    "said.by": (" (source: {source})", "（来源：{source}）"),
    "lens.others": ("{count} others", "其他 {count} 种"),
    "lens.country.unknown": ("country unknown", "国家未知"),
    "lens.kind.unknown": ("kind unknown", "类型未知"),
    "lens.industry.unknown": ("industry unknown", "行业未知"),
    "lens.newness.unknown": ("no dated fact", "没有带日期的记录"),
    "lens.health.unknown": ("no risk assessed, which is not good health", "没有风险评估记录（不等于健康）"),
    "newness.until": ("on record since {year} or before", "{year} 年或更早即有记录"),
    "newness.span": ("on record since {first}–{last}", "{first}–{last} 年起有记录"),
    "health.critical": ("critical risk stated", "已知极高风险"),
    "health.high": ("high risk stated", "已知高风险"),
    "health.medium": ("medium risk stated", "已知中等风险"),
    "health.low": ("low risk stated", "已知低风险"),
    "kind.of.company": ("company", "公司"),
    "kind.of.subsidiary": ("subsidiary", "子公司"),
    "kind.of.start-up": ("start-up", "初创企业"),
    "kind.of.research institute": ("research institute", "研究机构"),
    "kind.of.state-owned enterprise": ("state-owned enterprise", "国有企业"),
    "kind.of.university": ("university", "高校"),
    "parameter.kinds": ("what is drawn beside organisations: capability, channel, patent; commas between",
                        "除机构外还绘制的标记：capability（能力）、channel（渠道）、patent（专利），以逗号分隔"),
    # --- drawings without a screen (SVG, PNG, PDF) ---
    "drawn.region": ("Regions", "区域"),
    "drawn.kind": ("Marks", "标记"),
    "drawn.role": ("What is lit", "突出显示"),
    "drawn.tie": ("Lines", "连线"),
    "drawn.state": ("Lines that stand out", "突出的连线"),
    "drawn.size": ("Size", "大小"),
    "drawn.lens.country": ("Country", "国家"),
    "drawn.lens.kind": ("Kind", "类型"),
    "drawn.lens.industry": ("Industry", "行业"),
    "drawn.lens.newness": ("On record since", "最早记录"),
    "drawn.lens.health": ("Health", "健康状况"),
    "drawn.bundle": ("ties between two communities, with their number", "两个群体之间的联系及数量"),
    "drawn.crosses": ("crosses the border of regions", "跨越区域边界"),
    "drawn.unknown": ("not known", "未知"),
    "drawn.more": ("… and {count} more", "……另有 {count} 项"),
    "drawn.as_of": ("As of {as_of}", "截至 {as_of}"),
    "drawn.undated": ("Facts without dates", "事实均无日期"),
    "drawn.sources": ("Source: {sources}", "来源：{sources}"),
    "drawn.nothing": ("Nothing to draw", "没有可绘制的内容"),
    # --- the value chain ---
    "lanes.title.one": ("The value chain of {name}: {told}", "{name}的价值链：{told}"),
    "lanes.title.missing": ("; no {missing} on record", "；没有{missing}的记录"),
    "lanes.part.0": ("suppliers behind them {count}", "其上游供应商 {count} 家"),
    "lanes.part.1": ("direct suppliers {count}", "直接供应商 {count} 家"),
    "lanes.part.3": ("channels and distributors {count}", "渠道与分销商 {count} 个"),
    "lanes.part.4": ("customers {count}", "客户 {count} 家"),
    "lanes.missing.0": ("suppliers of suppliers", "二级供应商"),
    "lanes.missing.1": ("suppliers", "供应商"),
    "lanes.missing.3": ("channels", "渠道"),
    "lanes.missing.4": ("customers", "客户"),
    "list.or": (" or ", "或"),
    "lanes.title.all": ("The supply network runs over {stages} stages; {name} supplies the most others ({customers})",
                        "供应网络共 {stages} 层；{name}供应的客户最多：{customers} 家"),
    "lanes.title.industries": ("Organisations by the place of their industry in the chain of {stages} stages",
                               "按所属行业在价值链中的位置排列，共 {stages} 层"),
    "lanes.none": ("No supplier, channel or customer of {name} is on record: import the tables supplies and "
                   "partner_channels",
                   "{name}没有供应商、渠道或客户的记录：请导入 supplies 与 partner_channels 表"),
    "lanes.empty": ("No supply is on record: import the table supplies, or industry_inputs",
                    "没有任何供应记录：请导入 supplies 或 industry_inputs 表"),
    "lanes.empty.reading": ("The value chain is drawn from who supplies whom.", "价值链由供应关系绘制。"),
    "lanes.reading.one": ("Goods flow from left to right; lit are those that it deals with directly. A lane without "
                          "marks means that nobody is on record, not that there is nobody.",
                          "货物由左向右流动；点亮的是直接往来方。空白泳道表示没有记录，并不表示没有。"),
    "lanes.reading.all": ("Goods flow from left to right; a stage counts the longest chain of suppliers on record "
                          "behind somebody. Who supplies each other in a circle shares a stage.",
                          "货物由左向右流动；层级为其背后在案最长供应链的长度，循环供应者位于同一层。"),
    "lanes.reading.industries": ("No supply between organisations is on record; each stands where its industry stands.",
                                 "没有机构之间的供应记录；各机构按其行业位置排列。"),
    "lanes.lane.0": ("Tier 2 suppliers", "二级供应商"),
    "lanes.lane.1": ("Tier 1 suppliers", "一级供应商"),
    "lanes.lane.2": ("Maker", "制造方"),
    "lanes.lane.3": ("Sales channels", "渠道与分销商"),
    "lanes.lane.4": ("Customers", "客户"),
    "lanes.role.1": ("asked about", "提问机构"),
    "lanes.role.2": ("deals with it directly", "直接往来方"),
    "lanes.role.10": ("supplies its suppliers", "供应其供应商"),
    "lanes.role.4": ("channel that it sells through", "其使用的渠道"),
    "lanes.sells": ("Sells through {name}", "通过{name}销售"),
    "lanes.stage": ("Stage {number}", "第 {number} 层"),
    "lanes.stage.first": ("Start of the chain", "链条起点"),
    "lanes.stage.deeper": ("Stage {number} and on", "第 {number} 层及以后"),
    "supplies.with": (" with {goods}", "（{goods}）"),
    "size.supplies": ("number of supplies in and out", "供应关系数量（供入与供出）"),
    # --- scatters ---
    "unknown": ("not known", "未知"),
    "unknown.because": ("not known ({reason})", "未知（{reason}）"),
    "between": ("{value} (between {low} and {high})", "{value}（{low} 至 {high}）"),
    "axis.said": ("{axis}: {value}", "{axis}：{value}"),
    "size.gain": ("what would be gained", "可获得的互补"),
    "size.holders": ("number of organisations that have it", "具备该能力的机构数"),
    "quadrants.title": ("{first} would add most to {name} with little in common; {count} of {total} are complements",
                        "{first}对{name}的互补最大且重合很少；{total} 家中有 {count} 家属互补者"),
    "quadrants.none": ("Nobody adds what {name} lacks, as far as is known: record its needs and capabilities",
                       "就已知信息，没有机构能补足{name}：请录入其需求与能力"),
    "quadrants.reading": ("To the right: alike. Upwards: adds what is lacking. The divides are at {similarity} and "
                          "{gain}; scales are stretched near them. Numbers: the first complements.",
                          "越靠右越相似，越靠上越互补；分界为 {similarity} 与 {gain}，刻度在其附近拉伸；"
                          "数字为前几名互补者。"),
    "quadrants.undefined": ("{count} are not placed, because an axis of theirs is not known.",
                            "{count} 家因某一轴未知而未标出。"),
    "quadrants.similarity": ("similarity", "相似性"),
    "quadrants.gain": ("complementarity: what would be gained", "互补性：可获得的能力"),
    "quadrants.similarity.said": ("Similarity: {value}", "相似性：{value}"),
    "quadrants.gain.said": ("What would be gained: {value}", "可获得：{value}"),
    "quadrants.gives.said": ("What it would gain in turn: {value}", "对方可获得：{value}"),
    "quadrants.said": ("Lies among: {quadrant}", "所在象限：{quadrant}"),
    "quadrants.counted": ("{name} · {count}", "{name} · {count}"),
    "quadrants.first": ("adds most", "互补最大"),
    "lens.quadrant": ("quadrant", "象限"),
    "lens.quadrant.unknown": ("not placed", "未标出"),
    "radar.title.industry": ("{total} capabilities near those of {name} lie in other industries; {first} comes first, "
                             "{front} are on the Pareto front",
                             "{name}的邻近能力中有 {total} 项位于其他行业；"
                             "{front} 项在各维度上不被超越，首位是{first}"),
    "radar.title.field": ("{total} capabilities near those of {name} lie in other fields; {first} comes first, "
                             "{front} are on the Pareto front",
                             "{name}的邻近能力中有 {total} 项位于其他领域；"
                             "{front} 项在各维度上不被超越，首位是{first}"),
    "radar.title.none": ("{total} capabilities are near those of {name}; {first} comes first, {front} are on the "
                         "Pareto front",
                         "{name}有 {total} 项邻近能力；{front} 项在各维度上不被超越，首位是{first}"),
    "radar.none": ("Nothing near what {name} can do is on record that it lacks",
                   "没有{name}尚缺的邻近能力的记录"),
    "radar.reading": ("To the right: nearer to what it can do already. Upwards: of more value. Ringed, with their "
                      "rank: beaten by no other on all axes. Values and error bars stand with each mark.",
                      "越靠右越接近现有能力，越靠上价值越大；带环并标名次者在各维度上不被超越；数值与误差见各标记说明。"),
    "radar.placed": ("{axis} (place among the candidates)", "{axis}（在候选项中的位次）"),
    "radar.no_worth": ("Nothing is on record that says what they are worth; upwards stands their option value.",
                       "没有价值记录，纵轴改为期权价值。"),
    "radar.unknown": ("{count} whose value is not known stand at the foot.", "数值未知的 {count} 项列于底部。"),
    "radar.near": ("feasibility", "可行性（与现有能力的邻近度）"),
    "radar.worth.pci": ("worth: complexity (PCI)", "价值：复杂度（PCI）"),
    "radar.worth.growth": ("worth: growth of holders per year", "价值：具备机构数的年增长"),
    "radar.option.pci": ("option value: what it leads to (PCI)", "期权价值：可通向的能力（PCI）"),
    "radar.option.reach": ("option value: how much comes near", "期权价值：由此邻近的能力"),
    "radar.quadrant.0": ("Long bets", "长线布局"),
    "radar.quadrant.1": ("Next steps", "优先切入"),
    "radar.quadrant.2": ("Leave", "暂缓"),
    "radar.quadrant.3": ("Easy additions", "顺手补充"),
    "radar.front": ("beaten by no other on all axes", "各维度上不被超越"),
    "radar.holders": ("Held by {names}", "具备机构：{names}"),
    "radar.flag.low_support": ("Little is on record about the portfolio that is compared.",
                               "所比较的能力组合记录很少。"),
    "radar.flag.held_weakly": ("On record already, but not one of its strengths.", "已有记录，但并非其强项。"),
    "radar.flag.few_holders": ("Fewer than three organisations have it.", "具备机构不足三家。"),
    "radar.flag.thin_neighbourhood": ("Fewer than five organisations show what is near to it.",
                                      "仅有不足五家机构可说明其邻近关系。"),
    "table.regions": ("Regions, the largest first", "区域（按规模排序）"),
    "table.region": ("region", "区域"),
    "table.communities": ("communities", "群体"),
    "table.count": ("marks", "标记数"),
    "table.outside": ("Outside all regions", "不属于任何区域"),
    "table.first": ("The first {shown} of {total}", "前 {shown} 项，共 {total} 项"),
    "table.marks": ("What is on the map", "图中内容"),
    "table.more": ("and {count} more", "另有 {count} 个"),
    "table.sorted": ("sorted by {measure}", "按{measure}排序"),
    "table.name": ("name", "名称"),
    "table.kind": ("kind", "类别"),
    # --- requirement graph, portfolio ---
    "size.weight": ("share of the weight", "权重占比"),
    "tie.requires": ("requires", "需要"),
    "tie.requires.by": ("requires: {strategy}", "需要：{strategy}"),
    "tie.covers": ("covers it for certain", "确定可覆盖"),
    "tie.covers.perhaps": ("may cover it: not all is known", "可能覆盖（信息不全）"),
    "requirement.title": ("{name} has {count} needs: {told}", "{name}有 {count} 项需求：{told}"),
    "requirement.part.none": ("none is covered for certain", "尚无确定已覆盖"),
    "requirement.part.4": ("{count} covered for certain", "{count} 项确定已覆盖"),
    "requirement.part.5": ("{count} could be covered", "{count} 项可望覆盖"),
    "requirement.part.6": ("{count} nobody covers", "{count} 项无人覆盖"),
    "requirement.best": ("; {name} would cover {need}", "；{name}可覆盖{need}"),
    "requirement.none": ("No needs of {name} are on record: import the tables strategies and needs, or start with "
                         "`allygraph requirements template`",
                         "{name}没有需求记录：请导入 strategies 与 needs 表，"
                         "或从 `allygraph requirements template` 开始"),
    "requirement.none.reading": ("A requirement graph leads from a strategy to needs and to whoever covers them.",
                                 "需求图谱由战略到需求，再到可覆盖需求的机构。"),
    "requirement.reading": ("Full lines cover a need for certain; dashed ones would, if what is not known turns out "
                            "well. Filled stars are covered today, hollow ones are not. Numbers rank the candidates.",
                            "实线为确定覆盖，虚线取决于未知信息；实心星为今日已覆盖，空心星尚未；数字为候选排名。"),
    "requirement.lane.0": ("Who asks", "提出方"),
    "requirement.lane.1": ("What it needs", "需求"),
    "requirement.lane.2": ("Today's partners", "现有伙伴"),
    "requirement.lane.3": ("Candidates", "候选伙伴"),
    "requirement.role.4": ("need that is covered", "已覆盖的需求"),
    "requirement.role.5": ("need that could be covered", "可望覆盖的需求"),
    "requirement.role.6": ("need that nobody covers", "无人覆盖的需求"),
    "lens.cover": ("coverage", "覆盖情况"),
    "lens.cover.unknown": ("asks", "提出方"),
    "requirement.cover.0": ("for certain", "确定覆盖"),
    "requirement.cover.1": ("perhaps: not all is known", "可能覆盖（信息不全）"),
    "requirement.cover.2": ("by nobody", "无人覆盖"),
    "requirement.must": ("A must, {share} of the weight", "必须项，占权重 {share}"),
    "requirement.should": ("Wanted, not a must; {share} of the weight", "期望项，占权重 {share}"),
    "requirement.horizon": ("Until {horizon}", "期限：{horizon}"),
    "requirement.until": (", until {horizon}", "，期限 {horizon}"),
    "requirement.standard": ("Standard: {standard}", "标准：{standard}"),
    "requirement.share": ("Covers between {low} and {high} of the weight", "覆盖权重的 {low} 至 {high}"),
    "requirement.strategy": ("Strategy: {name} (version {version}), {count} needs",
                             "战略：{name}（第 {version} 版），{count} 项需求"),
    "portfolio.title": ("{total} partnerships of {name}: {risk} at risk, {watch} to watch, {sound} sound; of {unknown} "
                        "too little is known",
                        "{name}的 {total} 项伙伴关系：{risk} 项有风险，{watch} 项需关注，{sound} 项健康；"
                        "{unknown} 项所知不足"),
    "portfolio.title.all": ("{total} organisations are in partnerships; of those shown {risk} are at risk, {watch} to "
                            "watch, {sound} sound; of {unknown} too little is known",
                            "{total} 家机构处于伙伴关系中；所示者 {risk} 家有风险，{watch} 家需关注，{sound} 家健康，"
                            "{unknown} 家所知不足"),
    "portfolio.none": ("No partnership of {name} is on record: import the tables partnerships and partnership_members",
                       "{name}没有伙伴关系记录：请导入 partnerships 与 partnership_members 表"),
    "portfolio.empty": ("No partnership is on record: import the tables partnerships and partnership_members",
                        "没有任何伙伴关系记录：请导入 partnerships 与 partnership_members 表"),
    "portfolio.reading": ("At risk: a high or critical risk is on record; to watch: a medium one; sound: none, and at "
                          "least half of the risks are known. Too little known is not good health. Older stand higher.",
                          "有风险：在案高或极高风险；需关注：中等风险；健康：无上述风险且至少一半风险已知。"
                          "所知不足不等于健康。越靠上合作越久。"),
    "portfolio.lane.0": ("At risk", "有风险"),
    "portfolio.lane.1": ("To watch", "需关注"),
    "portfolio.lane.2": ("Sound", "健康"),
    "portfolio.lane.3": ("Too little known", "所知不足"),
    "portfolio.health": ("health today, by what is on record", "今日健康度（依据在案信息）"),
    "portfolio.age": ("years of partnership", "合作年数"),
    "portfolio.oldest": ("years of the oldest partnership", "最久合作年数"),
    "portfolio.since": ("Partners since {date}", "自 {date} 起合作"),
    "portfolio.first": ("In partnerships since {date}", "自 {date} 起有伙伴关系"),
    "portfolio.undated": ("Since when is not on record", "起始日期没有记录"),
    "portfolio.worst": ("Worst that is known ({level}): {sentence}", "已知最严重风险（{level}）：{sentence}"),
    "portfolio.known": ("{share} of the risks are known; {known} of {items} items of due diligence are answered",
                        "风险已知比例 {share}；尽职调查 {items} 项中已答 {known} 项"),
    "level.critical": ("critical", "极高"),
    "level.high": ("high", "高"),
    "level.medium": ("medium", "中"),
    "level.low": ("low", "低"),
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
    check_language(language)
    written = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    return _WORDS[key][LANGUAGES.index(language)].format(**written)


def check_language(language: str) -> None:
    """Whether a language is spoken here.

    Raises
    ------
    InvalidParameter
    """
    if language not in LANGUAGES:
        raise InvalidParameter(f"language is {language[:40]!r}; it can be {' or '.join(LANGUAGES)}.")


def called(language: str, prefix: str, code: str) -> str:
    """What a code of the data is called; the code with blanks for its underscores where there is no word for it.

    Examples
    --------
    >>> called("en", "tie", "joint_venture"), called("zh", "tie", "barter_deal")
    ('joint venture', 'barter deal')
    """
    key = f"{prefix}.{code}"
    return say(language, key) if key in _WORDS else code.replace("_", " ")


def speaks_of(key: str) -> bool:
    """Whether there are words for a key."""
    return key in _WORDS
