"""Shortlists and exclusions: dated statements that change no score and move no day, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from ecosystem.errors import Conflict, InvalidParameter, NotFound, UnknownPartner
from ecosystem.service import Ecosystem
from tests.ecosystem.planning.requiring import DAY, tiny

SPRING, SUMMER = "2024-03-01", "2024-06-30"


@pytest.fixture(params=["memory", "duckdb"])
def eco(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ecosystem]:
    """The tiny ecosystem in each embedded store."""
    made = tiny(store="memory:" if request.param == "memory" else f"duckdb:{tmp_path / 'eco.duckdb'}")
    yield made
    made.close()


def listed(eco: Ecosystem, day: str = SUMMER) -> list[tuple[str, str, str | None]]:
    return [(each.candidate.id, each.state, each.note) for each in eco.shortlist.list("me", as_of=day).items]


def test_a_list_is_kept_in_its_order_with_state_and_note(eco: Ecosystem) -> None:
    eco.shortlist.add("me", "Bit Works", note="  fast\r\nand near ", on=SPRING)
    eco.shortlist.add("me", "cog", state="approached", on=SPRING)
    done = eco.shortlist.add("me", "dot", place=1, on=SPRING)
    assert done.before is None and done.after is not None and done.after.rank == 1
    assert listed(eco) == [("dot", "considered", None), ("bit", "considered", "fast\nand near"),
                           ("cog", "approached", None)]
    frame = eco.shortlist.list("me", as_of=SUMMER).to_frame()
    assert list(frame["rank"]) == [1, 2, 3] and list(frame["since"]) == [SPRING] * 3


def test_a_change_is_a_statement_of_its_day_and_earlier_days_show_what_was(eco: Ecosystem) -> None:
    eco.shortlist.add("me", "bit", note="first", on=SPRING, source="page:ann")
    done = eco.shortlist.change("me", "bit", state="negotiating", note="second", on=SUMMER, source="page:bob")
    assert done.sentence == "Bit Works is negotiating, no longer considered and has another note."
    assert listed(eco, SPRING) == [("bit", "considered", "first")]
    assert listed(eco, SUMMER) == [("bit", "negotiating", "second")]
    assert listed(eco, "2024-02-28") == []
    entry = eco.shortlist.list("me", as_of=SUMMER).items[0]
    assert (entry.since, entry.changed, entry.source, entry.revision) == (SPRING, SUMMER, "page:bob", 2)


def test_two_who_change_on_one_day_do_not_lose_the_later_change(eco: Ecosystem) -> None:
    eco.shortlist.add("me", "bit", note="of ann", on=SPRING, source="page:ann")
    eco.shortlist.note("me", "bit", "of bob", on=SPRING, source="page:bob")
    assert listed(eco) == [("bit", "considered", "of bob")]
    with pytest.raises(Conflict, match="was changed meanwhile: it is considered, with the note 'of bob'"):
        eco.shortlist.note("me", "bit", "again of ann", revision=1, on=SPRING)
    eco.shortlist.note("me", "bit", "", on=SPRING, source="page:ann")
    assert listed(eco) == [("bit", "considered", None)]


def test_who_is_removed_is_gone_from_that_day_on_and_comes_back_as_it_was(eco: Ecosystem) -> None:
    for each in ("bit", "cog"):
        eco.shortlist.add("me", each, note=f"about {each}", on=SPRING)
    gone = eco.shortlist.remove("me", "bit", on=SUMMER).before
    assert gone is not None and listed(eco) == [("cog", "considered", "about cog")]
    assert [each[0] for each in listed(eco, SPRING)] == ["bit", "cog"]
    eco.shortlist.add("me", "bit", state=gone.state, note=gone.note, place=gone.rank, on=SUMMER)
    assert listed(eco) == [("bit", "considered", "about bit"), ("cog", "considered", "about cog")]


def test_moving_an_entry_is_undone_by_moving_it_back(eco: Ecosystem) -> None:
    for each in ("bit", "cog", "dot"):
        eco.shortlist.add("me", each, on=SPRING)
    moved = eco.shortlist.change("me", "dot", place=1, on=SPRING)
    assert moved.before is not None and [each[0] for each in listed(eco)] == ["dot", "bit", "cog"]
    eco.shortlist.change("me", "dot", place=moved.before.rank, on=SPRING)
    assert [each[0] for each in listed(eco)] == ["bit", "cog", "dot"]


def test_a_change_that_changes_nothing_writes_nothing(eco: Ecosystem) -> None:
    eco.shortlist.add("me", "bit", note="same", on=SPRING)
    before = eco.store.commit_seq
    done = eco.shortlist.change("me", "bit", note="same", state="considered", place=1, on=SPRING)
    assert eco.store.commit_seq == before and done.sentence == "Nothing changed: Bit Works stays as it is."


def test_a_list_is_no_fact(eco: Ecosystem) -> None:
    last, view = eco.last_day, eco.view()
    score = eco.compare("me", "bit").measures
    eco.shortlist.add("me", "bit", on="2031-01-01")
    assert eco.last_day == last and eco.view() is view  # nothing has to be computed anew
    again = Ecosystem(eco.store)
    assert again.last_day == last and again.snapshot().version == view.version
    assert again.compare("me", "bit").measures == score
    assert "Shortlisted" not in again.snapshot().nodes


def test_what_is_imported_beside_a_list_is_seen(eco: Ecosystem) -> None:
    eco.shortlist.add("me", "bit", on=SPRING)
    eco.import_frames({"partners": pd.DataFrame({"id": ["new"], "name": ["New Works"]})})
    assert eco.find("New Works") == "new" and listed(eco) == [("bit", "considered", None)]


def test_all_lists_are_counted_by_state_the_last_changed_first(eco: Ecosystem) -> None:
    eco.shortlist.add("me", "bit", on=SPRING)
    eco.shortlist.add("me", "cog", state="dropped", on=SPRING)
    eco.shortlist.add("far", "cog", on=SUMMER)
    found = eco.shortlist.all(as_of=SUMMER).items
    assert [(each.partner.id, each.count, each.by_state, each.changed) for each in found] == [
        ("far", 1, {"considered": 1}, SUMMER), ("me", 2, {"considered": 1, "dropped": 1}, SPRING)]


def test_an_entry_that_became_a_partner_is_marked(eco: Ecosystem) -> None:
    eco.shortlist.add("me", "ada", on=SPRING)
    assert eco.shortlist.list("me", as_of=DAY).items[0].is_partner


def test_impossible_changes_say_why(eco: Ecosystem) -> None:
    eco.shortlist.add("me", "bit", on=SPRING)
    for wrong, error, message in (
        (lambda: eco.shortlist.add("me", "bit", on=SPRING), Conflict, "on the list of Me Motors already"),
        (lambda: eco.shortlist.add("me", "me", on=SPRING), InvalidParameter, "its own list"),
        (lambda: eco.shortlist.add("me", "cog", state="loved", on=SPRING), InvalidParameter, "it can be considered"),
        (lambda: eco.shortlist.add("me", "cog", note="x" * 10_001, on=SPRING), InvalidParameter, "10,001 characters"),
        (lambda: eco.shortlist.add("me", "cog", note="a\0b", on=SPRING), InvalidParameter, "NUL"),
        (lambda: eco.shortlist.add("me", "cog", source=" ", on=SPRING), InvalidParameter, "who changed it"),
        (lambda: eco.shortlist.remove("me", "cog", on=SPRING), NotFound, "Cog Works is not on the list of Me Motors"),
        (lambda: eco.shortlist.add("me", "nobody", on=SPRING), UnknownPartner, "nobody"),
    ):
        with pytest.raises(error, match=message):
            wrong()
    assert listed(eco) == [("bit", "considered", None)]


def test_an_exclusion_leaves_out_from_its_day_on_and_is_taken_back_on_the_same_day(eco: Ecosystem) -> None:
    def left_out(day: str) -> list[tuple[str, str, str | None]]:
        found = eco.candidates("me", as_of=day).excluded
        return [(each.reason, note.partner.id, note.reason) for each in found for note in each.notes]

    done = eco.exclusions.add("me", "bit", reason="too near to a rival", kind="rival", on=SPRING, source="page:ann")
    assert done.note is not None and done.note.source == "page:ann" and done.note.valid_from == SPRING
    assert left_out(SUMMER) == [("rival", "bit", "too near to a rival")] and left_out("2024-02-28") == []
    with pytest.raises(Conflict, match="excluded already, as rival: too near to a rival"):
        eco.exclusions.add("me", "bit", reason="again", on=SUMMER)
    assert eco.exclusions.withdraw("me", "bit", on=SPRING).note is None
    assert left_out(SUMMER) == left_out(SPRING) == []
    eco.exclusions.add("me", "bit", reason="now really", on=SPRING, source="page:ann")
    assert left_out(SPRING) == [("veto", "bit", "now really")]


def test_an_exclusion_of_an_earlier_day_ends_the_day_before_it_is_taken_back(eco: Ecosystem) -> None:
    eco.exclusions.add("me", "bit", reason="a suit", on=SPRING)
    eco.exclusions.withdraw("me", "bit", on=SUMMER)
    rows = eco.store.rows("exclusions").to_dict("records")
    assert [(row["kind"], row["valid_from"], row["valid_to"]) for row in rows] == [("veto", SPRING, "2024-06-29")]


def test_impossible_exclusions_say_why(eco: Ecosystem) -> None:
    for wrong, error, message in (
        (lambda: eco.exclusions.add("me", "bit", reason=" ", on=SPRING), InvalidParameter, "reason says why"),
        (lambda: eco.exclusions.add("me", "bit", reason="x", kind="foe", on=SPRING), InvalidParameter, "veto or rival"),
        (lambda: eco.exclusions.add("me", "me", reason="x", on=SPRING), InvalidParameter, "cannot exclude itself"),
        (lambda: eco.exclusions.withdraw("me", "bit", on=SPRING), NotFound, "Nothing on record excludes Bit Works"),
    ):
        with pytest.raises(error, match=message):
            wrong()


def test_a_strategy_that_ends_on_its_first_day_never_stood_and_can_be_restored(eco: Ecosystem) -> None:
    document = {"name": "New", "needs": [{"capability": "weld", "weight": 1.0}]}
    made = eco.requirements.save(document, on=SUMMER, partner="far").items[0].strategy
    assert len(eco.requirements.graph("far", as_of=SUMMER).strategies) == 1
    eco.requirements.withdraw("far", made, on=SUMMER)
    assert [eco.requirements.graph("far", as_of=day).strategies for day in ("2024-06-29", SUMMER)] == [(), ()]
    with pytest.raises(InvalidParameter, match="ended on 2024-06-29 already"):
        eco.requirements.withdraw("far", made, on=SUMMER)
    eco.requirements.restore("far", made, on=SUMMER)
    assert [each.name for each in eco.requirements.graph("far", as_of=SUMMER).strategies] == ["New"]


def test_a_strategy_of_an_earlier_day_ends_the_day_before(eco: Ecosystem) -> None:
    eco.requirements.withdraw("me", "s-me", on=SUMMER)
    assert eco.requirements.graph("me", as_of="2024-06-29").strategies[0].strategy == "s-me"
    assert eco.requirements.graph("me", as_of=SUMMER).strategies == ()
