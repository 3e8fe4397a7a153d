"""Who offers what in the cloud-native landscape: its items, gathered by organisation, with dates.

The landscape lists items (products, projects, memberships) below categories and sub-categories. The
history tells in which half-yearly version an item was first and last seen where. Three things in it
mislead and are undone here: an item that moves between sub-categories (not a new capability), a
sub-category that gets another name, and a foundation whose address stands with hundreds of projects
that are not its own products.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from ecosystem.ingest.importers import Document, Inputs, Row
from ecosystem.ingest.mapping_file import Items, Named, Node, Text, parse
from ecosystem.ingest.tables import FILE, LINE

MAX_LANDSCAPE: Final = 16 << 20

_MEMBERS: Final = "CNCF Members"
_SPECIAL: Final = "Special"
_CERTIFIED: Final = "Certified Kubernetes"
_SUFFIX: Final = re.compile(r"\((member|supporter|contributor|KCSP|KTP|KCNTP|Wasm)\)\Z", re.IGNORECASE)
_FOUNDATIONS: Final = frozenset({"apache", "bytecode-alliance", "cloud-foundry", "openstack"})
"""Addresses of foundations that do not have the word in them."""

_STAGES: Final = ("sandbox", "incubating", "graduated", "archived")

Place = tuple[str, str]
"""Category and sub-category."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the landscape, or of its history (then with the dates on which it was seen)."""

    place: Place
    name: str
    address: str  # the organisation's, as Crunchbase writes it; may be empty
    file: str
    line: int | None
    homepage: str | None = None
    joined: str | None = None
    level: str | None = None
    stages: Mapping[str, str] = field(default_factory=dict)
    end_user: bool = False
    unnamed: bool = False
    first: str | None = None
    last: str | None = None

    @property
    def plain(self) -> str:
        """The name without what the landscape puts behind it: ``Acme (member)`` is Acme."""
        return _SUFFIX.sub("", self.name).strip()

    @property
    def group(self) -> tuple[str, str, str]:
        """Items that are one thing: a product does not become a membership when both have one name."""
        return self.owner, self.plain, self.place[0] if self.place[0] in (_MEMBERS, _SPECIAL) else ""

    @property
    def foundation(self) -> str | None:
        """The foundation that holds this item, for what is a project and not a product."""
        held = self.place[0] not in (_MEMBERS, _SPECIAL)
        return self.address if held and is_foundation(self.address) else None

    @property
    def owner(self) -> str:
        """The organisation; for a foundation's project, and where none is told, the item itself."""
        return self.address if self.address and not self.foundation else f"item:{key(self.plain)}"


def key(name: str) -> str:
    """A name as part of an id; unlike a slug it keeps C and C++ apart.

    Examples
    --------
    >>> key("  Node   Lambda"), key("C++")
    ('node-lambda', 'c++')
    """
    return "-".join(name.lower().split())


def address(url: str | None) -> str:
    """The part of a Crunchbase address that names the organisation.

    Examples
    --------
    >>> address("https://www.crunchbase.com/organization/Scout-APM/?utm_source=cncf")
    'scout-apm'
    """
    return unquote(urlsplit(url or "").path.rstrip("/").rsplit("/", 1)[-1]).lower()


def is_foundation(slug: str) -> bool:
    return slug in _FOUNDATIONS or "foundation" in slug


def relations(inputs: Inputs) -> dict[str, list[Row]]:
    """``organisations``, ``offers`` (capabilities), ``listings`` (channels), ``memberships``, ``projects``."""
    listed = [item for document in inputs.documents("landscape") for item in landscape_items(document)]
    seen = [_seen(row) for row in inputs.rows("history")]
    renamed = renamings(seen, {item.place for item in listed})
    found = _offers(listed, seen, renamed)
    offers = [row for row in found if row["category"] not in (_MEMBERS, _SPECIAL)]
    listings = [row for row in found if row["category"] == _SPECIAL or row["subcategory"].startswith(_CERTIFIED)]
    return {"organisations": _organisations(listed, seen), "offers": offers, "listings": listings,
            "memberships": _memberships(listed, seen), "projects": _projects(listed, seen)}


# --- reading -------------------------------------------------------------------------------------
def landscape_items(document: Document) -> Iterator[Item]:
    """The items of a ``landscape.yml``, also those that stand at a second place."""
    root = parse(document.text, document.name, most=MAX_LANDSCAPE)
    below = {(_text(category, "name"), _text(subcategory, "name")): list(_below(subcategory, "items"))
             for category in _below(root, "landscape") for subcategory in _below(category, "subcategories")}
    places = {_loosely(*place): place for place in below}
    for place, nodes in below.items():
        for node in nodes:
            yield _item(place, node, document.name)
            for path in _list(node, "second_path"):
                # Written by hand, "&" for "and" now and then; a path to nowhere is passed over.
                second = places.get(_loosely(*path.value.split(" / ", 1))) if isinstance(path, Text) else None
                if second is not None:
                    yield _item(second, node, document.name)


def _loosely(*names: str) -> tuple[str, ...]:
    return tuple(name.lower().replace("&", "and").removesuffix("s") for name in names)


def _item(place: Place, node: Named, file: str) -> Item:
    extra = node.values.get("extra")
    dates = {stage: _text(extra, stage) for stage in ("accepted", *_STAGES) if _text(extra, stage)}
    return Item(
        place, _text(node, "name"), address(_text(node, "crunchbase") or _text(node, "organization")), file,
        node.line, _text(node, "homepage_url") or None, _text(node, "joined") or None,
        _text(node, "project") or None, dates, _text(node, "enduser") == "true",
        _text(node, "unnamed_organization") == "true")


def _seen(row: Mapping[str, Any]) -> Item:
    return Item(
        (row["category"], row["subcategory"]), row["item"], address(row["crunchbase_url"]), row[FILE], row[LINE],
        row["homepage"], row["joined"], row["cncf_project_level"],
        {"accepted": row["accepted"]} if row["accepted"] else {}, first=row["first_seen"], last=row["last_seen"])


def _below(node: Node, name: str) -> Iterator[Named]:
    """Named values in the list ``name``; a sub-category without items has nothing there."""
    for each in _list(node, name):
        if isinstance(each, Named):
            yield each


def _list(node: Node | None, name: str) -> Sequence[Node]:
    found = node.values.get(name) if isinstance(node, Named) else None
    return found.values if isinstance(found, Items) else ()


def _text(node: Node | None, name: str) -> str:
    found = node.values.get(name) if isinstance(node, Named) else None
    return found.value.strip() if isinstance(found, Text) else ""


# --- what misleads -------------------------------------------------------------------------------
def renamings(seen: Sequence[Item], current: Iterable[Place]) -> dict[Place, Place]:
    """Where the sub-categories went that are no more: to the one that most of their items went to.

    A sub-category that was split, or whose items went nowhere, keeps its name: it is not in the answer.
    """
    kept = set(current)
    by_item: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for item in seen:
        by_item[item.group].append(item)
    versions = _versions(seen)
    went: dict[Place, Counter[Place]] = defaultdict(Counter)
    for items in by_item.values():
        for old in items:
            later = [new.place for new in items if _follows(versions, old.last, new.first)]
            if old.place not in kept and later:
                went[old.place][min(later)] += 1
    follows = {old: place for old, counts in went.items() for place in counts
               if 2 * counts[place] > counts.total()}
    return {old: _end_of_chain(old, follows, kept) for old in follows}


def _end_of_chain(start: Place, follows: Mapping[Place, Place], kept: set[Place]) -> Place:
    place, passed = follows[start], {start}
    while place not in kept and place not in passed and place in follows:
        passed.add(place)
        place = follows[place]
    return place


def _versions(seen: Iterable[Item]) -> dict[str | None, int]:
    """The half-yearly versions in order; what has no date came after the newest of them."""
    dates = sorted({day for item in seen for day in (item.first, item.last) if day})
    return {**{day: i for i, day in enumerate(dates)}, None: len(dates)}


def _follows(versions: Mapping[str | None, int], last: str | None, first: str | None) -> bool:
    """Whether something that was last seen on one day was first seen elsewhere in the next version."""
    return last is not None and versions[first] == versions[last] + 1


@dataclass(slots=True)
class _Span:
    """When an item was seen at a place; ``last`` is None where it still stands there."""

    first: str | None
    last: str | None
    item: Item


def _offers(listed: Sequence[Item], seen: Sequence[Item], renamed: Mapping[Place, Place]) -> list[Row]:
    """One row per organisation and place, over all its items there."""
    by_item: dict[tuple[str, str, str], dict[Place, _Span]] = defaultdict(dict)
    for item in seen:
        span = by_item[item.group].setdefault(
            renamed.get(item.place, item.place), _Span(item.first, item.last, item))
        span.first, span.last = min(span.first or "", item.first or ""), max(span.last or "", item.last or "")
    for item in listed:
        span = by_item[item.group].setdefault(item.place, _Span(None, None, item))
        span.last, span.item = None, item
    versions = _versions(seen)
    gathered: dict[tuple[str, Place], list[_Span]] = defaultdict(list)
    for (owner, _, _), spans in by_item.items():
        for place, span in _without_moves(spans, versions).items():
            gathered[owner, place].append(span)
    return [_offer(owner, place, spans) for (owner, place), spans in gathered.items()]


def _without_moves(spans: Mapping[Place, _Span], versions: Mapping[str | None, int]) -> dict[Place, _Span]:
    """An item that leaves a place and is next seen at another has moved: its first date goes along."""
    kept: dict[Place, _Span] = {}
    for place, span in sorted(spans.items(), key=lambda each: (versions[each[1].first], each[0])):
        left = [old for old, before in kept.items() if _follows(versions, before.last, span.first)]
        begun = [span.first, *(kept.pop(old).first for old in left)]
        span.first = min(begun, key=lambda day: versions[day])
        kept[place] = span
    return kept


def _offer(owner: str, place: Place, spans: Sequence[_Span]) -> Row:
    dates = [span.first for span in spans if span.first]
    gone = all(span.last is not None for span in spans)
    # Where one of the items has no date, it came after the newest version of the history.
    first = min(spans, key=lambda span: span.first or "9999")
    names = sorted({span.item.name for span in spans if gone or span.last is None})
    return {"organisation": owner, "category": place[0], "subcategory": place[1],
            "recorded": min(dates, default=None), "ended": max(str(s.last) for s in spans) if gone else None,
            "items": ";".join(name.replace(";", ",") for name in names), **_at(first.item)}


# --- organisations -------------------------------------------------------------------------------
def _organisations(listed: Sequence[Item], seen: Sequence[Item]) -> list[Row]:
    """One row per organisation and per project; newer items come first and say more."""
    items: dict[str, list[Item]] = defaultdict(list)
    for item in (*listed, *sorted(seen, key=lambda each: str(each.last), reverse=True)):
        items[item.owner].append(item)
        if item.foundation:
            items.setdefault(item.foundation, [])
    places = {item.foundation: item for item in (*seen, *listed) if item.foundation}
    return [_organisation(owner, own, own[0] if own else places[owner]) for owner, own in items.items()]


def _organisation(owner: str, own: Sequence[Item], first: Item) -> Row:
    # A membership or a service carries the organisation's name; a product carries its own.
    named = [*(item for item in own if item.place[0] == _MEMBERS),
             *(item for item in own if _is_service(item.place))]
    if owner.startswith("item:"):
        named = list(own)
    spelled: dict[str, str] = {}
    for name in (*(item.plain for item in named), *([] if owner.startswith("item:") else [_from_address(owner)])):
        spelled.setdefault(name.lower(), name)
    names = list(spelled.values())
    return {
        "organisation": owner, "name": names[0], "kind": _kind(owner, own),
        "aliases": ";".join(name.replace(";", ",") for name in names[1:]) or None,
        "foundation": next((item.foundation for item in own if item.foundation), None),
        "website": next((item.homepage for item in named if item.homepage and not item.unnamed), None),
        "crunchbase": None if owner.startswith("item:") else owner,
        "end_user": "true" if any(item.end_user for item in own) else None, **_at(first)}


def _is_service(place: Place) -> bool:
    return place[0] == _SPECIAL and "CNF" not in place[1]


def _from_address(slug: str) -> str:
    """The best that can be said about a name that stands nowhere: ``alibaba-cloud`` is Alibaba Cloud."""
    return " ".join(word[:1].upper() + word[1:] for word in slug.split("-") if word) or slug


def _kind(owner: str, own: Sequence[Item]) -> str:
    places = {item.place for item in own}
    if is_foundation(owner):
        return "foundation"
    if any(item.unnamed and item.place[0] == _MEMBERS for item in own):
        return "undisclosed"
    if owner.startswith("item:") and not any(place[0] == _MEMBERS for place in places):
        return "project"
    tiers = {place[1] for place in places if place[0] == _MEMBERS}
    return "university" if "Academic" in tiers else "nonprofit" if "Nonprofit" in tiers else "company"


# --- programmes ----------------------------------------------------------------------------------
def _memberships(listed: Sequence[Item], seen: Sequence[Item]) -> list[Row]:
    """The membership of each organisation: its latest tier, and the day it says it joined."""
    now = {item.owner: item for item in reversed(listed) if item.place[0] == _MEMBERS}
    before: dict[str, list[Item]] = defaultdict(list)
    for item in seen:
        if item.place[0] == _MEMBERS:
            before[item.owner].append(item)
    rows = []
    for owner in {**now, **before}:
        past = sorted(before[owner], key=lambda item: (str(item.last), str(item.first)))
        latest = now.get(owner) or past[-1]
        joined = latest.joined or next((item.joined for item in reversed(past) if item.joined), None)
        first = min((item.first for item in past if item.first), default=None)
        rows.append({"organisation": owner, "tier": latest.place[1], "joined": joined, "recorded": first,
                     "ended": None if owner in now else past[-1].last, **_at(latest)})
    return rows


def _projects(listed: Sequence[Item], seen: Sequence[Item]) -> list[Row]:
    """What the foundation accepted, stage by stage, each until the day before the next."""
    known: dict[str, Item] = {}
    for item in (*listed, *sorted(seen, key=lambda each: str(each.last), reverse=True)):
        if item.level and item.stages.get("accepted"):
            known.setdefault(item.owner, item)
    rows = []
    for owner, item in known.items():
        stages = _stages(item)
        for i, (stage, begun) in enumerate(stages):
            until = _day_before(stages[i + 1][1]) if i + 1 < len(stages) else None
            rows.append({"organisation": owner, "stage": stage, "begun": begun, "until": until, **_at(item)})
    return rows


def _stages(item: Item) -> list[tuple[str, str]]:
    dated = {stage: item.stages[stage] for stage in _STAGES if stage in item.stages}
    accepted = item.stages["accepted"]
    if not dated:
        return [(str(item.level), accepted)]
    # Accepted earlier than the first dated stage: it came in one stage below.
    first = min(dated, key=lambda stage: dated[stage])
    below = _STAGES[max(_STAGES.index(first) - 1, 0)] if first != "archived" else "sandbox"
    begun = {**({below: accepted} if dated[first] > accepted else {}), **dated}
    # Of two stages that begin on one day the higher one counts.
    of_day = {day: stage for stage, day in sorted(begun.items(), key=lambda each: _STAGES.index(each[0]))}
    return [(of_day[day], day) for day in sorted(of_day)]


def _day_before(day: str) -> str | None:
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except ValueError:
        return None


def _at(item: Item) -> Row:
    return {FILE: item.file, LINE: item.line}
