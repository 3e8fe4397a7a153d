"""What the projection adds for risks: goods with all of their suppliers, risks that are over, who lists whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ecosystem.projection import Filters, project
from ecosystem.projection_risks import ENDED, ENDED_OF, INPUT, INPUT_CAPABILITY, INPUT_SUPPLIERS, INPUTS_OF
from ecosystem.stores import open_store
from scoring.snapshot import Snapshot
from tests.builders import write

PARTNERS = [{"id": each, "name": each} for each in ("a", "a|b", "b", "c")]
EVERYTHING = Filters()
GOODS = [{"id": each, "name": each} for each in ("x", "y")]


def snapshot(day: str = "2024-01-01", filters: Filters = EVERYTHING, **tables: list[dict[str, Any]]) -> Snapshot:
    with open_store("memory:") as store:
        write(store, "one", {"partners": PARTNERS, "capabilities": GOODS, **tables})
        return project(store, date.fromisoformat(day), filters)


def supply(supplier: str, customer: str, good: str | None, **more: Any) -> dict[str, Any]:
    return {"supplier_id": supplier, "customer_id": customer, "capability_id": good, **more}


def goods_of(found: Snapshot, customer: str) -> dict[str, list[str]]:
    """Suppliers by good."""
    partners, capabilities = found.partners.ids, found.nodes["Capability"].ids
    if INPUTS_OF not in found.layers:
        return {}
    return {
        capabilities[int(found.layer(INPUT_CAPABILITY).neighbours(each)[0])]: [
            partners[int(one)] for one in found.layer(INPUT_SUPPLIERS).neighbours(each)]
        for each in found.layer(INPUTS_OF).neighbours(partners.find(customer)).tolist()
    }


def test_two_goods_of_one_supplier_and_two_suppliers_of_one_good_stay_apart() -> None:
    found = snapshot(supplies=[supply("b", "a", "x"), supply("b", "a", "y"), supply("c", "a", "x"),
                               supply("b", "a|b", "x"), supply("c", "b", None)])
    assert goods_of(found, "a") == {"x": ["b", "c"], "y": ["b"]}
    assert goods_of(found, "a|b") == {"x": ["b"]} and goods_of(found, "b") == {}
    assert list(found.nodes[INPUT].ids) == ["a\\|b|x", "a|x", "a|y"]


def test_only_supplies_of_the_day_that_pass_the_filters_count() -> None:
    rows = [supply("b", "a", "x", valid_to="2023-12-31"), supply("c", "a", "x", source="s", confidence=0.9),
            supply("b", "a", "y", valid_from="2025", source="s")]
    assert goods_of(snapshot(supplies=rows), "a") == {"x": ["c"]}
    assert goods_of(snapshot("2025-12-31", supplies=rows), "a") == {"x": ["c"], "y": ["b"]}
    assert goods_of(snapshot(filters=Filters(sources=("other",)), supplies=rows), "a") == {}


def test_a_supply_says_who_said_it() -> None:
    found = snapshot(supplies=[supply("b", "a", "x", source="press", recorded_at="2020")])
    entry = found.layer(INPUT_SUPPLIERS).fact_of(0, found.partners.ids.find("b"))
    assert found.provenance.sources[entry] == "press" and found.provenance.recorded_at[entry] == "2020"


def test_no_supplies_give_no_goods_and_an_own_supply_is_none() -> None:
    assert len(snapshot().nodes[INPUT]) == 0 and INPUTS_OF not in snapshot().layers
    assert goods_of(snapshot(supplies=[supply("a", "a", "x")]), "a") == {}


@pytest.mark.parametrize(("day", "ended"), [
    ("2021-12-31", []), ("2022-01-01", ["old"]), ("2024-06-01", ["old", "late"]),
])
def test_a_risk_that_is_over_is_kept_apart_once_it_was_known(day: str, ended: list[str]) -> None:
    risks = [
        {"partner_id": "a", "kind": "old", "valid_from": "2020", "valid_to": "2021"},
        {"partner_id": "a", "kind": "late", "valid_to": "2022", "recorded_at": "2024-05"},
        {"partner_id": "a", "kind": "stands", "valid_to": "2030"}, {"partner_id": "a", "kind": "endless"},
    ]
    found = snapshot(day, risks=risks)
    kinds = found.nodes[ENDED].columns.get("kind")
    known = [] if kinds is None else [kinds[row] for row in range(len(found.nodes[ENDED]))]
    assert sorted(map(str, known)) == sorted(ended)
    assert (ENDED_OF in found.layers) == bool(ended)


def test_adding_a_risk_that_is_over_is_another_version() -> None:
    over = [{"partner_id": "a", "kind": "old", "valid_to": "2021"}]
    assert snapshot().version == snapshot().version != snapshot(risks=over).version


def test_nodes_without_references_say_who_states_them() -> None:
    found = snapshot(
        trade_barriers=[{"exporter_country": "CN", "importer_country": "US", "kind": "tariff", "source": "press"}],
        listed_entities=[{"id": "n", "name": "N", "source": "list", "recorded_at": "2020"}],
    )
    sources = [found.provenance.sources[found.layer(f"{table}.stated").fact_of(0, 0)]
               for table in ("trade_barriers", "listed_entities")]
    assert sources == ["press", "list"]


