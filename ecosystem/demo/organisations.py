"""Which organisations there are in the demo: the cast, some 330 drawn ones, and subsidiaries.

An organisation belongs to a line of business, which shapes what it can do, and to a *circle*: a
region and a few industries whose members resemble each other and, later, meet more often. Nobody is
told who belongs to which circle; it shows in the capabilities and the partnerships.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from ecosystem.dates import last_day
from ecosystem.demo import vocabulary
from ecosystem.demo.case import PLAYERS, Player
from ecosystem.demo.dice import Dice
from ecosystem.demo.facts import day_between, shown
from ecosystem.demo.names import Brand, Naming, brands_of, named, named_subsidiary, slug_of

SUBSIDIARIES: Final = 40
SECOND_RECORDS: Final = 14
CLOSED: Final = 5

_COUNTRIES: Final = {
    "CN": 34.0, "US": 13.0, "DE": 8.5, "JP": 6.5, "KR": 4.5, "FR": 4.0, "GB": 4.0, "IN": 3.2, "NL": 2.5, "SE": 2.2,
    "IT": 2.2, "TH": 1.8, "SG": 1.8, "ES": 1.6, "ID": 1.4, "MX": 1.5, "BR": 1.4, "IL": 1.4, "CA": 1.5, "CH": 1.5,
    "VN": 1.0, "MY": 1.0, "PL": 1.2, "HU": 0.9, "CZ": 0.8, "TR": 0.9, "NO": 0.9, "AE": 0.6, "AU": 0.9, "MA": 0.4,
    "ZA": 0.5,
}  # fmt: skip
_STRONG_IN: Final = {
    "car-making": ("DE", "JP", "MX", "HU", "CZ", "CN"),
    "electronics": ("KR", "JP", "MY", "VN", "CN"),
    "software": ("US", "IL", "IN", "CN"),
    "energy": ("CN", "NO", "KR", "MA", "FR"),
    "logistics": ("NL", "SG", "PL", "AE", "TR"),
    "retail": ("GB", "ID", "BR", "ES"),
    "health": ("CH", "US", "SE", "GB"),
    "services": ("DE", "CH", "NL", "GB"),
}

# circle | regions | industries | what its members tend to know besides
_CIRCLES: Final = """
delta | Greater China | car-making electronics | power-inverter die-casting head-up-display
lakes | Greater China | software electronics | edge-inference language-models computer-vision
strait | Greater China | energy car-making | cell-manufacturing battery-swapping vehicle-to-grid
harbour | Greater China, Southeast Asia | logistics retail | online-marketplace bonded-storage vehicle-shipping
rhine | Western Europe, Central and Eastern Europe | car-making services | functional-safety brake-by-wire digital-twin
alps | Western Europe | health software | health-records medical-conformity surgical-robot
north | Western Europe | energy logistics | wind-generation hydrogen-production vehicle-shipping
kanto | Japan and Korea | electronics car-making | fuel-cell image-sensor industrial-robot
gulf | Southeast Asia, South Asia, Oceania | car-making logistics | ckd-assembly regional-parts-hub local-body-parts
valley | North America | software health | language-models cloud-platform telemedicine
plains | North America, Latin America | energy car-making | stationary-storage fast-charging light-alloy
markets | North America, Western Europe, Latin America | retail logistics | loyalty-programme payment-systems last-mile
south | Middle East and Africa, South Asia | energy software services | solar-generation threat-detection grid-dispatch
clinic | Greater China, Japan and Korea | health electronics | wearable-monitoring medical-imaging biologics
"""

_AGES: Final = {"old": (1925, 2001), "mid": (1984, 2014), "young": (2004, 2021)}
_SIZES: Final = {"small": (25, 1500), "mid": (180, 9000), "large": (900, 60000), "giant": (5000, 180000)}
NEW: Final = frozenset(
    {"cap-multimodal-interaction", "cap-sensor-fusion", "cap-cockpit-domain-control", "cap-driver-monitoring",
     "cap-solid-state-battery", "cap-embodied-robot"}
)  # fmt: skip
"""What few organisations can do yet."""

_LARGE: Final = frozenset({"CN", "US", "DE", "JP", "KR", "FR", "GB", "IN"})
_OLD: Final = frozenset({"US", "CA", "GB", "AU", "DE", "CH", "FR", "IT", "SE", "NO", "NL", "JP"})


@dataclass(frozen=True, slots=True)
class Holding:
    """One capability of an organisation. ``since`` is text of one of three precisions."""

    capability: str
    weight: float
    since: str
    until: str | None = None

    @property
    def from_day(self) -> date:
        return last_day(self.since)


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation, whatever the number of records about it."""

    id: str
    brand: Brand
    name: str
    aliases: tuple[str, ...]
    kind: str
    country: str
    industries: tuple[str, ...]
    founded: str
    size: int
    circle: int
    holdings: tuple[Holding, ...]
    parent: str | None = None
    closed: date | None = None
    taken_over_by: str | None = None
    lei: str | None = None
    second_record: str | None = None  # id of what another register says about it
    second_since: date = date.max  # when that register wrote it down
    patents: tuple[str, ...] | None = None  # written plan of the cast; None = to be drawn
    region: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "region", vocabulary.region_of(self.country))

    @property
    def line(self) -> vocabulary.Line:
        return vocabulary.lines()[self.industries[0]]

    @property
    def is_cast(self) -> bool:
        return self.patents is not None

    @property
    def born(self) -> date:
        """The first day on which it is certain to exist."""
        return last_day(self.founded)

    def exists_all_of(self, period: str) -> bool:
        """Whether it exists up to the last day of a year, month or day."""
        return self.exists_on(last_day(period))

    def exists_on(self, day: date) -> bool:
        return self.born <= day and (self.closed is None or day < self.closed)

    def record_on(self, day: date, *, share: float, dice: Dice) -> str:
        """Under which of its records a fact of that day stands; the second one in some cases."""
        second = self.second_record if day >= self.second_since else None
        return second if second is not None and dice.chance(share) else self.id

    def weight_of(self, capability: str) -> float:
        return max((each.weight for each in self.holdings if each.capability == capability), default=0.0)


def organisations(seed: int) -> tuple[Organisation, ...]:
    """Everybody, sorted by id."""
    found = [_from_cast(player, seed) for player in PLAYERS]
    found += _drawn(Dice(seed, "organisations"), taken={each.brand.slug for each in found}, cast=found)
    found += _subsidiaries(found, Dice(seed, "subsidiaries"))
    found = _closed(found, Dice(seed, "closures"))
    found = _identified(sorted(found, key=lambda each: each.id), Dice(seed, "identifiers"))
    return tuple(found)


def groups(everybody: Sequence[Organisation]) -> dict[str, str]:
    """The top of the group that each organisation belongs to, by id."""
    parent = {each.id: each.parent for each in everybody}
    tops: dict[str, str] = {}
    for each in everybody:
        top = each.id
        while (above := parent[top]) is not None:
            top = above
        tops[each.id] = top
    return tops


def _from_cast(player: Player, seed: int) -> Organisation:
    dice = Dice(seed, f"cast {player.id}")
    line = vocabulary.lines()[player.industries[0]]
    holdings = []
    for each in player.capabilities.split(","):
        slug, weight, since = each.split()
        holdings.append(Holding(f"cap-{slug}", float(weight), since))
    latin = next((name for name in (player.name, *player.aliases) if name.isascii() and " " not in name), None)
    return Organisation(
        id=player.id,
        brand=Brand(latin or next(n for n in (player.name, *player.aliases) if n[0].isascii()).split()[0]),
        name=player.name, aliases=player.aliases, kind=player.kind, country=player.country,
        industries=player.industries, founded=player.founded, size=player.size,
        circle=_circle(vocabulary.region_of(player.country), line.top, dice),
        holdings=tuple(holdings), parent=player.parent,
        patents=tuple(text.strip() for text in player.patents.split(",") if text.strip()),
    )  # fmt: skip


def _drawn(dice: Dice, *, taken: set[str], cast: Sequence[Organisation]) -> list[Organisation]:
    """Independent organisations, as many in each line as the vocabulary says, the cast counted in."""
    filled = [each.industries[0] for each in cast if each.parent is None]
    found: list[Organisation] = []
    for line in vocabulary.lines().values():
        for _ in range(line.count - filled.count(line.slug)):
            country = _country(line, taken, dice)
            brand = dice.pick([each for each in brands_of(country) if each.slug not in taken])
            taken.add(brand.slug)
            found.append(_organisation(brand, line, country, dice))
    return found


def _organisation(brand: Brand, line: vocabulary.Line, country: str, dice: Dice) -> Organisation:
    born = _born(line, country, dice)
    size = round(dice.heavy(*_SIZES[line.size], exponent=0.7))
    ceiling = min(200_000 if country in _LARGE else 30_000, 80 * max(2026 - born, 4) ** 2)
    size = size if size < ceiling else round(ceiling * dice.uniform(0.3, 0.9))
    naming = named(brand, line, country, listed=size > 12000, dice=dice)
    circle = _circle(vocabulary.region_of(country), line.top, dice)
    second = [slug for slug, each in vocabulary.lines().items() if each.top == line.top and slug != line.slug]
    industries = (line.slug, dice.pick(second)) if dice.chance(0.3) and line.top != "services" else (line.slug,)
    founded = shown(day_between(date(born, 1, 5), date(born, 12, 20), dice), dice.weighted((4, 7, 10), (5, 3, 2)))
    return Organisation(
        id=brand.slug, brand=brand, name=naming.name, aliases=naming.aliases,
        kind=_kind(line, born, size, country, dice), country=country, industries=industries,
        founded=founded, size=size, circle=circle,
        holdings=_holdings(line, born, size, circle, dice),
    )  # fmt: skip


def _born(line: vocabulary.Line, country: str, dice: Dice) -> int:
    """The year of founding; few firms of countries that industrialised late are very old."""
    first, last = _AGES[line.age]
    if country in _OLD or first >= 1984:
        return dice.between(first, last)
    return dice.between(1984, 2010) if dice.chance(0.75) else dice.between(1953, 1983)


def _kind(line: vocabulary.Line, born: int, size: int, country: str, dice: Dice) -> str:
    if line.slug == "research":
        return "research institute"
    if born >= 2015 and size < 700:
        return "start-up"
    if country == "CN" and line.size == "giant" and dice.chance(0.6):
        return "state-owned enterprise"
    return "company"


def _country(line: vocabulary.Line, taken: set[str], dice: Dice) -> str:
    """A country where this line is at home and where names are left."""
    while True:
        odds = [w * (1.7 if c in _STRONG_IN[line.top] else 1.0) for c, w in _COUNTRIES.items()]
        country = dice.weighted(tuple(_COUNTRIES), odds)
        if any(brand.slug not in taken for brand in brands_of(country)):
            return country


def _circles() -> list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    rows = [[cell.strip() for cell in row.split("|")] for row in _CIRCLES.strip().splitlines()]
    return [
        (
            tuple(each.strip() for each in regions.split(",")),
            tuple(tops.split()),
            tuple(f"cap-{slug}" for slug in favoured.split()),
        )
        for _, regions, tops, favoured in rows
    ]


def _circle(region: str, top: str, dice: Dice) -> int:
    odds = [
        (6.0 if region in regions else 0.4) * (4.0 if top in tops else 0.4) for regions, tops, _ in _circles()
    ]
    return dice.weighted(range(len(odds)), odds)


def _holdings(line: vocabulary.Line, born: int, size: int, circle: int, dice: Dice) -> tuple[Holding, ...]:
    """What an organisation can do: mostly what its line does, some of its circle, a little of anything."""
    low, high = next(pair for limit, pair in _BREADTH if size <= limit)
    favoured = _circles()[circle][2]
    odds = {each: 1.5 / (rank + 1.5) for rank, each in enumerate(line.core)}
    for each in favoured:
        odds[each] = odds.get(each, 0.0) + 0.22
    for each in vocabulary.leaves():
        # Few of all firms hold what is new; the line that makes it does.
        odds[each] = odds.get(each, 0.0) + (0.002 if each in NEW else 0.006)
    drawn = dice.sample(list(odds), dice.between(low, high), list(odds.values()))
    return tuple(_holding(each, strong=each in line.core, born=born, dice=dice) for each in drawn)


_BREADTH: Final = ((300, (2, 5)), (2500, (3, 7)), (20000, (5, 9)), (10**9, (7, 13)))


def _holding(capability: str, *, strong: bool, born: int, dice: Dice) -> Holding:
    first = max(born + 1, 2014 if capability in NEW else 1995)
    year = min(dice.between(first, max(first, 2024)), 2025)
    since = shown(day_between(date(year, 1, 10), date(year, 12, 18), dice), dice.weighted((4, 7, 10), (5, 3, 2)))
    weight = round(dice.uniform(0.5, 1.0) if strong else dice.uniform(0.2, 0.7), 2)
    ends = not strong and year < 2018 and dice.chance(0.12)
    return Holding(capability, weight, since, str(dice.between(year + 4, 2025)) if ends else None)


def _subsidiaries(everybody: Sequence[Organisation], dice: Dice) -> list[Organisation]:
    """Daughters of the larger ones, some abroad, some in a neighbouring line, a few of daughters."""
    heads = [each for each in everybody if each.size > 4000 and not each.is_cast and each.line.slug != "research"]
    found: list[Organisation] = []
    used = {each.id for each in everybody}
    while len(found) < SUBSIDIARIES:
        grandchild = len(found) > 30 and dice.chance(0.4)
        parent = dice.pick(found) if grandchild else dice.weighted(heads, [each.size**0.5 for each in heads])
        daughter = _subsidiary(parent, dice)
        if daughter.id not in used:
            used.add(daughter.id)
            found.append(daughter)
    return found


def _subsidiary(parent: Organisation, dice: Dice) -> Organisation:
    lines = vocabulary.lines()
    near = [slug for slug, each in lines.items() if each.top == parent.line.top and slug != "research"]
    line = parent.line if dice.chance(0.55) else lines[dice.pick(near)]
    abroad = [code for code in _COUNTRIES if code != parent.country]
    country = dice.weighted(abroad, [_COUNTRIES[c] for c in abroad]) if dice.chance(0.6) else parent.country
    if country == parent.country and line == parent.line:
        line = lines[dice.pick([slug for slug in near if slug != line.slug] or near)]
    naming: Naming = named_subsidiary(parent.brand, line, country, home=parent.country, dice=dice)
    born = dice.between(max(parent.born.year + 3, 1990), 2022)
    size = max(round(parent.size * dice.uniform(0.01, 0.12)), 20)
    circle = _circle(vocabulary.region_of(country), line.top, dice)
    tail = country.lower() if country != parent.country else line.slug
    return Organisation(
        id=slug_of(f"{parent.id} {tail}"), brand=parent.brand, name=naming.name, aliases=naming.aliases,
        kind="subsidiary", country=country, industries=(line.slug,), founded=str(born), size=size, circle=circle,
        holdings=_holdings(line, born, size, circle, dice), parent=parent.id,
    )  # fmt: skip


def _closed(everybody: list[Organisation], dice: Dice) -> list[Organisation]:
    """A few small independent firms end; somebody of the same line takes over what they have."""
    parents = {each.parent for each in everybody}
    small = [
        each for each in everybody
        if not each.is_cast and each.parent is None and each.id not in parents and each.size < 900
        and each.born.year < 2014 and each.line.slug != "research"
    ]  # fmt: skip
    ends: dict[str, Organisation] = {}
    for each in dice.sample(small, CLOSED):
        day = day_between(date(2018, 3, 1), date(2025, 3, 1), dice)
        heirs = [
            other for other in everybody
            if other.industries[0] == each.industries[0] and other.size > 900 and other.parent is None
            and other.id != each.id and not other.is_cast and other.born.year < 2018
        ]  # fmt: skip
        heir = dice.pick(heirs).id if heirs else None
        held = tuple(h for h in each.holdings if h.from_day < day)
        ends[each.id] = replace(each, closed=day, taken_over_by=heir, holdings=held)
    return [ends.get(each.id, each) for each in everybody]


def _identified(everybody: list[Organisation], dice: Dice) -> list[Organisation]:
    """Legal entity identifiers for the larger ones, and second records of some of those."""
    found = []
    for number, each in enumerate(everybody):
        likely = 0.75 if each.size > 2000 else 0.12
        lei = lei_of(number, dice) if dice.chance(likely) else None
        found.append(replace(each, lei=lei))
    with_lei = [each.id for each in found if each.lei and not each.is_cast and each.closed is None]
    doubled = set(dice.sample(with_lei, SECOND_RECORDS))
    return [_doubled(each, dice) if each.id in doubled else each for each in found]


def _doubled(each: Organisation, dice: Dice) -> Organisation:
    # The suffix keeps the second id behind the first one, which therefore stays the canonical one.
    since = day_between(max(date(2014, 5, 1), each.born), date(2021, 5, 1), dice)
    return replace(each, second_record=f"{each.id}-reg", second_since=since)


def lei_of(number: int, dice: Dice) -> str:
    """A legal entity identifier with valid check digits, of an issuer that does not exist.

    >>> code = lei_of(1, Dice(7, "doctest"))
    >>> code[:6], len(code), int("".join(str(int(c, 36)) for c in code)) % 97
    ('DEMO00', 20, 1)
    """
    letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    body = "DEMO00" + "".join(dice.pick(letters) for _ in range(8)) + f"{number:04d}"
    value = int("".join(str(int(c, 36)) for c in body + "00"))
    return f"{body}{98 - value % 97:02d}"


