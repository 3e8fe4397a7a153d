"""Small answers with everything in them that a chart has to cope with."""

from __future__ import annotations

from datetime import date
from typing import Final

from ecosystem.answers import (
    Candidate,
    Candidates,
    DirectedMeasure,
    EvidencePart,
    FactRef,
    NodeRef,
    PartnerProfile,
    PartnerRef,
)
from ecosystem.answers.backtest import BacktestAnswer, Measured, PairsBegun, Population, Settings, SliceResult
from ecosystem.answers.exchange import Axes, AxesPoint, AxesQuadrant, AxesThresholds
from ecosystem.answers.fit import (
    FitChanges,
    FitDimension,
    FitExplanation,
    FitPart,
    FitReference,
    FitSettings,
)
from ecosystem.answers.opportunities import Axis, IndustryShare, Opportunity, Position, Radar
from ecosystem.answers.risks import MatrixRow, Panorama, Risk, RiskGroup

DAY: Final = date(2024, 6, 30)
HOSTILE: Final = (
    "</script><img src=x onerror=alert(1)>", "datum.score || alert(1)", "=HYPERLINK(\"x\")", "شركة المستقبل",
    "name\x00with\x1bsigns\u202e", "lone \ud800 half", "x" * 5_000, "“quotes' and \\ and \n lines", "Ada", "Ada",
)
ME: Final = PartnerRef("me", "Ada Motors", "DE", "company")
SOMEBODY: Final = PartnerRef("b", "必特 Works", "CN", "company")


def candidates(names: tuple[str, ...] = ("Blue", "Green", "Red"), *, unknown: tuple[int, ...] = (2,)) -> Candidates:
    """Scores 0.6, 0.5 …; the candidates named by ``unknown`` have nothing on record."""
    items = tuple(
        Candidate(at + 1, PartnerRef(f"p{at}", name), 0.0 if at in unknown else 0.6 - at / 10,
                  0.0 if at in unknown else 0.55 - at / 10, 1.0 if at in unknown else 0.7 - at / 10,
                  0.0 if at in unknown else 0.8, 30.0 - at, ("low_support",) if at == 1 else (),
                  (EvidencePart("overlap", 0.25, f"Both hold {name}."), EvidencePart("shared", 0.35 - at / 10, "So.")))
        for at, name in enumerate(names)
    )
    return Candidates(ME, DAY, "v1", "blend", None, items, len(items), ())


def axes(names: tuple[str, ...] = ("Blue", "Green")) -> Axes:
    def measure(value: float | None) -> DirectedMeasure:
        return DirectedMeasure(value, value, value, 1.0, 30.0, None if value is not None else "no needs", (), ())

    points = tuple(AxesPoint(PartnerRef(f"p{at}", name), measure(0.1 * at), measure(0.4 - 0.03 * at),
                             measure(None if at else 0.2)) for at, name in enumerate(names))
    return Axes(ME, DAY, "v1", "overlap", "complementarity", AxesThresholds("median", 0.05, 0.1),
                (AxesQuadrant("complement", "Complement", "互补者", "", len(points), points),), 3, ())


def radar(names: tuple[str, ...] = ("Storage", "Robots")) -> Radar:
    """The second opportunity has no feasibility on record."""
    def item(at: int, name: str) -> Opportunity:
        near = Axis(0.9, 0.2, 0.1, 0.3) if at != 1 else Axis(None, None, reason="nobody shows what is near")
        return Opportunity(at + 1, 1 + at % 2, NodeRef(f"c{at}", name, {}), near, Axis(0.5, 0.1), Axis(0.4, 1.0), 0.1,
                           True, (IndustryShare("i", "Energy", 0.5, 2.0, False),), 4, (), (), ())

    position = Position(30.0, 4, None, None, 3, None, None, None, None, {})
    return Radar(ME, DAY, "v1", True, "industry", (), "pareto", "strength", "growth", "reach", None, None,
                 tuple(item(at, name) for at, name in enumerate(names)), len(names), 1, (), position, ())


def profile(names: tuple[str, ...] = ("Blue", "Green")) -> PartnerProfile:
    """The second tie has no beginning on record."""
    ties = tuple(FactRef("ties", f"p{at}", name, "me", "press", None if at == 1 else "2020-03", None, 0.9)
                 for at, name in enumerate(names))
    return PartnerProfile(ME, DAY, "v1", (), {}, (), (), (), ties, 0, (), None, ())


def explanation(name: str = "必特 Works") -> FitExplanation:
    """0.3 of the median, + 0.2 − 0.1 = 0.4; of one part nothing is known."""
    def part(key: str, dimension: str, low: float, high: float, value: float) -> FitPart:
        missing = (SOMEBODY,) if low != high else ()
        return FitPart(key, dimension, key.title(), f"{key}（中）", "f", 0.5, low, high, 0.0 if missing else 1.0, 0.4,
                       value, f"About {key} of {name}.", (), missing)

    dimensions = (FitDimension("strategy", "Strategy", "战略", 0.5, 0.6, 0.6, 1.0),
                  FitDimension("culture", "Culture", "文化", 0.5, 0.0, 1.0, 0.0))
    settings = FitSettings({"strategy": 0.5, "culture": 0.5}, {}, -1.0, "low", 0.5, "whole", {}, None)
    return FitExplanation(
        ME, PartnerRef("b", name), DAY, "v1", settings, 3, 10, None, 0.4, 0.4, 0.8, 0.5, 30.0, (), dimensions,
        FitReference(0.3, {}, {}, ""),
        (part("horizon", "strategy", 0.6, 0.6, 0.2), part("risk", "culture", 0, 1, -0.1)),
        FitChanges("the first place", None, 0.4, False, 0.4, (), (), ""),
    )


def panorama(titles: tuple[str, ...] = ("Export control", "Key person", "Capacity", "Sanctions")) -> Panorama:
    """The third risk has no likelihood; the fourth is not there."""
    def risk(at: int, title: str) -> Risk:
        level = ("high", "medium", "unknown", "none")[min(at, 3)] if at < 4 else "low"
        return Risk("compliance", f"k{at}", title, f"{title}（中）", "stated", level, None if at == 2 else 0.5,
                    0.7 if at != 3 else 0.0, "nobody says" if at == 2 else None, None, None, "So.", None, "valid", None,
                    "press", "2024-01", 30, None, ())

    found = tuple(risk(at, title) for at, title in enumerate(titles))
    return Panorama(SOMEBODY, ME, DAY, "v1", (), (RiskGroup("compliance", "Compliance", "合规", "high", 1, found),),
                    (MatrixRow(5, "80–100 %", (0,) * 5, 0, ("low",) * 5),), {}, 0)


def backtested(low: float = 0.01, high: float = 0.05) -> BacktestAnswer:
    """``blend`` against the best baseline: the difference is 0.03 in the middle; ``jaffe`` could not be compared."""
    scorers = {"blend": {"mrr": Measured(0.2, 0.15, 0.25)}, "popularity": {"mrr": Measured(0.17, 0.1, 0.2)},
               "jaffe": {"mrr": Measured(None, None, None)}}
    found = SliceResult(20, 40, "popularity", scorers, {"blend": {"mrr": Measured((low + high) / 2, low, high)}}, {})
    return BacktestAnswer(date(2020, 12, 31), "3y", date(2023, 12, 31), date(2020, 12, 31), "v1", 20,
                          {"both_known": found}, Population(1, 1, 1, 1, 1, 1, 1), PairsBegun(1, 1, 1, 1, 1, 1, 1, 1),
                          Settings(("blend",), (), None, False, 20, 0, 100))


def every_answer(names: tuple[str, ...] | None = None) -> dict[str, object]:
    """One answer for each chart, by the name of the chart."""
    named = {} if names is None else {"names": names}
    return {
        "intervals": candidates(**named), "quadrants": axes(**named), "radar": radar(**named),
        "radar_axes": radar(**named), "timeline": profile(**named),
        "fit_parts": explanation(*(names or ())[:1]), "contributions": explanation(*(names or ())[:1]),
        "risk_matrix": panorama(*([names] if names else [])), "backtest": backtested(),
    }
