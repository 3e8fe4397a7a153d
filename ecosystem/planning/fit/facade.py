"""Do strategy, capability and culture go together, and which fact would change the answer?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ecosystem.answers.fit import (
    FitCandidates,
    FitExplanation,
    FitNarrowing,
    FitQuestions,
    ObservedTraits,
    Questionnaire,
    RecordedAnswers,
    RecordedTrait,
)
from ecosystem.dates import AsOf, parse_as_of
from ecosystem.errors import InvalidParameter
from ecosystem.planning.fit import questionnaire
from ecosystem.planning.fit.candidates import fit_candidates
from ecosystem.planning.fit.changes import Goal
from ecosystem.planning.fit.explanation import fit_explanation
from ecosystem.planning.fit.narrowing import fit_narrowing
from ecosystem.planning.fit.questions import next_questions
from ecosystem.planning.fit.ranking import FitAsked, Numbers, Ranking
from ecosystem.view import View, Viewer

if TYPE_CHECKING:
    from ecosystem.stores.base import Store

INTERVIEWS = "interviews"
"""Who says so, where nobody else is named."""


class Fits:
    """``eco.fit``: do strategy, capability and culture go together, and which fact would change the answer?

    Parameters of all questions about a ranking: ``weights`` of dimensions and parts (relative, by
    name), ``power`` of the mean over dimensions, ``order`` (``low`` or ``midpoint``), ``wish`` (the
    overlap of portfolios that is wished for), ``unknown`` (``whole`` or ``population``), ``veto``
    (flagged below, by name), ``need`` (the id of one need that alone counts).
    """

    def __init__(self, view: Viewer, store: Store, import_frames: Callable[..., Any]) -> None:
        self._view, self._store, self._import_frames = view, store, import_frames

    def _at(self, as_of: AsOf) -> View:
        return self._view(as_of)

    def candidates(self, partner: str, *, limit: int = 10, draws: int = 10_000, seed: int = 0,
                   band: float | None = None, as_of: AsOf = None, weights: Numbers = None, power: float = -1.0,
                   order: str = "low", wish: float = 0.5, unknown: str = "whole", veto: Numbers = None,
                   need: str | None = None) -> FitCandidates:
        """Who fits best of those that are no partners yet: with bounds, dimensions and rank acceptability.

        ``draws`` (0 = none) of weights and unknown scores, from ``seed``; weights within ``band`` of
        the given ones, or any where there is none.

        Raises
        ------
        UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter, InvalidDate
        """
        asked = FitAsked(weights=weights, power=power, order=order, wish=wish, unknown=unknown, veto=veto, need=need)
        ranking = Ranking.of(self._at(as_of), partner, asked)
        return fit_candidates(ranking, limit=limit, draws=draws, seed=seed, band=band)

    def explain(self, partner: str, other: str, *, target: float | None = None, top: int | None = None,
                as_of: AsOf = None, weights: Numbers = None, power: float = -1.0, order: str = "low",
                wish: float = 0.5, unknown: str = "whole", veto: Numbers = None,
                need: str | None = None) -> FitExplanation:
        """One pair in full: parts with facts, contributions, and the least that would raise the fit.

        ``target`` (a fit) or ``top`` (a place among the first) is what is to be reached; neither: the
        first ten for who is not among them, else the first place.

        Raises
        ------
        UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter, InvalidDate
        """
        asked = FitAsked(weights=weights, power=power, order=order, wish=wish, unknown=unknown, veto=veto, need=need)
        view = self._at(as_of)
        ranking = Ranking.of(view, partner, asked)
        return fit_explanation(ranking, view.row_of(other), Goal(target, top))

    def narrowing(self, partner: str, other: str, *, as_of: AsOf = None, weights: Numbers = None, power: float = -1.0,
                  order: str = "low", wish: float = 0.5, unknown: str = "whole", veto: Numbers = None,
                  need: str | None = None) -> FitNarrowing:
        """What is open about one pair, with the question that is expected to narrow its interval most first.

        Raises
        ------
        UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter, InvalidDate
        """
        asked = FitAsked(weights=weights, power=power, order=order, wish=wish, unknown=unknown, veto=veto, need=need)
        view = self._at(as_of)
        return fit_narrowing(Ranking.of(view, partner, asked), view.row_of(other))

    def questions(self, partner: str, *, top: int = 10, limit: int = 10, prior: str = "uniform", as_of: AsOf = None,
                  weights: Numbers = None, power: float = -1.0, order: str = "low", wish: float = 0.5,
                  unknown: str = "whole", veto: Numbers = None, need: str | None = None) -> FitQuestions:
        """Which unknown facts would change the first ``top`` places most, with the question to ask.

        ``prior`` says what an answer may be: every value as likely (``uniform``), or as the values of
        the others are spread (``population``).

        Raises
        ------
        UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter, InvalidDate
        """
        asked = FitAsked(weights=weights, power=power, order=order, wish=wish, unknown=unknown, veto=veto, need=need)
        return next_questions(Ranking.of(self._at(as_of), partner, asked), top=top, limit=limit, prior=prior)

    def observed(self, partner: str, *, as_of: AsOf = None) -> ObservedTraits:
        """What past and running partnerships show of an organisation; computed, never written down.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidDate
        """
        from ecosystem.planning.fit.observed import observed_traits

        return observed_traits(self._at(as_of), self._store, partner)

    def questionnaire(self, lang: str = "en") -> Questionnaire:
        """About twenty questions to an organisation, in ``en`` or ``zh``.

        Raises
        ------
        InvalidParameter
        """
        return questionnaire.questionnaire(lang)

    def record_answers(self, partner: str, answers: Mapping[str, object], *, on: AsOf,
                       source: str = INTERVIEWS) -> RecordedAnswers:
        """Write down the traits that follow from answers (``{question: option or number}``).

        ``on`` is the day of the interview: from then on the traits are true and known. Nothing is
        written if any answer does not fit its question.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate, ImportRejected, StoreError
        """
        import pandas as pd

        if on is None:
            raise InvalidParameter("on is missing; it is the day of the interview, YYYY-MM-DD.")
        if not source.strip() or len(source) > 200:
            raise InvalidParameter("source says who asked; it can have 1 to 200 characters.")
        day = parse_as_of(on).isoformat()
        traits = questionnaire.traits_from(answers)
        view = self._at(None)
        known = view.reference(view.row_of(partner))
        rows = [{"partner_id": known.id, "measure": each.measure, "value": each.value, "unit": each.unit,
                 "valid_from": day, "recorded_at": day, "source": source, "confidence": each.confidence}
                for each in traits]
        report = self._import_frames({"traits": pd.DataFrame(rows)})
        return RecordedAnswers(known, source, day, tuple(RecordedTrait(*each) for each in traits), report.import_id)
