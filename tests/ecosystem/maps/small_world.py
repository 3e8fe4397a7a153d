"""A small ecosystem whose maps can be foretold: two clusters, a change of kind, one who enters and one who leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ecosystem import Ecosystem
from ecosystem.stores.memory import MemoryStore
from tests.builders import write

PEOPLE = (("a", "Ada Motors", "CN"), ("b", "Bit Works", "DE"), ("c", "Cog Parts", "CN"), ("d", "Dye Shop", None),
          ("e", "Eel Power", "US"), ("f", "Fog Sensing", "US"), ("g", "Gum Mill", "DE"))
PARTNERSHIPS = (
    # id, kind, from, to, members
    ("n1", "licence", "2018", "2021", "ab"), ("n2", "joint_venture", "2022-03-01", None, "ab"),
    ("n3", "standards_consortium", "2019", None, "acd"), ("n4", "licence", "2020", None, "cd"),
    ("n5", "technology_alliance", "2017", "2021", "eg"), ("n6", "research_project", "2022-05", None, "ef"),
)

HELD = (("a", "cast", 3), ("a", "see", 1), ("b", "see", 2), ("c", "cast", 2), ("d", "cast", 1), ("d", "pack", 2),
        ("e", "pack", 4), ("f", "see", 1))


@contextmanager
def small_world() -> Iterator[Ecosystem]:
    """The ecosystem in memory; "f" is on record from 2022 on, "g" until 2021."""
    with MemoryStore() as store:
        write(store, "all", {
            "partners": [{"id": each, "name": name, "country": country, "kind": "company",
                          "aliases": "阿达汽车" if each == "a" else None,
                          "valid_from": "2022" if each == "f" else "2015", "valid_to": "2021" if each == "g" else None}
                         for each, name, country in PEOPLE],
            "capabilities": [{"id": each, "name": name, "name_zh": chinese} for each, name, chinese in
                             (("cast", "casting", "铸造"), ("see", "vision", "视觉"), ("pack", "packs", None))],
            "partner_capabilities": [
                {"partner_id": partner, "capability_id": capability, "weight": weight, "valid_from": "2016",
                 "source": "reports"}
                for partner, capability, weight in HELD
            ],
            "channels": [{"id": "web", "name": "Web shop"}],
            "partner_channels": [{"partner_id": each, "channel_id": "web"} for each in "ab"],
            "partnerships": [{"id": each, "kind": kind, "valid_from": begun, "valid_to": over, "source": "press"}
                             for each, kind, begun, over, _ in PARTNERSHIPS],
            "partnership_members": [{"partnership_id": each, "partner_id": member}
                                    for each, _, _, _, members in PARTNERSHIPS for member in members],
            "supplies": [{"supplier_id": one, "customer_id": other, "valid_from": begun, "source": "customs"}
                         for one, other, begun in (("c", "a", "2019"), ("e", "c", "2018"), ("a", "f", "2022"))],
            "risks": [{"partner_id": "c", "kind": "quality", "likelihood": 0.5, "impact": 0.9, "valid_from": "2019"}],
        })
        yield Ecosystem(store)
