"""Likeness beyond what is expected of two hubs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from scoring.errors import InvalidParameter
from scoring.likeness.corrected import PopularityCorrected
from scoring.measures import tfidf_cosine
from scoring.overlap import TfidfCosine
from scoring.snapshot import PROFILE, Snapshot
from scoring.tiny import tiny_snapshot, worked_example
from tests.snapshots import snapshots


@settings(max_examples=40, deadline=None)
@given(snapshot=snapshots())
def test_the_score_is_the_formula_on_the_matrix_of_cosines(snapshot: Snapshot) -> None:
    if PROFILE not in snapshot.layers:
        return
    cosines = tfidf_cosine(snapshot.layer(PROFILE).matrix())
    np.fill_diagonal(cosines, np.nan)
    known = ~np.isnan(TfidfCosine().fit(snapshot).postings_.totals) & (np.diff(snapshot.layer(PROFILE).indptr) > 0)
    means = np.array([np.nanmean(row) if np.isfinite(row).any() else 0.0 for row in cosines])
    for strength in (0.0, 0.5, 1.0):
        scorer = PopularityCorrected(strength=strength).fit(snapshot)
        expected = (means[:, None] * means) ** (strength / 2)
        with np.errstate(invalid="ignore"):
            wanted = np.where(cosines > 0, cosines / (cosines + expected), np.where(np.isnan(cosines), np.nan, 0.0))
        for row in np.flatnonzero(known):
            assert np.allclose(scorer.scores_for(int(row)), wanted[row], atol=1e-9, equal_nan=True)


def test_a_hub_loses_its_place_to_somebody_who_shares_what_is_special() -> None:
    common = {f"p{each}": {"it": 1.0} for each in range(20)}
    snapshot = tiny_snapshot(profile={**common, "hub": {"it": 6.0, "steel": 3.0}, "me": {"it": 3.0, "steel": 1.0},
                                      "peer": {"steel": 3.0, "glass": 2.0}})
    ids = list(snapshot.partners.ids)
    plain, corrected = (scorer.fit(snapshot).scores_for(ids.index("me"))
                        for scorer in (TfidfCosine(), PopularityCorrected(strength=1.0)))
    crowd, peer = ids.index("p0"), ids.index("peer")
    assert plain[crowd] > plain[peer] and corrected[crowd] < corrected[peer]


def test_without_strength_the_order_is_that_of_the_cosine() -> None:
    snapshot = worked_example()
    for row in range(snapshot.partner_count):
        plain = TfidfCosine().fit(snapshot).scores_for(row)
        corrected = PopularityCorrected(strength=0.0).fit(snapshot).scores_for(row)
        assert np.allclose(corrected, plain / (plain + 1), equal_nan=True)


def test_an_explanation_says_what_was_expected() -> None:
    snapshot = worked_example()
    ids = list(snapshot.partners.ids)
    why = PopularityCorrected(strength=1.0).fit(snapshot).explain(ids.index("p-asks"), ids.index("p-full"))
    assert "would be expected" in why.parts[-1].sentence and why.parts[-1].contribution == 0.0


@pytest.mark.parametrize("strength", [-0.1, 1.1, float("nan")])
def test_a_strength_out_of_range_is_refused(strength: float) -> None:
    with pytest.raises(InvalidParameter, match="strength"):
        PopularityCorrected(strength=strength).fit(worked_example())
