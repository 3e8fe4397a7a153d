"""Is what a store holds whole? Reads everything back through the port, alike for every store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from ecosystem import model
from ecosystem.dates import last_day
from ecosystem.errors import InvalidDate, StoreDamaged
from ecosystem.stores.records import column_names

if TYPE_CHECKING:
    from ecosystem.stores.base import Store, Verification

_SHOWN: Final = 3  # examples named in a sentence about many rows


class TableHash:
    """SHA-256 of a table's rows, which are given in the order of their keys, in chunks of any size.

    Each column is hashed on its own: text as UTF-8 with a NUL after each cell (no cell holds one,
    and an empty cell is a missing one), numbers and booleans as little-endian float64 with one NaN.
    So the same rows give the same hash from every store and every language with IEEE floats.
    """

    def __init__(self, kind: model.Table) -> None:
        types = {declared.name: declared.type for declared in model.all_columns(kind)}
        self._columns = {
            name: (types.get(name) in model.NUMERIC, hashlib.sha256()) for name in column_names(kind)
        }
        self._kind = kind

    def add(self, frame: pd.DataFrame) -> None:
        for name, (numeric, digest) in self._columns.items():
            digest.update(_number_bytes(frame[name]) if numeric else _text_bytes(frame[name]))

    def hexdigest(self) -> str:
        whole = hashlib.sha256(self._kind.table.encode())
        for name, (_, digest) in self._columns.items():
            whole.update(f"\0{name}\0{digest.hexdigest()}".encode())
        return whole.hexdigest()


def table_hash(kind: model.Table, chunks: Iterable[pd.DataFrame]) -> str:
    """The hash of a table's rows, given in the order of their keys."""
    digest = TableHash(kind)
    for frame in chunks:
        digest.add(frame)
    return digest.hexdigest()


def verify(store: Store) -> Verification:
    """Read a store back: keys unique and in order, references whole, cells of their types."""
    from ecosystem.stores.base import Verification

    counts, hashes, problems = store.counts(), {}, []
    ids: dict[str, pd.Index[str]] = {}
    for kind in model.TABLES.values():
        digest, check = TableHash(kind), _TableCheck(store, kind, ids)
        try:
            for frame in store.iter_rows(kind.table):
                digest.add(frame)
                check.add(frame)
        except StoreDamaged as error:
            problems.append(f"{kind.table}: {error}")
            continue
        hashes[kind.table] = digest.hexdigest()
        problems += check.problems()
        if check.rows != counts[kind.table]:
            problems.append(f"{kind.table}: {check.rows} rows read back, {counts[kind.table]} counted.")
    return Verification(counts, hashes, store.commit_seq, tuple(problems))


class _TableCheck:
    """Collects what is wrong with one table while its chunks pass by."""

    def __init__(self, store: Store, kind: model.Table, ids: dict[str, pd.Index[str]]) -> None:
        self.rows = 0
        self._kind = kind
        self._key = list(model.row_key(kind))
        self._last: list[object] | None = None
        self._wrong: dict[str, list[object]] = {}
        for _, reference in model.references(kind):
            if reference.label not in ids:
                ids[reference.label] = pd.Index(store.ids(reference.label)).unique()
        self._ids = ids

    def add(self, frame: pd.DataFrame) -> None:
        self.rows += len(frame)
        self._note("doubled key", self._doubled(frame))
        for declared, reference in model.references(self._kind):
            named = frame[declared.name].dropna()
            self._note(f"{declared.name} without its {reference.label}",
                       named[self._ids[reference.label].get_indexer(pd.Index(named)) < 0])
        for declared in model.all_columns(self._kind):
            self._check_cells(declared, frame[declared.name])
        self._note("attributes that are no JSON object",
                   (text for text in frame[model.ATTRIBUTES].dropna().unique() if not _is_object(text)))

    def _doubled(self, frame: pd.DataFrame) -> list[str]:
        """Keys that stand twice; as rows are sorted by key, doubles stand side by side."""
        if frame.empty:
            return []
        same = np.ones(len(frame), dtype=bool)
        for place, name in enumerate(self._key):
            cells = frame[name].to_numpy(dtype=object)
            before = np.empty(len(cells), dtype=object)
            before[0] = None if self._last is None else self._last[place]
            before[1:] = cells[:-1]
            same &= (cells == before).astype(bool)
        same[0] &= self._last is not None
        keys = frame[self._key]
        self._last = list(keys.iloc[-1])
        return [" / ".join(map(str, row)) for row in keys[same].itertuples(index=False)]

    def _check_cells(self, declared: model.Column, cells: pd.Series[Any]) -> None:
        known = cells.dropna()
        if declared.required:
            self._note(f"{declared.name} is missing", cells[cells.isna()].index)
        if declared.type is model.ColumnType.DATE:
            self._note(f"{declared.name} is no date",
                       (text for text in known.unique() if not _is_day(text)))
        elif declared.type in model.NUMERIC:
            least = -np.inf if declared.minimum is None else declared.minimum
            most = np.inf if declared.maximum is None else declared.maximum
            numbers = known.astype("float64")
            self._note(f"{declared.name} is outside its bounds", numbers[~numbers.between(least, most)])

    def _note(self, what: str, cases: Iterable[object]) -> None:
        found = list(cases)
        if found:
            self._wrong.setdefault(what, []).extend(found)

    def problems(self) -> list[str]:
        return [
            f"{self._kind.table}: {what} in {len(cases)} row(s), e.g. "
            + ", ".join(repr(str(case)[:80]) for case in cases[:_SHOWN]) + "."
            for what, cases in sorted(self._wrong.items())
        ]


def _text_bytes(cells: pd.Series[Any]) -> bytes:
    texts = cells.tolist()
    if not texts:
        return b""
    return ("\0".join([text or "" for text in texts]) + "\0").encode("utf-8", "surrogatepass")


def _number_bytes(cells: pd.Series[Any]) -> bytes:
    numbers = cells.to_numpy(dtype="<f8", na_value=np.nan) + 0.0  # minus zero becomes zero
    numbers[np.isnan(numbers)] = np.nan
    return numbers.tobytes()


def _is_day(text: str) -> bool:
    try:
        last_day(text)
    except InvalidDate:
        return False
    return True


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
