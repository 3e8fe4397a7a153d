"""Fixtures that many tests share: the Neo4j server (one per run) and the open data sets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.neo4j_server.server import PASSWORD, USER, CannotStart, Server, missing_tools

ROOT = Path(__file__).parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where several processes share the tests: one has the Neo4j server, a file stays in one."""
    for item in items:
        needs_server = item.get_closest_marker("neo4j") or "neo4j_server" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("neo4j" if needs_server else str(item.path)))


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running Neo4j on a free loopback port; its log stays in the run's temporary folder.

    Where Java or Maven are missing the tests are skipped, with that reason; in CI they fail, so
    that no run passes without them.
    """
    if absent := missing_tools():
        reason = f"no Neo4j server without {', '.join(absent)} (apt-get install maven openjdk-17-jdk-headless)"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    server = Server(tmp_path_factory.mktemp("neo4j"))
    try:
        server.start()
    except CannotStart as error:
        pytest.fail(str(error), pytrace=False)
    yield server
    server.kill()  # nothing of it is needed any more, so it need not tidy up


@pytest.fixture(scope="session")
def neo4j_credentials() -> tuple[str, str]:
    """User and password of the test server."""
    return USER, PASSWORD


@pytest.fixture
def neo4j_store_url(neo4j_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a Neo4j store without content; its scratch folder is a temporary one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    neo4j_server.empty()
    return neo4j_server.url


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of open data sets (``ALLYGRAPH_DATA``); tests without it are skipped."""
    folder = Path(os.environ.get("ALLYGRAPH_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no open data sets at {folder}; set ALLYGRAPH_DATA to their folder")
    return folder
