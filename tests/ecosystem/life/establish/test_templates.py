"""Every template makes a whole start in both languages, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from ecosystem.errors import Conflict, InvalidParameter, InvalidRecord, UnknownNode
from ecosystem.life.establish.starting import all_templates
from ecosystem.life.facade import Life
from ecosystem.life.kinds import TYPES
from tests.ecosystem.life.conftest import A_AND_B, hand

NAMES = ("channel", "cross_industry", "joint_venture", "supply_chain", "technology_alliance")
START = date(2024, 1, 31)


@pytest.fixture
def open_life(life: Life) -> Life:
    life.create("partnership", A_AND_B, hand("2024-01-01"), record_id="ab")
    return life


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_a_template_writes_agreement_annex_measures_meetings_and_triggers(open_life: Life, name: str,
                                                                         language: str) -> None:
    made = open_life.establish.from_template("ab", name, starts=START, hand=hand("2024-01-02"), language=language)
    kinds = {each.kind for each in made.items}
    assert {"agreement", "clause", "annex", "milestone", "resource", "kpi", "cadence", "trigger"} <= kinds
    by_id = {each.id: each for each in made.items}
    agreement = by_id[f"ab/{name}/agreement"]
    assert agreement.fields["starts"] == "2024-01-31" and agreement.fields["cost_split"] == {"a": 50.0, "b": 50.0}
    assert by_id[f"ab/{name}/milestone-2"].fields["after"] == [f"ab/{name}/milestone-1"]
    said = [text for each in made.items for text in texts(dict(each.fields))]
    assert not any(text.startswith(("@", "$", "+")) for text in said)
    chinese = any("\u4e00" <= letter <= "\u9fff" for text in said for letter in text)
    assert chinese == (language == "zh")
    table = open_life.establish.annex_table(f"ab/{name}/annex", as_of=date(2024, 2, 1))
    assert len(table.rows) == 3 and all(each.partner in ("a", "b") and each.assessment for each in table.rows)


def test_the_list_names_every_template_with_what_it_writes() -> None:
    from ecosystem.life.establish.starting import listed

    found = {each.id: each for each in listed().items}
    assert tuple(found) == NAMES and all(each.type in TYPES for each in found.values())
    assert found["joint_venture"].name_zh == "合资企业" and found["channel"].records["milestone"] == 3
    assert all(each.name and each.about and each.about_zh for each in found.values())


def test_days_of_a_template_are_months_after_the_start_also_at_the_end_of_february(open_life: Life) -> None:
    open_life.establish.from_template("ab", "technology_alliance", starts=date(2024, 11, 30), hand=hand("2024-01-02"))
    assert open_life.record("ab/technology_alliance/milestone-1").text("due") == "2025-02-28"


def test_a_template_is_used_once_and_leaves_nothing_where_something_is_there_already(open_life: Life) -> None:
    open_life.create("kpi", {"name": "x", "target": 1, "weight": 1, "better": "higher"}, hand("2024-01-02"),
                     partnership="ab", record_id="ab/channel/kpi-satisfaction")
    before = open_life.log.count
    with pytest.raises(Conflict, match="kpi-satisfaction"):
        open_life.establish.from_template("ab", "channel", starts=START, hand=hand("2024-01-02"))
    assert open_life.log.count == before and open_life.records("ab", "agreement") == []
    open_life.establish.from_template("ab", "supply_chain", starts=START, hand=hand("2024-01-02"))
    with pytest.raises(Conflict, match="already"):
        open_life.establish.from_template("ab", "supply_chain", starts=START, hand=hand("2024-01-02"))


def test_bad_requests_are_refused_by_name(open_life: Life) -> None:
    use = open_life.establish.from_template
    with pytest.raises(InvalidParameter, match="no template 'romance'; there are channel"):
        use("ab", "romance", starts=START, hand=hand("2024-01-02"))
    with pytest.raises(InvalidParameter, match="language"):
        use("ab", "channel", starts=START, hand=hand("2024-01-02"), language="fr")
    with pytest.raises(UnknownNode):
        use("nobody", "channel", starts=START, hand=hand("2024-01-02"))
    with pytest.raises(InvalidRecord, match="must be named"):
        use("ab", "channel", starts=START, hand=hand("2024-01-02", by=" "))
    assert open_life.records("ab", "agreement") == []


def test_every_text_of_a_template_is_in_both_languages() -> None:
    said = [(name, each) for name, template in all_templates().items() for record in template["records"]
            for field, each in record.items() if field in ("name", "title", "text", "what", "assessment", "topic")
            and record["kind"] not in ("clause",)]
    assert [name for name, each in said if not (isinstance(each, dict) and each.keys() == {"en", "zh"})] == []
