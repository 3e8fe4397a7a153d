"""All pairs at once are the scorers' answers one by one, whatever the blocks, threads and loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from sklearn.neighbors import NearestNeighbors

from scoring import allpairs
from scoring.allpairs import Alike, most_alike
from scoring.errors import InvalidParameter
from scoring.overlap import Jaffe, TfidfCosine
from scoring.snapshot import PROFILE, TIES, Layer, Snapshot
from scoring.tiny import worked_example
from scoring.topk import top_rows
from tests.snapshots import snapshots


def made_up(rows: int = 300, classes: int = 40, seed: int = 1) -> Layer:
    rng = np.random.default_rng(seed)
    at = np.unique(rng.integers(0, rows * classes, rows * 6))
    return Layer.of(PROFILE, "Partner", "Capability", (rows, classes), at // classes, at % classes,
                    rng.integers(1, 5, len(at)).astype(np.float32))


def same(one: Alike, other: Alike) -> bool:
    return one.rows.tobytes() == other.rows.tobytes() and one.scores.tobytes() == other.scores.tobytes()


@settings(max_examples=40, deadline=None)
@given(snapshot=snapshots())
def test_every_row_has_the_scores_of_the_scorer(snapshot: Snapshot) -> None:
    layer = snapshot.layers.get(PROFILE)
    if layer is None:
        return
    for scorer, tfidf in ((TfidfCosine(), True), (Jaffe(), False)):
        scorer.fit(snapshot)
        found = most_alike(layer, 4, tfidf=tfidf)
        for row in range(snapshot.partner_count):
            scores = scorer.scores_for(row)
            scores[~(scores > 0)] = np.nan
            expected = np.zeros(4)
            best = scores[top_rows(scores, None, 4)]
            expected[: len(best)] = best
            assert np.allclose(found.scores[row], expected, atol=2e-6)
            named = found.rows[row][found.rows[row] >= 0]
            assert np.allclose(scores[named], found.scores[row][: len(named)], atol=2e-6) and row not in named


def test_the_compiled_loop_the_twin_and_any_blocks_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    profile = made_up()
    plain = most_alike(profile, 7)
    monkeypatch.setattr(allpairs, "COMPILED_FROM", 0)
    assert same(most_alike(profile, 7), plain)
    for block in (1, 7, 64, 100):
        monkeypatch.setattr(allpairs, "BLOCK", block)
        assert same(most_alike(profile, 7), plain)
    monkeypatch.setattr(allpairs, "_SHARE", 11)
    assert same(most_alike(profile, 7, threads=2), plain)


def test_scikit_learns_brute_force_finds_the_same() -> None:
    profile = made_up()
    found = most_alike(profile, 5, tfidf=False)
    brute = NearestNeighbors(n_neighbors=6, metric="cosine", algorithm="brute").fit(profile.matrix())
    distances, rows = brute.kneighbors(profile.matrix())
    for row in range(profile.shape[0]):
        theirs = np.maximum(1 - distances[row][rows[row] != row][:5], 0)
        if not profile.neighbours(row).size:
            theirs[:] = 0
        assert np.allclose(found.scores[row], theirs, atol=1e-5)


def test_ties_are_broken_by_row_and_what_shares_nothing_is_not_there() -> None:
    pairs = np.array([[0, 0], [1, 0], [2, 0], [3, 1]])
    profile = Layer.of(PROFILE, "Partner", "Capability", (5, 2), pairs[:, 0], pairs[:, 1])
    found = most_alike(profile, 2)
    assert found.rows.tolist() == [[1, 2], [0, 2], [0, 1], [-1, -1], [-1, -1]]
    assert most_alike(profile, 1).rows.ravel().tolist() == [1, 0, 0, -1, -1]


def test_partners_can_be_passed_over() -> None:
    snapshot = worked_example()
    ties = snapshot.layer(TIES)
    found = most_alike(snapshot.layer(PROFILE), 12, leave_out=ties)
    everybody = most_alike(snapshot.layer(PROFILE), 12)
    for row in range(snapshot.partner_count):
        partners = set(ties.neighbours(row).tolist())
        assert [each for each in everybody.rows[row].tolist() if each not in partners and each >= 0] == [
            each for each in found.rows[row].tolist() if each >= 0]


def test_some_askers_only() -> None:
    profile = made_up()
    whole, some = most_alike(profile, 3), most_alike(profile, 3, askers=np.array([200, 3]))
    assert some.rows.tolist() == whole.rows[[200, 3]].tolist()


@pytest.mark.parametrize("wrong", [{"k": 0}, {"k": 1_001}, {"threads": 0}, {"askers": np.array([300])},
                                   {"askers": np.array([-1])}])
def test_what_cannot_be_asked_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidParameter):
        most_alike(made_up(), **wrong)  # type: ignore[arg-type]
