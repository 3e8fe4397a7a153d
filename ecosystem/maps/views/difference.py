"""What changed between two days: who entered, who left, which ties are new, gone, or of another kind?

Everybody stands where he stood on the earlier day; who left is drawn where he was.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.maps.ground import between_frames, on_grid
from ecosystem.maps.scene import Kind, Marks, Role, Scene, Ties
from ecosystem.maps.views.changes import Changes, State, changes_between
from ecosystem.maps.views.lenses import lenses_of
from ecosystem.maps.views.lines import ByEnd, degrees
from ecosystem.maps.views.marks import organisations, together
from ecosystem.maps.views.names import found_by
from ecosystem.maps.views.sheet import Drawn, Sheet, order_of, scene_of
from ecosystem.maps.views.speech import Speech, sources_of
from ecosystem.maps.views.stage import BACKGROUND, largest

_SAID: Final = 6  # changes of one organisation that are put into words
_SPEAKING: Final = 2_000  # organisations whose changes are
_QUIET: Final = 250  # others about whom something is said

Ints = NDArray[np.int64]


def difference_scene(then: Sheet, now: Sheet, *, most: int = BACKGROUND) -> Scene:
    """The later day, on a ground that was made from that of the earlier one, with what changed lit."""
    found = Difference(then, now)
    marks, ties = found.marks(most), found.ties()
    since, people = then.view.snapshot.as_of, len(found.role)
    return scene_of(now, Drawn(
        view="difference", parameters={"since": since.isoformat()}, title=found.title(),
        reading=now.say("difference.reading", since=since), marks=marks, ties=ties, sentence=found.sentence,
        bundled=len(ties), total=people, evidence=found.evidence(marks),
        lenses=lenses_of(now, found.rows[found.rows < found.stayed], len(marks)), sources=sources_of(now),
    ))


class Difference:
    """Two sheets and what changed between them; people are those of now, then those who left."""

    def __init__(self, then: Sheet, now: Sheet) -> None:
        self.then, self.now = then, now
        self.changes: Changes = changes_between(then.view, now.view)
        self.stayed = now.view.snapshot.partner_count
        self._speech = Speech(then, self.changes.then), Speech(now, self.changes.now)
        self.role = self._roles()
        self.rows = np.zeros(0, np.int64)  # of people that are drawn

    def title(self) -> str:
        """How much of what changed."""
        state, found = self.changes.state, self.changes
        days = {"since": self.then.view.snapshot.as_of, "as_of": self.now.view.snapshot.as_of}
        counts = {"entered": len(found.entered), "left": len(found.left), "new": int((state == State.NEW).sum()),
                  "gone": len(found.gone), "changed": int((state == State.OTHER).sum())}
        return self.now.say("difference.title" if any(counts.values()) else "difference.same", **days, **counts)

    def marks(self, most: int) -> Marks:
        """Who changed first, then the best tied, as far as there is room."""
        size = np.concatenate((degrees(self.now.view), degrees(self.then.view)[self.changes.left]))
        self.rows = largest(size + (self.role > 0) * (int(size.max(initial=0)) + 1), most)
        here = self.rows[self.rows < self.stayed]
        left = self.changes.left[self.rows[self.rows >= self.stayed] - self.stayed]
        role = {int(row): Role(int(self.role[row])) for row in here[self.role[here] > 0].tolist()}
        return together([organisations(self.now, here, size, role=role), self._marks_of_left(left)])

    def ties(self) -> Ties:
        """The lines of now, then those that are gone, between the people that are drawn."""
        found, mark_of = self.changes, np.full(len(self.role), -1, np.int64)
        mark_of[self.rows] = np.arange(len(self.rows))
        first = mark_of[np.concatenate((found.now.first, found.person_of[found.then.first[found.gone]]))]
        second = mark_of[np.concatenate((found.now.second, found.person_of[found.then.second[found.gone]]))]
        kind, labels = self._kinds()
        state = np.concatenate((found.state, np.full(len(found.gone), State.GONE)))
        weight = np.concatenate((found.now.weight, found.then.weight[found.gone]))
        self._drawn = np.flatnonzero((first >= 0) & (second >= 0))
        at = self._drawn
        return Ties(first[at].astype(np.uint32), second[at].astype(np.uint32), kind[at].astype(np.uint8),
                    weight[at].astype(np.float32), state[at].astype(np.uint8), labels)

    def sentence(self, tie: int) -> str:
        """The words for a tie that is drawn."""
        at = int(self._drawn[tie])
        return self._line(at) if at >= len(self.changes.now) or self.changes.state[at] else self._speech[1].line(at)

    def evidence(self, marks: Marks) -> dict[int, tuple[str, ...]]:
        """What changed around each organisation that is lit, and what the best tied of the others are."""
        best = order_of(marks)[:_SPEAKING].astype(np.int64)
        lit, others = best[marks.role[best] > 0], best[marks.role[best] == 0][:_QUIET]
        said = {mark: tuple(self._said(int(self.rows[mark]))) for mark in lit.tolist()}
        said |= {mark: self._speech[1].organisation(int(self.rows[mark])) for mark in others.tolist()}
        return dict(sorted(said.items()))

    # --- parts -----------------------------------------------------------------------------------
    def _roles(self) -> NDArray[np.uint8]:
        found = self.changes
        role = np.zeros(self.stayed + len(found.left), np.uint8)
        for at in (found.now.first[found.altered], found.now.second[found.altered],
                   found.person_of[found.then.first[found.gone]], found.person_of[found.then.second[found.gone]]):
            role[at] = Role.CHANGED
        role[found.entered] = Role.ENTERED
        role[self.stayed :] = Role.LEFT
        return role

    def _marks_of_left(self, rows: Ints) -> Marks:
        """Who is no longer on record, where he was."""
        partners, listed = self.then.view.snapshot.partners, rows.tolist()
        before, after = self.then.ground, self.now.ground
        grid = on_grid(np.clip(between_frames(before.layout.position[rows], before.layout.frame, after.layout.frame),
                               0.0, 1.0))
        return Marks(
            ids=tuple(partners.ids[row] for row in listed), names=tuple(partners.names[row] for row in listed),
            search=found_by(partners, listed), kind=np.full(len(rows), Kind.ORGANISATION, np.uint8),
            role=np.full(len(rows), Role.LEFT, np.uint8), x=grid[:, 0], y=grid[:, 1],
            size=degrees(self.then.view)[rows].astype(np.float32),
            community=self._heirs[before.territories.community[rows]].astype(np.int32),
            rank=np.zeros(len(rows), np.int32),
        )

    @cached_property
    def _heirs(self) -> Ints:
        """Per community of then, the one of now with most of its members; -1 where nobody is left."""
        then, now = self.then.ground.territories, self.now.ground.territories
        there = np.flatnonzero(self.changes.person_of < self.stayed)
        counts = np.zeros((len(then.region), max(len(now.region), 1)), np.int64)
        np.add.at(counts, (then.community[there], now.community[self.changes.person_of[there]]), 1)
        return np.where(counts.sum(axis=1) > 0, counts.argmax(axis=1), -1)

    def _kinds(self) -> tuple[Ints, tuple[str, ...]]:
        """Kinds of all lines in one list of labels, those of now first."""
        now, then = self.changes.now, self.changes.then
        codes = tuple(dict.fromkeys((*now.codes, *then.codes)))
        of_then = np.array([codes.index(each) for each in then.codes], np.int64)
        return (np.concatenate((now.kind, of_then[then.kind[self.changes.gone]])),
                tuple(self.now.called("tie", each) for each in codes))

    @cached_property
    def _around(self) -> tuple[Ints, ByEnd]:
        """Lines that changed (of now by position, gone ones after them), and those at each of the people."""
        found = self.changes
        first = np.concatenate((found.now.first[found.altered], found.person_of[found.then.first[found.gone]]))
        second = np.concatenate((found.now.second[found.altered], found.person_of[found.then.second[found.gone]]))
        return (np.concatenate((found.altered, len(found.now) + np.arange(len(found.gone)))),
                ByEnd(first, second, len(self.role)))

    def _said(self, person: int) -> Iterator[str]:
        if self.role[person] == Role.ENTERED:
            yield self.now.say("difference.entered", since=self.then.view.snapshot.as_of)
        if self.role[person] == Role.LEFT:
            yield self.now.say("difference.left")
        lines, around = self._around
        for at in around[person][:_SAID].tolist():
            yield self._line(int(lines[at]))

    def _line(self, at: int) -> str:
        """A line that changed, in words."""
        found, (then, now) = self.changes, self._speech
        if at >= len(found.now):
            return self.now.say("difference.gone", line=then.line(int(found.gone[at - len(found.now)])))
        if found.state[at] == State.OTHER:
            before = found.then.codes[found.then.kind[found.was[at]]]
            return self.now.say("difference.changed", before=self.now.called("tie", before), line=now.line(at))
        return self.now.say("difference.new", line=now.line(at))
