"""How long does it take to find a name among many, spelled in whichever way?"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.bench_search import build, measure, peers, questions
from benchmarks.report import Line
from benchmarks.workplace import Workplace

TITLE = "Search by name"


def run(place: Workplace) -> Iterator[Line | str]:
    """Every kind of question of ``bench_search``, beside RapidFuzz where it can answer."""
    index, names, built = build(place.sizes.names)
    yield Line(what=f"index of {place.sizes.names:,} names built", ours=built["build_s"], unit="s",
               cpu=built["build_cpu_s"], note=f"{built['held_mib']:.0f} MiB held")

    def ours(text: str) -> int | None:
        found = index.search(text, 10)
        return found[0].row if found else None

    by_kind = questions(names, place.sizes.typed)
    beside = peers(names, by_kind)
    for kind, asked in by_kind.items():
        figures = measure(ours, asked, names)
        peer = beside.get(f"RapidFuzz: {kind}")
        right = "" if all(row < 0 for _, row in asked) else f"right first: {figures['right']:.0%}"
        if peer and right:
            right += f", the peer {peer['right']:.0%}"
        yield Line(what=kind, ours=figures["p50_ms"], unit="ms", peer="RapidFuzz `WRatio` over all" if peer else "",
                   theirs=peer["p50_ms"] if peer else None, target=30,
                   note="; ".join(each for each in (f"p95 {figures['p95_ms']:.1f} ms", right) if each))
    yield "Times are medians. Two in five names are Chinese; questions are made from them with errors put in."
