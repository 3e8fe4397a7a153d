"""A client of its own process: asks a list of addresses over several connections and prints its times.

    python -m benchmarks.ask_http PORT CONNECTIONS < paths.txt

One connection asks one question after the other, as they come off the list. Written on the standard
library's sockets alone, because it shares the machine with the server that it measures.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from threading import Lock, Thread


class Asked:
    """What came back: seconds, statuses, sizes."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths, self._lock = iter(paths), Lock()
        self.seconds: list[float] = []
        self.bytes = 0
        self.statuses: dict[int, int] = {}

    def paths(self) -> Iterator[str]:
        while True:
            with self._lock:
                path = next(self._paths, None)
            if path is None:
                return
            yield path

    def take(self, status: int, content: bytes, seconds: float) -> None:
        with self._lock:
            self.seconds.append(seconds)
            self.bytes += len(content)
            self.statuses[status] = self.statuses.get(status, 0) + 1


def ask(port: int, asked: Asked) -> None:
    """One connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for path in asked.paths():
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        asked.take(answer.status, content, time.perf_counter() - started)
    connection.close()


def main(arguments: Sequence[str]) -> int:
    port, connections = int(arguments[0]), int(arguments[1])
    asked = Asked([line.strip() for line in sys.stdin if line.strip()])
    threads = [Thread(target=ask, args=(port, asked)) for _ in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"wall": time.perf_counter() - started, "cpu": time.process_time(), "seconds": asked.seconds,
                      "bytes": asked.bytes, "statuses": asked.statuses}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
