"""What is saved is checked whole, written as a new version, and every older version stays readable."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.answers import body
from ecosystem.errors import AllygraphError, Conflict, InvalidParameter, StoreError, UnknownNode
from ecosystem.service import Ecosystem
from ecosystem.stores.memory import MemoryStore
from tests.ecosystem.planning.requiring import DAY, document, tiny

CHANGE = "2024-07-15"


@pytest.fixture(scope="module")
def eco() -> Ecosystem:
    """For what is refused; whoever writes makes one of its own."""
    return tiny()


def plan(eco: Ecosystem, partner: str = "far", **asked: Any) -> Any:
    (found,) = eco.requirements.graph(partner, **asked).strategies
    return found


def changed(eco: Ecosystem, partner: str = "me", **cells: Any) -> dict[str, Any]:
    """Today's document with the first need changed."""
    given: Any = json.loads(json.dumps(body(eco.requirements.template(partner).document)))
    given["needs"][0] |= cells
    return dict(given)


def test_a_new_strategy_is_written_with_ids_dates_and_source() -> None:
    eco = tiny()
    saved = eco.requirements.save(document(), on=DAY)
    assert [(each.strategy, each.version, each.written) for each in saved.items] == [("strategy-far", 1, True)]
    found = plan(eco)
    assert (found.valid_from, found.recorded_at, found.source, found.horizon) == (
        DAY, DAY, "requirements document", "2030")
    (need,) = found.needs
    assert (need.id, need.capability, need.weight, need.must) == ("need-far-drive", "drive", 2.0, True)
    assert [(each.measure, each.operator, each.value, each.unit) for each in need.standards] == [
        ("release interval", "<=", "6", "weeks")]
    assert eco.requirements.graph("far", as_of="2024-06-29").strategies == ()
    assert eco.requirements.cover("far").picks[0].partner.id == "bit"


def test_a_change_is_a_new_version_and_the_old_one_ends_the_day_before() -> None:
    eco = tiny()
    eco.requirements.save(changed(eco, weight=1.0), on=CHANGE)
    found = plan(eco, "me")
    assert (found.strategy, found.version, found.supersedes, found.valid_from) == ("s-me@2", 2, "s-me", CHANGE)
    assert [need.id for need in found.needs] == ["n-drive@2", "n-sell@2", "n-ship@2"]
    before = plan(eco, "me", as_of="2024-07-14")
    assert (before.strategy, before.needs[0].weight, before.needs[0].standards) == (
        "s-me", 3.0, found.needs[0].standards)
    old = plan(eco, "me", strategy="s-me")
    assert (old.valid_to, [need.weight for need in old.needs]) == ("2024-07-14", [3.0, 1.0, 1.0])
    new, first = eco.requirements.versions("me").items
    assert (new.changes, new.current, first.current) == (("The weight of Driveing from 3 to 1.",), True, False)
    assert [each.strategy for each in eco.requirements.versions("me", as_of=DAY).items] == ["s-me"]


def test_scores_follow_the_version_of_the_day() -> None:
    eco = tiny()
    eco.requirements.save(changed(eco, weight=0.0), on=CHANGE)
    def score(day: str) -> float:
        items = eco.candidates("me", scorer="need_coverage", as_of=day).items
        return {item.partner.id: item.score for item in items}.get("bit", 0.0)
    assert score(DAY) == pytest.approx(0.48) and score(CHANGE) == 0.0


def test_what_show_prints_can_be_edited_and_saved() -> None:
    eco = tiny()
    shown: Any = json.loads(json.dumps(body(eco.requirements.graph("me"))))
    saved = eco.requirements.save(shown, on=CHANGE)
    assert [each.written for each in saved.items] == [False] and "Nothing changed" in saved.items[0].sentence
    shown["strategies"][0]["needs"][2]["standards"].append(
        {"measure": "tonnes a day", "operator": "between", "value": "10..20", "unit": "tonnes a day"})
    saved = eco.requirements.save(shown, on=CHANGE)
    assert saved.graph.strategies[0].needs[2].standards[0].value == "10..20"
    assert saved.graph.strategies[0].source == "requirements document"
    assert eco.requirements.save(eco.requirements.graph("me"), on=CHANGE).items[0].written is False
    assert eco.requirements.save(asdict(eco.requirements.template("me")), on=CHANGE).items[0].written is False


def test_undo_is_an_old_version_saved_again() -> None:
    eco = tiny()
    eco.requirements.save(changed(eco, weight=1.0), on=CHANGE)
    saved = eco.requirements.restore("me", "s-me", on="2024-08-01")
    assert [(each.strategy, each.supersedes) for each in saved.items] == [("s-me@3", "s-me@2")]
    assert [need.weight for need in plan(eco, "me").needs] == [3.0, 1.0, 1.0]
    assert len(eco.requirements.versions("me").items) == 3
    assert eco.requirements.restore("me", "s-me@3", on="2024-08-02").items[0].written is False
    with pytest.raises(UnknownNode):
        eco.requirements.restore("me", "s-you", on="2024-08-02")


def test_two_changes_of_one_day_leave_the_later_one_and_needs_count_once() -> None:
    eco = tiny()
    eco.requirements.save(changed(eco, weight=1.0), on=CHANGE)
    eco.requirements.save(changed(eco, weight=2.0), on=CHANGE)
    assert (plan(eco, "me").strategy, plan(eco, "me").needs[0].weight) == ("s-me@3", 2.0)
    assert plan(eco, "me", strategy="s-me@2").needs[0].weight == 1.0
    why = next(each for each in eco.candidates("me", scorer="need_coverage").items if each.partner.id == "bit")
    assert why.score == pytest.approx(0.8 * 2 / 4)


def test_whoever_starts_from_an_old_version_is_told_that_there_is_a_later_one() -> None:
    eco = tiny()
    mine, theirs = changed(eco, weight=1.0), changed(eco, weight=2.0)
    eco.requirements.save(theirs, on=CHANGE)
    with pytest.raises(Conflict, match="s-me@2"):
        eco.requirements.save(mine, on="2024-08-01")
    with pytest.raises(Conflict, match="already, s-me@2"):
        eco.requirements.save(document(partner="me", name="Go"), on="2024-08-01")
    with pytest.raises(InvalidParameter, match="stands from 2024-07-15 on"):
        eco.requirements.save(changed(eco, weight=7), on=DAY)
    assert len(eco.requirements.versions("me").items) == 2


def test_capabilities_may_be_named_and_lists_and_lines_of_yaml_are_read() -> None:
    eco = tiny()
    given = document(needs=[{"capability": "Driveing", "horizon": 2027, "standards": [
        {"measure": "scope", "operator": "includes", "value": ["EU", "CN"]}]}])
    eco.requirements.save(given, on=DAY)
    (need,) = plan(eco).needs
    assert (need.capability, need.weight, need.must, need.horizon) == ("drive", 1.0, False, "2027")
    assert need.standards[0].value == "EU, CN"


def test_a_second_strategy_gets_an_id_of_its_own_and_both_count() -> None:
    eco = tiny()
    eco.requirements.save(document(), on=DAY)
    eco.requirements.save(document(name="Another", needs=[{"capability": "ship"}]), on=DAY)
    assert [each.strategy for each in eco.requirements.graph("far").strategies] == ["strategy-far", "strategy-far-2"]
    with pytest.raises(InvalidParameter, match="name one of them"):
        eco.requirements.template("far")
    shown: Any = body(eco.requirements.graph("far"))
    for each in shown["strategies"]:
        each["needs"][0]["weight"] = 9
    assert [each.strategy for each in eco.requirements.save(shown, on=CHANGE).items] == [
        "strategy-far@2", "strategy-far-2@2"]


# --- bad documents ---------------------------------------------------------------------------------
STANDARD = {"measure": "release interval", "operator": "<=", "value": 6, "unit": "weeks"}


def need(**changed: Any) -> dict[str, Any]:
    return {"capability": "drive", **changed}


@pytest.mark.parametrize(("cells", "said"), [
    ({"needs": []}, "there are none"), ({"needs": None}, "there are none"), ({"needs": "drive"}, "there are none"),
    ({"needs": [need(capability="driv")]}, "no capability 'driv'; near: Driveing, drive"),
    ({"needs": [need(capability=None)]}, "is expected"), ({"needs": [7]}, "an object with a capability"),
    ({"needs": [need(weight=-1)]}, "needs\\[0\\].weight: it is -1"), ({"needs": [need(weight=0)]}, "sum to 0"),
    ({"needs": [need(weight=0), need(weight=0.0)]}, "sum to 0"), ({"needs": [need(weight="much")]}, "not a number"),
    ({"needs": [need(weight=float("nan"))]}, "not a number"), ({"needs": [need(weight=10**400)]}, "not a number"),
    ({"needs": [need(must="yes")]}, "true or false"), ({"needs": [need(wieght=1)]}, "near: weight"),
    ({"needs": [need(id="n"), need(id="n")]}, "stands twice"), ({"needs": [need(horizon="soon")]}, "YYYY"),
    ({"horizon": "2024-13"}, "YYYY"), ({"name": None}, "needs one"), ({"name": "x\0"}, "text of at most"),
    ({"name": "\ud800"}, "text of at most"), ({"vision": "far"}, "not known here"),
    ({"needs": [need(standards=[STANDARD, {**STANDARD, "operator": ">=", "value": 50, "unit": "days"}])]},
     "contradict"),
    ({"needs": [need(standards=[STANDARD, STANDARD])]}, "stands twice"),
    ({"needs": [need(standards=[{**STANDARD, "unit": "kg"}])]}, "does not compare with it"),
    ({"needs": [need(standards=[STANDARD, {**STANDARD, "operator": ">=", "unit": "kg"}])]}, "do not compare"),
    ({"needs": [need(standards=[{**STANDARD, "operator": "near"}])]}, "not one of <="),
    ({"needs": [need(standards=[{**STANDARD, "value": "soon"}])]}, "not a number"),
    ({"needs": [need(standards=[{"measure": "x"}])]}, "it is missing"), ({"needs": [need(standards="x")]}, "a list"),
])
def test_a_bad_document_is_refused_whole_and_says_where(eco: Ecosystem, cells: dict[str, Any], said: str) -> None:
    before = eco.store.commit_seq
    with pytest.raises(InvalidParameter, match=said):
        eco.requirements.save(document(**cells), on=DAY)
    assert eco.store.commit_seq == before


@pytest.mark.parametrize("given", [None, 7, "text", [], {"strategies": []}, {"strategies": [7]}, {"partner": 7}])
def test_what_is_no_document_is_refused(eco: Ecosystem, given: Any) -> None:
    with pytest.raises(InvalidParameter):
        eco.requirements.save(given, on=DAY)


def test_every_fault_of_a_document_is_said_at_once(eco: Ecosystem) -> None:
    with pytest.raises(InvalidParameter) as refused:
        eco.requirements.save(document(needs=[need(weight=-1), need(capability="flying")], horizon="soon"), on=DAY)
    assert all(each in str(refused.value) for each in ("needs[0].weight", "needs[1].capability", "horizon"))


def test_a_document_of_another_partner_is_refused(eco: Ecosystem) -> None:
    with pytest.raises(InvalidParameter, match="another partner"):
        eco.requirements.save(document(), on=DAY, partner="me")
    with pytest.raises(InvalidParameter, match="Name the partner"):
        eco.requirements.save(document(partner=None), on=DAY)


JSONS = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["partner", "needs", "capability", "weight", "standards", "measure", "operator", "value",
                         "unit", "name", "id", "horizon", "strategy", "strategies", "document", "must"]),
        inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(given_=JSONS)
def test_whatever_is_sent_is_saved_or_refused_with_a_sentence(eco: Ecosystem, given_: object) -> None:
    try:
        eco.requirements.save(given_, on="2024-09-01", partner="far")
    except AllygraphError as error:
        assert str(error)


class Failing(MemoryStore):
    """Fails once, at the write of needs."""

    armed = False

    def write(self, batch: Any) -> Any:
        if self.armed and "needs" in batch.tables:
            self.armed = False
            raise StoreError("the power went")
        return super().write(batch)


def test_a_save_that_was_cut_off_goes_on_when_it_is_repeated() -> None:
    store = Failing()
    eco = tiny(store=store)
    given = changed(eco, weight=1.0)
    store.armed = True
    with pytest.raises(StoreError):
        eco.requirements.save(given, on=CHANGE)
    eco.requirements.save(given, on=CHANGE)
    first = plan(eco, "me").needs[0]
    assert (first.id, first.weight, len(first.standards)) == ("n-drive@2", 1.0, 2)
    assert [record.state for record in store.imports()] == ["done", "done"]
    assert len(eco.requirements.versions("me").items) == 2
