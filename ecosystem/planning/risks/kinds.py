"""Which side of the panorama does a kind of risk belong to, and what is it called?

Kinds in the data are free text. They are compared without case, and ``_`` and ``-`` are blanks; a kind
that is not in the table goes to *other*, so that nothing that somebody said is left out.
"""

from __future__ import annotations

from typing import Final

GROUPS: Final[dict[str, tuple[str, str]]] = {
    "operational": ("Operational", "运营风险"),
    "compliance": ("Compliance", "合规风险"),
    "cultural": ("Cultural", "文化风险"),
    "dependence": ("Dependence", "依赖风险"),
    "network": ("Network", "网络风险"),
    "financial": ("Financial", "财务风险"),
    "technology": ("Technology", "技术风险"),
    "other": ("Other", "其他风险"),
}
"""Groups in the order in which they are shown. The first five are in every panorama."""

PANORAMA: Final = ("operational", "compliance", "cultural", "dependence", "network")

KINDS: Final[dict[str, str]] = {
    kind: group
    for group, kinds in {
        "operational": "operational, operations, capacity, production, quality, delivery, logistics, supply chain, "
                       "key material, inventory, 运营, 产能, 供应链, 关键物料, 质量, 交付",
        "compliance": "compliance, legal, litigation, data protection, gdpr, privacy, export control, sanctions, "
                      "trade barrier, tariff, certification, type approval, environmental, labour, labor, "
                      "ownership, beneficial owner, anti corruption, antitrust, tax, "
                      "licence, license, intellectual property, 合规, 数据保护, "
                      "所有权, 出口管制, 制裁, 贸易壁垒, 关税, 认证, 环保, 劳工, 反腐败, 知识产权",
        "cultural": "cultural, culture, decision making, communication, team, pilot, virtual pilot, 文化, 沟通, 试点",
        "dependence": "dependence, dependency, lock in, exclusivity, key person, concentration, 依赖, 锁定, 关键人员",
        "network": "network, ecosystem, alliance, 网络, 生态",
        "financial": "financial, finance, liquidity, credit, currency, insolvency, 财务, 流动性, 信用, 汇率",
        "technology": "technology, technical, cybersecurity, security, obsolescence, 技术, 网络安全",
    }.items()
    for kind in kinds.split(", ")
}
"""Kinds of stated risks by group."""

STOPPING: Final = frozenset({"operational", "compliance", "financial"})
"""Groups whose risks may stop an organisation from delivering; their likelihood stands in for that."""

COMPUTED: Final[dict[str, tuple[str, str, str]]] = {
    "capacity_elasticity": ("operational", "Capacity elasticity", "产能弹性"),
    "single_source": ("operational", "Goods from a single supplier", "单一来源"),
    "supplier_concentration": ("operational", "Concentration of suppliers", "供应商集中度"),
    "country_concentration": ("operational", "Concentration of supplier countries", "供应国集中度"),
    "upstream": ("operational", "Depth of the supply chain and common sources", "供应链深度与共同源头"),
    "shared_suppliers": ("operational", "Suppliers shared with the asker", "共用供应商"),
    "key_material_stock": ("operational", "Stock of key materials", "关键物料库存"),
    "sanctions": ("compliance", "Sanctions and watch lists", "制裁与观察名单"),
    "listed_supplier": ("compliance", "Suppliers on a list", "名单内供应商"),
    "data_protection": ("compliance", "Data protection", "数据保护"),
    "export_control": ("compliance", "Export control", "出口管制"),
    "trade_barrier": ("compliance", "Trade barrier", "贸易壁垒"),
    "supplier_barrier": ("compliance", "Trade barriers on the way from suppliers", "供应端贸易壁垒"),
    "culture_gap": ("cultural", "Distance in habits", "文化差距"),
    "pilot": ("cultural", "What a virtual pilot has shown", "虚拟试点观察"),
    "sole_cover": ("dependence", "Needs that only this partner covers", "独家覆盖的需求"),
    "departure": ("network", "What breaks if it leaves", "退出影响"),
}
"""What every panorama looks for, by kind: group, title, Chinese title."""

STATED_ZH: Final[dict[str, str]] = {
    "operational": "运营", "supply chain": "供应链", "capacity": "产能", "compliance": "合规", "cultural": "文化",
    "financial": "财务", "technology": "技术", "data protection": "数据保护", "export control": "出口管制",
    "certification": "认证", "type approval": "型式认证", "environmental": "环保", "labour": "劳工",
    "anti corruption": "反腐败", "intellectual property": "知识产权", "pilot": "试点", "virtual pilot": "虚拟试点",
    "key person": "关键人员", "dependence": "依赖", "network": "网络", "quality": "质量", "key material": "关键物料",
}


def plain(kind: str) -> str:
    """A kind without its spelling.

    Examples
    --------
    >>> plain(" Data_Protection "), plain("anti-corruption")
    ('data protection', 'anti corruption')
    """
    return " ".join(kind.casefold().replace("_", " ").replace("-", " ").split())


def group_of(kind: str) -> str:
    """The group of a stated kind.

    Examples
    --------
    >>> group_of("GDPR"), group_of("供应链"), group_of("weather")
    ('compliance', 'operational', 'other')
    """
    return KINDS.get(plain(kind), "other")
