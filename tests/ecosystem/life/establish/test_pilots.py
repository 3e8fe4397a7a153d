"""What a virtual pilot shows becomes a trait of the graph, and stops being one when it is taken back."""

from __future__ import annotations

from ecosystem import Ecosystem
from ecosystem.life.facade import Life
from tests.ecosystem.life.conftest import hand


def traits(eco: Ecosystem, day: str) -> list[tuple[str, str]]:
    eco.refresh()
    nodes = eco.view(day).snapshot.nodes["Trait"]
    return [(str(nodes.columns["measure"][row]), str(nodes.columns["value"][row])) for row in range(len(nodes.ids))]


def observed(life: Life, day: str = "2024-01-10") -> str:
    life.create("project", {"name": "Pilot", "purpose": "pilot", "starts": "2024-01-01"}, hand("2024-01-01"),
                partnership="ab", record_id="pilot")
    return life.create("observation", {"project": "pilot", "partner": "b", "measure": "decision_style",
                                       "value": "consensus"}, hand(day), partnership="ab").id


def test_an_observation_is_a_trait_from_its_day_on_with_the_pilot_as_source(eco: Ecosystem, agreed: Life) -> None:
    observed(agreed)
    assert traits(eco, "2024-01-09") == [] and traits(eco, "2024-01-10") == [("decision_style", "consensus")]
    (row,) = eco.store.rows("traits").to_dict("records")
    assert (row["partner_id"], row["source"], row["valid_from"]) == ("b", "pilot pilot", "2024-01-10")


def test_an_observation_that_is_undone_or_revoked_stands_on_no_day(eco: Ecosystem, agreed: Life) -> None:
    made = observed(agreed)
    agreed.undo(made, hand("2024-01-20"))
    assert traits(eco, "2024-01-10") == [] and traits(eco, "2024-06-30") == []
    agreed.undo(made, hand("2024-01-21"))  # undoing the undo restores
    assert traits(eco, "2024-01-10") == [("decision_style", "consensus")]
    agreed.step(made, "revoke", hand("2024-02-01"))
    assert traits(eco, "2024-06-30") == []


def test_a_changed_value_replaces_and_a_corrected_measure_moves(eco: Ecosystem, agreed: Life) -> None:
    made = observed(agreed)
    agreed.change(made, {"value": "hierarchy"}, hand("2024-01-12"))
    assert traits(eco, "2024-01-12") == [("decision_style", "hierarchy")]
    agreed.correct(made, 1, {"measure": "risk_appetite"}, hand("2024-01-15"))
    assert traits(eco, "2024-01-15") == [("risk_appetite", "hierarchy")]


def test_what_a_pilot_showed_is_in_the_panorama(eco: Ecosystem, agreed: Life) -> None:
    observed(agreed)
    known = {each.id: each for each in eco.risks.checklist("b", as_of="2024-01-10").items}
    assert any("pilot" in (each.source or "") for each in known.values())
