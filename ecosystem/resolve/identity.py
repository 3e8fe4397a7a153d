"""Which source records are one organisation: those that share an identifier that only one can have.

Nothing fuzzier is decided here: a name never merges records. An identifier that cannot be right
(wrong check digits, ``N/A``, ``00000000``) is not believed, since one wrong merge spoils every
answer about two organisations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from ecosystem.model import STRONG_IDENTIFIERS

NATIONAL: Final = frozenset({"company_number", "national_register"})
"""Schemes that each country numbers for itself; the same number abroad is another organisation."""

_NOTHING: Final = frozenset({"NA", "NONE", "NULL", "NAN", "NIL", "UNKNOWN", "TBD", "PENDING", "UNREGISTERED"})
_ADDRESS = re.compile(r"HTTPS?://\S*/", re.ASCII)
_USCC_DIGITS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Doubt(StrEnum):
    """Why a shared identifier was not believed."""

    CHECK_DIGITS = "check_digits"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True)
class Merge:
    """A record that was given to a partner because both have this identifier (or share one with a
    third record)."""

    record_id: str
    partner_id: str
    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An identifier that several records share and that merged none of them."""

    scheme: str
    value: str
    doubt: Doubt
    record_ids: tuple[str, ...]


class Identities(dict[str, str]):
    """The partner of every record that is not its own: ``identities.get(record, record)``.

    Attributes
    ----------
    merges
        every identifier that links a record with its partner, sorted.
    refused
        shared identifiers that were not believed, sorted.
    """

    def __init__(
        self, partners: dict[str, str], merges: Sequence[Merge] = (), refused: Sequence[Refusal] = ()
    ) -> None:
        super().__init__(partners)
        self.merges, self.refused = tuple(merges), tuple(refused)


def canonical_ids(
    record_ids: Sequence[str],
    leis: Sequence[str | None],
    identifiers: Iterable[tuple[str, str, str]],
    *,
    countries: Sequence[str | None] | None = None,
) -> Identities:
    """Join records that share a strong identifier; the smallest record id (by bytes) names them.

    Parameters
    ----------
    record_ids, leis
        one entry per record; no LEI is None or empty.
    identifiers
        ``(record_id, scheme, value)``; schemes that are not strong, and records that are not among
        ``record_ids``, are passed over.
    countries
        of the records: numbers of national registers then join records of one country only.

    Examples
    --------
    >>> found = canonical_ids(["a", "b", "c"], [None] * 3, [("c", "ROR", "05a28rw58"), ("b", "ror", "05A28RW58")])
    >>> dict(found), found.merges[0].scheme
    ({'c': 'b'}, 'ror')
    """
    parents = dict[str, str]()
    linked: list[tuple[str, str, list[str]]] = []
    refused: list[Refusal] = []
    for scheme, value, holders in _shared(record_ids, leis, identifiers, countries):
        doubt = _doubt(scheme, value)
        if doubt is not None:
            refused.append(Refusal(scheme, value, doubt, tuple(holders)))
            continue
        linked.append((scheme, value, holders))
        for one, other in pairwise(holders):
            _join(parents, one, other)
    partners = {record: _root(parents, record) for record in parents}
    merges = sorted(
        (
            Merge(record, partners[record], scheme, value)
            for scheme, value, holders in linked
            for record in holders
            if record in partners
        ),
        key=lambda merge: (merge.record_id, merge.scheme, merge.value),
    )
    return Identities(partners, merges, refused)


def lei_is_valid(value: str) -> bool:
    """Whether an LEI has its 20 characters and the check digits of ISO 7064 mod 97-10 (ISO 17442).

    Examples
    --------
    >>> lei_is_valid("5493001KJTIIGC8Y1R12"), lei_is_valid("5493001KJTIIGC8Y1R21")
    (True, False)
    """
    if len(value) != 20 or not value.isascii() or not value.isalnum() or not "02" <= value[18:] <= "98":
        return False
    return int("".join(str(int(character, 36)) for character in value)) % 97 == 1


def uscc_is_valid(value: str) -> bool:
    """Whether a Chinese unified social credit code has the check character of GB 32100-2015.

    Examples
    --------
    >>> uscc_is_valid("91440300708461136T"), uscc_is_valid("91440300708461136X")
    (True, False)
    """
    if len(value) != 18 or any(character not in _USCC_DIGITS for character in value):
        return False
    total = sum(_USCC_DIGITS.index(each) * pow(3, at, 31) for at, each in enumerate(value[:17]))
    return _USCC_DIGITS.index(value[17]) == (31 - total % 31) % 31


_CHECKS: Final[dict[str, Callable[[str], bool]]] = {"lei": lei_is_valid, "uscc": uscc_is_valid}


def normalised(value: str) -> str:
    """An identifier without the ways of writing it: ``https://ror.org/05a28-rw58`` is ``05A28RW58``.

    Examples
    --------
    >>> normalised(" 0000 0001 2222 333x "), normalised("https://ror.org/05a28rw58")
    ('000000012222333X', '05A28RW58')
    """
    if not value.isascii():
        value = "".join(
            each for each in unicodedata.normalize("NFKC", value) if unicodedata.category(each) not in ("Pd", "Cf")
        )
    value = "".join(value.upper().split())
    return _ADDRESS.sub("", value).replace("-", "")


def is_believed(scheme: str, value: str) -> bool:
    """Whether a normalised identifier can be right: check digits where there are any, no ``N/A``.

    Examples
    --------
    >>> is_believed("lei", "5493001KJTIIGC8Y1R12"), is_believed("lei", "5493001KJTIIGC8Y1R21"), is_believed("ror", "NA")
    (True, False, False)
    """
    return bool(value) and _doubt(scheme, value) is None


def _shared(
    record_ids: Sequence[str],
    leis: Sequence[str | None],
    identifiers: Iterable[tuple[str, str, str]],
    countries: Sequence[str | None] | None,
) -> list[tuple[str, str, list[str]]]:
    """Identifiers of two or more records: scheme, value, record ids (sorted); sorted.

    Of a million identifiers few are shared, so lists are made only for those.
    """
    first: dict[tuple[str, str], dict[str, str]] = {}
    several: dict[tuple[str, str, str], set[str]] = {}
    country_of = None if countries is None else dict(zip(record_ids, countries, strict=True))
    for record, scheme, value in _statements(record_ids, leis, identifiers):
        # Nobody's country is a country of its own: better two records than a wrong merge.
        where = country_of[record] or "" if country_of is not None and scheme in NATIONAL else ""
        holder = first.setdefault((scheme, where), {}).setdefault(value, record)
        if holder != record:
            several.setdefault((scheme, value, where), {holder}).add(record)
    return [(scheme, value, sorted(several[scheme, value, where])) for scheme, value, where in sorted(several)]


def _statements(
    record_ids: Sequence[str], leis: Sequence[str | None], identifiers: Iterable[tuple[str, str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Every strong identifier of a known record, normalised."""
    for record, lei in zip(record_ids, leis, strict=True):
        if lei and isinstance(lei, str):  # a missing cell of a data frame may be NaN
            value = normalised(lei)
            if value:
                yield record, "lei", value
    known: frozenset[str] | None = None
    for record, scheme, value in identifiers:
        scheme = scheme.strip().lower()
        if scheme in STRONG_IDENTIFIERS:
            known = frozenset(record_ids) if known is None else known
            value = normalised(value)
            if value and record in known:
                yield record, scheme, value


def _doubt(scheme: str, value: str) -> Doubt | None:
    bare = value.replace(".", "").replace("/", "")
    if bare in _NOTHING or len(set(bare)) < 2:  # N/A, 00000000
        return Doubt.PLACEHOLDER
    check = _CHECKS.get(scheme)
    return None if check is None or check(value) else Doubt.CHECK_DIGITS


def _join(parents: dict[str, str], one: str, other: str) -> None:
    """Hang the larger of two roots below the smaller, so that a root is the smallest of its group.

    Python orders text by code points, which is the order of its UTF-8 bytes.
    """
    low, high = sorted((_root(parents, one), _root(parents, other)))
    if low != high:
        parents[high] = low


def _root(parents: dict[str, str], record: str) -> str:
    root = record
    while root in parents:
        root = parents[root]
    while record != root:  # shorten the way for the next one
        parents[record], record = root, parents[record]
    return root
