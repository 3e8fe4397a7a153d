"""A tiny ecosystem with one strategy, whose answers can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ecosystem.service import Ecosystem

DAY = "2024-06-30"

Row = Mapping[str, Any]

NEEDS = (
    {"id": "n-drive", "capability_id": "drive", "weight": 3.0, "must": True},
    {"id": "n-ship", "capability_id": "ship", "weight": 1.0, "must": True},
    {"id": "n-sell", "capability_id": "sell", "weight": 1.0, "must": False},
)
STANDARDS = (
    {"need_id": "n-drive", "measure": "release interval", "operator": "<=", "value": "6", "unit": "weeks"},
    {"need_id": "n-drive", "measure": "accuracy", "operator": ">=", "value": "95", "unit": "%"},
)
HELD = {"ada": {"sell": 0.3}, "bit": {"drive": 0.8}, "cog": {"drive": 1.0, "ship": 1.0}, "dot": {"ship": 0.6},
        "eve": {"drive": 0.4}, "far": {}}
TOLD = (
    ("bit", "release interval", "40", "days", "2023-01-01"), ("bit", "accuracy", "96", "%", "2023-01-01"),
    ("cog", "release_interval", "3", "months", "2023-01-01"), ("eve", "accuracy", "97", "%", "2023-01-01"),
)


def tiny(*, needs: Sequence[Row] = NEEDS, standards: Sequence[Row] = STANDARDS,
         told: Sequence[tuple[str, ...]] = TOLD, more: Mapping[str, Sequence[Row]] | None = None,
         store: Any = "memory:") -> Ecosystem:
    """``me`` asks; ``mine`` is its subsidiary, ``ada`` its partner of today."""
    eco = Ecosystem(store)
    names = {"me": "Me Motors", "mine": "Mine Parts", **{each: f"{each.title()} Works" for each in HELD}}
    frames: dict[str, list[Row]] = {
        "partners": [{"id": each, "name": name, "parent_id": "me" if each == "mine" else None}
                     for each, name in names.items()],
        "capabilities": [{"id": each, "name": f"{each.title()}ing"} for each in ("drive", "ship", "sell", "weld")],
        "partner_capabilities": [{"partner_id": who, "capability_id": what, "weight": weight, "source": "register"}
                                 for who, held in HELD.items() for what, weight in held.items()],
        "partnerships": [{"id": "ps", "kind": "supply", "valid_from": "2020-01-01"}],
        "partnership_members": [{"partnership_id": "ps", "partner_id": each} for each in ("me", "ada")],
        "strategies": [{"id": "s-me", "partner_id": "me", "name": "Go", "valid_from": "2022-01-01",
                        "recorded_at": "2022-01-01", "source": "board"}],
        "needs": [{"strategy_id": "s-me", "valid_from": "2022-01-01", "source": "board", **each} for each in needs],
        "need_standards": [{"valid_from": "2022-01-01", "source": "board", **each} for each in standards],
        "traits": [{"partner_id": who, "measure": measure, "value": value, "unit": unit, "recorded_at": recorded,
                    "source": f"interview {recorded}"} for who, measure, value, unit, recorded in told],
        **(more or {}),
    }
    eco.import_frames({table: pd.DataFrame(rows) for table, rows in frames.items() if rows}, max_rejects=0)
    return eco


def document(**changed: Any) -> dict[str, Any]:
    """A new strategy of ``far``."""
    need = {"capability": "drive", "weight": 2, "must": True, "standards": [
        {"measure": "release interval", "operator": "<=", "value": 6, "unit": "weeks"}]}
    return {"partner": "far", "name": "Far ahead", "horizon": "2030", "needs": [need]} | changed
