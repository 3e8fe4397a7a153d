"""Partner scores as features of pairs, for pipelines and searches of scikit-learn.

>>> from sklearn.impute import SimpleImputer
>>> from sklearn.linear_model import LogisticRegression
>>> from sklearn.model_selection import GridSearchCV
>>> from sklearn.pipeline import make_pipeline
>>> from scoring.tiny import worked_example
>>> snapshot = worked_example()
>>> pairs = np.array([(row, other) for row in range(12) for other in range(row)])
>>> tied = [snapshot.layer("ties").weight_of(*pair) > 0 for pair in pairs.tolist()]
>>> model = make_pipeline(PairFeatures(snapshot), SimpleImputer(keep_empty_features=True), LogisticRegression())
>>> choice = {"pairfeatures__scorers": [("jaffe",), ("jaffe", "adamic_adar")]}
>>> search = GridSearchCV(model, choice, cv=2, scoring="average_precision").fit(pairs, tied)
>>> search.best_estimator_[0].get_feature_names_out().tolist() in (["jaffe"], ["jaffe", "adamic_adar"])
True

What has been learned from features of a snapshot says nothing of a later one unless the pairs to be
told come after its day: see the protocol of the backtest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted, check_non_negative, validate_data

from scoring.base import PartnerScorer
from scoring.errors import InvalidParameter
from scoring.registry import get_scorer
from scoring.snapshot import Snapshot

MISSING = ("nan", "zero", "indicator")
"""What a score that is undefined becomes: see ``PairFeatures``."""


class PairFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Scores of pairs of partners, a column per scorer.

    Parameters
    ----------
    snapshot : Snapshot
        what is known; rows of pairs are rows of its partners. It is shared by clones, being immutable.
    scorers : sequence of str
        names of registered scorers.
    both_ways : bool
        a second column per scorer that is not symmetric: what the other one would see,
        named ``<scorer>_reverse``.
    missing : {"nan", "zero", "indicator"}
        an undefined score stays NaN (put an imputer behind it, or an estimator that takes NaN); becomes
        0, which says "nothing in favour" where nothing is known; or becomes 0 with a further column
        ``<scorer>_unknown`` that is 1. A partner with itself is undefined.

    Attributes
    ----------
    n_features_in_ : int
        2: the asking partner's row, the other's row.
    scorers_ : tuple of PartnerScorer
        fitted to the snapshot; ``y`` is not looked at.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 3, "y": 1}, "b": {"x": 1}}, partners=["c"])
    >>> features = PairFeatures(snapshot, scorers=("overlap", "containment"), missing="indicator").fit([[0, 1]])
    >>> features.get_feature_names_out().tolist()
    ['overlap', 'containment', 'overlap_unknown', 'containment_unknown']
    >>> features.transform([[0, 1], [1, 0], [0, 2]]).tolist()
    [[0.75, 0.5, 0.0, 0.0], [0.75, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]]
    """

    def __init__(self, snapshot: Snapshot | None = None, *, scorers: Sequence[str] = ("overlap", "need_coverage"),
                 both_ways: bool = False, missing: str = "nan") -> None:
        self.snapshot = snapshot
        self.scorers = scorers
        self.both_ways = both_ways
        self.missing = missing

    def __sklearn_clone__(self) -> Self:
        # clone() would copy the snapshot, deeply and for every fold of a search.
        return type(self)(**self.get_params(deep=False))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = True
        return tags

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit the scorers to the snapshot; of ``X`` only the shape and the rows are checked.

        Raises
        ------
        InvalidParameter
            without a snapshot or scorers, or with an unknown ``missing``.
        UnknownScorer
        ValueError
            where ``X`` holds anything but pairs of rows.
        """
        if self.snapshot is None:
            raise InvalidParameter("PairFeatures has no snapshot; give it one: PairFeatures(snapshot).")
        if isinstance(self.scorers, str) or not len(self.scorers):
            raise InvalidParameter(f"scorers is {self.scorers!r}; it has to be a sequence of names, at least one.")
        if self.missing not in MISSING:
            raise InvalidParameter(f"missing is {self.missing!r}; it can be {', '.join(MISSING)}.")
        self._pairs(X, reset=True)
        self.scorers_: tuple[PartnerScorer, ...] = tuple(
            get_scorer(name).fit(self.snapshot) for name in self.scorers)
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """The scores of pairs, in the order of the names.

        Raises
        ------
        NotFittedError
        ValueError
            where ``X`` holds anything but pairs of rows.
        """
        check_is_fitted(self, "scorers_")
        pairs = self._pairs(X, reset=False)
        columns = []
        for scorer in self.scorers_:
            columns.append(_scores(scorer, pairs))
            if self.both_ways and not scorer.tags.symmetric:
                columns.append(_scores(scorer, pairs[:, ::-1]))
        found = np.column_stack(columns)
        if self.missing == "nan":
            return found
        unknown = np.isnan(found)
        filled = np.where(unknown, 0.0, found)
        return np.hstack([filled, unknown.astype(np.float64)]) if self.missing == "indicator" else filled

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Names of the columns; ``input_features`` is not needed and not looked at."""
        check_is_fitted(self, "scorers_")
        names = []
        for scorer in self.scorers_:
            names.append(scorer.name)
            if self.both_ways and not scorer.tags.symmetric:
                names.append(f"{scorer.name}_reverse")
        if self.missing == "indicator":
            names += [f"{name}_unknown" for name in names]
        return np.asarray(names, dtype=object)

    def _pairs(self, X: Any, *, reset: bool) -> NDArray[np.int64]:
        assert self.snapshot is not None
        given = validate_data(self, X, reset=reset, skip_check_array=True)
        pairs = check_array(given, dtype="numeric", ensure_min_features=2, estimator=self, input_name="X")
        check_non_negative(pairs, "X of PairFeatures, which holds rows of partners")
        if pairs.shape[1] != 2:
            raise ValueError(f"X has {pairs.shape[1]} features, but PairFeatures is expecting 2 features as input: "
                             "the rows of the asking and of the other partner.")
        rows: NDArray[np.int64] = pairs.astype(np.int64)
        if not (rows == pairs).all() or rows.max() >= self.snapshot.partner_count:
            raise ValueError(f"X holds rows of partners: whole numbers from 0 to {self.snapshot.partner_count - 1}.")
        return rows


def _scores(scorer: PartnerScorer, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """The score of each pair; each asking partner's scores are computed once."""
    found = np.empty(len(pairs))
    order = np.argsort(pairs[:, 0], kind="stable")
    askers, starts = np.unique(pairs[order, 0], return_index=True)
    for asker, places in zip(askers.tolist(), np.split(order, starts[1:]), strict=True):
        found[places] = scorer.scores_for(asker)[pairs[places, 1]]
    return found
