"""The page of a map: whole, strict, small, and readable again."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ecosystem.errors import InvalidParameter
from ecosystem.maps.files import html
from ecosystem.maps.files.packing import pack
from tests.scenes import HOSTILE, planted_scene

FOLDER = Path(html.__file__).parents[1] / "browser"
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|let|class) (\w+)", re.M)


class Elements(HTMLParser):
    """Elements of a page with their attributes, and the texts of its scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found:
            self.texts.append((self.found[-1][0], data))


def test_the_policy_names_the_scripts_and_styles_of_the_page_and_nothing_else() -> None:
    page = html.document(planted_scene(20))
    loader = re.findall(r"<script>(.*?)</script>", page, re.S)
    style = re.findall(r"<style>(.*?)</style>", page, re.S)
    assert len(loader) == 1
    hashes = {f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
              for text in (*loader, *style, html.script(), html.style("ecomap.css"))}
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found is not None
    assert found[1].startswith("default-src 'none'; ")
    assert hashes <= set(re.split("[ ;]+", found[1]))
    assert "unsafe" not in found[1] and "http" not in found[1]


def test_names_are_text_and_never_markup() -> None:
    page = html.document(planted_scene(40, names=HOSTILE))
    plain = html.document(planted_scene(40))
    assert Counter(tag for tag, _ in Elements(page).found) == Counter(tag for tag, _ in Elements(plain).found)
    assert not [name for _, attributes in Elements(page).found for name in attributes if name.startswith("on")]


def test_the_page_asks_for_nothing() -> None:
    found = Elements(html.document(planted_scene(40, names=HOSTILE))).found
    assert not [attributes for _, attributes in found if {"src", "href", "srcset", "action"} & set(attributes)]


def test_the_same_scene_makes_the_same_page() -> None:
    assert html.render(planted_scene(60)) == html.render(planted_scene(60))


def test_a_saved_page_is_read_back(tmp_path: Path) -> None:
    scene = planted_scene(60, names=HOSTILE)
    html.write(scene, tmp_path / "map.html")
    assert pack(html.read(tmp_path / "map.html")) == pack(scene)


def test_an_altered_page_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    html.write(planted_scene(60), path)
    page = path.read_text("utf-8")
    at = page.index('data-sha256="') + 200
    path.write_text(page[:at] + ("b" if page[at] == "a" else "a") + page[at + 1 :], "utf-8")
    with pytest.raises(InvalidParameter, match=r"map\.html was altered"):
        html.read(path)


def test_another_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "other.html").write_text("<p>hello</p>", "utf-8")
    with pytest.raises(InvalidParameter, match=r"other\.html holds no map"):
        html.read(tmp_path / "other.html")


def test_five_thousand_marks_fit_into_200_kilobytes() -> None:
    assert len(html.render(planted_scene(5_000))) <= 200_000


def test_a_hundred_thousand_marks_and_four_hundred_thousand_ties_fit_into_three_and_a_half_megabytes() -> None:
    scene = planted_scene(100_000)
    assert len(scene.ties) > 390_000
    assert len(html.render(scene)) <= 3_500_000


def test_a_theme_is_what_the_page_opens_in() -> None:
    assert '<html lang="en" data-theme="dark">' in html.render(planted_scene(5), theme="dark").decode()
    assert 'data-theme="auto"' in html.render(planted_scene(5)).decode()


def test_every_module_is_part_of_the_program_and_says_what_it_is_about() -> None:
    written = {path.name for path in FOLDER.glob("*.js")}
    assert written == {*html.modules(), *html.modules("loader.js")}
    silent = [name for name in written if not (FOLDER / name).read_text("utf-8").startswith(("// ", "/** "))]
    assert silent == []


def test_no_two_modules_declare_the_same_name() -> None:
    texts = ((FOLDER / module).read_text("utf-8") for module in html.modules())
    declared = Counter(name for text in texts for name in _DECLARED.findall(text))
    assert [name for name, count in declared.items() if count > 1] == []


def test_the_program_makes_no_markup_from_text_and_asks_nobody() -> None:
    program = html.script() + html.script("loader.js")
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
                      "fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "https://"):
        assert forbidden not in program, forbidden


def test_all_imports_are_of_the_form_that_is_dropped() -> None:
    assert not re.search(r"^\s*(import|export)\b", html.script(), re.M)


def test_words_of_the_panels_are_there_in_every_language() -> None:
    words = json.loads((FOLDER / "words.json").read_text("utf-8"))
    assert words["en"].keys() == words["zh"].keys()
