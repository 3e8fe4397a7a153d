"""Who builds on whom? Citations from one organisation's patents to another's, each way for itself."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Fact, Reason, Tags
from scoring.dense import DenseScorer, largest_first, support_flags
from scoring.intervals import wilson
from scoring.snapshot import Layer, Snapshot
from scoring.wording import count_of, name_of, possessive

Floats = NDArray[np.float64]

__all__ = ["CitationCounts", "Cited", "CrossCitation", "CrossCitations", "cross_citation"]

_CITING_NAMED = 3


class CrossCitations(NamedTuple):
    """Shares of citations, each way and together, as (n, n) matrices; the diagonal is NaN.

    ``given[i, j]`` is the share of i's citations that go to j; NaN where i makes none. ``both`` is the
    sum of the two ways; where only one of them is defined it is that one and ``one_sided`` is true.
    """

    given: Floats
    both: Floats
    one_sided: NDArray[np.bool_]


def cross_citation(citations: Any, made: Any, *, self_citations: bool = True) -> CrossCitations:
    """Mutual citation of patents: ``C_ij / T_i + C_ji / T_j``, in [0, 2], symmetric as a sum.

    Parameters
    ----------
    citations : array of shape (n, n)
        ``C_ij``: citations in i's patents to j's patents.
    made : array of shape (n,)
        ``T_i``: all citations that i's patents make, to outsiders as well.
    self_citations : bool
        False takes ``T_i − C_ii`` in place of ``T_i``.

    Returns
    -------
    CrossCitations

    Raises
    ------
    ValueError
        if shapes do not fit, a count is negative, or somebody cites one organisation more often than
        it cites at all.

    Examples
    --------
    >>> found = cross_citation([[1, 2], [0, 0]], [5, 4])
    >>> found.given.tolist(), found.both[0].tolist()
    ([[nan, 0.4], [0.0, nan]], [nan, 0.4])
    >>> cross_citation([[1, 2], [0, 0]], [5, 0], self_citations=False).one_sided.tolist()
    [[False, True], [True, False]]

    References
    ----------
    Mowery, D., Oxley, J. & Silverman, B. (1996), Strategic Management Journal 17:77. Which of the two
    forms of ``T`` the paper prints could not be checked.
    """
    counts, totals = np.asarray(citations, dtype=np.float64), np.asarray(made, dtype=np.float64)
    if counts.ndim != 2 or counts.shape != (len(totals), len(totals)):
        raise ValueError(f"citations have shape {counts.shape} and there are {len(totals)} totals")
    if not ((counts >= 0).all() and (counts <= totals[:, None]).all()):
        raise ValueError("a count of citations is negative, or larger than all that the organisation makes")
    totals = totals if self_citations else totals - np.diagonal(counts)
    given = np.where(totals > 0, counts.T / np.where(totals > 0, totals, 1.0), np.nan).T
    np.fill_diagonal(given, np.nan)
    defined = ~np.isnan(given)
    both = np.where(defined | defined.T, np.nan_to_num(given) + np.nan_to_num(given).T, np.nan)
    return CrossCitations(given, both, defined ^ defined.T)


class Cited(NamedTuple):
    """What one organisation's patents cite: one entry per citation."""

    citing: NDArray[np.int64]  # rows of patents
    cited: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.citing)


class CitationCounts(NamedTuple):
    """One direction of a pair, counted: what the shares are made of."""

    given: int  # to the other one's patents
    made: int  # in all
    own: int  # of these to one's own patents
    given_foreign: int  # to patents of the other one that are not one's own as well


class CrossCitation(DenseScorer):
    """Share of your patents' citations that go to its patents: ``C_ab / T_a``, in [0, 1], directed.

    ``C_ab`` counts citations in a's patents to b's; ``T_a`` all citations that a's patents make, as far
    as they are on record. The other way round ("they build on you") is the score that the other one
    would see; where it is undefined, because the other one cites nothing on record, the flag
    ``one_sided`` says so. A patent of several owners counts for each of them. Support is ``T_a``, the
    interval Wilson's.

    Parameters
    ----------
    self_citations : bool
        False leaves citations of one's own patents out of both counts.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> links = {"patent_owners": {"p": {"a": 1}, "q": {"b": 1}}, "citations": {"p": {"q": 1, "old": 1}}}
    >>> CrossCitation().fit(tiny_snapshot(links=links)).scores_for(0).tolist()
    [nan, 0.5]

    References
    ----------
    Mowery, D., Oxley, J. & Silverman, B. (1996), Strategic Management Journal 17:77.
    """

    name: ClassVar[str] = "cross_citation"
    about: ClassVar[str] = "Which share of your patents' citations goes to its patents"
    tags: ClassVar[Tags] = Tags(requires=frozenset({"patent_owners", "citations"}))

    owners_: Layer | None
    citations_: Layer | None

    def __init__(self, *, self_citations: bool = True) -> None:
        self.self_citations = self_citations

    def fit(self, snapshot: Snapshot) -> Self:
        self.snapshot_ = snapshot
        self.owners_, self.citations_ = (snapshot.layers.get(name) for name in ("patent_owners", "citations"))
        self.unknown_ = np.ones(snapshot.partner_count, dtype=bool)
        if self.owners_ is not None:
            self.unknown_[self.owners_.indices] = False
            order = np.argsort(self.owners_.indices, kind="stable")
            patents = np.repeat(np.arange(self.owners_.shape[0]), np.diff(self.owners_.indptr))
            self.owned_ = patents[order]
            self.starts_ = np.searchsorted(self.owners_.indices[order], np.arange(snapshot.partner_count + 1))
        return self

    def made_by(self, row: int) -> Cited:
        """The citations that count for an asker, its own patents left out if the parameter says so."""
        if self.owners_ is None or self.citations_ is None:
            return Cited(*(np.zeros(0, dtype=np.int64),) * 2)
        mine = self.owned_[self.starts_[row] : self.starts_[row + 1]]
        citing, cited = _neighbours(self.citations_, mine)
        if not self.self_citations:
            foreign = ~np.isin(cited, mine)
            citing, cited = citing[foreign], cited[foreign]
        return Cited(citing, cited)

    def between(self, row: int, other: int) -> Cited:
        """Those of them that go to one other organisation."""
        made = self.made_by(row)
        theirs = self.owned_[self.starts_[other] : self.starts_[other + 1]]
        hit = np.isin(made.cited, theirs)
        return Cited(made.citing[hit], made.cited[hit])

    def counts(self, row: int, other: int) -> CitationCounts:
        """Citations from one to another, in all and to itself, before anything is left out."""
        if self.owners_ is None or self.citations_ is None:
            return CitationCounts(0, 0, 0, 0)
        mine, theirs = (self.owned_[self.starts_[each] : self.starts_[each + 1]] for each in (row, other))
        _, cited = _neighbours(self.citations_, mine)
        own, given = np.isin(cited, mine), np.isin(cited, theirs)
        return CitationCounts(int(given.sum()), len(cited), int(own.sum()), int((given & ~own).sum()))

    def asker_reason(self, row: int) -> Reason | None:
        return None if len(self.made_by(row)) else Reason.NO_DATA

    def values_for(self, row: int) -> Floats:
        assert self.owners_ is not None  # asker_reason has said so
        made = self.made_by(row)
        _, owner = _neighbours(self.owners_, made.cited)
        return np.bincount(owner, minlength=self.snapshot_.partner_count) / len(made)

    def supports(self, row: int) -> Floats:
        return np.full(self.snapshot_.partner_count, float(len(self.made_by(row))))

    def support(self, row: int, other: int) -> float:
        return float(len(self.made_by(row)))

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        made, hits = len(self.made_by(row)), self.between(row, other)
        cited, counts = np.unique(hits.cited, return_counts=True)
        parts = counts / made
        score = min(1.0, len(hits) / made)
        flags = support_flags(made) + (() if len(self.made_by(other)) else ("one_sided",))
        return Explanation(score, *wilson(score, made), 1.0, float(made),
                           self._evidence(row, other, hits, cited, parts, shown), flags)

    def _evidence(self, row: int, other: int, hits: Cited, cited: NDArray[np.int64], parts: Floats,
                  shown: int) -> tuple[Evidence, ...]:
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        made = count_of(len(self.made_by(row)), "citation", "citations")
        if not len(hits):
            return (Evidence("no citation", 0.0, f"None of the {made} in {possessive(me)} patents goes to {them}."),)
        named, rest = largest_first(parts, shown)
        evidence = [self._about(row, other, hits, int(cited[each]), float(parts[each])) for each in named]
        if rest:
            others = count_of(len(rest), "other patent", "other patents")
            evidence.append(Evidence("other patents", float(parts[rest].sum()),
                                     f"{possessive(me)} patents cite {others} of {them} as well."))
        return tuple(evidence)

    def _about(self, row: int, other: int, hits: Cited, cited: int, part: float) -> Evidence:
        assert self.owners_ is not None and self.citations_ is not None
        patents = self.snapshot_.nodes["Patent"]
        citing = hits.citing[hits.cited == cited]
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        title = name_of(patents, cited)
        how_many = count_of(len(citing), "patent", "patents")
        facts = [Fact("patents", patents.ids[cited], self.owners_.fact_of(cited, other), other)]
        facts += [Fact("patents", patents.ids[each], self.citations_.fact_of(each, cited), row)
                  for each in citing[:_CITING_NAMED].tolist()]
        verb = "cites" if len(citing) == 1 else "cite"
        return Evidence(title, part, f"{how_many} of {me} {verb} {title} of {them}.", tuple(facts))


def _neighbours(layer: Layer, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Everything that these rows are tied to, row by row: the row and what it is tied to."""
    counts = layer.indptr[rows + 1] - layer.indptr[rows]
    before = np.cumsum(counts) - counts
    at = np.arange(int(counts.sum())) + np.repeat(layer.indptr[rows] - before, counts)
    return np.repeat(rows, counts), layer.indices[at].astype(np.int64)
