"""Colours can be told from their ground and from each other, whatever eyes look at them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from ecosystem.maps.palette import DARK, LIGHT, Palette

Floats = NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
EYES = {
    "usual": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                [0.0193339, 0.1191920, 0.9503041]])
BOTH = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda each: each.name)


def linear(colour: str) -> Floats:
    """``#rrggbb`` as linear RGB of sRGB."""
    part = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(a: str, b: str) -> float:
    """WCAG 2.2: (L₁ + 0.05) / (L₂ + 0.05), the lighter one above."""
    low, high = sorted(float(np.array([0.2126, 0.7152, 0.0722]) @ linear(each)) for each in (a, b))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: Floats) -> Floats:
    """CIE L*a*b* of linear RGB, white D65."""
    xyz = np.clip(rgb, 0, 1) @ XYZ.T / XYZ.sum(axis=1)
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def seen(colour: str, eyes: str) -> Floats:
    return lab(np.array(EYES[eyes]) @ linear(colour))


def difference(one: Floats, other: Floats) -> float:
    """CIEDE2000, all weights 1 (Sharma, Wu and Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = h1 + h2 if not c1 * c2 else (h1 + turn / 2) % 360
    dl, dc, dh = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (1 - 0.17 * np.cos(np.radians(hue - 30)) + 0.24 * np.cos(np.radians(2 * hue))
         + 0.32 * np.cos(np.radians(3 * hue + 6)) - 0.20 * np.cos(np.radians(4 * hue - 63)))
    sl = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    twist = (-2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
             * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))))
    return float(np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + twist * dc / sc * dh / sh))


def nearest(palette: Palette, eyes: str) -> tuple[float, int, int]:
    """The two colours of regions that are hardest to tell apart, and by how much they differ."""
    looks = [seen(each, eyes) for each in palette.regions]
    return min((difference(looks[a], looks[b]), a, b) for b in range(len(looks)) for a in range(b))


@pytest.mark.parametrize(("one", "other", "expected"), [  # from the data of Sharma, Wu and Dalal
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425), ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, 2.5, 0), (73, 25, -18), 27.1492), ((50, 2.5, 0), (58, 24, 15), 19.4535),
    ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373), ((50, 0, 0), (50, -1, 2), 2.3669),
])
def test_the_difference_of_colours_is_that_of_the_published_pairs(
    one: tuple[float, ...], other: tuple[float, ...], expected: float,
) -> None:
    assert difference(np.array(one, float), np.array(other, float)) == pytest.approx(expected, abs=5e-5)
    assert difference(np.array(other, float), np.array(one, float)) == pytest.approx(expected, abs=5e-5)


def test_black_and_white_have_the_contrast_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@BOTH
@pytest.mark.parametrize("name", ["text", "quiet", "focus", "alert", "good"])
def test_what_is_read_has_four_and_a_half_to_one_on_ground_and_panel(palette: Palette, name: str) -> None:
    assert min(contrast(getattr(palette, name), under) for under in (palette.ground, palette.panel)) >= 4.5


@BOTH
def test_words_on_a_button_can_be_read(palette: Palette) -> None:
    assert contrast(palette.ground, palette.focus) >= 4.5


@BOTH
@pytest.mark.parametrize("name", ["line", "tie", "unknown"])
def test_borders_ties_and_what_is_unknown_have_three_to_one(palette: Palette, name: str) -> None:
    assert min(contrast(getattr(palette, name), under) for under in (palette.ground, palette.panel)) >= 3


@BOTH
def test_marks_and_their_outlines_have_three_to_one(palette: Palette) -> None:
    marks = (*palette.regions, *palette.outlines)
    assert len(palette.regions) == len(palette.outlines) == len(set(palette.regions)) == 10
    assert min(contrast(each, under) for each in marks for under in (palette.ground, palette.panel)) >= 3


@BOTH
def test_an_outline_stands_out_more_than_its_mark_and_has_its_hue(palette: Palette) -> None:
    for mark, outline in zip(palette.regions, palette.outlines, strict=True):
        assert contrast(outline, palette.ground) > contrast(mark, palette.ground) * 1.15
        one, other = lab(linear(mark)), lab(linear(outline))
        turn = np.degrees(np.arctan2(one[2], one[1]) - np.arctan2(other[2], other[1]))
        assert abs((turn + 180) % 360 - 180) < 25


@BOTH
@pytest.mark.parametrize("eyes", EYES)
def test_any_two_regions_differ_by_ten_whatever_eyes_look(palette: Palette, eyes: str) -> None:
    found, a, b = nearest(palette, eyes)
    assert found >= 10, f"{palette.regions[a]} and {palette.regions[b]}"


@BOTH
@pytest.mark.parametrize("eyes", EYES)
def test_a_scale_moves_one_way_in_lightness_and_away_from_the_ground(palette: Palette, eyes: str) -> None:
    lights = [seen(each, eyes)[0] for each in palette.scale]
    steps = np.array([b - a for a, b in pairwise(lights)])
    assert (np.abs(steps) >= 5).all() and len({float(np.sign(each)) for each in steps}) == 1
    ground = lab(linear(palette.ground))[0]
    assert abs(lights[-1] - ground) > abs(lights[0] - ground)
