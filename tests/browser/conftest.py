"""Chromium for tests: pages that remember what they asked for and what they complained about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from ecosystem import demo
from ecosystem.maps.files import html
from ecosystem.maps.scene import Scene
from ecosystem.service import Ecosystem
from tests.browser.serving import Site, serving
from tests.scenes import varied_scene

ARTEFACTS = Path(os.environ.get("ALLYGRAPH_ARTEFACTS", "out/screenshots"))
CHROMIUM = os.environ.get("ALLYGRAPH_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
LOCAL = ("file:", "data:", "blob:", "about:")


@dataclass
class Watched:
    """A page and what happened on it."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def requests_elsewhere(self, *own: str) -> list[str]:
        """What was asked for that is neither in the file nor at one of the addresses ``own``."""
        return [url for url in self.requests if not url.startswith((*LOCAL, *own))]

    def shot(self, name: str) -> Path:
        """Keep a picture of the page among the artefacts."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        path = ARTEFACTS / f"{name}.png"
        self.page.screenshot(path=path)
        return path


Open = Callable[..., Watched]


@pytest.fixture(scope="session")
def start() -> Iterator[Callable[..., Browser]]:
    """``start(*flags)``: a Chromium with flags beside the usual ones. Missing in CI is a failure, elsewhere a skip."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and the tests of pages do not skip in CI")
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browsers: list[Browser] = []

        def started(*flags: str) -> Browser:
            browsers.append(playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags]))
            return browsers[-1]

        yield started
        for browser in browsers:
            browser.close()


@pytest.fixture(scope="session")
def chromium(start: Callable[..., Browser]) -> Browser:
    return start()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """``open_page(url, dark=False, width=1440, height=900, **context)``: a watched page in a context of its own."""
    contexts: list[BrowserContext] = []

    def opened(url: str | Path, *, dark: bool = False, width: int = 1440, height: int = 900,
               **options: Any) -> Watched:
        options.setdefault("color_scheme", "dark" if dark else "light")
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        watched = Watched(context.new_page())
        watch(watched)
        watched.page.goto(url.absolute().as_uri() if isinstance(url, Path) else url)
        return watched

    yield opened
    for context in contexts:
        context.close()


def watch(watched: Watched) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            watched.errors.append(message.text)

    def on_request(request: Request) -> None:
        watched.requests.append(request.url)

    watched.page.on("console", on_console)
    watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
    watched.page.on("request", on_request)


@pytest.fixture
def axe() -> Callable[[Page], dict[str, list[str]]]:
    """What axe finds on a page by WCAG 2.2 AA: ``{"violations": […], "incomplete": […]}``, each ``rule: target``.

    The page needs a context with ``bypass_csp=True``: axe is put into it as a script.
    """

    def audited(page: Page) -> dict[str, list[str]]:
        found = Axe().run(page, options={
            "runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations", "incomplete"],
        }).response
        return {
            kind: [f"{rule['id']}: {node['target']}" for rule in found[kind] for node in rule["nodes"]]
            for kind in ("violations", "incomplete")
        }

    return audited


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as files."""
    folder = tmp_path_factory.mktemp("demo")
    demo.write(folder)
    return folder


@pytest.fixture(scope="session")
def site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over the demo; for tests that change nothing in it."""
    with Ecosystem("memory:") as eco:
        eco.import_path(demo_folder, now="2024-01-01T00:00:00Z")
        with serving(eco, tmp_path_factory.mktemp("home")) as served:
            yield served


@pytest.fixture
def own_site(demo_folder: Path, tmp_path: Path) -> Iterator[Site]:
    """A server over a demo of its own; for tests that change something."""
    with Ecosystem("memory:") as eco:
        eco.import_path(demo_folder, now="2024-01-01T00:00:00Z")
        with serving(eco, tmp_path / "home") as served:
            yield served


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """A server over an empty store."""
    with Ecosystem("memory:") as eco, serving(eco, tmp_path / "home") as served:
        yield served


@pytest.fixture(scope="session")
def map_scene() -> Scene:
    """A planted map with a known organisation, candidates and capabilities."""
    return varied_scene()


@pytest.fixture(scope="session")
def map_file(map_scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That map as a file."""
    path = tmp_path_factory.mktemp("map") / "map.html"
    html.write(map_scene, path)
    return path
