"""A map with panels for tests: what is on it, and how it is opened and asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import Page

from ecosystem.maps.files import html
from ecosystem.maps.scene import Scene
from tests.browser.conftest import Open, Watched

BROWSER = Path(html.__file__).parent.parent / "browser"


def ready(watched: Watched) -> Page:
    """The page once everything is painted and mounted."""
    watched.page.wait_for_selector('body[data-ready="1"]', state="attached")
    return watched.page


def opened_scene(open_page: Open, folder: Path, scene: Scene, **options: Any) -> Watched:
    """A scene of one's own, written and opened."""
    html.write(scene, folder / "map.html")
    watched = open_page(folder / "map.html", **options)
    ready(watched)
    return watched


def state(page: Page, key: str) -> Any:
    """A value of the page's state; sets are lists."""
    return page.evaluate(
        "key => { const value = ecomap.store.get()[key]; return value instanceof Set ? [...value] : value }", key)


def graph_of(scene: Scene) -> nx.Graph:
    """The ties of a scene."""
    graph = nx.Graph(zip(scene.ties.first.tolist(), scene.ties.second.tolist(), strict=True))
    graph.add_nodes_from(range(len(scene.marks)))
    return graph
