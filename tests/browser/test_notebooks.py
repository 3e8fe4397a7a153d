"""What notebooks show is seen by whoever opens them: maps in frames paint, and nothing is asked of anybody."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from ecosystem.maps.picture import EcosystemMap
from tests.browser.conftest import Open
from tests.scenes import HOSTILE, planted_scene

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
_READY = 'body[data-ready="1"]'
_COLOURS = """() => {
  const canvas = document.querySelector("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 64) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
  return seen.size;
}"""
_MODEL = """const values = {values};
const listeners = {{}};
window.values = values;
window.model = {{
  get: (key) => values[key],
  set(key, value) {{
    const changed = JSON.stringify(values[key]) !== JSON.stringify(value);
    values[key] = value;
    if (changed) for (const listener of listeners["change:" + key] ?? []) listener();
  }},
  on: (name, listener) => (listeners[name] ??= []).push(listener),
  save_changes: () => {{ window.saved = (window.saved ?? 0) + 1; }},
}};
window.widget = {module};
window.widget.render({{ model, el: document.getElementById("here") }});"""


def _exported(name: str, folder: Path) -> Path:
    """A notebook as HTML after it has run, without the scripts that its exporter asks of other addresses."""
    notebook = nbformat.read(_NOTEBOOKS / f"{name}.ipynb", as_version=4)
    exporter = HTMLExporter(mathjax_url="", require_js_url="", jquery_url="", mermaid_js_url="",
                            jupyter_widgets_base_url="")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the kernel's own machinery warns about its event loop and sockets
        resources = {"metadata": {"path": str(_NOTEBOOKS.parent)}}
        NotebookClient(notebook, timeout=300, resources=resources).execute()
        content, _ = exporter.from_notebook_node(notebook)
    path = folder / f"{name}.html"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "least"), [("00_start_here", 1), ("05_maps", 3)])
def test_the_maps_of_an_exported_notebook_paint(open_page: Open, tmp_path: Path, name: str, least: int) -> None:
    watched = open_page(_exported(name, tmp_path))
    frames = watched.page.locator("iframe")
    assert frames.count() >= least
    for number in range(frames.count()):
        frames.nth(number).scroll_into_view_if_needed()
        inside = frames.nth(number).content_frame
        inside.locator(_READY).wait_for(state="attached")
        canvas = frames.nth(number).element_handle().content_frame()
        canvas.wait_for_function(f"({_COLOURS})() > 20")
    watched.shot(f"notebook-{name}")
    assert watched.requests_elsewhere() == []


def test_a_frame_cannot_reach_the_notebook_around_it(open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "shown.html"
    shown = EcosystemMap(planted_scene(60, names=HOSTILE))._repr_html_()
    path.write_text(f"<!doctype html><title>around</title>{shown}", encoding="utf-8")
    watched = open_page(path)
    watched.page.frame_locator("iframe").locator(_READY).wait_for(state="attached")
    inside = watched.page.frames[1]
    assert inside.evaluate("(() => { try { return parent.document.title; } catch (error) { return error.name; } })()"
                           ) == "SecurityError"
    assert watched.requests_elsewhere() == [] and watched.errors == []


def test_the_widget_tells_what_is_selected_and_selects_what_it_is_told(open_page: Open, tmp_path: Path) -> None:
    widget: Any = EcosystemMap(planted_scene(120)).widget(height=600)
    values = {name: getattr(widget, name) for name in ("page", "title", "height", "selection", "filters", "camera")}
    module = str(widget._esm).replace("export default", "window.module =")
    start = _MODEL.format(values=json.dumps(values).replace("<", "\\u003c"), module="window.module")
    path = tmp_path / "widget.html"
    path.write_text("<!doctype html><title>widget</title><div id=here></div>"
                    f"<script type=module>{module}\n{start}</script>", encoding="utf-8")
    watched = open_page(path)
    page = watched.page
    page.frame_locator("iframe").locator(_READY).wait_for(state="attached")
    inside = page.frames[1]
    inside.evaluate("ecomap.store.set({selected: 5, target: 9})")
    page.wait_for_function("JSON.stringify(values.selection) === '[\"p000005\",\"p000009\"]' && saved > 0")
    page.evaluate("model.set('selection', ['p000007'])")
    inside.wait_for_function("ecomap.store.get().selected === 7 && ecomap.store.get().target === -1")
    page.evaluate("model.set('filters', ['region:1'])")
    inside.wait_for_function("ecomap.store.get().hidden.has('region:1')")
    page.evaluate("model.set('camera', {x: 20000, y: 20000, k: 3})")
    inside.wait_for_function("ecomap.store.get().camera.k === 3")
    assert watched.errors == [] and watched.requests_elsewhere() == []
