"""What does a what-if cost, beside making the changed snapshot again from a changed store?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.measuring import Disagreement, spent, times
from benchmarks.report import Line
from benchmarks.workplace import Workplace
from ecosystem.planning.whatif.changes import change_from_text
from ecosystem.projection import project
from ecosystem.service import Ecosystem
from scoring.network import cutting
from scoring.network.cutting import structure_of
from scoring.snapshot import TIES, Snapshot
from scoring.whatif.changes import Change, apply_changes

TITLE = "What-if"


def run(place: Workplace) -> Iterator[Line | str]:
    """Answers of the facade, the change alone, and the structure beside networkx."""
    size = place.sizes.middle
    with Ecosystem(place.store(size)) as eco:
        place.say("asking what if")
        snapshot = eco.snapshot()
        with spent() as first:
            _ask(eco, "remove", f"partner:{_by_degree(snapshot)[0]}")
        yield Line(what="the first what-if (structure of the graph as it is, scorer, compiled loops)",
                   ours=first.wall, unit="s", cpu=first.cpu)
        yield from _answers(eco, snapshot)
        yield from _changes(eco, snapshot)
    yield from _structure(snapshot)
    yield (f"{size}; the asker is an organisation with needs. Each answer has capabilities, needs, substitutes, "
           "structure and the moved candidates of `blend`.")


def _answers(eco: Ecosystem, snapshot: Snapshot) -> Iterator[Line]:
    largest, ids = _by_degree(snapshot), snapshot.partners.ids
    drawn = [ids[row] for row in np.random.default_rng(7).choice(len(ids), 10, replace=False).tolist()]
    asker = _with_needs(snapshot, {*largest, *drawn})
    for what, words in (
        ("one of the organisations with most partners removed", [[f"partner:{each}"] for each in largest]),
        ("an organisation drawn by chance removed", [[f"partner:{each}"] for each in drawn]),
        ("five removed at once", [[f"partner:{each}" for each in drawn[at : at + 5]] for at in (0, 5)]),
    ):
        found = times(lambda each: _ask(eco, "remove", *each, asker=asker), words)
        yield Line(what=what, ours=found.p50 / 1e3, unit="s", cpu=found.cpu / 1e3, target=1,
                   note=f"slowest {found.p99 / 1e3:.2g} s")


def _changes(eco: Ecosystem, snapshot: Snapshot) -> Iterator[Line]:
    change = [Change(action="remove", kind="partner", partner=_by_degree(snapshot)[0])]
    found = times(lambda _: apply_changes(snapshot, change), list(range(5)))
    with spent() as again:
        fresh = project(eco.store, snapshot.as_of)
    if fresh.version != snapshot.version:
        raise Disagreement("the store projected again is another snapshot")
    yield Line(what="the changed snapshot alone", ours=found.p50 / 1e3, unit="s", cpu=found.cpu / 1e3,
               peer="the store projected again", theirs=again.wall,
               note="tests say that both are the same, byte for byte")


def _structure(snapshot: Snapshot) -> Iterator[Line]:
    ties, count = snapshot.layer(TIES), snapshot.partner_count
    structure_of(ties, count)

    def ours(_: Any) -> None:
        cutting._known.clear()
        structure_of(ties, count)

    found = times(ours, list(range(5)))
    graph = nx.from_scipy_sparse_array(ties.matrix())
    with spent() as theirs:
        points, bridges = sorted(nx.articulation_points(graph)), list(nx.bridges(graph))
    mine = structure_of(ties, count)
    if points != mine.articulation_points.tolist() or len(bridges) != len(mine.bridges):
        raise Disagreement("articulation points or bridges are not those of networkx")
    yield Line(what="components, articulation points, bridges and what each cuts off", ours=found.p50 / 1e3, unit="s",
               cpu=found.cpu / 1e3, peer="networkx `articulation_points`, `bridges`", theirs=theirs.wall,
               note=f"{len(points):,} points and {len(bridges):,} bridges, the same")


def _ask(eco: Ecosystem, action: str, *words: str, asker: str | None = None) -> object:
    return eco.whatif.ask([change_from_text(action, each) for each in words], asker)


def _by_degree(snapshot: Snapshot) -> list[str]:
    """The ten with most partners."""
    degrees = np.diff(snapshot.layer(TIES).indptr)
    return [snapshot.partners.ids[row] for row in np.argsort(-degrees, kind="stable")[:10].tolist()]


def _with_needs(snapshot: Snapshot, but: set[str]) -> str:
    owners = snapshot.layer("strategies.partner_id").indices.tolist()
    return next(each for each in (snapshot.partners.ids[row] for row in owners) if each not in but)
