"""How many candidates are there by country, kind, industry and capability?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecosystem.answers.finding import CandidateFacets
from ecosystem.candidates import Question, ranked
from ecosystem.finding import Finder, Wanted
from ecosystem.view import View


def candidate_facets(view: View, question: Question, size: int) -> CandidateFacets:
    """Counts over those who may be proposed and in whose favour something is.

    Raises
    ------
    UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter
    """
    view = view.consolidated(question.level)
    anybody = replace(question, country=(), kind=(), industry=(), capability=())
    ranking = ranked(view, anybody)
    wanted = Wanted(country=question.country, kind=question.kind, industry=question.industry,
                    capability=question.capability, facet_size=size)
    facets = Finder(view).facets_among(ranking.allowed, wanted)
    total = ranking.allowed if question == anybody else ranked(view, question).allowed
    return CandidateFacets(view.reference(ranking.row), view.snapshot.as_of, view.version,
                           int(np.count_nonzero(total)), facets)
