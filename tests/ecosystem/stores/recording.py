"""A server's stand-in that keeps what it is asked, and refuses what nobody told it an answer to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ecosystem.stores import cypher
from ecosystem.stores.bolt import Rows

Answer = Rows | Callable[..., Rows]


class NotRegistered(AssertionError):
    """A text was sent that the test gave no answer for."""


class RecordingRunner:
    """A ``Runner`` that answers from a table of texts."""

    def __init__(self, answers: dict[str, Answer] | None = None) -> None:
        self.answers: dict[str, Answer] = answers or {}
        self.sent: list[tuple[str, str, dict[str, Any]]] = []  # how, text, parameters
        self.closed = False
        self.before_commit: Callable[[], None] = lambda: None
        self.after_commit: Callable[[], None] = lambda: None

    def texts(self, how: str | None = None) -> list[str]:
        return [text for mode, text, _ in self.sent if how in (None, mode)]

    def _run(self, how: str) -> Callable[..., Rows]:
        def run(text: str, **parameters: object) -> Rows:
            if text not in self.answers:
                raise NotRegistered(f"{how}: {text}")
            self.sent.append((how, text, parameters))
            answer = self.answers[text]
            return answer(**parameters) if callable(answer) else answer

        return run

    def look(self, work):
        return work(self._run("look"))

    def write(self, work):
        result = work(self._run("write"))
        self.before_commit()
        self.sent.append(("commit", "", {}))
        self.after_commit()
        return result

    @contextmanager
    def hold(self, text: str) -> Iterator[Rows]:
        yield self._run("hold")(text)
        self.sent.append(("release", "", {}))

    def close(self) -> None:
        self.closed = True


def opened_answers(*, commit_seq: int = 0, version: int = 1, clearing: bool = False) -> dict[str, Answer]:
    """What a database answers that holds a store without rows."""
    return {
        cypher.META: [[commit_seq, clearing, version]],
        cypher.LOCK: [[commit_seq, clearing]],
        cypher.UNLOCK: [],
        cypher.COUNTS: [],
        cypher.BATCH: [],
        cypher.ADD_BATCH: [],
    }
