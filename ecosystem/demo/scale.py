"""How an ecosystem for benchmarks is made: up to millions of organisations, plain but of a real shape.

Profiles follow a Zipf–Mandelbrot law and differ by community; the number of capabilities and of
partnerships of an organisation has a heavy tail; most partnerships stay within a community. There
are no patents, supplies or traits. One organisation in a hundred has a strategy with needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.demo import names, vocabulary
from ecosystem.demo.dice import generator
from ecosystem.errors import InvalidParameter

SOURCE: Final = "illustrative demo: generated at scale"
PARTNERSHIPS_PER_PARTNER: Final = 2
CHUNK: Final = 200_000
"""Organisations whose capabilities are drawn at once."""

_FAVOURITES: Final = 0.6
"""Share of capabilities that are drawn from the favourites of the community."""

_AT_HOME: Final = 0.75
"""Share of partners that are looked for within the community."""

_MIDDLES: Final = (
    "an", "el", "or", "is", "um", "ar", "in", "ov", "et", "ul", "am", "ev", "os", "ir", "un", "ad", "ek", "ol",
    "il", "ur", "ab", "eth", "on", "ig",
)  # fmt: skip
_CITIES: Final = ("临岚", "安汀", "嘉渡", "青禾", "东屿", "云墟", "南砚", "白浦", "河曲湾", "镜川")
_COUNTRIES: Final = ("CN", "US", "DE", "JP", "KR", "FR", "GB", "IN", "NL", "TH")
_KINDS: Final = ("technology_alliance", "supply", "channel", "licence", "joint_venture")
_FIRST_DAY: Final = "2012-01-01"
_DAYS: Final = 5_290  # from the first day to 2026-06-26


def generate_scale(
    folder: str | Path, *, partners: int = 1_000_000, capabilities: int = 10_000, per_partner: float = 20,
    seed: int = 7, format: str = "parquet",
) -> dict[str, int]:  # fmt: skip
    """Write a large ecosystem as tables of the exchange format; rows by table.

    Parameters
    ----------
    per_partner
        capabilities of an organisation on average; the figure is met within about one per cent.
    format
        ``parquet`` or ``csv``.

    Raises
    ------
    InvalidParameter
        for another format, fewer than 10 organisations or 50 capabilities, or an average above a
        tenth of the capabilities.
    """
    if format not in {"parquet", "csv"}:
        raise InvalidParameter(f"format is {format!r}; it may be 'parquet' or 'csv'.")
    if partners < 10 or capabilities < 50 or not 1 <= per_partner <= capabilities / 10:
        raise InvalidParameter(
            "Give at least 10 partners and 50 capabilities, and per_partner from 1 to a tenth of the "
            f"capabilities (got {partners}, {capabilities} and {per_partner})."
        )
    shape = _Shape.drawn(partners, capabilities, seed)
    tables = _Tables(Path(folder), format)
    try:
        _write_nodes(tables, partners, capabilities, seed)
        _write_profiles(tables, shape, per_partner, seed)
        _write_partnerships(tables, shape, seed)
        _write_needs(tables, shape, seed)
    finally:
        tables.close()
    return tables.counts


_Column = NDArray[Any] | pd.Categorical  # texts of few kinds go as numbers


@dataclass(frozen=True, slots=True)
class _Shape:
    """Who belongs to which community, and what each community's favourite capabilities are."""

    partners: int
    capabilities: int
    community: NDArray[np.int32]  # per organisation
    favourites: NDArray[np.int32]  # community × rank: a permutation of the capabilities
    common: NDArray[np.int32]  # rank: the permutation outside
    law: NDArray[np.float64]  # rank: chance of this rank or a smaller one

    @classmethod
    def drawn(cls, partners: int, capabilities: int, seed: int) -> _Shape:
        random = generator(seed, "scale communities").random
        count = int(np.clip(np.sqrt(partners) / 4, 2, 400))
        community = _by_law(_law(count, 3.0), random(partners))
        favourites = random((count, capabilities)).argsort(axis=1, kind="stable").astype(np.int32)
        common = random(capabilities).argsort(kind="stable").astype(np.int32)
        return cls(partners, capabilities, community, favourites, common, _law(capabilities, 10.0))

    def profile(self, rows: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int32]:
        """One capability for each of the rows."""
        rank = _by_law(self.law, random.random(len(rows)))
        favourite = random.random(len(rows)) < _FAVOURITES
        return np.where(favourite, self.favourites[self.community[rows], rank], self.common[rank])


class _Tables:
    """Files of one folder, written by an in-memory DuckDB from columns of numbers."""

    def __init__(self, folder: Path, format: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.counts: dict[str, int] = {}
        self._folder, self._format = folder, format
        self._connection = duckdb.connect(":memory:", config={"threads": 2, "memory_limit": "2GB"})
        for setting in ("enable_progress_bar", "enable_progress_bar_print"):  # it would write to stdout
            self._connection.execute(f"SET {setting} = false")

    def write(self, table: str, columns: dict[str, _Column], query: str) -> None:
        """Write ``query`` over the columns, which it calls ``given``."""
        self._connection.register("given", pd.DataFrame(columns, copy=False))
        result = self._connection.sql(query)
        if self._format == "parquet":
            result.write_parquet(str(self._folder / f"{table}.parquet"), compression="zstd")
        else:
            result.write_csv(str(self._folder / f"{table}.csv"), header=True)
        self._connection.unregister("given")
        self.counts[table] = len(next(iter(columns.values())))

    def close(self) -> None:
        self._connection.close()


def _write_nodes(tables: _Tables, partners: int, capabilities: int, seed: int) -> None:
    brands = _brands()
    words = {zh: english for line in vocabulary.lines().values() for english, zh in line.words}
    stems = sorted({str(brand.native)[0] for brand in names.brands_of("CN")})
    tails = sorted({str(brand.native)[1] for brand in names.brands_of("CN")})
    random = generator(seed, "scale partners").random
    row = np.arange(partners)
    # A prime multiplier gives each of the first million rows and more a name of its own in both languages.
    mixed = row * 2_654_435_761 % (len(brands) * len(words))
    brand = mixed // len(words)
    tables.write(
        "partners",
        {
            "row": row, "brand": _texts(brands, brand), "word": _texts(list(words.values()), mixed),
            "word_zh": _texts(list(words), mixed), "stem": _texts(stems, brand),
            "tail": _texts(tails, brand // len(stems)),
            "city": _texts(_CITIES, brand // (len(stems) * len(tails)) * 5 + brand % 5),
            "founded": (1950 + 62 * random(partners)).astype(np.int32),
            "size": np.floor(10 * (1 - random(partners)) ** -1.1).clip(max=400_000),
            "chinese": random(partners),
            "abroad": _texts(_COUNTRIES[1:], random(partners) * (len(_COUNTRIES) - 1)),
        },
        f"""
        WITH named AS (SELECT *, concat(brand, ' ', word) AS english,
            concat(city, stem, tail, word_zh, '有限公司') AS hanzi FROM given)
        SELECT format('s{{:07d}}', row) AS id, if(chinese < 0.35, hanzi, english) AS name,
            if(size < 250 AND founded > 2004, 'start-up', 'company') AS kind,
            if(chinese < 0.35, 'CN', abroad::VARCHAR) AS country,
            CASE WHEN chinese < 0.35 THEN english WHEN chinese < 0.5 THEN hanzi END AS aliases,
            founded::VARCHAR AS founded, size, '{SOURCE}' AS source
        FROM named
        """,
    )  # fmt: skip
    leaves = [vocabulary.capabilities()[leaf] for leaf in vocabulary.leaves()]
    row = np.arange(capabilities)
    groups = _groups(capabilities)
    tables.write(
        "capabilities",
        {
            "row": row, "broader": np.where(row < groups, -1, row % groups), "type": row // len(leaves) + 1,
            "leaf": _texts([leaf.name for leaf in leaves], row),
            "leaf_zh": _texts([leaf.name_zh for leaf in leaves], row),
        },
        f"""
        SELECT format('c{{:05d}}', row) AS id, concat(leaf, ', type ', type) AS name,
            'allygraph scale' AS scheme, if(broader < 0, NULL, format('c{{:05d}}', broader)) AS broader_id,
            concat(leaf_zh, type, '型') AS name_zh, '{SOURCE}' AS source
        FROM given
        """,
    )  # fmt: skip


def _write_profiles(tables: _Tables, shape: _Shape, per_partner: float, seed: int) -> None:
    random = generator(seed, "scale profiles")
    wanted = _heavy(shape.partners, per_partner, random)
    chunks = list(_profiles(shape, wanted, random))
    tables.write(
        "partner_capabilities",
        {
            "partner": np.concatenate([partner for partner, _, _ in chunks]),
            "capability": np.concatenate([capability for _, capability, _ in chunks]),
            "weight": np.concatenate([weight for _, _, weight in chunks]),
        },
        """
        SELECT format('s{:07d}', partner) AS partner_id, format('c{:05d}', capability) AS capability_id,
            weight / 100.0 AS weight
        FROM given
        """,
    )


def _profiles(
    shape: _Shape, wanted: NDArray[np.float64], random: np.random.Generator
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8]]]:
    """Rows, capabilities and weights, sorted; a capability drawn twice is held once."""
    more = 1.0
    for first in range(0, shape.partners, CHUNK):
        goal = wanted[first : first + CHUNK]
        if first == 0:
            more = _oversampling(shape, goal[:20_000], random)
        keys = _held(shape, first, goal * more, random)
        partner, capability = np.divmod(keys, shape.capabilities)
        weight = np.floor(15 + 86 * random.random(len(keys)))
        yield partner.astype(np.int32), capability.astype(np.int32), weight.astype(np.int8)


def _oversampling(shape: _Shape, goal: NDArray[np.float64], random: np.random.Generator) -> float:
    """How many times as often to draw, so that as many different ones come out as are wanted."""
    more = 1.0
    for _ in range(4):
        more *= goal.sum() / len(_held(shape, 0, goal * more, random))
    return float(more)


def _held(
    shape: _Shape, first: int, draws: NDArray[np.float64], random: np.random.Generator
) -> NDArray[np.int64]:
    """What rows from ``first`` on hold, each drawing so many times: row × capabilities + capability."""
    times = np.floor(draws + random.random(len(draws))).astype(np.int64).clip(min=1)
    rows = np.repeat(np.arange(first, first + len(draws)), times)
    keys = rows * shape.capabilities + shape.profile(rows, random)
    keys.sort()  # numpy's own unique hashes, which takes several times as long here
    return keys[np.concatenate(([True], keys[1:] != keys[:-1]))]


def _write_partnerships(tables: _Tables, shape: _Shape, seed: int) -> None:
    random = generator(seed, "scale partnerships")
    count = PARTNERSHIPS_PER_PARTNER * shape.partners
    one, other = _pairs(shape, count, random)
    kept = one != other
    one, other = one[kept], other[kept]
    count = len(one)
    row = np.arange(count)
    since = np.floor(random.random(count) ** 0.7 * _DAYS).astype(np.int32)
    until = since + 300 + np.floor(random.random(count) * 2500).astype(np.int32)
    until = np.where((random.random(count) < 0.5) & (until < _DAYS), until, -1)
    tables.write(
        "partnerships",
        {
            "row": row, "kind": _texts(_KINDS, random.random(count) * len(_KINDS)),
            "since": since, "until": until,
        },
        f"""
        SELECT format('t{{:08d}}', row) AS id, kind::VARCHAR AS kind,
            (DATE '{_FIRST_DAY}' + since)::VARCHAR AS valid_from,
            if(until < 0, NULL, (DATE '{_FIRST_DAY}' + until)::VARCHAR) AS valid_to, '{SOURCE}' AS source
        FROM given
        """,
    )  # fmt: skip
    tables.write(
        "partnership_members",
        {"row": np.repeat(row, 2), "partner": np.column_stack((one, other)).ravel(), "since": np.repeat(since, 2),
         "until": np.repeat(until, 2)},
        f"""
        SELECT format('t{{:08d}}', row) AS partnership_id, format('s{{:07d}}', partner) AS partner_id,
            'partner' AS role, (DATE '{_FIRST_DAY}' + since)::VARCHAR AS valid_from,
            if(until < 0, NULL, (DATE '{_FIRST_DAY}' + until)::VARCHAR) AS valid_to
        FROM given
        """,
    )  # fmt: skip


def _pairs(
    shape: _Shape, count: int, random: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Two organisations each, the active ones more often, mostly of one community."""
    activity = (1.0 - random.random(shape.partners)) ** -0.55
    activity = activity.clip(max=np.sqrt(shape.partners))
    order = np.argsort(shape.community, kind="stable")
    edges = np.concatenate(([0.0], np.cumsum(activity[order])))
    ends = np.searchsorted(shape.community[order], np.arange(len(shape.favourites) + 1))
    one = order[_within(edges, random.random(count) * edges[-1])]
    low, high = edges[ends[shape.community[one]]], edges[ends[shape.community[one] + 1]]
    at_home = random.random(count) < _AT_HOME
    low, high = np.where(at_home, low, 0.0), np.where(at_home, high, edges[-1])
    return one, order[_within(edges, low + random.random(count) * (high - low))]


def _write_needs(tables: _Tables, shape: _Shape, seed: int) -> None:
    random = generator(seed, "scale needs")
    owners = np.arange(0, shape.partners, 100)
    tables.write(
        "strategies", {"row": owners},
        f"""
        SELECT format('g{{:07d}}', row) AS id, format('s{{:07d}}', row) AS partner_id, 'Growth' AS name,
            '2023-01-01' AS valid_from, '{SOURCE}' AS source
        FROM given
        """,
    )  # fmt: skip
    groups = _groups(shape.capabilities)
    number = np.tile(np.arange(3), len(owners))
    # Three different groups of capabilities: the first is drawn, the others lie a drawn step further.
    first = np.repeat(np.floor(random.random(len(owners)) * groups).astype(np.int64), 3)
    step = np.repeat(1 + np.floor(random.random(len(owners)) * max(groups // 3, 1)).astype(np.int64), 3)
    tables.write(
        "needs",
        {"row": np.repeat(owners, 3), "number": number, "capability": (first + number * step) % groups},
        f"""
        SELECT format('n{{:07d}}-{{}}', row, number) AS id, format('g{{:07d}}', row) AS strategy_id,
            format('c{{:05d}}', capability) AS capability_id, [0.5, 0.3, 0.2][number + 1] AS weight,
            number = 0 AS must, '2023-01-01' AS valid_from, '{SOURCE}' AS source
        FROM given
        """,
    )


def _groups(capabilities: int) -> int:
    """How many of the capabilities, the first ones, have narrower ones."""
    return max(capabilities // 25, 3)


def _law(count: int, shift: float) -> NDArray[np.float64]:
    """Zipf–Mandelbrot: the chance of rank r goes with 1 / (r + shift); summed up to each rank."""
    chance = 1.0 / (np.arange(count) + shift)
    return np.asarray(np.cumsum(chance) / chance.sum(), dtype=np.float64)


def _by_law(law: NDArray[np.float64], draws: NDArray[np.float64]) -> NDArray[np.int32]:
    return np.searchsorted(law, draws, side="right").clip(max=len(law) - 1).astype(np.int32)


def _within(edges: NDArray[np.float64], draws: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.searchsorted(edges, draws, side="right").clip(1, len(edges) - 1) - 1


def _heavy(count: int, mean: float, random: np.random.Generator) -> NDArray[np.float64]:
    """Numbers from 1 on with a Pareto tail, at most twenty times their mean."""
    spread = (1.0 - random.random(count)) ** (-1.0 / 3.0) - 1.0
    spread = spread.clip(max=20.0)
    return np.asarray(1.0 + (mean - 1.0) * spread / spread.mean(), dtype=np.float64)


def _texts(texts: Sequence[str], codes: NDArray[Any]) -> pd.Categorical[Any]:
    """One of a few texts for each row, kept as a number; numbers beyond the last start again."""
    different, place = np.unique(np.array(texts), return_inverse=True)
    chosen = place[np.floor(codes).astype(np.int64) % len(texts)]
    return pd.Categorical.from_codes(chosen, dtype=pd.CategoricalDtype(different.tolist()))


def _brands() -> list[str]:
    """Made-up words enough for names of millions."""
    english, german = names.parts_of("english"), names.parts_of("german")
    fronts, backs = (*english[0], *german[0]), (*english[1], *german[1])
    return [f"{front}{middle}{back}" for front in fronts for middle in _MIDDLES for back in backs]
