"""How the embedded file is opened, shared by threads and closed, and what its errors mean.

The only place that executes statements on it: constant ones (``sql.Statement``) with bound values.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any, Final

import duckdb
import pandas as pd
from numpy.typing import NDArray

from ecosystem.errors import (
    InvalidStoreUrl,
    SchemaMismatch,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreUnavailable,
)
from ecosystem.stores import sql
from ecosystem.stores.sql import Statement
from ecosystem.stores.watchdog import Watchdog

Values = Mapping[str, object]

_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False, "autoload_known_extensions": False,
}
_HOLDER: Final = re.compile(r"lock is held in (?P<program>.*?) \(PID (?P<pid>\d+)\)")

_PATIENCE: Final = 10.0  # seconds that a new start of the engine waits for readers to end


_watchdog = Watchdog()


class _Shared:
    """What all stores of this process on one file share: they have one engine."""

    def __init__(self) -> None:
        self.writer = RLock()
        self.change = threading.Condition()  # guards the two numbers
        self.openers = 0
        self.sessions = 0


_files: dict[Path, _Shared] = {}
_files_guard = threading.Lock()


class Halted(StoreError):
    """The engine refuses everything since an earlier error, until it is started anew."""


class Conflict(StoreError):
    """Another writer of this process was faster; nothing was applied, and trying again is right."""


def path_of(url: str) -> Path:
    """The file behind a ``duckdb:`` address; without a path it is the one in the user's data folder.

    Examples
    --------
    >>> path_of("duckdb:///srv/eco.duckdb").as_posix()
    '/srv/eco.duckdb'
    >>> path_of("duckdb://host/eco.duckdb")
    Traceback (most recent call last):
    ...
    ecosystem.errors.InvalidStoreUrl: 'duckdb://host/eco.duckdb' names a host; an embedded store is a \
file: write duckdb:FILE or duckdb:///FULL/PATH.
    """
    scheme, _, rest = url.partition(":")
    if scheme != "duckdb" or rest.startswith(":"):
        raise InvalidStoreUrl(f"{url[:80]!r} is not an embedded store; write duckdb:FILE.")
    if rest.startswith("//") and not rest.startswith("///"):
        raise InvalidStoreUrl(f"{url[:80]!r} names a host; an embedded store is a file: write duckdb:FILE "
                              "or duckdb:///FULL/PATH.")
    if not rest:
        return _data_folder() / "allygraph.duckdb"
    path = Path(os.path.abspath(Path(rest[2:] if rest.startswith("///") else rest).expanduser()))
    if "?" in str(path) or "\0" in rest:
        # The engine takes what follows a question mark for options, and would put its log elsewhere.
        raise InvalidStoreUrl(f"{str(path)[:200]!r} has a question mark in it; an embedded store cannot lie there.")
    return path


def _data_folder() -> Path:
    """The XDG rule, as in ``ecosystem.settings.user_folder``, without loading pydantic for it."""
    base = Path(os.environ.get("XDG_DATA_HOME", ""))
    folder = (base if base.is_absolute() else Path.home() / ".local" / "share") / "allygraph"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Session:
    """One connection of one thread for one piece of work."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, seconds: float) -> None:
        self._connection = connection
        self._path = path
        self._seconds = seconds

    def rows(self, statement: Statement, values: Values | None = None) -> list[tuple[Any, ...]]:
        with self._spoken():
            rows: list[tuple[Any, ...]] = self._run(statement, values).fetchall()
            return rows

    def row(self, statement: Statement, values: Values | None = None) -> tuple[Any, ...]:
        """The one row of a statement that always has one."""
        return self.rows(statement, values)[0]

    def do(self, statement: Statement, values: Values | None = None) -> None:
        with self._spoken():
            self._run(statement, values)

    def arrays(self, statement: Statement, values: Values | None = None) -> dict[str, NDArray[Any]]:
        """Columns as arrays, masked where cells are empty."""
        with self._spoken():
            columns: Mapping[str, Any] = self._run(statement, values).fetchnumpy()
            return dict(columns)

    def frames(self, statement: Statement, values: Values | None, size: int) -> Iterator[pd.DataFrame]:
        """The result in chunks of about ``size`` rows, never whole in memory."""
        vectors = max(1, size // 2048)
        with self._spoken():
            self._run(statement, values)
        while True:
            with self._spoken():
                frame: pd.DataFrame = self._connection.fetch_df_chunk(vectors)
            if frame.empty:
                return
            yield frame

    def _run(self, statement: Statement, values: Values | None) -> duckdb.DuckDBPyConnection:
        if not isinstance(statement, Statement):
            raise TypeError("only statements that were made in ecosystem.stores.sql are executed")
        return self._connection.execute(statement, values) if values else self._connection.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside is applied together at the end, or not at all."""
        with self._spoken():
            self._connection.begin()
        try:
            yield
        except BaseException:
            # After some errors the transaction is over already; the first error is what counts.
            with suppress(duckdb.Error):
                self._connection.rollback()
            raise
        with self._spoken():
            self._connection.commit()

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """A time limit, and errors in words of the domain."""
        try:
            with _watchdog.watching(self._connection.interrupt, self._seconds):
                yield
        except duckdb.Error as error:
            raise translated(error, self._path, self._seconds) from error


class DuckDBFile:
    """An open file. Threads read side by side; writers queue (``writing``).

    Raises
    ------
    StoreUnavailable, StoreLocked, StoreDamaged, SchemaMismatch
        when it cannot be opened; nothing was changed then.
    """

    def __init__(self, path: Path, *, read_only: bool, seconds: float) -> None:
        self.path = path
        self.read_only = read_only
        self.seconds = seconds
        self.existed = path.exists()
        self.scratch = path.with_name(path.name + ".scratch")
        self._require_place()
        if not read_only:
            self.scratch.mkdir(exist_ok=True)
        self._lost = f"The store at {path} was closed; open it again."
        self._gone = False
        self._connection: duckdb.DuckDBPyConnection | None = self._connected()
        with _files_guard:
            self._shared = _files.setdefault(path.resolve(), _Shared())
        self._shared.openers += 1
        try:
            self._close_outside()
        except BaseException:
            self.abandon()
            raise

    def _require_place(self) -> None:
        if not self.path.parent.is_dir():
            raise StoreUnavailable(f"The folder {self.path.parent} does not exist; create it, or name another.")
        if self.path.is_dir():
            raise StoreUnavailable(f"{self.path} is a folder; an embedded store is a file.")
        if self.read_only and not self.existed:
            raise StoreUnavailable(f"There is no store at {self.path}; import something into it first.")

    def _connected(self) -> duckdb.DuckDBPyConnection:
        try:
            return duckdb.connect(str(self.path), read_only=self.read_only, config=_CONFIG)
        except duckdb.ConnectionException as error:
            raise StoreLocked(f"{self.path} is open in this process already, in another mode; close it first.",
                              os.getpid()) from error
        except duckdb.Error as error:
            raise translated(error, self.path, self.seconds) from error

    def _close_outside(self) -> None:
        """No file but this one and the scratch folder, no extension, no way to change that again."""
        with self.session() as session:
            # A second store on the same file shares the engine, which is locked already.
            if not session.row(sql.IS_LOCKED)[0]:
                session.do(sql.ALLOW_SCRATCH, {"folders": [str(self.scratch)]})
                for statement in sql.CLOSE_OUTSIDE:
                    session.do(statement)

    @contextmanager
    def session(self) -> Iterator[Session]:
        shared = self._shared
        with shared.change:
            if self._connection is None:
                raise StoreError(self._lost)
            own = self._connection.cursor()
            shared.sessions += 1
        try:
            yield Session(own, self.path, self.seconds)
        finally:
            own.close()
            with shared.change:
                shared.sessions -= 1
                shared.change.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The writers of this process queue here; one may enter several times."""
        if self.read_only:
            raise StoreError(f"The store at {self.path} was opened for reading only.")
        with self._shared.writer:
            yield

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session for one writer at a time."""
        with self.alone(), self.session() as session:
            yield session

    def reopen(self) -> None:
        """Start the engine anew after an error that it does not recover from by itself.

        No session may be open meanwhile, ours included: an old engine that ends later would take
        the lock on the file with it, and let another process in.

        Raises
        ------
        StoreError
            if the file cannot be opened now; the store answers nothing until that works.
        """
        with self._shared.change:
            if self._gone:
                raise StoreError(self._lost)
            if self._shared.openers > 1:
                raise StoreError(f"{self.path} is open twice in this process; close both, then open it again.")
            old, self._connection = self._connection, None
            self._lost = f"The store at {self.path} is being started anew; ask again."
            if not self._shared.change.wait_for(lambda: self._shared.sessions == 0, _PATIENCE):
                self._connection = old
                raise StoreError(f"{self.path} cannot be started anew while somebody reads it; write again later.")
        if old is not None:
            with suppress(duckdb.Error):
                old.close()
        try:
            self._connection = self._connected()
            self._close_outside()
        except StoreError as error:
            self._lost = f"The store at {self.path} cannot be opened again after a failed write: {error}"
            self._end()
            raise

    def close(self) -> None:
        """Bring the log into the file and give it back."""
        if self._connection is not None and not self.read_only:
            # Where that fails (no space, somebody reads) the log stays, and is read on the next opening.
            with suppress(duckdb.Error):
                self._connection.checkpoint()
        self.abandon()

    def abandon(self) -> None:
        """Give the file back as it lies, its log included."""
        self._end()
        if not self._gone:
            self._gone = True
            self._lost = f"The store at {self.path} was closed; open it again."
            self._shared.openers -= 1

    def _end(self) -> None:
        with self._shared.change:
            connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(duckdb.Error):
                connection.close()


def translated(error: duckdb.Error, path: Path, seconds: float) -> StoreError:
    """What an engine's error means, where it is and what to do. Its text is kept at the end."""
    text = str(error)
    lower = text.lower()
    said = f" [{text.splitlines()[0][:300]}]" if text else ""
    if holder := _HOLDER.search(text):
        return StoreLocked(
            f"{path} is held by process {holder['pid']} ({holder['program']}). One process owns an embedded "
            "store: work through it with --server URL, or end it.", int(holder["pid"]))
    for signs, kind, sentence in _MEANINGS:
        if any(sign in lower for sign in signs):
            return kind(sentence.format(path=path, engine=duckdb.__version__) + said)
    if isinstance(error, duckdb.InterruptException):
        return StoreUnavailable(f"{path} took longer than {seconds:g} s to answer, so the question was ended.")
    if isinstance(error, duckdb.TransactionException) and "conflict" in lower:
        return Conflict(f"Two writers met in {path}.{said}")
    if isinstance(error, duckdb.PermissionException):
        return StoreError(f"{path} may only read its own folder {path}.scratch.{said}")
    return StoreError(f"{path} could not do what it was asked.{said}")


# The first that fits counts. The engine's own kinds of exception do not tell these apart.
_MEANINGS: Final[tuple[tuple[tuple[str, ...], type[StoreError], str], ...]] = (
    (("no space left", "file too large", "disk full", "quota exceeded", "not enough disk space"), StoreFull,
     "There is no space left for {path}; the write did not happen. Free some space and repeat it."),
    (("replaying wal",), StoreDamaged,
     "The log {path}.wal does not read back, so {path} was not opened; nothing was deleted. Restore a backup, or "
     "move the log aside and open again: what was written since the last checkpoint is missing then, and the "
     "store says how much."),
    (("database file with version", "storage version greater than"), SchemaMismatch,
     "{path} was written by a newer version of the engine (this is DuckDB {engine}); use the release that wrote "
     "it, or export it with that one."),
    (("corrupt database file", "corrupt wal", "not a valid duckdb", "serialization error"), StoreDamaged,
     "{path} does not read back; nothing was deleted. Restore a backup into a new file."),
    (("has been invalidated", "fatal error", "internal error"), Halted,
     "The engine of {path} has stopped after an error; nothing that was acknowledged is lost."),
)
