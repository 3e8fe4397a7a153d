"""Real names of organisations are found although they are written carelessly."""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from ecosystem.resolve.names import parse
from ecosystem.resolve.search import NameIndex

pytestmark = pytest.mark.real_data

FORMS = (" Inc.", " GmbH", " Ltd", " S.A.", " Co., Ltd.", " AG")


@pytest.fixture(scope="module")
def organisations(real_data: Path) -> list[str]:
    table = real_data / "epoch-ai-models" / "all_ai_models.cut.csv.gz"
    if not table.is_file():
        pytest.skip(f"{table.name} is not among the open data sets")
    with gzip.open(table, "rt", encoding="utf-8", newline="") as lines:
        cells = [row["Organization"] for row in csv.DictReader(lines)]
    # A comma also stands inside of names ("Inc"); as names to be searched the pieces will do.
    return sorted({name.strip() for cell in cells for name in cell.split(",") if len(name.strip()) > 3})


@pytest.fixture(scope="module")
def index(organisations: list[str]) -> NameIndex:
    ids = [f"o{at:04d}" for at in range(len(organisations))]
    return NameIndex.build(ids, organisations, [[] for _ in organisations])


def with_errors(name: str, rng: random.Random, errors: int) -> str:
    """Letters (not the first) lost, doubled, exchanged or replaced."""
    letters = list(name)
    for _ in range(errors):
        at = rng.randrange(1, len(letters) - 1) if len(letters) > 2 else 0
        kind = rng.randrange(4)
        if kind == 0:
            del letters[at]
        elif kind == 1:
            letters.insert(at, letters[at])
        elif kind == 2 and at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters[at] = rng.choice("aeinorst")
    return "".join(letters)


def other_order(name: str, rng: random.Random) -> str:
    words = name.split()
    rng.shuffle(words)
    return " ".join(words)


Spelling = Callable[[str, random.Random], str]


@pytest.mark.parametrize(
    ("spelling", "least"),
    [
        pytest.param(lambda name, rng: name, 1.0, id="as written"),
        pytest.param(lambda name, rng: name.upper(), 0.99, id="upper case"),
        pytest.param(lambda name, rng: name.lower(), 0.99, id="lower case"),
        pytest.param(lambda name, rng: " ".join(parse(name).words), 0.98, id="without legal form"),
        pytest.param(lambda name, rng: name + rng.choice(FORMS), 0.99, id="another legal form"),
        pytest.param(other_order, 0.98, id="other word order"),
        pytest.param(lambda name, rng: with_errors(name, rng, 1), 0.97, id="one error"),
        pytest.param(lambda name, rng: with_errors(name, rng, 2), 0.90, id="two errors"),
        pytest.param(lambda name, rng: name[: max(5, len(name) * 2 // 3)], 0.80, id="two thirds of it"),
    ],
)
def test_the_organisation_that_was_meant_comes_first(
    organisations: list[str], index: NameIndex, spelling: Spelling, least: float
) -> None:
    rng = random.Random(7)
    first = 0
    for name in organisations:
        found = index.search(spelling(name, rng), 1)
        # "The University of Sydney" and "University of Sydney" are both in the data: either is right.
        first += bool(found) and parse(organisations[found[0].row]).compact == parse(name).compact
    print(f"first of {len(organisations)}: {first / len(organisations):.4f}")
    assert len(organisations) > 700
    assert first / len(organisations) >= least


def test_letters_at_random_name_no_organisation(index: NameIndex) -> None:
    rng = random.Random(8)
    garbage = ["".join(rng.choices("bcdfghjklmnpqrstvwxz", k=rng.randint(5, 12))) for _ in range(500)]
    assert [text for text in garbage if index.search(text)] == []


def test_names_that_differ_in_one_word_are_kept_apart(index: NameIndex) -> None:
    def first(text: str) -> str:
        return index.search(text, 1)[0].matched

    assert first("universty of oxford") == "University of Oxford"
    assert first("facebook ai") == "Facebook AI" != first("facebook")
    assert first("tsinghua university") == "Tsinghua University"
    assert first("mit") == "Massachusetts Institute of Technology (MIT)"
