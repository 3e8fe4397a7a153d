"""The only holder of the Neo4j driver: runs texts in transactions, and never waits without an end.

A store asks a ``Runner`` and does not know the driver, so that tests can put a recording one in
its place. What is known of the driver and shaped this file (numbers are its issues and changes):

* the outcome of a failed COMMIT is unknown and not retried (517): ``OutcomeUnknown``;
* a managed function may run more than once (778): it has to bear that;
* writes outside a managed transaction have no known outcome (1217): there are none;
* on a half-open connection it may block far beyond its own limits (1309): each call runs beside a
  clock of ours, and a driver that stays silent is given up and replaced.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from ecosystem.errors import InvalidStoreUrl, StoreError, StoreFull, StoreUnavailable

T = TypeVar("T")
Rows = list[list[Any]]


class Run(Protocol):
    """Send one text inside a transaction and fetch all that it answers."""

    def __call__(self, text: str, **parameters: object) -> Rows: ...


class Runner(Protocol):
    """What a store needs of a server."""

    def look(self, work: Callable[[Run], T]) -> T:
        """Run ``work`` in a transaction that is rolled back."""

    def write(self, work: Callable[[Run], T]) -> T:
        """Run ``work`` in a transaction that is committed when it returns; perhaps more than once.

        Raises
        ------
        OutcomeUnknown
            the connection was lost while the commit was under way.
        """

    def hold(self, text: str) -> Any:
        """A context in which a transaction stays open after ``text``; it is rolled back at the end."""

    def close(self) -> None: ...


class OutcomeUnknown(StoreUnavailable):
    """A commit was sent and not answered: it may have happened or not."""


class Silent(Exception):
    """The server has not answered for longer than we are patient."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each thing may take, in seconds, before the server counts as unavailable."""

    connect: float = 4.0
    acquire: float = 6.0
    answer: float = 9.0  # to one text, or to one portion of a long answer
    write: float = 30.0  # to one text that writes, waiting for another writer included
    commit: float = 10.0
    retry: float = 4.0  # repeating what the server says may be repeated
    transaction: float = 120.0  # after which the server itself ends a transaction that nobody ends


_PORTION: Final = 1_000  # records after which a long answer counts as a sign of life


_CLOSED_UNDER_US: Final = (BufferError, AttributeError, OSError)
"""What the driver also raises when another thread closes it, since it then grew silent."""


class _Watch:
    """When the last sign of life came, and how long until the next one is due."""

    def __init__(self, patience: float) -> None:
        self.committing = False
        self._changed = threading.Condition()
        self._done = self._given_up = False
        self._last, self._patience = time.monotonic(), patience

    def alive(self, patience: float | None = None) -> None:
        """Said by whoever works; raises where nobody waits any more."""
        with self._changed:
            if self._given_up:
                raise Silent
            self._last = time.monotonic()
            if patience is not None:
                self._patience = patience
                self._changed.notify()  # whoever waits may have to wait less

    def finish(self) -> None:
        with self._changed:
            self._done = True
            self._changed.notify()

    def wait(self) -> bool:
        """Whether the work came to an end while there were signs of life."""
        with self._changed:
            while not self._done:
                left = self._last + self._patience - time.monotonic()
                if left <= 0:
                    self._given_up = True
                    return False
                self._changed.wait(left)
            return True


class BoltRunner:
    """A ``Runner`` over the official driver; threads may share it."""

    def __init__(self, url: str, *, user: str, password: str | None, database: str | None = None,
                 patience: Patience | None = None) -> None:
        self.url, self.user, self.database = url, user, database
        self.patience = patience or Patience()
        self._auth = None if password is None else (user, password)
        self._guard = threading.Lock()
        self._closed = False
        self._kept: neo4j.Driver | None = None
        self._driver()  # an address that cannot be one is refused here

    def look(self, work: Callable[[Run], T]) -> T:
        def looked(driver: neo4j.Driver, watch: _Watch) -> T:
            give_up = time.monotonic() + self.patience.retry
            while True:
                try:
                    with self._session(driver) as session, self._begun(session) as transaction:
                        return work(_run_in(transaction, watch))
                except (DriverError, Neo4jError) as error:
                    if not error.is_retryable() or time.monotonic() > give_up:
                        raise
                time.sleep(random.uniform(0.05, 0.3))

        return self._bounded(looked, self.patience.answer)

    def write(self, work: Callable[[Run], T]) -> T:
        def written(driver: neo4j.Driver, watch: _Watch) -> T:
            @neo4j.unit_of_work(timeout=self.patience.transaction)
            def managed(transaction: neo4j.ManagedTransaction) -> T:
                watch.committing = False
                watch.alive(self.patience.write)
                result = work(_run_in(transaction, watch))
                watch.alive(self.patience.commit)
                watch.committing = True
                return result

            with self._session(driver) as session:
                return session.execute_write(managed)

        return self._bounded(written, self.patience.write)

    @contextmanager
    def hold(self, text: str) -> Iterator[Rows]:
        def taken(driver: neo4j.Driver, watch: _Watch) -> tuple[neo4j.Session, neo4j.Transaction, Rows]:
            session = self._new_session(driver)
            try:
                transaction = self._begun(session)
                return session, transaction, _run_in(transaction, watch)(text)
            except BaseException:
                _close_session(session)
                raise

        def given_back(_: neo4j.Driver, __: _Watch) -> None:
            # A connection that broke meanwhile holds nothing any more.
            with suppress(DriverError, Neo4jError):
                transaction.rollback()
            _close_session(session)

        session, transaction, rows = self._bounded(taken, self.patience.write)
        try:
            yield rows
        finally:
            self._bounded(given_back, self.patience.answer)

    def close(self) -> None:
        with self._guard:
            self._closed, driver, self._kept = True, self._kept, None
        if driver is not None:
            _close_beside(driver, wait=self.patience.connect)

    # --- inside ---
    def _driver(self) -> neo4j.Driver:
        with self._guard:
            if self._closed:
                raise StoreError("This store was closed; open it again.")
            if self._kept is None:
                self._kept = self._connected()
            return self._kept

    def _connected(self) -> neo4j.Driver:
        off = neo4j.NotificationMinimumSeverity.OFF
        try:
            return neo4j.GraphDatabase.driver(
                self.url, auth=self._auth, user_agent="allygraph",
                connection_timeout=self.patience.connect, connection_acquisition_timeout=self.patience.acquire,
                connection_write_timeout=self.patience.write, max_transaction_retry_time=self.patience.retry,
                # A cloud's gateway forgets connections after about twenty minutes.
                max_connection_lifetime=900, liveness_check_timeout=30, keep_alive=True,
                # Hints such as "this property does not exist yet" are not for our users.
                notifications_min_severity=off, warn_notification_severity=off, telemetry_disabled=True,
            )
        except (ConfigurationError, ValueError) as error:
            raise InvalidStoreUrl(f"{self.url[:80]!r} is no address of a Neo4j server: {error}") from None

    @contextmanager
    def _session(self, driver: neo4j.Driver) -> Iterator[neo4j.Session]:
        session = self._new_session(driver)
        try:
            yield session
        finally:
            _close_session(session)

    def _new_session(self, driver: neo4j.Driver) -> neo4j.Session:
        # Write access also for reading: on a cluster that is the leader, which has seen every batch.
        return driver.session(database=self.database, default_access_mode=neo4j.WRITE_ACCESS)

    def _begun(self, session: neo4j.Session) -> neo4j.Transaction:
        return session.begin_transaction(timeout=self.patience.transaction)

    def _bounded(self, call: Callable[[neo4j.Driver, _Watch], T], patience: float) -> T:
        """Do ``call`` in a thread of its own and wait for it only as long as it gives signs of life."""
        driver, watch = self._driver(), _Watch(patience)
        results: list[T] = []
        errors: list[BaseException] = []

        def beside() -> None:
            try:
                results.append(call(driver, watch))
            except BaseException as error:
                errors.append(error)
            finally:
                watch.finish()

        threading.Thread(target=beside, name="allygraph-bolt", daemon=True).start()
        if not watch.wait():
            self._give_up(driver)
            errors.append(Silent())
        if not errors:
            return results[0]
        error = errors[0]
        if isinstance(error, _CLOSED_UNDER_US) and self._kept is not driver:
            error = Silent()
        if isinstance(error, (Silent, DriverError, Neo4jError)):
            raise self._explained(error, watch) from errors[0]
        raise error

    def _give_up(self, driver: neo4j.Driver) -> None:
        """Use another driver from now on; closing the old one ends whoever waits on its sockets."""
        with self._guard:
            if self._kept is driver:
                self._kept = None
        _close_beside(driver, wait=0)

    def _explained(self, error: BaseException, watch: _Watch) -> StoreError:
        """The error as a sentence that says what to do."""
        lost = isinstance(error, (Silent, ServiceUnavailable, SessionExpired))
        if lost and watch.committing:
            return OutcomeUnknown(f"The Neo4j server at {self.url} was lost while it stored a batch.")
        if isinstance(error, Silent):
            return StoreUnavailable(
                f"The Neo4j server at {self.url} accepts connections but does not answer in time. "
                "Look at its log, or restart it; nothing of this call was stored."
            )
        if isinstance(error, Neo4jError):
            return self._refused(error)
        return StoreUnavailable(
            f"No Neo4j server answers at {self.url}: {_short(error)}. Start it, or mend the address."
        )

    def _refused(self, error: Neo4jError) -> StoreError:
        code, message = error.code or "", error.message or str(error)
        if code.endswith("CredentialsExpired"):
            return StoreUnavailable(
                f"The password of {self.user!r} at {self.url} must be changed before its first use: sign in once "
                "with Neo4j Browser or cypher-shell and set another one."
            )
        if isinstance(error, AuthError):
            return StoreUnavailable(
                f"The Neo4j server at {self.url} refused the user {self.user!r} or the password. "
                "Set ALLYGRAPH_NEO4J_USER and ALLYGRAPH_NEO4J_PASSWORD."
            )
        if "too large to index" in message:
            return StoreError("Neo4j keeps no id longer than about 8,000 bytes, and one is; nothing was stored.")
        if "No space left" in message:
            return StoreFull(f"The disk of the Neo4j server at {self.url} is full; nothing was stored.")
        if "OutOfMemory" in code:
            return StoreError(
                f"The Neo4j server at {self.url} has too little memory for this; nothing was stored. Raise its "
                "server.memory.heap.max_size."
            )
        if ".Transaction." in code:  # it took too long, waited too long for another one, or was ended by hand
            return StoreUnavailable(
                f"The Neo4j server at {self.url} ended this before it was done, and nothing of it was stored; it is "
                f"busy or shutting down. Try again. [{code}]"
            )
        if code.endswith(("DatabaseNotFound", "DatabaseUnavailable")) or not isinstance(error, ClientError):
            return StoreUnavailable(f"The Neo4j server at {self.url} cannot serve this now: {_short(error)}.")
        return StoreError(f"The Neo4j server at {self.url} refused this: {_short(error)}.")


def _run_in(transaction: neo4j.Transaction | neo4j.ManagedTransaction, watch: _Watch) -> Run:
    def run(text: str, **parameters: object) -> Rows:
        watch.alive()
        # The type of the driver asks for literal texts; all of ours are constants in ``cypher``.
        result = transaction.run(text, parameters)
        rows: Rows = []
        while some := result.fetch(_PORTION):
            watch.alive()
            rows += (record.values() for record in some)
        watch.alive()
        return rows

    return run


def _close_session(session: neo4j.Session) -> None:
    """Close a session whose connection may be broken: the first try then fails over the rollback.

    Where another thread has given the driver up, it was closed under our hands: the next try fails over
    giving the connection back. Each leaves less to do; a session never closed warns when it is collected.
    """
    for _ in range(4):
        with suppress(Exception):
            session.close()
            return


def _close_beside(driver: neo4j.Driver, *, wait: float) -> None:
    """Close in another thread: saying goodbye to a silent server may block."""
    def closed() -> None:
        with suppress(Exception):
            driver.close()

    thread = threading.Thread(target=closed, name="allygraph-bolt-close", daemon=True)
    thread.start()
    thread.join(wait)


def _short(error: BaseException) -> str:
    """An error of the driver on one line, without its addresses of classes."""
    text = error.message if isinstance(error, Neo4jError) and error.message else str(error)
    return " ".join(text.split())[:300].rstrip(". ")
