"""What is agreed holds together: every rule of the stage refuses by field and name, and writes nothing."""

from __future__ import annotations

import pytest

from ecosystem.errors import Conflict, ForbiddenStep, InvalidRecord, UnknownNode
from ecosystem.life.facade import Life, New
from tests.ecosystem.life.conftest import hand


def milestone(life: Life, name: str, due: str = "2024-06-30", **more: object) -> str:
    return life.create("milestone", {"name": name, "annex": "tech", "due": due, **more}, hand("2024-01-02"),
                       partnership="ab", record_id=name).id


def refused(life: Life, kind: str, fields: dict[str, object]) -> list[tuple[str, str]]:
    before = life.log.count
    with pytest.raises(InvalidRecord) as caught:
        life.create(kind, fields, hand("2024-01-02"), partnership="ab")
    assert life.log.count == before
    return [(fault.field, fault.code) for fault in caught.value.faults]


@pytest.mark.parametrize(("kind", "fields", "fault"), [
    ("agreement", {"name": "X", "cost_split": {"a": 60, "c": 40}}, ("cost_split", "no_partner")),
    ("agreement", {"name": "X", "cost_split": {"a": 60, "b": 30}}, ("cost_split", "sum")),
    ("agreement", {"name": "X", "ip_ownership": {"c": 100}}, ("ip_ownership", "no_partner")),
    ("agreement", {"name": "X", "starts": "2024-02-01", "ends": "2024-01-01"}, ("ends", "before_start")),
    ("annex", {"name": "X", "agreement": "main", "starts": "2023-12-31"}, ("starts", "before_agreement")),
    ("milestone", {"name": "X", "annex": "tech", "due": "2024-01-31"}, ("due", "before_annex")),
    ("milestone", {"name": "X", "annex": "tech", "due": "2023-12-31"}, ("due", "before_agreement")),
    ("milestone", {"name": "X", "annex": "tech", "due": "2026-01-01"}, ("due", "after_agreement")),
    ("milestone", {"name": "X", "annex": "tech", "due": "2024-06-30", "partner": "c"}, ("partner", "no_partner")),
    ("resource", {"annex": "tech", "partner": "c", "what": "GPUs"}, ("partner", "no_partner")),
    ("project", {"name": "X", "purpose": "seed", "starts": "2024-02-01", "leaders": [{"partner": "c", "person": "C"}]},
     ("leaders/0/partner", "no_partner")),
])
def test_what_does_not_fit_is_refused_by_field_and_rule(agreed: Life, kind: str, fields: dict[str, object],
                                                        fault: tuple[str, str]) -> None:
    assert fault in refused(agreed, kind, fields)


def test_milestones_wait_for_each_other_but_never_in_a_circle(agreed: Life) -> None:
    milestone(agreed, "m1")
    milestone(agreed, "m2", after=["m1"])
    milestone(agreed, "m3", after=["m2"])
    with pytest.raises(InvalidRecord, match="m1 waits for m3 waits for m2 waits for m1"):
        agreed.change("m1", {"after": ["m3"]}, hand("2024-01-03"))
    with pytest.raises(InvalidRecord, match="never ends"):
        agreed.change("m1", {"after": ["m1"]}, hand("2024-01-03"))
    assert agreed.record("m1").texts("after") == ()


def test_dates_of_an_agreement_move_over_no_milestone_that_stands(agreed: Life) -> None:
    milestone(agreed, "m1", "2025-06-30")
    with pytest.raises(InvalidRecord, match="m1 is due on 2025-06-30, after 2025-03-31"):
        agreed.change("main", {"ends": "2025-03-31"}, hand("2024-02-01"))
    agreed.step("m1", "cancel", hand("2024-02-01"))
    assert agreed.change("main", {"ends": "2025-03-31"}, hand("2024-02-01")).text("ends") == "2025-03-31"


def test_amounts_of_an_annex_are_in_one_currency(agreed: Life) -> None:
    money = {"annex": "tech", "partner": "a", "what": "budget", "amount": 5, "currency": "CNY"}
    first = agreed.create("resource", money, hand("2024-01-02"), partnership="ab")
    agreed.create("resource", {**money, "currency": "cny"}, hand("2024-01-02"), partnership="ab")
    agreed.create("resource", {**money, "currency": None, "unit": "hours"}, hand("2024-01-02"), partnership="ab")
    assert refused(agreed, "resource", {**money, "currency": "EUR"}) == [("currency", "two_currencies")]
    assert agreed.change(first.id, {"amount": 6}, hand("2024-01-03")).number("amount") == 6


def test_a_resource_goes_to_a_milestone_of_its_annex(agreed: Life) -> None:
    agreed.create("annex", {"name": "Trade", "agreement": "main"}, hand("2024-01-02"), partnership="ab",
                  record_id="trade")
    milestone(agreed, "m1")
    asked = {"annex": "trade", "milestone": "m1", "partner": "a", "what": "GPUs"}
    assert refused(agreed, "resource", asked) == [("milestone", "other_annex")]


def test_only_what_was_delivered_is_judged(agreed: Life) -> None:
    milestone(agreed, "m1")
    asked = {"milestone": "m1", "verdict": "accepted", "by_person": "Ann"}
    assert refused(agreed, "acceptance", asked) == [("milestone", "not_delivered")]
    agreed.step("m1", "deliver", hand("2024-06-01"))
    assert agreed.create("acceptance", asked, hand("2024-06-02"), partnership="ab").text("verdict") == "accepted"


def test_a_seed_project_starts_with_one_leader_on_each_side(agreed: Life) -> None:
    ann, bo, bea = ({"partner": who, "person": name} for who, name in (("a", "Ann"), ("b", "Bo"), ("b", "Bea")))
    seed = agreed.create("project", {"name": "Seed", "purpose": "seed", "starts": "2024-02-01", "leaders": [bo, bea]},
                         hand("2024-01-02"), partnership="ab")
    with pytest.raises(InvalidRecord, match=r"a has 0 leaders.*exactly one") as caught:
        agreed.step(seed.id, "start", hand("2024-02-01"))
    assert len(caught.value.faults) == 2
    assert agreed.step(seed.id, "start", hand("2024-02-01"), fields={"leaders": [ann, bo]}).state == "running"


# --- several at once -------------------------------------------------------------------------------
def test_several_records_are_made_together_and_may_name_each_other(agreed: Life) -> None:
    made = [New("milestone", {"name": "One", "annex": "tech", "due": "2024-03-31"}, "m1", ("start", "deliver")),
            New("milestone", {"name": "Two", "annex": "tech", "due": "2024-06-30", "after": ["m1"]})]
    for _ in range(2):
        found = agreed.create_all(lambda: made, hand("2024-01-05", key="k"), partnership="ab")
        assert [(each.id, each.state) for each in found] == [("m1", "delivered"), ("ab/milestone-2", "planned")]
    assert len(agreed.records("ab", "milestone")) == 2 and [e.step for e in agreed.history("m1")][1:] == [
        "start", "deliver"]


@pytest.mark.parametrize(("last", "error"), [
    (New("milestone", {"name": "Two", "annex": "tech", "due": "2020-01-01"}), InvalidRecord),
    (New("milestone", {"name": "Two", "annex": "tech", "due": "2024-06-30"}, "m1"), Conflict),
    (New("milestone", {"name": "Two", "annex": "tech", "due": "2024-06-30"}, None, ("accept",)), ForbiddenStep),
])
def test_if_one_of_several_is_refused_none_is_written(agreed: Life, last: New, error: type[Exception]) -> None:
    before = agreed.log.count
    with pytest.raises(error):
        agreed.create_all(lambda: [New("milestone", {"name": "One", "annex": "tech", "due": "2024-06-30"}, "m1"), last],
                          hand("2024-01-05"), partnership="ab")
    assert agreed.log.count == before and agreed.state().record("m1") is None
    with pytest.raises(UnknownNode):
        agreed.create_all(list, hand("2024-01-05"), partnership="nobody")
