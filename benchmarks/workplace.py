"""The data that the benchmarks share: generated tables and stores of three sizes, made when first wanted."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ecosystem.demo import generate_scale
from ecosystem.ingest.pipeline import import_paths
from ecosystem.stores import open_store
from tests.neo4j_server.server import CannotStart, Server, missing_tools

BESIDE: Final = ("partners", "capabilities", "partner_capabilities")
"""Tables that the Neo4j server gets: what the question asked of it needs."""


@dataclass(frozen=True, slots=True)
class Size:
    partners: int
    capabilities: int
    each: int

    def __str__(self) -> str:
        return f"{self.partners:,} partners × {self.capabilities:,} capabilities × {self.each} each"

    @property
    def name(self) -> str:
        return f"{self.partners}-{self.capabilities}-{self.each}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much of everything a run takes."""

    large: Size  # import, snapshot, queries in process
    middle: Size  # over HTTP and in Neo4j
    less: Size  # memory:, and scikit-learn's brute force
    least: Size  # networkx
    names: int
    typed: int  # questions of each kind to the search
    questions: int  # in process
    requests: int  # over HTTP, of each kind
    cypher: int  # questions to Neo4j
    starts: int  # of each command
    pairs: Size  # everybody with everybody
    marks: tuple[int, ...] = (200,)  # of maps
    peers_until: int = 200  # marks of the largest map that is given to other libraries
    compiling: bool = True  # time of compiling, which takes longer than all else where the rest is small


FULL: Final = Sizes(
    large=Size(1_000_000, 10_000, 20), middle=Size(100_000, 10_000, 20), less=Size(20_000, 5_000, 20),
    least=Size(2_000, 500, 10), names=200_000, typed=100, questions=200, requests=3_000, cypher=20, starts=5,
    pairs=Size(200_000, 5_000, 20), marks=(1_000, 5_000, 20_000, 100_000), peers_until=20_000,
)
SMALL: Final = Sizes(
    large=Size(30_000, 2_000, 20), middle=Size(4_000, 1_000, 20), less=Size(2_000, 1_000, 20),
    least=Size(400, 200, 10), names=5_000, typed=10, questions=50, requests=400, cypher=5, starts=2,
    pairs=Size(20_000, 2_000, 20), marks=(200, 1_000), peers_until=1_000,
)


@dataclass(frozen=True, slots=True)
class Workplace:
    """A folder, what to make in it, whether a Neo4j server may be started, and where libraries of peers lie."""

    folder: Path
    sizes: Sizes
    neo4j: bool = True
    libraries: Path | None = None

    def say(self, text: str) -> None:
        print(f"  … {text}", file=sys.stderr, flush=True)

    def tables(self, size: Size, form: str = "parquet") -> Path:
        """The folder of generated tables of one size."""
        folder = self.folder / f"tables-{size.name}-{form}"
        if not (folder / "complete").exists():
            self.say(f"generating {size} as {form}")
            generate_scale(folder, partners=size.partners, capabilities=size.capabilities, per_partner=size.each,
                           format=form)
            (folder / "complete").touch()
        return folder

    def store(self, size: Size) -> str:
        """The address of an embedded store that holds the tables of one size."""
        address = self.address(size)
        with open_store(address) as store:
            if not store.counts()["partners"]:
                self.say(f"importing {size}")
                import_paths(store, [self.tables(size)])
        return address

    def address(self, size: Size) -> str:
        return f"duckdb:{self.folder / size.name}.duckdb"

    def forget(self, size: Size) -> None:
        """Remove the store of one size, its scratch folder and its snapshots."""
        for path in self.folder.glob(f"{size.name}.duckdb*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def forget_neo4j(self) -> None:
        """Remove what a Neo4j server here holds: an import that finds its content there does nothing."""
        shutil.rmtree(self.folder / "neo4j", ignore_errors=True)

    def why_no_neo4j(self) -> str:
        """Empty where a server can be started."""
        if not self.neo4j:
            return "no Neo4j server was wanted (`--no-neo4j`)"
        absent = missing_tools()
        return f"{', '.join(absent)} not found, which a Neo4j server needs" if absent else ""

    @contextmanager
    def neo4j_server(self) -> Iterator[Server]:
        """A Neo4j over a folder of this workplace: what one section put into it the next one finds."""
        server = Server(self.folder / "neo4j", heap="2g")
        self.say("starting Neo4j")
        try:
            server.start()
        except CannotStart as error:
            raise RuntimeError(f"Neo4j did not start: {str(error).splitlines()[0]}") from error
        try:
            yield server
        finally:
            server.stop()

    def beside(self, size: Size) -> list[Path]:
        """The files that go into Neo4j."""
        return [self.tables(size) / f"{table}.parquet" for table in BESIDE]
