"""Who works with whom in the demo, from 2012 on: a process, so that the past says something of the future.

Month after month some organisations look for a partner. Whom they find depends on what the other
one can do that they cannot, on value chains, on being near, on circles and common partners, on how
connected the other one is, and on luck: enough of a pattern to be learned, never all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.dates import last_day
from ecosystem.demo import vocabulary
from ecosystem.demo.case import TIES, Tie
from ecosystem.demo.dice import Dice
from ecosystem.demo.facts import LAST_DAY, Facts, Row, Source, day_between, months_after, noticed, shown
from ecosystem.demo.intentions import Strategy
from ecosystem.demo.organisations import Organisation, groups

FIRST_YEAR: Final = 2012
_RATE: Final = (4.5, 11.0)
"""New partnerships a month, at the beginning and at the end."""

# kind: years that it usually lasts (0 = open), roles of the two sides
_KINDS: Final = {
    "technology_alliance": (4.5, ("partner", "partner")),
    "joint_venture": (9.0, ("shareholder", "shareholder")),
    "supply": (4.0, ("supplier", "customer")),
    "channel": (3.5, ("supplier", "distributor")),
    "licence": (5.0, ("licensor", "licensee")),
    "research_project": (2.8, ("lead", "partner")),
    "service": (3.0, ("provider", "customer")),
    "marketing_alliance": (2.6, ("partner", "partner")),
}
_TRADES: Final = frozenset({"retail", "logistics"})
_TITLES: Final = {
    "technology_alliance": "technology alliance", "joint_venture": "joint venture", "supply": "supply agreement",
    "channel": "sales channel", "licence": "licence", "research_project": "research project",
    "service": "service agreement", "marketing_alliance": "marketing alliance",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Partnership:
    """A dated tie; ``members`` are (organisation, role)."""

    id: str
    kind: str
    name: str
    members: tuple[tuple[str, str], ...]
    since: str
    until: str | None
    recorded: date | None

    @property
    def from_day(self) -> date:
        return last_day(self.since)

    def holds_on(self, day: date) -> bool:
        return self.from_day <= day and (self.until is None or day <= last_day(self.until))


def partnerships(
    everybody: Sequence[Organisation], plans: Sequence[Strategy], seed: int
) -> tuple[Partnership, ...]:
    """The ties of the cast and those that the process brings about."""
    scripted = [_from_cast(tie) for tie in TIES]
    return (*scripted, *_Market(everybody, plans, scripted, seed).run())


def write_partnerships(
    facts: Facts, found: Sequence[Partnership], everybody: Sequence[Organisation], seed: int
) -> None:
    """Partnerships and their members, under one of the records of each member."""
    dice = Dice(seed, "partnership records")
    known = {each.id: each for each in everybody}
    for each in found:
        confidence = round(dice.uniform(0.7, 1.0), 2)
        dates: Row = {
            "valid_from": each.since, "valid_to": each.until, "source": Source.PRESS, "confidence": confidence,
            "recorded_at": shown(each.recorded) if each.recorded else None,
        }  # fmt: skip
        facts.add("partnerships", id=each.id, kind=each.kind, name=each.name, **dates)
        for member, role in each.members:
            record = known[member].record_on(each.from_day, share=0.25, dice=dice)
            facts.add("partnership_members", partnership_id=each.id, partner_id=record, role=role, **dates)


@dataclass(frozen=True, slots=True)
class _Run:
    """When the members (rows) of one partnership are tied."""

    rows: list[int]
    since: date
    until: date


class _Market:
    """The state of the process: who exists, who is tied to whom today, who was once."""

    def __init__(
        self, everybody: Sequence[Organisation], plans: Sequence[Strategy], scripted: Sequence[Partnership], seed: int
    ) -> None:
        self._everybody = everybody
        self._dice = Dice(seed, "partnerships")
        self._row = {each.id: row for row, each in enumerate(everybody)}
        self._size = np.array([each.size for each in everybody], dtype=float)
        tops = groups(everybody)
        top = np.array([self._row[tops[each.id]] for each in everybody])
        cast = np.array([each.is_cast for each in everybody])
        # Ties within the cast are told, not drawn; nobody allies with its own group.
        self._barred = (top[:, None] == top[None, :]) | (cast[:, None] & cast[None, :])
        self._pull = _pull(everybody)
        self._wants = [(self._row[plan.owner], plan, _coverage(everybody, plan)) for plan in plans]
        self._born = np.array([each.born.toordinal() for each in everybody])
        self._closed = np.array([(each.closed or date.max).toordinal() for each in everybody])
        self._running: list[_Run] = []
        self._coming = [self._run_of(each) for each in scripted]
        self._count = np.zeros((len(everybody), len(everybody)), dtype=np.int32)
        self._met = self._count > 0

    def run(self) -> Iterator[Partnership]:
        months = (LAST_DAY.year - FIRST_YEAR) * 12 + LAST_DAY.month
        number = 0
        for month in range(months):
            first = months_after(date(FIRST_YEAR, 1, 1), month)
            rate = _RATE[0] + (_RATE[1] - _RATE[0]) * month / months
            last = min(first + timedelta(days=27), LAST_DAY)
            for day in sorted(day_between(first, last, self._dice) for _ in range(self._dice.poisson(rate))):
                tie = self._new_tie(day, f"ps-{number + 1:04d}")
                if tie is not None:
                    number += 1
                    self._coming.append(self._run_of(tie))
                    yield tie

    def _new_tie(self, day: date, name: str) -> Partnership | None:
        ties = self._ties_on(day)
        alive = (self._born <= day.toordinal()) & (day.toordinal() < self._closed)
        degree = ties.sum(axis=1)
        # Who has partners looks for more, but most have a first one to find.
        odds = alive * (1.0 + degree) ** 0.45 * self._size**0.16
        one = self._dice.weighted(range(len(odds)), odds.tolist())
        other = self._partner_for([one], day, ties, alive)
        if other is None:
            return None
        members = [one, other]
        if self._dice.chance(0.055):
            for _ in range(self._dice.between(1, 4)):
                more = self._partner_for(members, day, ties, alive)
                if more is not None:
                    members.append(more)
        return self._told(name, members, day)

    def _partner_for(
        self, members: list[int], day: date, ties: NDArray[np.bool_], alive: NDArray[np.bool_]
    ) -> int | None:
        one = members[0]
        degree = ties.sum(axis=1)
        common = ties[:, ties[one]].sum(axis=1)
        pull = self._pull[one] + 1.1 * np.log1p(common) + 0.45 * np.log1p(degree) + 0.06 * np.log(self._size)
        pull = pull + 0.7 * self._met[one] * ~ties[one]
        for owner, plan, covered in self._wants:
            if owner == one and plan.since <= day and (plan.until is None or day <= plan.until):
                pull = pull + 2.2 * covered
        able = alive & ~ties[one] & ~self._barred[one]
        for member in members:
            able = able & ~self._barred[member]
        able[members] = False
        if not able.any():
            return None
        odds = np.where(able, np.exp(pull - pull.max()), 0.0)
        return self._dice.weighted(range(len(odds)), odds.tolist())

    def _ties_on(self, day: date) -> NDArray[np.bool_]:
        """Who is tied to whom; days are asked about in order."""
        for each in [each for each in self._coming if each.since <= day]:
            self._count[np.ix_(each.rows, each.rows)] += 1
        self._running += [each for each in self._coming if each.since <= day]
        self._coming = [each for each in self._coming if each.since > day]
        for each in [each for each in self._running if each.until < day]:
            self._count[np.ix_(each.rows, each.rows)] -= 1
        self._running = [each for each in self._running if each.until >= day]
        self._met |= self._count > 0
        ties = self._count > 0
        np.fill_diagonal(ties, False)
        return ties

    def _run_of(self, tie: Partnership) -> _Run:
        rows = [self._row[member] for member, _ in tie.members]
        return _Run(rows, tie.from_day, last_day(tie.until) if tie.until else date.max)

    def _told(self, name: str, rows: list[int], day: date) -> Partnership:
        members = [self._everybody[row] for row in rows]
        kind, ordered = self._kind(members)
        years, roles = _KINDS.get(kind, (0.0, ("member",)))
        until = day + timedelta(days=round(365 * years * self._dice.uniform(0.4, 1.7))) if years else None
        closings = [each.closed for each in members if each.closed is not None]
        until = min([each for each in (until, *closings) if each is not None], default=None)
        precision = self._dice.weighted((10, 7, 4), (8, 2, 0.6 if day.year < 2019 else 0))
        since = shown(day, precision)
        born = max(each.born for each in members)
        if last_day(since) < born or (until is not None and last_day(since) >= until):
            since = shown(day)
        known = noticed(last_day(since), self._dice.below(75)) if self._dice.chance(0.5) else None
        return Partnership(
            name, kind, _title(kind, ordered),
            tuple((each.id, roles[min(place, len(roles) - 1)]) for place, each in enumerate(ordered)),
            since, shown(until) if until is not None and until <= LAST_DAY else None, known,
        )  # fmt: skip

    def _kind(self, members: list[Organisation]) -> tuple[str, list[Organisation]]:
        """What two (or more) firms of their lines would do together, and who stands on which side."""
        if len(members) > 2:
            return "standards_consortium", members
        one, other = members
        inputs = vocabulary.inputs()
        forth = inputs.get((one.line.slug, other.line.slug), 0.0)
        back = inputs.get((other.line.slug, one.line.slug), 0.0)
        seller, buyer = (one, other) if forth >= back else (other, one)
        trades = (one.line.top in _TRADES) + (other.line.top in _TRADES)
        odds = {
            "technology_alliance": (4.0, 1.2, 0.3)[trades],
            "joint_venture": 1.6 if min(one.size, other.size) > 1500 and one.country != other.country else 0.4,
            "licence": (0.8, 0.3, 0.0)[trades],
            "supply": 26.0 * max(forth, back),
            "service": 2.0 if one.line.top == "services" or other.line.top == "services" else 0.0,
            "channel": (0.0, 2.4, 0.8)[trades],
            "marketing_alliance": (0.1, 0.8, 1.6)[trades],
            "research_project": 9.0 if "research" in (one.line.slug, other.line.slug) else (0.3, 0.0, 0.0)[trades],
        }
        kind = self._dice.weighted(tuple(odds), tuple(odds.values()))
        if kind == "channel" and one.line.top in _TRADES:
            return kind, [other, one]
        if kind == "service" and other.line.top == "services":
            return kind, [other, one]
        if kind == "research_project" and other.line.slug == "research":
            return kind, [other, one]
        return kind, [seller, buyer] if kind == "supply" else [one, other]


def _pull(everybody: Sequence[Organisation]) -> NDArray[np.float64]:
    """What draws two organisations to each other whatever the day: fit, value chain, nearness, circle."""
    domains = sorted({each.domain for each in vocabulary.capabilities().values()})
    leaves = vocabulary.leaves()
    by_domain = np.zeros((len(everybody), len(domains)))
    by_leaf = np.zeros((len(everybody), len(leaves)))
    for row, each in enumerate(everybody):
        for held in each.holdings:
            by_domain[row, domains.index(vocabulary.capabilities()[held.capability].domain)] += held.weight
            if held.capability in leaves:
                by_leaf[row, leaves.index(held.capability)] = held.weight
    share = by_domain / np.maximum(by_domain.sum(axis=1, keepdims=True), 1e-9)
    serves = np.array([[vocabulary.complements().get((a, b), 0.0) for b in domains] for a in domains])
    length = np.maximum(np.linalg.norm(by_leaf, axis=1, keepdims=True), 1e-9)
    alike = (by_leaf / length) @ (by_leaf / length).T
    slugs = [each.line.slug for each in everybody]
    inputs = vocabulary.inputs()
    chain = np.array([[max(inputs.get((a, b), 0.0), inputs.get((b, a), 0.0)) for b in slugs] for a in slugs])
    country = np.array([each.country for each in everybody])
    region = np.array([each.region for each in everybody])
    circle = np.array([each.circle for each in everybody])
    # Some common ground helps, none does not forbid; doubles attract little.
    ground = 4.0 * alike * (1.0 - alike)
    serving = share @ serves @ share.T
    strange = (serving < 0.25) & (chain == 0.0) & (alike < 0.1)
    total = (
        3.4 * serving
        + 1.1 * ground
        + 10.0 * np.minimum(chain, 0.16)
        - 1.2 * strange
        + 0.35 * (country[:, None] == country[None, :])
        + 0.75 * (region[:, None] == region[None, :])
        + 1.7 * (circle[:, None] == circle[None, :])
    )
    return np.asarray(total, dtype=np.float64)


def _coverage(everybody: Sequence[Organisation], plan: Strategy) -> NDArray[np.float64]:
    """How much of a strategy's needs each organisation covers by what it declares."""
    narrower: dict[str | None, list[str]] = defaultdict(list)
    for node in vocabulary.capabilities().values():
        narrower[node.broader].append(node.id)

    def level(each: Organisation, capability: str) -> float:
        below = narrower.get(capability, [])
        held = each.weight_of(capability)
        return max(held, sum(level(each, one) for one in below) / len(below)) if below else held

    total = sum(need.weight for need in plan.needs) or 1.0
    return np.array(
        [sum(need.weight * level(each, need.capability) for need in plan.needs) / total for each in everybody]
    )


def _title(kind: str, members: Sequence[Organisation]) -> str:
    first = members[0]
    if kind == "standards_consortium":
        tree = vocabulary.capabilities()
        best = max(first.holdings, key=lambda each: (each.weight, each.capability), default=None)
        topic = tree[tree[best.capability].broader or best.capability].name if best else first.line.name
        return f"{first.brand.latin} consortium: {topic[0].lower()}{topic[1:]}"
    return f"{first.brand.latin}–{members[1].brand.latin} {_TITLES[kind]}"


def _from_cast(tie: Tie) -> Partnership:
    members = tuple((each.partition("/")[0], each.partition("/")[2] or "partner") for each in tie.members)
    recorded = date.fromisoformat(tie.recorded) if tie.recorded else None
    return Partnership(tie.id, tie.kind, tie.name, members, tie.since, tie.until, recorded)
