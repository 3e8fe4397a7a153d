"""How many explained answers a second does the server give, and what does Neo4j take for the same question?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import neo4j
import numpy as np

from benchmarks.measuring import Disagreement, spent
from benchmarks.report import Line
from benchmarks.workplace import Workplace
from ecosystem.answers import body
from ecosystem.ingest.pipeline import import_paths
from ecosystem.service import Ecosystem
from ecosystem.stores import open_store
from tests.neo4j_server.server import PASSWORD, USER, free_port

TITLE = "Candidates over HTTP"
TOP: Final = 20
CONNECTIONS: Final = 4

SHARED: Final = """
MATCH (:Partner {id: $id})-[:HAS_CAPABILITY]->(c:Capability)<-[:HAS_CAPABILITY]-(other:Partner)
WHERE NOT other.id IN $left_out
RETURN other.id AS id, count(c) AS shared ORDER BY shared DESC, id LIMIT $top
"""
"""Who shares most capabilities with X. Ours is ``containment``: the same count, over X's own."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the server has to answer, computed in process before it starts."""

    ids: tuple[str, ...]
    bodies: dict[str, Any]  # by path
    shared: dict[str, tuple[tuple[str, int], ...]]  # by asker, the best with their counts
    partners: dict[str, tuple[str, ...]]  # by asker, whom its answer leaves out


def run(place: Workplace) -> Iterator[Line | str]:
    """The server alone with its client, then Neo4j alone with its own."""
    sizes = place.sizes
    address = place.store(sizes.middle)
    expected = _expected(address, sizes.cypher, sizes.requests)
    with _server(place, address) as (port, pid):
        place.say("asking over HTTP")
        yield from _asked(port, pid, expected, sizes.requests)
        one = _ask(port, 1, [_by_shared(each) for each in expected.shared])
        many = _ask(port, CONNECTIONS, [_by_shared(each) for each in _fresh(expected, len(expected.shared), 3)])
    if absent := place.why_no_neo4j():
        yield f"Neo4j was left out: {absent}."
    else:
        yield from _cypher(place, expected, one, many)
    yield (f"{sizes.middle}. One server process (`allygraph serve`, default settings without rate limit), a client "
           f"process with {CONNECTIONS} connections on the same machine, which takes its share of the cores. "
           "“Distinct” questions were never asked before, so that every answer is computed; “repeated” ones are "
           "50 questions over and over, answered from the cache of finished answers. Bodies are compared with "
           "the facade's own answers.")


# --- what has to come out ----------------------------------------------------------------------------
def _path(partner: str, limit: int = 10) -> str:
    return f"/v1/partners/{partner}/candidates?limit={limit}"


def _by_shared(partner: str) -> str:
    return f"/v1/partners/{partner}/candidates?limit={TOP}&scorer=containment"


def _expected(address: str, count: int, requests: int) -> Expected:
    with Ecosystem(address) as eco:
        snapshot, view = eco.snapshot(), eco.view()
        ids = list(snapshot.partners.ids)
        drawn = np.random.default_rng(11).permutation(len(ids))
        ids = [ids[row] for row in drawn]
        bodies = {_path(each): body(eco.candidates(each, limit=10)) for each in ids[:3]}
        profile = snapshot.layer("profile")
        shared, partners = {}, {}
        for each in ids[-count:]:
            row = view.row_of(each)
            answer = eco.candidates(each, scorer="containment", limit=TOP)
            own = len(profile.neighbours(row))
            shared[each] = tuple((item.partner.id, round(item.score * own)) for item in answer.items)
            partners[each] = tuple(snapshot.partners.ids[int(other)] for other in (row, *view.partners_of(row)))
    return Expected(tuple(ids), bodies, shared, partners)


def _fresh(expected: Expected, count: int, part: int) -> list[str]:
    """Askers that no other part of the run asks; ``part`` counts from 0."""
    start = 10 + part * (len(expected.ids) - 10 - len(expected.shared)) // 4
    return list(expected.ids[start : start + count])


# --- our server --------------------------------------------------------------------------------------
@contextmanager
def _server(place: Workplace, address: str) -> Iterator[tuple[int, int]]:
    """Port and process of a server that is ready; its log goes into the workplace."""
    port = free_port()
    surroundings = os.environ | {"ALLYGRAPH_AUTH": "off", "ALLYGRAPH_RATE_LIMIT": "0",
                                 "ALLYGRAPH_HOME": str(place.folder / "home")}
    with (place.folder / "server.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "api.cli", "--store", address, "serve", "--port", str(port)],
                                   env=surroundings, stdout=log, stderr=log)
    try:
        _wait_until_ready(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the server did not get ready")


def _asked(port: int, pid: int, expected: Expected, requests: int) -> Iterator[Line]:
    _compare(port, expected)
    few = [_path(each) for each in expected.ids[:50]]
    found = {
        "distinct, 10 candidates": [_path(each) for each in _fresh(expected, requests, 0)],
        "distinct, 20 candidates": [_path(each, TOP) for each in _fresh(expected, requests // 2, 1)],
        "distinct, 20 candidates, overlap":
            [f"{_path(each, TOP)}&scorer=overlap" for each in _fresh(expected, requests // 2, 2)],
        "repeated, 10 candidates": [few[at % len(few)] for at in range(requests)],
    }
    for what, paths in found.items():
        cpu = _cpu_of(pid)
        answers = _ask(port, CONNECTIONS, paths)
        busy = (_cpu_of(pid) - cpu) / len(paths) * 1e3
        p50, p95, p99 = np.percentile(answers["seconds"], [50, 95, 99]) * 1e3
        default = what.endswith("10 candidates")
        yield Line(what=f"{what}: answers", ours=len(paths) / answers["wall"], unit="/s",
                   target=300 if default else None,
                   note=f"{answers['bytes'] / len(paths) / 1024:.1f} KiB each; client's CPU "
                        f"{answers['cpu'] / len(paths) * 1e3:.2g} ms each")
        yield Line(what=f"{what}: p99", ours=p99, unit="ms", cpu=busy, target=50 if default else None,
                   note=f"p50 {p50:.3g}, p95 {p95:.3g}")


def _compare(port: int, expected: Expected) -> None:
    """The server's answers are the facade's; only the cursor is sealed on the way."""
    for path, wanted in expected.bodies.items():
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            found = json.load(answer)
        if {**found, "next": None} != {**wanted, "next": None}:
            raise Disagreement(f"{path} over HTTP is not what the facade answers")


def _ask(port: int, connections: int, paths: Sequence[str]) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", "benchmarks.ask_http", str(port), str(connections)],
                          input="\n".join(paths), capture_output=True, text=True, timeout=600, check=True)
    answers: dict[str, Any] = json.loads(done.stdout)
    if answers["statuses"] != {"200": len(paths)}:
        raise Disagreement(f"of {len(paths)} questions over HTTP: {answers['statuses']}")
    return answers


def _cpu_of(pid: int) -> float:
    """Processor seconds of another process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# --- Neo4j -------------------------------------------------------------------------------------------
def _cypher(place: Workplace, expected: Expected, one: dict[str, Any], many: dict[str, Any]) -> Iterator[Line | str]:
    size = place.sizes.middle
    with place.neo4j_server() as server:
        with open_store(server.url, user=USER, password=PASSWORD) as store:
            place.say(f"importing {size} into Neo4j, or finding it there")
            import_paths(store, place.beside(size))
        place.say("asking Neo4j")
        with neo4j.GraphDatabase.driver(server.url, auth=(USER, PASSWORD)) as driver:

            def ask(asker: str) -> tuple[float, list[tuple[str, int]]]:
                with spent() as used:
                    records = driver.execute_query(SHARED, id=asker, left_out=list(expected.partners[asker]),
                                                   top=TOP).records
                return used.wall, [(each["id"], each["shared"]) for each in records]

            askers = list(expected.shared)
            ask(askers[0]), ask(askers[0])  # planned and warm
            answers = {asker: ask(asker) for asker in askers}
            for asker, (_, found) in answers.items():
                if found != list(expected.shared[asker]):
                    raise Disagreement(f"{asker}: ours {expected.shared[asker]}, Neo4j {found}")
            with spent() as used, ThreadPoolExecutor(CONNECTIONS) as pool:
                list(pool.map(ask, askers))
    theirs = float(np.median([seconds for seconds, _ in answers.values()]))
    yield Line(what=f"who shares most capabilities, {TOP} of them, one connection: p50",
               ours=float(np.median(one["seconds"])) * 1e3, unit="ms", peer="Cypher on Neo4j", theirs=theirs * 1e3,
               note=f"same {TOP} ids and counts for {len(askers)} askers; ours with evidence, theirs ids and counts")
    yield Line(what=f"the same, {CONNECTIONS} connections: answers", ours=len(askers) / many["wall"], unit="/s",
               peer="Cypher on Neo4j", theirs=len(askers) / used.wall)
