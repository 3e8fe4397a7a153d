"""Which past conflicts are like this one, how long do conflicts take, and how many come back?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from statistics import fmean, median

from ecosystem.answers.life_operate import ConflictMeasures, Likeness, SimilarConflict
from ecosystem.life.events import Event, Record, effective
from ecosystem.life.operate.agenda import OPEN_CONFLICT
from ecosystem.life.state import LifeState
from scoring.intervals import wilson


def similar(conflict: Record, state: LifeState, limit: int) -> list[SimilarConflict]:
    """The cases most like a conflict, by text and structure; those that are over lead where two are as alike."""
    from scoring.health.alike import text_likeness  # loads scikit-learn

    others = [each for each in state.all("conflict") if each.id != conflict.id and each.state != "withdrawn"]
    texts = text_likeness(_text(conflict), [_text(each) for each in others]).tolist()
    found = [_case(conflict, each, alike, state) for each, alike in zip(others, texts, strict=True)]
    found = [each for each in found if each.score > 0]
    found.sort(key=lambda each: (-round(each.score, 12), each.state != "closed", each.id))
    return found[:limit]


def _text(conflict: Record) -> str:
    fields = (conflict.text(name) or "" for name in ("title", "cause", "remedy"))
    return " ".join([*fields, *conflict.texts("whys")])


def _case(conflict: Record, other: Record, alike: float, state: LifeState) -> SimilarConflict:
    parts = list(_structure(conflict, other, state))
    structure = fmean(each.value for each in parts) if parts else None
    text = alike if alike == alike else None
    known = [each for each in (text, structure) if each is not None]
    if text is not None and text > 0:
        parts.insert(0, Likeness("text", text, f"their texts are alike by {text:.0%}"))
    told = tuple(sorted((each for each in parts if each.value > 0), key=lambda each: -each.value))
    return SimilarConflict(other.id, other.partnership, other.text("title") or "", other.state,
                           sum(known) / 2 if known else 0.0, told, other.text("cause"), other.text("remedy"),
                           other.text("clause"))


def _structure(conflict: Record, other: Record, state: LifeState) -> Iterator[Likeness]:
    """Every respect of which both say something."""
    if (level := conflict.text("level")) is not None and (theirs := other.text("level")) is not None:
        yield Likeness("level", float(level == theirs), f"both are of {level} level")
    for respect, ours, others in (
        ("tags", set(conflict.texts("tags")), set(other.texts("tags"))),
        ("annex", _annexes(conflict, state, "id"), _annexes(other, state, "id")),
        ("topic", _annexes(conflict, state, "topic"), _annexes(other, state, "topic")),
        ("partners", _partners(conflict, state), _partners(other, state)),
    ):
        if ours and others:
            common = sorted(ours & others)
            yield Likeness(respect, len(common) / len(ours | others),
                           f"both have the {_NAMES[respect]} {', '.join(common)}")


_NAMES = {"tags": "tags", "annex": "annex", "topic": "topic", "partners": "partners"}


def _annexes(conflict: Record, state: LifeState, what: str) -> set[str]:
    """The annexes of its milestones, or their topics."""
    milestones = (state.record(each) for each in conflict.texts("milestones"))
    annexes = (state.record(each.text("annex") or "") for each in milestones if each is not None)
    named = (each.id if what == "id" else each.text(what) for each in annexes if each is not None)
    return {each for each in named if each is not None}


def _partners(conflict: Record, state: LifeState) -> set[str]:
    home = state.record(conflict.partnership)
    return set(home.texts("partners")) if home is not None else set()


# --- how long, how often ---------------------------------------------------------------------------
def measures(conflicts: Sequence[Record], state: LifeState, partnership: str | None, as_of: date) -> ConflictMeasures:
    """Time to resolution, and recurrence."""
    counted = [each for each in conflicts if each.state != "withdrawn"]
    past = [_steps(state.events(each.id)) for each in counted]
    closed = [each for each in counted if each.state == "closed"]
    days = [(each.since - each.created_on).days for each in closed]
    ever = sum("close" in steps for steps in past)
    again = sum("reopen" in steps for steps in past)
    still = sum(each.state in OPEN_CONFLICT for each in counted)
    middle = float(median(days)) if days else None
    share = again / ever if ever else None
    low, high = wilson(share, ever) if share is not None else (None, None)
    return ConflictMeasures(partnership, as_of, len(counted), still, len(closed), middle, ever, again, share, low, high,
                            _sentence(middle, len(closed), again, ever, still))


def _steps(events: Iterable[Event]) -> list[str]:
    return [each.step for each in effective(list(events)) if each.step is not None]


def _sentence(middle: float | None, closed: int, again: int, ever: int, still: int) -> str:
    if not ever and not still:
        return "No conflict is on record."
    if middle is None and not ever:
        return f"None has been closed yet; {still} are open."
    took = "None is closed now" if middle is None else f"Half of the {closed} closed ones took {middle:g} days or less"
    return f"{took}; {again} of {ever} that were closed came up again; {still} are open."
