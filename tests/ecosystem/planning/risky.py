"""A tiny ecosystem with every kind of risk in it, for tests that work them out by hand."""

from __future__ import annotations

from typing import Any

DAY = "2024-01-01"

PARTNERS: list[dict[str, Any]] = [
    {"id": "me", "name": "Ada Motors", "country": "CN"}, {"id": "you", "name": "Bit Works", "country": "US"},
    {"id": "s1", "name": "Steel One", "country": "US"}, {"id": "s2", "name": "Chip Two", "country": "CN"},
    {"id": "s3", "name": "Glass Three", "country": "US"}, {"id": "t", "name": "Top Source", "country": "KR"},
    {"id": "lone", "name": "Lone End"}, {"id": "nothing", "name": "Nothing Known"},
    {"id": "rival", "name": "Rival Works", "country": "US"},
]
TABLES: dict[str, list[dict[str, Any]]] = {
    "partners": PARTNERS,
    "capabilities": [{"id": each, "name": each} for each in ("steel", "chip", "glass", "vision", "voice")],
    "supplies": [
        {"supplier_id": "s1", "customer_id": "you", "capability_id": "steel", "recorded_at": "2023-12-22"},
        {"supplier_id": "s2", "customer_id": "you", "capability_id": "chip"},
        {"supplier_id": "s2", "customer_id": "you", "capability_id": "glass"},
        {"supplier_id": "s3", "customer_id": "you", "capability_id": "glass"},
        {"supplier_id": "t", "customer_id": "s1", "capability_id": "chip"},
        {"supplier_id": "t", "customer_id": "s2", "capability_id": "chip"},
        {"supplier_id": "s2", "customer_id": "me", "capability_id": "chip"},
    ],
    "partner_capabilities": [
        {"partner_id": "you", "capability_id": "vision", "weight": 0.8},
        {"partner_id": "you", "capability_id": "voice", "weight": 0.9},
        {"partner_id": "rival", "capability_id": "voice", "weight": 0.5},
    ],
    "strategies": [{"id": "s", "partner_id": "me", "name": "See"}],
    "needs": [
        {"id": "n1", "strategy_id": "s", "capability_id": "vision", "weight": 3.0, "must": True},
        {"id": "n2", "strategy_id": "s", "capability_id": "voice", "weight": 1.0},
    ],
    "traits": [
        {"partner_id": "me", "measure": "rd_cycle_months", "value": "18"},
        {"partner_id": "you", "measure": "rd_cycle_months", "value": "9", "recorded_at": "2023-01-01"},
        {"partner_id": "you", "measure": "rd_cycle_months", "value": "18", "recorded_at": "2020-01-01"},
        {"partner_id": "me", "measure": "decision_style", "value": "democratic"},
        {"partner_id": "you", "measure": "decision_style", "value": "democratic"},
        {"partner_id": "you", "measure": "capacity_elasticity", "value": "30", "unit": "%"},
        {"partner_id": "you", "measure": "key_material_stock_days", "value": "120"},
    ],
    "risks": [
        {"partner_id": "you", "kind": "data_protection", "likelihood": 0.1, "impact": 0.9, "owner": "privacy officer",
         "note": "audit passed", "valid_to": "2024-02-29", "recorded_at": "2023-12-02", "source": "auditor"},
        {"partner_id": "you", "kind": "Export Control", "likelihood": 0.5, "impact": 0.5, "valid_to": "2023-06"},
        {"partner_id": "you", "kind": "weather", "impact": 0.3},
        {"partner_id": "s1", "kind": "operational", "likelihood": 0.4, "impact": 0.1},
        {"partner_id": "s2", "kind": "financial", "likelihood": 0.5, "impact": 0.1},
        {"partner_id": "s2", "kind": "cultural", "likelihood": 0.9, "impact": 0.1},
    ],
    "partnerships": [{"id": "p1"}, {"id": "p2"}, {"id": "p3"}],
    "partnership_members": [
        {"partnership_id": "p1", "partner_id": "you"}, {"partnership_id": "p1", "partner_id": "lone"},
        {"partnership_id": "p2", "partner_id": "you"}, {"partnership_id": "p2", "partner_id": "s1"},
        {"partnership_id": "p3", "partner_id": "s1"}, {"partnership_id": "p3", "partner_id": "s3"},
    ],
    "trade_barriers": [
        {"exporter_country": "US", "importer_country": "CN", "kind": "export control", "likelihood": 0.8,
         "impact": 0.9, "note": "chips need a licence", "source": "press"},
        {"exporter_country": "CN", "importer_country": "US", "kind": "tariff", "likelihood": 0.9, "impact": 0.3},
        {"exporter_country": "CN", "importer_country": "US", "kind": "quota", "valid_to": "2020"},
    ],
}
