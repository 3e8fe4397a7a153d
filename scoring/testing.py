"""Does a scorer keep the contract? Checks that other packages can run on theirs.

>>> from scoring.overlap import Overlap
>>> check_scorer(Overlap())
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Final

import numpy as np
from sklearn.base import clone

from scoring.base import PartnerScorer, Reason
from scoring.errors import NotFittedError
from scoring.intervals import LOW_SUPPORT
from scoring.snapshot import Snapshot, content_hash
from scoring.tiny import relabelled, tiny_snapshot, worked_example
from scoring.topk import top_rows

TOLERANCE: Final = 1e-9
"""Within which the parts of an explanation sum to the score."""

ROUNDING: Final = 1e-12
"""Within which scores must agree where sums may run in another order."""

Check = Callable[[PartnerScorer], None]


def check_scorer(scorer: PartnerScorer) -> None:
    """Run every check of the contract on an unfitted scorer.

    Raises
    ------
    AssertionError
        at the first promise that is not kept; its message says which.
    """
    for check in CHECKS:
        check(clone(scorer))


def check_declares_itself(scorer: PartnerScorer) -> None:
    """Name, one line for users and tags are there."""
    assert scorer.name and scorer.name == scorer.name.strip(), "the class attribute `name` is empty"
    assert scorer.about and "\n" not in scorer.about, "the class attribute `about` is not one line"
    assert scorer.tags is not None


def check_constructor_only_stores_parameters(scorer: PartnerScorer) -> None:
    """scikit-learn's own checks: nothing happens in ``__init__``, parameters can be read and set."""
    from sklearn.utils import estimator_checks

    name = type(scorer).__name__
    estimator_checks.check_no_attributes_set_in_init(name, clone(scorer))
    estimator_checks.check_estimator_cloneable(name, clone(scorer))
    estimator_checks.check_do_not_raise_errors_in_init_or_set_params(name, clone(scorer))


def check_unfitted_is_refused(scorer: PartnerScorer) -> None:
    """Every question before ``fit`` raises ``NotFittedError``."""
    for ask in (lambda: scorer.scores_for(0), lambda: scorer.reason_for(0, 1),
                lambda: scorer.explain(0, 1), lambda: scorer.support_for(0)):
        try:
            ask()
        except NotFittedError:
            continue
        raise AssertionError("an unfitted scorer answered instead of raising NotFittedError")


def check_fit_keeps_to_the_rules(scorer: PartnerScorer) -> None:
    """``fit`` returns self, writes only names that end in ``_``, and leaves the parameters alone."""
    before, parameters = set(vars(scorer)), scorer.get_params()
    assert scorer.fit(worked_example()) is scorer, "fit does not return self"
    written = {name for name in set(vars(scorer)) - before if not name.endswith("_")}
    assert not written, f"fit wrote attributes without a closing underscore: {sorted(written)}"
    assert scorer.get_params() == parameters, "fit changed the parameters"


def check_snapshot_is_left_alone(scorer: PartnerScorer) -> None:
    """The content of the snapshot is the same after fit, scores and explanations."""
    snapshot = worked_example()
    scorer.fit(snapshot)
    for row in range(snapshot.partner_count):
        scorer.scores_for(row)
        scorer.explain(row, (row + 1) % snapshot.partner_count)
    assert content_hash(snapshot) == worked_example().version, "the snapshot was changed"


def check_scores_are_in_range_or_have_a_reason(scorer: PartnerScorer) -> None:
    """float64, one per partner, in [0, 1] or NaN; ``reason_for`` is None exactly where it is a number."""
    snapshot = worked_example()
    scorer.fit(snapshot)
    for row in range(snapshot.partner_count):
        scores = scorer.scores_for(row)
        assert scores.dtype == np.float64 and scores.shape == (snapshot.partner_count,), "not a float64 per partner"
        for other, score in enumerate(scores.tolist()):
            reason = scorer.reason_for(row, other)
            assert (score != score) == (reason is not None), f"score {score} has reason {reason}"
            assert score != score or 0 <= score <= 1, f"score {score} is out of range"


def check_answers_are_new_arrays(scorer: PartnerScorer) -> None:
    """Whoever writes into the scores does not change later answers."""
    scorer.fit(worked_example())
    first = scorer.scores_for(0)
    kept = first.copy()
    first[:] = 7.0
    assert np.array_equal(scorer.scores_for(0), kept, equal_nan=True), "an answer shares memory with the scorer"


def check_rows_out_of_range_are_refused(scorer: PartnerScorer) -> None:
    """A row that does not exist, or a negative one, raises ``IndexError``."""
    snapshot = worked_example()
    scorer.fit(snapshot)
    for row in (-1, snapshot.partner_count):
        for ask in (lambda row=row: scorer.scores_for(row), lambda row=row: scorer.explain(0, row)):
            try:
                ask()
            except IndexError:
                continue
            raise AssertionError(f"row {row} of {snapshot.partner_count} was answered")


def check_explanations_add_up(scorer: PartnerScorer) -> None:
    """Parts sum to the score, which is that of ``scores_for``; the interval contains it."""
    snapshot = worked_example()
    scorer.fit(snapshot)
    for row in range(snapshot.partner_count):
        for other, score in enumerate(scorer.scores_for(row).tolist()):
            why = scorer.explain(row, other)
            pair = f"{snapshot.partners.ids[row]} → {snapshot.partners.ids[other]}"
            assert 0 <= why.coverage <= 1 and why.support >= 0, f"{pair}: coverage or support is out of range"
            if score != score:
                assert why.reason == scorer.reason_for(row, other) and not why.parts, f"{pair}: undefined with parts"
                assert why.score != why.score, f"{pair}: undefined and {why.score}"
                continue
            assert why.reason is None and abs(why.score - score) <= TOLERANCE, f"{pair}: {why.score} is not {score}"
            parts = sum(part.contribution for part in why.parts)
            assert abs(parts - score) <= TOLERANCE, f"{pair}: the parts sum to {parts}, the score is {score}"
            assert 0 <= why.low <= why.score <= why.high <= 1, f"{pair}: {why.low} … {why.high} around {why.score}"
            assert all(part.sentence and part.part for part in why.parts), f"{pair}: a part without words"
            assert ("low_support" in why.flags) == (why.support < LOW_SUPPORT), f"{pair}: flags {why.flags}"


def check_facts_can_be_looked_up(scorer: PartnerScorer) -> None:
    """Facts name rows and provenance that exist."""
    snapshot = worked_example()
    scorer.fit(snapshot)
    for row in range(snapshot.partner_count):
        for other in range(snapshot.partner_count):
            for part in scorer.explain(row, other).parts:
                for fact in part.facts:
                    assert fact.kind and fact.id, f"{fact} names nothing"
                    assert -1 <= fact.fact < len(snapshot.provenance), f"{fact} points out of the provenance"
                    assert -1 <= fact.partner < snapshot.partner_count, f"{fact} is about nobody"


def check_support_for_agrees_with_explain(scorer: PartnerScorer) -> None:
    """``support_for`` gives what ``explain`` says."""
    snapshot = worked_example()
    scorer.fit(snapshot)
    for row in range(snapshot.partner_count):
        told = [scorer.explain(row, other).support for other in range(snapshot.partner_count)]
        for other, support in enumerate(scorer.support_for(row).tolist()):
            assert other == row or support == told[other], f"support {support} and {told[other]} for one pair"


def check_relabelling_only_relabels(scorer: PartnerScorer) -> None:
    """Other partner ids, other rows, the same scores and explanations."""
    snapshot = worked_example()
    ids = list(snapshot.partners.ids)
    turned = relabelled(snapshot, {each: f"q{len(ids) - row:03}" for row, each in enumerate(ids)})
    first, second = clone(scorer).fit(snapshot), clone(scorer).fit(turned)
    at = [list(turned.partners.names).index(name) for name in snapshot.partners.names]
    for row in range(len(ids)):
        assert np.allclose(first.scores_for(row), second.scores_for(at[row])[at],
                           rtol=0, atol=ROUNDING, equal_nan=True), f"{ids[row]}: relabelling changed scores"
        for other in range(len(ids)):
            one, two = first.explain(row, other), second.explain(at[row], at[other])
            assert one.reason == two.reason and one.flags == two.flags, f"{ids[row]} → {ids[other]}"
            for value, again in ((one.low, two.low), (one.high, two.high), (one.coverage, two.coverage)):
                assert np.isclose(value, again, rtol=0, atol=TOLERANCE, equal_nan=True), f"{ids[row]} → {ids[other]}"


def check_twins_tie(scorer: PartnerScorer) -> None:
    """Two partners of whom the same is on record score exactly alike, so that the id decides."""
    snapshot = worked_example()
    scores = scorer.fit(snapshot).scores_for(0)
    one, two = (snapshot.partners.ids.find(each) for each in ("p-twin-1", "p-twin-2"))
    assert np.array_equal(scores[one], scores[two], equal_nan=True), f"twins score {scores[one]} and {scores[two]}"
    order = top_rows(scores, None, len(scores)).tolist()
    assert order == sorted(order, key=lambda row: (-scores[row], row)), "ties are not in the order of ids"


def check_fitting_twice_is_fitting_once(scorer: PartnerScorer) -> None:
    """A second ``fit`` forgets the first snapshot and answers like a new scorer."""
    snapshot = worked_example()
    once = _all_scores(clone(scorer).fit(snapshot), snapshot)
    ids = list(snapshot.partners.ids)
    turned = relabelled(snapshot, dict(zip(ids, reversed(ids), strict=True)))
    again = scorer.fit(turned).fit(snapshot)
    assert once == _all_scores(again, snapshot), "fitting twice differs from fitting once"
    assert once == _all_scores(clone(scorer).fit(worked_example()), snapshot), "two runs differ"


def check_pickled_scorers_answer_alike(scorer: PartnerScorer) -> None:
    """A fitted scorer survives pickling; its clone is unfitted with the same parameters."""
    snapshot = worked_example()
    scorer.fit(snapshot)
    copy = pickle.loads(pickle.dumps(scorer))
    assert _all_scores(scorer, snapshot) == _all_scores(copy, snapshot), "pickling changed the scores"
    assert clone(scorer).get_params() == scorer.get_params(), "cloning changed the parameters"


def check_symmetry_is_declared_truly(scorer: PartnerScorer) -> None:
    """Where ``tags.symmetric`` is set, the score of (a, b) is that of (b, a)."""
    snapshot = worked_example()
    scorer.fit(snapshot)
    matrix = np.array([scorer.scores_for(row) for row in range(snapshot.partner_count)])
    if scorer.tags.symmetric:
        assert np.allclose(matrix, matrix.T, rtol=0, atol=ROUNDING, equal_nan=True), "declared symmetric and is not"


def check_towards_is_the_other_direction(scorer: PartnerScorer) -> None:
    """``scores_towards(a)[b]`` is ``scores_for(b)[a]``, for all of them or for those that are asked about."""
    snapshot = worked_example()
    scorer.fit(snapshot)
    matrix = np.array([scorer.scores_for(row) for row in range(snapshot.partner_count)])
    some = np.array([1, snapshot.partner_count - 1])
    for row in range(snapshot.partner_count):
        towards = scorer.scores_towards(row)
        assert np.allclose(towards, matrix[:, row], rtol=0, atol=TOLERANCE, equal_nan=True), (
            f"towards {snapshot.partners.ids[row]}: {towards} is not {matrix[:, row]}")
        few = scorer.scores_towards(row, some)
        assert np.array_equal(few[some], towards[some], equal_nan=True), "asking about some changes their scores"
        assert np.isnan(np.delete(few, some)).all(), "who was not asked about has a score"


def check_empty_snapshots_are_no_trouble(scorer: PartnerScorer) -> None:
    """Nobody, or one partner alone: no scores, no error."""
    assert scorer.fit(tiny_snapshot()).snapshot_.partner_count == 0
    alone = scorer.fit(tiny_snapshot(profile={"p": {"c": 1}}, needs={"p": {"c": 1}})).scores_for(0)
    assert alone.shape == (1,) and (np.isnan(alone[0]) or 0 <= alone[0] <= 1)


def check_missing_layers_leave_scores_undefined(scorer: PartnerScorer) -> None:
    """Without a layer that is required everything is NaN with ``Reason.NO_DATA``."""
    snapshot = worked_example()
    for missing in sorted(scorer.tags.requires):
        left = {name: layer for name, layer in snapshot.layers.items() if name != missing}
        scorer.fit(Snapshot(snapshot.as_of, snapshot.nodes, left, snapshot.provenance))
        assert np.isnan(scorer.scores_for(0)).all(), f"there are scores without {missing}"
        assert scorer.reason_for(0, 1) == Reason.NO_DATA, f"without {missing}: {scorer.reason_for(0, 1)}"
        assert scorer.explain(0, 1).reason == Reason.NO_DATA
    bare = scorer.fit(Snapshot(snapshot.as_of, snapshot.nodes, {}, snapshot.provenance))
    assert np.isnan(bare.scores_for(0)).all() or not scorer.tags.requires, "there are scores without any layer"


def _all_scores(scorer: PartnerScorer, snapshot: Snapshot) -> bytes:
    return b"".join(scorer.scores_for(row).tobytes() for row in range(snapshot.partner_count))


CHECKS: Final[tuple[Check, ...]] = (
    check_declares_itself,
    check_constructor_only_stores_parameters,
    check_unfitted_is_refused,
    check_fit_keeps_to_the_rules,
    check_snapshot_is_left_alone,
    check_scores_are_in_range_or_have_a_reason,
    check_answers_are_new_arrays,
    check_rows_out_of_range_are_refused,
    check_explanations_add_up,
    check_facts_can_be_looked_up,
    check_support_for_agrees_with_explain,
    check_relabelling_only_relabels,
    check_twins_tie,
    check_fitting_twice_is_fitting_once,
    check_pickled_scorers_answer_alike,
    check_symmetry_is_declared_truly,
    check_towards_is_the_other_direction,
    check_empty_snapshots_are_no_trouble,
    check_missing_layers_leave_scores_undefined,
)
"""The contract, one promise after the other; parametrise a test over them to see each by name."""
