"""What a complete panorama needs to know: the due-diligence list, in English and Chinese, as data.

An item is answered by a stated risk of one of its ``kinds``, by a trait with one of its ``measures``,
or by something on the graph (``graph`` names the look-up in ``risks_checklist``).
"""

# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    group: str
    question: str
    question_zh: str
    ask_for: str
    ask_for_zh: str
    kinds: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    graph: str = ""


# id | group | question | 中文 | ask for | 索取 | kinds, measures or @look-up
_ITEMS: Final = """
capacity | operational | How far can output grow when an order does? | 订单增长时产能能提高多少？ | spare capacity by plant, ramp-up plan, overtime and outsourcing rules | 各工厂余量产能、爬坡计划、加班与外包规则 | capacity, operational, 产能, 运营, =capacity_elasticity, =产能弹性
suppliers | operational | Who supplies it? | 供应商有哪些？ | list of direct suppliers with volumes | 直接供应商清单及采购量 | @suppliers
goods | operational | What does each supplier deliver? | 每家供应商供应什么？ | bill of materials by supplier | 按供应商划分的物料清单 | @goods
supplier-countries | operational | In which countries are its suppliers? | 供应商分布在哪些国家？ | place of production per supplier | 各供应商生产地 | @supplier_countries
second-source | operational | Is there a second source for what has one? | 单一来源是否有备选？ | second-source plan with qualification dates | 备选供应商计划及认证日期 | supply chain, 供应链
stock | operational | How long do key materials last? | 关键物料库存能维持多久？ | stock of key materials in days, by material | 关键物料库存天数（按物料） | key material, inventory, 关键物料, =key_material_stock_days, =关键物料库存天数
quality | operational | How good and punctual are its deliveries? | 交付质量与准时率如何？ | defect rate and on-time share of the last four quarters | 近四个季度缺陷率与准时交付率 | quality, delivery, 质量, 交付
identity | compliance | Which legal entity is it? | 法律主体是谁？ | LEI, unified social credit code or register extract | LEI、统一社会信用代码或登记摘要 | @identity
owners | compliance | Who owns it in the end? | 最终所有者是谁？ | shareholder register up to the natural persons | 穿透至自然人的股东名册 | ownership, beneficial owner, 所有权, @owners
lists | compliance | Was it compared with sanctions lists? | 是否已比对制裁名单？ | a current list in FollowTheMoney form; a decision on each possible hit | 最新的 FollowTheMoney 名单；对每个疑似命中作出判断 | @lists
data-protection | compliance | How does it protect personal data? | 个人数据如何保护？ | GDPR or PIPL audit report, processing agreement | GDPR 或《个人信息保护法》审计报告、处理协议 | data protection, gdpr, privacy, 数据保护
export-control | compliance | Is what it delivers under export control? | 交付物是否受出口管制？ | classification of goods, software and technology | 货物、软件与技术的管制分类 | export control, 出口管制
barriers | compliance | Which barriers lie between the two countries? | 两国之间有哪些贸易壁垒？ | tariffs, quotas and licences in both directions | 双向关税、配额与许可 | @barriers
certification | compliance | Which certificates does it hold, until when? | 持有哪些认证，有效期至何时？ | certificates with their last day | 认证证书及到期日 | certification, type approval, licence, license, 认证
ip | compliance | Whose is what it builds on? | 其技术的知识产权归谁？ | freedom-to-operate opinion, open-source inventory | 自由实施意见、开源清单 | intellectual property, 知识产权
integrity | compliance | How does it prevent corruption? | 如何防止腐败？ | anti-corruption policy, open cases | 反腐败制度、未结案件 | anti corruption, 反腐败
people-and-planet | compliance | Does it keep labour and environmental law? | 劳工与环保是否合规？ | last audits of labour and environment | 最近的劳工与环保审计 | labour, labor, environmental, 劳工, 环保
decision-style | cultural | How are decisions taken? | 决策风格如何？ | interview: who decides, how fast | 访谈：谁决策、多快 | =decision_style, decision making
risk-appetite | cultural | How much risk does it like to take? | 风险偏好如何？ | interview: last three bets, won and lost | 访谈：近三次冒险的成败 | =risk_appetite
horizon | cultural | How far ahead does it plan? | 战略周期多长？ | strategy paper or interview | 战略文件或访谈 | =strategy_horizon_years, =strategic_horizon_years
rhythm | cultural | How long is its development cycle? | 研发周期多长？ | dates of the last four releases | 近四次发布日期 | =rd_cycle_months
pilot | cultural | What did a virtual pilot show? | 虚拟试点观察到什么？ | a pilot of about three months with its findings | 约三个月的试点及其结论 | @pilot
needs | dependence | What is wanted from it? | 希望从对方获得什么？ | requirement graph of the asker | 需求方的伙伴能力需求图谱 | @needs
abilities | dependence | What can it do, and who could replace it? | 能力如何，谁可替代？ | capabilities with evidence; a second candidate per need | 能力及证据；每项需求的备选方 | @abilities
lock-in | dependence | What would it cost to leave? | 退出成本多大？ | exit terms, interfaces, data return | 退出条款、接口、数据返还 | lock in, exclusivity, dependence, dependency, 锁定, 依赖
key-people | dependence | On whom does it depend itself? | 其自身依赖哪些关键人员？ | names and retention of key people | 关键人员名单与留任安排 | key person, team, 关键人员
ties | network | Whom else does it work with? | 还与谁合作？ | list of partnerships, with exclusive ones marked | 合作伙伴清单，注明排他关系 | @ties
rivals | network | Does it work with your rivals? | 是否与竞争对手合作？ | names of your rivals; its obligations to them | 竞争对手名单；其对竞争对手的义务 | @rivals
"""


def _item(line: str) -> Item:
    identity, group, question, zh, ask, ask_zh, answered = (cell.strip() for cell in line.split("|"))
    words = [word.strip() for word in answered.split(",")]
    return Item(
        identity, group, question, zh, ask, ask_zh, tuple(word for word in words if word[0] not in "@="),
        tuple(word[1:] for word in words if word[0] == "="),
        next((word[1:] for word in words if word[0] == "@"), ""),
    )


ITEMS: Final[tuple[Item, ...]] = tuple(_item(line) for line in _ITEMS.strip().splitlines())
