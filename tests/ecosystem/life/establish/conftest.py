"""A partnership with an agreement of two years and one annex."""

from __future__ import annotations

import pytest

from ecosystem.life.facade import Life
from tests.ecosystem.life.conftest import A_AND_B, hand


@pytest.fixture
def agreed(life: Life) -> Life:
    life.create("partnership", A_AND_B, hand("2023-12-01"), record_id="ab")
    life.create("agreement", {"name": "Main", "starts": "2024-01-01", "ends": "2025-12-31"}, hand("2023-12-15"),
                partnership="ab", record_id="main")
    life.create("annex", {"name": "Technical", "agreement": "main", "starts": "2024-02-01"}, hand("2023-12-15"),
                partnership="ab", record_id="tech")
    return life
