"""Of which parts does the fit of two organisations consist? One table, in English and Chinese.

``fit.py`` computes what stands here, ``docs/fit.md`` shows it. A part is a number in [0, 1], or an
interval where facts are missing; inside a dimension parts are averaged, so that one part may make up
for another, while dimensions are combined by a power mean, in which they hardly can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Dimension:
    name: str
    weight: float
    title: str
    title_zh: str


@dataclass(frozen=True, slots=True)
class FitPart:
    """One row of the table.

    Attributes
    ----------
    weight
        within its dimension.
    formula
        what the number is; ``docs/fit.md`` prints it.
    needs
        what has to be on record: tables of the model, or traits by their measure.
    trait
        the measure that both have to have, where it is one trait of each.
    actionable
        whether two organisations could change it by agreement or investment. An industry, an age
        or a history cannot be changed, and nobody is advised to.
    """

    name: str
    dimension: str
    weight: float
    title: str
    title_zh: str
    formula: str
    needs: tuple[str, ...]
    trait: str | None = None
    actionable: bool = False


DIMENSIONS: Final[tuple[Dimension, ...]] = (
    Dimension("strategy", 1, "Strategy", "战略"),
    Dimension("capability", 1, "Capability", "能力"),
    Dimension("culture", 1, "Culture", "文化"),
)

PARTS: Final[tuple[FitPart, ...]] = (
    FitPart("horizon", "strategy", 0.40, "Strategic horizon", "战略周期",
            "min(h_a, h_b) / max(h_a, h_b): the common part of two horizons over both together",
            ("strategy_horizon_years",), "strategy_horizon_years", True),
    FitPart("direction", "strategy", 0.35, "Your capabilities serve its strategy", "战略方向互需",
            "the share of its needs, by weight, that you cover (need coverage the other way round)",
            ("needs", "partner_capabilities")),
    FitPart("industries", "strategy", 0.25, "Lines of business that work together", "行业协同",
            "r / (1 + r), r = (partnerships between the two lines of business + 1) / (expected by chance + 1)",
            ("partner_industries", "partnership_members")),
    FitPart("need_coverage", "capability", 0.50, "It covers your needs", "资源互补（需求覆盖）",
            "the share of your needs, by weight, that it covers",
            ("needs", "partner_capabilities"), None, True),
    FitPart("overlap", "capability", 0.25, "Common ground of the portfolios", "能力重叠度（倒U形）",
            "1 − ((s − t) / max(t, 1 − t))², s = overlap of the profiles, t = the overlap that is wished for",
            ("profile",)),
    FitPart("rd_rhythm", "capability", 0.25, "R&D rhythm", "研发节奏匹配度",
            "max(0, 1 − |log2(c_a / c_b)| / 3), c = months of an R&D cycle",
            ("rd_cycle_months",), "rd_cycle_months", True),
    FitPart("decision_style", "culture", 0.20, "Decision style", "决策风格",
            "1 − |d_a − d_b| on centralised 0, consultative ½, democratic 1",
            ("decision_style",), "decision_style", True),
    FitPart("risk_appetite", "culture", 0.25, "Risk appetite", "风险偏好",
            "1 − |r_a − r_b| on cautious 0, balanced ½, aggressive 1",
            ("risk_appetite",), "risk_appetite", True),
    FitPart("culture_kind", "culture", 0.25, "Kind of culture", "企业文化类型",
            "1 for the same kind, else what the table of kinds says",
            ("culture",), "culture"),
    FitPart("partnering", "culture", 0.10, "Experience with partnerships", "合作经验",
            "n / (n + 2), n = its running partnerships", ("partnership_members",)),
    FitPart("staying_power", "culture", 0.10, "How long its partnerships last", "合作持久度",
            "y / (y + 3), y = median years that its running partnerships have lasted", ("partnership_members",)),
    FitPart("shared_partners", "culture", 0.10, "Partners in common", "共同伙伴",
            "c / (c + 2), c = organisations that work with both", ("partnership_members",)),
)

NAMES: Final = tuple(part.name for part in PARTS)
DIMENSION_NAMES: Final = tuple(each.name for each in DIMENSIONS)

DECISION: Final[Mapping[str, float]] = {
    "centralised": 0.0, "centralized": 0.0, "集中": 0.0, "集权": 0.0, "consultative": 0.5, "mixed": 0.5, "协商": 0.5,
    "democratic": 1.0, "decentralised": 1.0, "decentralized": 1.0, "民主": 1.0, "分权": 1.0,
}
RISK: Final[Mapping[str, float]] = {
    "cautious": 0.0, "conservative": 0.0, "谨慎": 0.0, "稳健": 0.0, "保守": 0.0, "balanced": 0.5, "moderate": 0.5,
    "平衡": 0.5, "aggressive": 1.0, "激进": 1.0, "进取": 1.0,
}
SCALES: Final[Mapping[str, Mapping[str, float]]] = {"decision_style": DECISION, "risk_appetite": RISK}
"""Where the words of an ordinal trait stand between 0 and 1."""

CULTURES: Final[Mapping[str, str]] = {
    "wolf": "wolf", "狼性": "wolf", "craft": "craft", "工匠": "craft", "network": "network", "开放": "network",
    "steward": "steward", "守成": "steward",
}
"""Words for kinds of culture, and the kind that each means."""

ALIKE: Final[Mapping[frozenset[str], float]] = {
    frozenset({"wolf", "network"}): 0.5, frozenset({"wolf", "craft"}): 0.3, frozenset({"wolf", "steward"}): 0.0,
    frozenset({"craft", "network"}): 0.5, frozenset({"craft", "steward"}): 0.7, frozenset({"network", "steward"}): 0.4,
}
"""How well two different kinds of culture go together: a judgement, not a measurement, and stated as one."""


def culture_match(one: str | None, other: str | None) -> float:
    """What the table says of two kinds of culture; NaN where one is unknown or not in the table.

    Examples
    --------
    >>> culture_match("wolf", "狼性"), culture_match("wolf", "steward"), culture_match("wolf", "jazz")
    (1.0, 0.0, nan)
    >>> culture_match("jazz", "jazz")
    1.0
    """
    if one is None or other is None:
        return float("nan")
    first, second = CULTURES.get(one, one), CULTURES.get(other, other)
    return 1.0 if first == second else ALIKE.get(frozenset({first, second}), float("nan"))
