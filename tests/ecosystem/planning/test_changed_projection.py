"""A changed snapshot is, byte for byte, the projection of a store that was changed the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ecosystem import demo, model
from ecosystem.projection import project
from ecosystem.service import Ecosystem
from scoring.snapshot import Provenance, Snapshot, Strings, content_hash
from scoring.whatif.changes import GOES_WITH, WHAT_IF, Change, apply_changes

Tables = dict[str, pd.DataFrame]


def numbered_again(snapshot: Snapshot) -> Snapshot:
    """The same with only those entries of provenance that something points to, in the projection's order."""
    table = snapshot.provenance
    texts = [list(each) for each in (table.sources, table.valid_from, table.valid_to, table.recorded_at)]
    used = np.unique(np.concatenate([layer.facts for layer in snapshot.layers.values()]))
    entries = [int(each) for each in used if each >= 0]

    def in_order(entry: int) -> Any:
        confidence = float(table.confidence[entry])
        return tuple(text[entry] for text in texts), -1.0 if confidence != confidence else confidence

    entries.sort(key=in_order)
    place = np.full(len(table) + 1, -1, dtype=np.int32)
    place[entries] = np.arange(len(entries))
    layers = {name: replace(layer, facts=place[layer.facts]) for name, layer in snapshot.layers.items()}
    kept = [Strings.of(text[entry] for entry in entries) for text in texts]
    provenance = Provenance(*kept, table.confidence[entries])
    return Snapshot(snapshot.as_of, snapshot.nodes, layers, provenance, snapshot.filters)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("demo")
    demo.write(folder)
    return {file.stem: pd.read_csv(file, dtype=str, keep_default_na=False) for file in sorted(folder.glob("*.csv"))}


@pytest.fixture(scope="module")
def projected(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Tables], Snapshot]]:
    day = date(2023, 11, 30)

    def of(wanted: Tables) -> Snapshot:
        folder = tmp_path_factory.mktemp("tables")
        for name, frame in wanted.items():
            frame.to_csv(Path(folder) / f"{name}.csv", index=False)
        with Ecosystem("memory:") as eco:
            assert not eco.import_path(folder).rejected
            return project(eco.store, day)

    yield of


def less(tables: Tables, gone: str) -> Tables:
    """The tables without an organisation and whatever only makes sense with it."""
    left = dict(tables)
    ids = {"partners": {gone}}
    memberships = tables["partnership_members"]
    with_it = set(memberships[memberships.partner_id == gone].partnership_id)
    sizes = memberships.groupby("partnership_id").partner_id.nunique()
    ids["partnerships"] = {each for each in with_it if sizes[each] == 2}
    for table, column in (("strategies", "partner_id"), ("needs", "strategy_id")):
        above = ids["partners"] if table == "strategies" else ids["strategies"]
        ids[table] = set(tables[table][tables[table][column].isin(above)].id)
    for name, frame in tables.items():
        kind = model.TABLES[name]
        keep = ~frame["id"].isin(ids.get(name, set())) if "id" in frame else pd.Series(True, index=frame.index)
        for column, reference in model.references(kind):
            if column.name not in frame:
                continue
            named = frame[column.name].isin(ids.get(model.NODE_BY_LABEL[reference.label].table, set()))
            if column.required:
                keep &= ~named
            elif named.any():
                frame = frame.assign(**{column.name: frame[column.name].mask(named, "")})
        left[name] = frame[keep]
    return left


@pytest.mark.parametrize("gone", ["b-tech", "a-nev"])
def test_a_removed_organisation_is_a_store_without_it(
    tables: Tables, projected: Callable[[Tables], Snapshot], gone: str,
) -> None:
    changed = apply_changes(projected(tables), [Change(action="remove", kind="partner", partner=gone)])
    fresh = projected(less(tables, gone))
    assert content_hash(numbered_again(changed)) == content_hash(numbered_again(fresh))


def test_what_is_added_is_a_store_with_it(tables: Tables, projected: Callable[[Tables], Snapshot]) -> None:
    before = projected(tables)
    capability = before.nodes["Capability"].ids[3]
    other = next(each for each in before.partners.ids if before.layer("ties").weight_of(
        before.partners.ids.find(each), before.partners.ids.find("b-tech")) == 0 and each != "b-tech")
    changed = apply_changes(before, [
        Change(action="add", kind="partner", partner="a-newcomer", name="Newcomer", country="CN"),
        Change(action="add", kind="capability", partner="a-newcomer", capability=capability, weight=0.5),
        Change(action="add", kind="tie", partner="b-tech", other=other),
        Change(action="add", kind="tie", partner="b-tech", other="a-newcomer"),
    ])
    fresh = projected(more(tables, capability, [(other, "b-tech"), ("a-newcomer", "b-tech")]))
    assert content_hash(numbered_again(changed)) == content_hash(numbered_again(fresh))


def more(tables: Tables, capability: str, pairs: list[tuple[str, str]]) -> Tables:
    def longer(name: str, rows: list[dict[str, str]]) -> pd.DataFrame:
        return pd.concat([tables[name], pd.DataFrame(rows)]).fillna("")

    names = [f"what-if:{'|'.join(sorted(pair))}" for pair in pairs]
    return {
        **tables,
        "partners": longer("partners", [{"id": "a-newcomer", "name": "Newcomer", "country": "CN"}]),
        "partner_capabilities": longer("partner_capabilities", [
            {"partner_id": "a-newcomer", "capability_id": capability, "weight": "0.5", "source": WHAT_IF}]),
        "partnerships": longer("partnerships", [{"id": each, "source": WHAT_IF} for each in names]),
        "partnership_members": longer("partnership_members", [
            {"partnership_id": name, "partner_id": end, "source": WHAT_IF}
            for name, pair in zip(names, pairs, strict=True) for end in pair]),
    }


def test_the_references_that_take_their_node_along_are_the_required_ones_of_the_model() -> None:
    gone = {"Partner"}
    found = set()
    for kind in model.FACT_KINDS:
        for column, reference in model.references(kind):
            if column.required and reference.label in gone:
                found.add(f"{kind.table}.{column.name}")
                gone.add(kind.label)
    assert found == set(GOES_WITH) - {"ended_risks.partner_id"}
