"""A tiny ecosystem around one maker, whose every answer is known by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ecosystem import Ecosystem
from ecosystem.stores.memory import MemoryStore
from tests.builders import Rows, write

NAMES = {"maker": "Maker & Sons", "steel": "Steel 钢", "ore": "Ore", "shop": "Shop", "dealer": "Dealer", "lone": "Lone",
         "rival": "Rival", "vision": "Vision", "certifier": "Certifier"}


def dated(begin: str, source: str = "register") -> dict[str, object]:
    return {"valid_from": begin, "source": source}


CHAIN: Rows = {
    "partners": [{"id": each, "name": name, "country": "DE"} for each, name in NAMES.items()],
    "capabilities": [{"id": "c-steel", "name": "rolling"}, {"id": "c-vision", "name": "seeing", "name_zh": "视觉"},
                     {"id": "c-audit", "name": "auditing"}, {"id": "c-none", "name": "flying"}],
    "channels": [{"id": "web", "name": "Web shop", "kind": "online", "region": "Europe"}],
    "supplies": [
        {"supplier_id": "ore", "customer_id": "steel", "capability_id": "c-steel", **dated("2018")},
        {"supplier_id": "steel", "customer_id": "maker", "capability_id": "c-steel", **dated("2019-05-01")},
        {"supplier_id": "maker", "customer_id": "shop", "capability_id": "c-steel", **dated("2020")},
    ],
    "partner_channels": [{"partner_id": "maker", "channel_id": "web", "weight": 1.0, **dated("2021")}],
    "partnerships": [{"id": "sell", "kind": "channel", "name": "selling"},
                     {"id": "work", "kind": "licence", "name": "working"}],
    "partnership_members": [
        {"partnership_id": "sell", "partner_id": "maker", **dated("2022-01-01")},
        {"partnership_id": "sell", "partner_id": "dealer", **dated("2022-01-01")},
        {"partnership_id": "work", "partner_id": "maker"}, {"partnership_id": "work", "partner_id": "rival"},
    ],
    "partner_capabilities": [
        {"partner_id": "maker", "capability_id": "c-steel", "weight": 1.0},
        {"partner_id": "steel", "capability_id": "c-steel", "weight": 1.0},
        {"partner_id": "rival", "capability_id": "c-steel", "weight": 1.0},
        {"partner_id": "vision", "capability_id": "c-vision", "weight": 1.0},
        {"partner_id": "certifier", "capability_id": "c-audit", "weight": 1.0},
    ],
    "strategies": [{"id": "s", "partner_id": "maker", "name": "Grow", "horizon": "2030"}],
    "needs": [
        {"id": "n-see", "strategy_id": "s", "capability_id": "c-vision", "weight": 2.0, "must": True},
        {"id": "n-audit", "strategy_id": "s", "capability_id": "c-audit", "weight": 1.0, "must": False},
        {"id": "n-fly", "strategy_id": "s", "capability_id": "c-none", "weight": 1.0, "must": False},
        {"id": "n-steel", "strategy_id": "s", "capability_id": "c-steel", "weight": 1.0, "must": False},
    ],
    "need_standards": [{"need_id": "n-audit", "measure": "days", "operator": "<=", "value": "30", "unit": "days"}],
    "risks": [
        {"partner_id": "dealer", "kind": "quality", "likelihood": 0.9, "impact": 0.9, "note": "It broke twice."},
        {"partner_id": "rival", "kind": "quality", "likelihood": 0.4, "impact": 0.5, "note": "It may break."},
    ],
}


@contextmanager
def ecosystem(rows: Rows = CHAIN) -> Iterator[Ecosystem]:
    """The facade over rows written by hand."""
    with MemoryStore() as store:
        write(store, "all", rows)
        yield Ecosystem(store)
