"""The browser writes the same names at the same places as Python does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import ecosystem.maps
from tests.browser.conftest import Open
from tests.ecosystem.maps.labels_cases import GOLDEN

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_MODULE = Path(ecosystem.maps.__file__).with_name("browser") / "labels.js"
_PAGE = "<!doctype html><title>labels</title><script type=module>{script};Object.assign(window,{names})</script>"
_ANSWER = """golden => ({
  texts: golden.texts.map(([text, longest, bold]) =>
    [text, longest, bold, shownText(text, longest, bold),
     textWidth(Array.from(text).slice(0, 50).join(""), 13, bold)]),
  edges: golden.edges.map(([code]) => [code, textWidth(String.fromCodePoint(code), 100)]),
  drawings: golden.drawings.map(({candidates, options}) =>
    ({candidates, options, placed: placeLabels(candidates, options)})),
})"""
_HURRY = """() => {
  const candidates = Array.from({length: 900}, (_, i) =>
    ({text: `Kalori Venmos ${i}`, x: (i * 97) % 1440, y: (i * 61) % 900, radius: 4, font: 12}));
  const taken = [];
  for (let round = 0; round < 9; round++) {
    const start = performance.now();
    placeLabels(candidates, {width: 1440, height: 900, most: 60});
    taken.push(performance.now() - start);
  }
  return Math.min(...taken);
}"""


@pytest.fixture
def page(open_page: Open, tmp_path: Path) -> Any:
    path = tmp_path / "labels.html"
    script = _MODULE.read_text(encoding="utf-8").replace("export ", "")
    path.write_text(_PAGE.format(script=script, names="{placeLabels,shownText,textWidth}"), encoding="utf-8")
    watched = open_page(path)
    watched.page.wait_for_function("'placeLabels' in window")
    assert watched.errors == []
    return watched.page


def test_the_browser_places_the_golden_labels(page: Any) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    found = page.evaluate(_ANSWER, golden)
    assert found["texts"] == golden["texts"]
    assert found["edges"] == golden["edges"]
    for one, other in zip(found["drawings"], golden["drawings"], strict=True):
        assert one["placed"] == other["placed"]


def test_nine_hundred_names_are_placed_within_a_frame(page: Any) -> None:
    assert page.evaluate(_HURRY) < 40  # 10 ms and room for a busy machine
