"""A chart says a finding, shows the table behind it, and takes nothing that others wrote for more than data."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ecosystem import charts
from ecosystem.charts.figure import measured, wrapped
from ecosystem.charts.text import shown
from ecosystem.charts.words import WORDS
from ecosystem.errors import InvalidParameter
from ecosystem.languages import LANGUAGES
from tests.ecosystem.charts import answers_by_hand as by_hand

NAMES = sorted(charts.NAMES)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(name: str, **options: Any) -> Any:
    return charts.chart(by_hand.every_answer()[name], name, **options)


def strings(value: object) -> Iterator[str]:
    """Every text in a specification."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def without(value: Any, names: set[str]) -> Any:
    """A specification without what is free to differ."""
    if isinstance(value, dict):
        return {name: without(each, names) for name, each in value.items() if name not in names}
    return [without(each, names) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_every_chart_has_a_finding_a_description_and_its_table(name: str, theme: str, language: str) -> None:
    answer = by_hand.every_answer()[name]
    spec = charts.chart(answer, name, theme=theme, language=language).to_dict()
    found = charts.figure(answer, name, language=language)
    assert " ".join(spec["title"]["text"]).replace(" ", "") == found.title.replace(" ", "")
    assert spec["description"] == found.description and found.title in found.description
    table = charts.chart_table(answer, name, language=language)
    assert len(table) == len(found.rows) > 0 and list(table.columns) == list(found.columns.values())
    assert len(set(table.columns)) == len(table.columns)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [280, 720])
def test_the_size_of_a_picture_is_known_before_it_is_drawn(name: str, width: int) -> None:
    root = ET.fromstring(charts.svg(drawn(name, width=width)))
    found = charts.figure(by_hand.every_answer()[name], name)
    assert (root.get("width"), root.get("height")) == (str(width), str(found.height(width)))
    assert root.find(f"{SVG}title") is not None and root.find(f"{SVG}desc") is not None


@pytest.mark.parametrize("name", NAMES)
def test_the_same_answer_twice_is_the_same_bytes(name: str) -> None:
    assert charts.svg(drawn(name)) == charts.svg(drawn(name))


def test_the_same_answer_in_another_process_is_the_same_specification() -> None:
    program = ("import json\nfrom ecosystem import charts\n"
               "from tests.ecosystem.charts import answers_by_hand as by_hand\n"
               "print(json.dumps(charts.chart(by_hand.candidates()).to_dict(), sort_keys=True))")
    runs = {subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True,
                           env={"PYTHONHASHSEED": seed, "PATH": ""}).stdout for seed in ("1", "2")}
    assert len(runs) == 1


@pytest.mark.parametrize("name", NAMES)
def test_names_are_data_and_never_part_of_a_specification(name: str) -> None:
    """Answers that differ in names only have specifications that differ only in data, titles and descriptions."""
    plain = ("Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg", "Hh", "Ii", "Jj")
    free = {"data", "datasets", "title", "description", "height", "minExtent"}
    one, other = (without(charts.chart(by_hand.every_answer(names)[name], name).to_dict(), free)
                  for names in (plain, by_hand.HOSTILE))
    assert one == other and not [text for text in strings(other) if "alert" in text or "<" in text]


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_are_text_in_svg_and_in_the_page(name: str) -> None:
    chart = charts.chart(by_hand.every_answer(by_hand.HOSTILE)[name], name)
    root = ET.fromstring(charts.svg(chart))
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags <= {"svg", "g", "path", "text", "tspan", "title", "desc", "defs", "clipPath", "rect", "line", "circle",
                    "style"}
    assert not [key for each in root.iter() for key in each.attrib if key.lower().startswith("on") or "href" in key]
    page = charts.html(chart)
    assert "<script" not in page.lower() and "<img" not in page and "default-src 'none'" in page


def test_equal_names_stay_two_rows() -> None:
    table = charts.chart_table(by_hand.candidates(("Ada", "Ada", "Ada"), unknown=()))
    assert len(table) == 3
    labels = [row["label"] for row in charts.figure(by_hand.radar(("Ada", "Ada"))).rows]
    assert labels == ["Ada", "Ada (2)"]


def test_what_is_unknown_is_hollow_with_its_reason_and_never_0() -> None:
    cases = {
        "intervals": (by_hand.candidates(), "score", "nothing of it is known: it may be anything"),
        "radar": (by_hand.radar(), "density", "nobody shows what is near"),
        "timeline": (by_hand.profile(), "start", "since when is not on record"),
        "backtest": (by_hand.backtested(), "value", "nobody could be compared"),
    }
    for name, (answer, field, reason) in cases.items():
        [row] = [row for row in charts.figure(answer, name).rows if row["unknown"]]
        assert row[field] is None and row["reason"] == reason
        said = [text.text for text in ET.fromstring(charts.svg(charts.chart(answer, name))).iter(f"{SVG}text")]
        assert any(text and reason[:20] in text for text in said)
    [part] = [row for row in charts.figure(by_hand.explanation(), "fit_parts").rows if row["unknown"]]
    assert part["reason"] == "not on record: 必特 Works"


def test_an_unknown_likelihood_has_a_cell_of_its_own_and_what_is_not_there_has_none() -> None:
    rows = charts.figure(by_hand.panorama()).rows
    assert [(row["name"], row["up"], row["across"]) for row in rows] == [
        ("Export control", "40–60 %", "60–80 %"), ("Key person", "40–60 %", "60–80 %"),
        ("Capacity", "unknown", "60–80 %")]
    assert charts.figure(by_hand.panorama()).title == "1 of 3 risks of 必特 Works are high or critical; not known: 1"


def test_steps_of_a_waterfall_sum_to_the_score() -> None:
    rows = charts.figure(by_hand.explanation(), "contributions").rows
    assert [row["said"] for row in rows] == ["0.300", "+0.200", "−0.100", "0.400"]
    assert (rows[1]["begin"], rows[1]["end"]) == pytest.approx((0.3, 0.5))
    assert (rows[2]["begin"], rows[2]["end"]) == pytest.approx((0.4, 0.5))
    one = by_hand.candidates().items[0]
    assert [row["value"] for row in charts.figure(one).rows] == pytest.approx([0.35, 0.25, 0.6])


def test_a_title_says_how_firm_the_first_place_is() -> None:
    assert charts.figure(by_hand.candidates()).title == "Blue leads with 0.60; 2 of 2 below could still reach it"
    firm = by_hand.candidates(("Blue", "Green"), unknown=())
    firm = replace(firm, items=(firm.items[0], replace(firm.items[1], high=0.55)))
    assert charts.figure(firm).title == "Blue leads with 0.60, and nobody below can reach it"
    assert charts.figure(replace(firm, items=())).title == "There is no candidate for Ada Motors"


@pytest.mark.parametrize(("low", "high", "said"), [
    (0.01, 0.05, "blend beats the best baseline (popularity) by 0.03"),
    (-0.01, 0.05, "Between blend and the best baseline (popularity) nothing is decided: 0.02"),
    (-0.05, -0.01, "The best baseline (popularity) beats blend by 0.03"),
])
def test_a_backtest_says_what_was_decided(low: float, high: float, said: str) -> None:
    assert charts.figure(by_hand.backtested(low, high)).title == said


@pytest.mark.parametrize("name", ["intervals", "quadrants", "radar", "radar_axes", "fit_parts", "backtest"])
def test_colour_and_shape_have_one_legend(name: str) -> None:
    titles = {json.dumps(channel.get("title")) for layer in drawn(name).to_dict()["layer"]
              for key, channel in layer["encoding"].items() if key in ("fill", "stroke", "shape")}
    keys = {key for layer in drawn(name).to_dict()["layer"] for key in layer["encoding"]}
    assert len(titles) == 1 and {"fill", "stroke", "shape"} <= keys


def test_an_answer_without_items_says_so() -> None:
    nothing = replace(by_hand.candidates(), items=())
    said = [text.text for text in ET.fromstring(charts.svg(charts.chart(nothing))).iter(f"{SVG}text")]
    assert "There is nothing to show." in said and charts.chart_table(nothing).empty


@pytest.mark.parametrize(("suffix", "begin"), [
    (".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF"), (".html", b"<!doctype html>"), (".json", b"{")])
def test_a_chart_is_saved_by_its_suffix(tmp_path: Path, suffix: str, begin: bytes) -> None:
    path = charts.save(drawn("intervals"), tmp_path / f"chart{suffix}")
    assert path.read_bytes().startswith(begin) and b"cdn" not in path.read_bytes().lower()


def test_a_suffix_or_a_place_that_cannot_be_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter, match=r"can end in \.svg, \.png, \.pdf, \.html, \.json"):
        charts.save(drawn("intervals"), tmp_path / "chart.gif")
    with pytest.raises(InvalidParameter, match="cannot be written"):
        charts.save(drawn("intervals"), tmp_path / "no" / "chart.svg")


@pytest.mark.parametrize(("options", "said"), [
    ({"theme": "pink"}, "light or dark"), ({"language": "de"}, "en or zh"), ({"width": 10}, "240 to 2000"),
    ({"name": "pie"}, "it has intervals"),
])
def test_what_there_is_not_is_said(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidParameter, match=said):
        charts.chart(by_hand.candidates(), **options)
    with pytest.raises(InvalidParameter, match="has no chart"):
        charts.chart(object())


def test_an_answer_draws_itself_and_says_which_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert by_hand.candidates().chart(theme="dark").to_dict()["config"]["background"] == "#1a2128"
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(InvalidParameter, match=r"pip install 'allygraph\[export\]'"):
        by_hand.candidates().chart()


def test_a_figure_loads_neither_altair_nor_pandas() -> None:
    program = "import sys, ecosystem.charts; print(sorted({'altair', 'vl_convert', 'pandas'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_language_lacks_a_sentence_or_a_value() -> None:
    from string import Formatter

    for key, said in WORDS.items():
        values = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in said]
        assert all(said) and values[0] == values[1], key


def test_lines_are_no_longer_than_their_room_and_lose_nothing() -> None:
    text = "Nearest to 朔野汽车股份有限公司 and worth most: Stationary storage"
    lines = wrapped(text, 20)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(measured(line) for line in lines) <= 20 and wrapped("", 20) == [""]
    assert wrapped("一二三，四", 6) == ["一二", "三，四"] or wrapped("一二三，四", 6) == ["一二三，", "四"]
    assert shown("x" * 5_000) == "x" * 33 + "…"
