"""Pictures and pages of a scene: as large as asked, with text, and with a clear word where the extra is missing."""

from __future__ import annotations

import struct
import sys
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from ecosystem.errors import InvalidParameter
from ecosystem.maps.files import image
from ecosystem.maps.picture import EcosystemMap
from tests.scenes import planted_scene


def _size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def test_a_png_is_twice_the_drawing_unless_a_scale_is_said() -> None:
    drawn = EcosystemMap(planted_scene(60))
    assert _size(drawn.render("png", width=800, height=450)) == (1_600, 900)
    assert _size(drawn.render("png", width=800, height=450, scale=0.5, theme="dark", lens="health")) == (400, 225)


def test_a_pdf_is_one_page_with_text_chinese_too() -> None:
    scene = replace(planted_scene(60), title="Map of 朔野汽车", language="zh")
    reader = PdfReader(BytesIO(EcosystemMap(scene).render("pdf")))
    [page] = reader.pages
    found = page.extract_text()
    assert "Region 0" in found and "Map of" in found
    assert page.mediabox.width / page.mediabox.height == pytest.approx(16 / 9, rel=1e-3)


def test_the_same_scene_is_the_same_picture() -> None:
    scene = planted_scene(40)
    assert image.render(scene, width=400, height=225) == image.render(scene, width=400, height=225)


@pytest.mark.parametrize("scale", [0.0, -1.0, 100.0, float("nan")])
def test_a_scale_that_cannot_be_is_refused(scale: float) -> None:
    with pytest.raises(InvalidParameter, match="scale is"):
        image.render(planted_scene(3, communities=1), scale=scale)


def test_an_option_of_another_format_is_refused_with_those_that_have_it() -> None:
    with pytest.raises(InvalidParameter, match="scale is said of png; a map as csv has none"):
        EcosystemMap(planted_scene(3, communities=1)).render("csv", scale=2)


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(InvalidParameter, match=r"pip install 'allygraph\[export\]'"):
        image.render(planted_scene(3, communities=1))
    assert not image.is_installed()
