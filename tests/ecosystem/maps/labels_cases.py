"""The cases of labels_golden.json, which both placers reproduce; run me to write the file anew."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ecosystem.maps.labels import _RUNS, Candidate, place_labels, shown_text, text_width
from tests.scenes import HOSTILE

GOLDEN = Path(__file__).with_name("labels_golden.json")
NAMES = ("Zhejiang Shuoye New Energy Vehicles", "灵序科技", "Øresund Æther ApS", "Ωμέγα", "Завод № 5", "한국전력",
         "ราชาภูมิ", "e\u0301cole", "👩‍🔬 Labs", "a\tb\nc", "\u202eevil\u202c", "W" * 40, "i" * 40, "", " ", "\x00\x07",
         *(name[:300] for name in HOSTILE))


def written() -> dict[str, Any]:
    """Texts with their widths, and drawings with their labels, as Python makes them."""
    texts = [[text, longest, bold, shown_text(text, longest, bold=bold), text_width(text[:50], 13, bold=bold)]
             for text in NAMES for longest in (14, 3.5) for bold in (False, True)]
    edges = [[code, text_width(chr(code), 100)] for code in _codes()]
    return {"texts": texts, "edges": edges, "drawings": [_drawing(seed) for seed in range(6)]}


def _codes() -> list[int]:
    every = {*range(0x20, 0x7F), *(code + step for code, _ in _RUNS for step in (-1, 0, 1))}
    return sorted(code for code in every if code >= 0 and not 0xD800 <= code <= 0xDFFF)


def _drawing(seed: int) -> dict[str, Any]:
    dice = np.random.default_rng(seed)
    count = (1, 5, 40, 120, 120, 300)[seed]
    candidates = [
        Candidate(NAMES[int(dice.integers(len(NAMES)))] if dice.random() < 0.3 else f"Partner {number}",
                  round(float(dice.uniform(-20, 820)), 3), round(float(dice.uniform(-20, 470)), 3),
                  float(dice.integers(0, 30)) / 3, float(dice.integers(18, 40)) / 2,
                  ("side", "centre", "above")[int(dice.integers(3))], bool(dice.integers(2)),
                  None if number % 3 else 4.0 + number % 20)
        for number in range(count)
    ]
    options: dict[str, Any] = {"width": 800, "height": 450}
    if seed % 2:
        options |= {"obstacles": [[-50.0, -50.0, 200.0, 60.5], [600.0, 300.0, 900.0, 900.0]], "most": 40}
    if seed == 4:
        options["longest"] = 6
    placed = place_labels(candidates, **options)
    return {"candidates": [asdict(each) for each in candidates], "options": options,
            "placed": [{**asdict(each), "box": list(each.box)} for each in placed]}


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(written(), ensure_ascii=True, separators=(",", ":")) + "\n", encoding="utf-8")
