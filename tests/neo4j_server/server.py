"""How tests and benchmarks get a real Neo4j server without Docker: Maven's jars and a small main.

``python -m tests.neo4j_server.server --data FOLDER`` starts one and prints its address and how to
sign in; it runs until Ctrl-C. Everything stays on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "allygraph"
USER = "neo4j"
PASSWORD = "a test's own word"
FLAGS = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in ("java.nio", "java.io", "sun.nio.ch")]


class CannotStart(Exception):
    """Java or Maven is missing, or the server did not come up; the message says where its log is."""


def missing_tools() -> list[str]:
    """Which of the programs that a server needs are not on this machine."""
    return [tool for tool in ("java", "javac", "mvn") if shutil.which(tool) is None]


def class_path() -> str:
    """Jars (resolved once, kept in Maven's own folder) and the compiled main."""
    if absent := missing_tools():
        raise CannotStart(f"{', '.join(absent)} not found; apt-get install maven openjdk-17-jdk-headless")
    pom, main = HERE / "pom.xml", HERE / "TestServer.java"
    digest = hashlib.sha256(pom.read_bytes() + main.read_bytes()).hexdigest()[:16]
    kept = CACHE / f"neo4j-server-{digest}"
    listed = kept / "class_path.txt"
    if listed.exists() and all(Path(jar).exists() for jar in listed.read_text().split(os.pathsep)):
        return listed.read_text()
    kept.mkdir(parents=True, exist_ok=True)
    # Written under another name first: two sessions may resolve at once, and one may be killed.
    with tempfile.TemporaryDirectory(dir=kept) as folder:
        jars, classes = Path(folder) / "jars.txt", kept / "classes"
        _call(["mvn", "-q", "-B", "-f", str(pom), "dependency:build-classpath", f"-Dmdep.outputFile={jars}",
               "-Dmdep.includeScope=runtime"])
        _call(["javac", "-cp", jars.read_text().strip(), "-d", str(classes), str(main)])
        whole = Path(folder) / "whole.txt"
        whole.write_text(os.pathsep.join([str(classes), jars.read_text().strip()]))
        whole.replace(listed)
    return listed.read_text()


def _call(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise CannotStart(f"{command[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One Neo4j process over one folder; it can be killed and started again on the same port."""

    def __init__(self, folder: Path, *, port: int | None = None, heap: str = "1g") -> None:
        self.folder, self.heap = folder, heap
        self.port = port or free_port()
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        if self._process is None:
            raise CannotStart("the server is not running")
        return self._process.pid

    def start(self, *, wait: float = 90) -> None:
        """Start the process and wait until it answers a signed-in query."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = ["java", f"-Xmx{self.heap}", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", *FLAGS,
                   "-cp", class_path(), "TestServer", str(self.folder / "db"), str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)
        try:
            self._wait_until_ready(time.monotonic() + wait)
        except BaseException:
            self.kill()
            raise

    def _wait_until_ready(self, deadline: float) -> None:
        last = "it never answered"
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise CannotStart(f"the server ended at once; its log is {self.log}:\n{self._log_tail()}")
            try:
                self._sign_in()
                return
            except (DriverError, Neo4jError, OSError) as error:
                last = str(error)
            time.sleep(0.1)
        raise CannotStart(f"no answer in time ({last}); its log is {self.log}:\n{self._log_tail()}")

    def _sign_in(self) -> None:
        """Ask something as the user of the tests; a new server first gets its password."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=1):
            pass
        try:
            self._ask(PASSWORD, "RETURN 1", "neo4j")
        except AuthError:
            self._ask("neo4j", f"ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO \"{PASSWORD}\"", "system")
            self._ask(PASSWORD, "RETURN 1", "neo4j")

    def _ask(self, password: str, text: str, database: str) -> None:
        with neo4j.GraphDatabase.driver(self.url, auth=(USER, password), connection_timeout=5,
                                        max_transaction_retry_time=5,
                                        notifications_min_severity="OFF") as driver:
            driver.execute_query(text, database_=database)  # type: ignore[arg-type]

    def empty(self) -> None:
        """Remove all content; the layout of a store stays, as of one that was just made."""
        self._ask(PASSWORD, "MATCH (n) WHERE NOT n:AllygraphStore DETACH DELETE n", "neo4j")
        self._ask(PASSWORD, "MATCH (s:AllygraphStore) SET s = {id: 'store', commit_seq: 0, "
                            "schema_version: s.schema_version}", "neo4j")

    def _log_tail(self) -> str:
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    def kill(self) -> None:
        """As ``kill -9``: nothing is flushed or closed."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an administrator would: the database is closed properly."""
        self._end(signal.SIGTERM)

    def pause(self) -> None:
        """The process stays, its port accepts, nothing is answered."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def _end(self, number: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        if process.stdin is not None:
            process.stdin.close()


@contextmanager
def running(folder: Path, *, port: int | None = None, heap: str = "1g") -> Iterator[Server]:
    """A started server, stopped at the end whatever happens."""
    server = Server(folder, port=port, heap=heap)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=None, help="a free one if not given")
    parser.add_argument("--data", type=Path, default=None, help="folder of the data; a temporary one if not given")
    parser.add_argument("--heap", default="1g", help="memory of the server, as -Xmx takes it")
    asked = parser.parse_args()
    ends = {signal.SIGINT, signal.SIGTERM}
    with tempfile.TemporaryDirectory(prefix="neo4j-") as temporary:
        try:
            with running(asked.data or Path(temporary), port=asked.port, heap=asked.heap) as server:
                print(f"{server.url} user={USER} password={PASSWORD!r} pid={server.pid}", flush=True)
                # Blocked first, so that a signal between the two lines waits as well.
                signal.pthread_sigmask(signal.SIG_BLOCK, ends)
                signal.sigwait(ends)
        except CannotStart as error:
            print(error, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
