"""A running partnership with an agreement, an annex and two milestones."""

from __future__ import annotations

import pytest

from ecosystem.life.facade import Life
from tests.ecosystem.life.conftest import A_AND_B, hand

OWNERS = [{"partner": "a", "person": "Ann"}, {"partner": "b", "person": "Bo"}]


@pytest.fixture
def running(life: Life) -> Life:
    life.create("partnership", {**A_AND_B, "owners": OWNERS}, hand("2023-12-01"), record_id="ab")
    for step in ("contact", "examine", "negotiate", "agree", "activate"):
        life.step("ab", step, hand("2024-01-01"))
    goals = [{"measure": "interfaces opened", "target": 80, "unit": "%", "date": "2024-08-31"}]
    life.create("agreement", {"name": "Main", "starts": "2024-01-01", "goals": goals,
                              "cost_split": {"a": 60, "b": 40}, "ip_ownership": {"a": 50, "b": 50}},
                hand("2024-01-01"), partnership="ab", record_id="main")
    life.step("main", "propose", hand("2024-01-01"))
    life.step("main", "sign", hand("2024-01-01"))
    life.create("annex", {"name": "Technical", "agreement": "main", "topic": "fusion"}, hand("2024-01-01"),
                partnership="ab", record_id="tech")
    life.step("tech", "activate", hand("2024-01-01"))
    for name, due in (("m1", "2024-03-15"), ("m2", "2024-07-01")):
        life.create("milestone", {"name": f"Stack {name}", "annex": "tech", "due": due}, hand("2024-01-02"),
                    partnership="ab", record_id=name)
    return life
