"""Which chart does an answer have? The first of its kind is the one that is drawn unless another is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ecosystem.answers import Candidate, Candidates, PartnerProfile
from ecosystem.answers.backtest import BacktestAnswer
from ecosystem.answers.exchange import Axes
from ecosystem.answers.fit import FitCandidates, FitExplanation
from ecosystem.answers.opportunities import Radar
from ecosystem.answers.risks import Panorama
from ecosystem.charts.backtest import backtest
from ecosystem.charts.contributions import contributions
from ecosystem.charts.figure import Figure
from ecosystem.charts.fit_parts import fit_parts
from ecosystem.charts.intervals import intervals
from ecosystem.charts.quadrants import quadrants
from ecosystem.charts.radar import radar, radar_axes
from ecosystem.charts.risk_matrix import risk_matrix
from ecosystem.charts.timeline import timeline
from ecosystem.errors import InvalidParameter
from ecosystem.languages import check_language

_CHARTS: Final[Mapping[type, Mapping[str, Callable[[Any, str], Figure]]]] = {
    Candidates: {"intervals": intervals},
    FitCandidates: {"intervals": intervals},
    Candidate: {"contributions": contributions},
    Axes: {"quadrants": quadrants},
    Radar: {"radar": radar, "radar_axes": radar_axes},
    PartnerProfile: {"timeline": timeline},
    FitExplanation: {"fit_parts": fit_parts, "contributions": contributions},
    Panorama: {"risk_matrix": risk_matrix},
    BacktestAnswer: {"backtest": backtest},
}

NAMES: Final = tuple(dict.fromkeys(name for charts in _CHARTS.values() for name in charts))


def figure(answer: object, name: str | None = None, *, language: str = "en") -> Figure:
    """What is to be seen in an answer, in words and rows; nothing is drawn yet.

    Raises
    ------
    InvalidParameter
        for an answer that has no chart, a chart that it does not have, or a language that is not spoken.
    """
    check_language(language)
    charts = _CHARTS.get(type(answer))
    if charts is None:
        known = ", ".join(sorted(each.__name__ for each in _CHARTS))
        raise InvalidParameter(f"{type(answer).__name__} has no chart; these have: {known}.")
    if name is not None and name not in charts:
        raise InvalidParameter(f"There is no chart {name[:40]!r} of this answer; it has {', '.join(charts)}.")
    return charts[name or next(iter(charts))](answer, language)
