"""What may stand in a field of a record, and is what was written such a thing?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from ecosystem.dates import last_day
from ecosystem.errors import Fault, InvalidDate

LONGEST: Final = 20_000
MOST: Final = 1_000


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DAY = "day"  # YYYY-MM-DD, or YYYY-MM or YYYY for its last day
    TEXTS = "texts"
    SHARES = "shares"  # of a whole by whom it falls to, in percent: they sum to 100
    ITEMS = "items"  # a small table: rows of fields of their own


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind of record.

    Attributes
    ----------
    refers_to
        a kind of record (``milestone``) or a label of the model (``Partner``) that the value, each of the
        texts, or each key of the shares names.
    one_of
        the only values that there are.
    of
        the columns of a small table.
    """

    name: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    refers_to: str | None = None
    one_of: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    of: tuple[Field, ...] = ()
    about: str = ""


def read_fields(declared: tuple[Field, ...], given: Mapping[str, object], *, whole: bool) -> tuple[
        dict[str, object], list[Fault]]:
    """The given values in their canonical form, and what is wrong with them by field.

    A value of None empties a field. ``whole``: required fields must be there.

    Examples
    --------
    >>> due = (Field("due", FieldType.DAY, required=True), Field("weight", FieldType.NUMBER, minimum=0))
    >>> read_fields(due, {"due": "2024-02", "weight": 2}, whole=True)
    ({'due': '2024-02-29', 'weight': 2.0}, [])
    >>> [fault.message for fault in read_fields(due, {"weight": -1, "colour": "red"}, whole=True)[1]]
    ['There is no such field; there are: due, weight.', 'It is -1; it must be at least 0.', 'It is needed.']
    """
    by_name = {field.name: field for field in declared}
    values: dict[str, object] = {}
    faults = [Fault(name, "unknown_field", f"There is no such field; there are: {', '.join(by_name)}.")
              for name in given if name not in by_name]
    for name, value in given.items():
        field = by_name.get(name)
        if field is None:
            continue
        if value is None or value == "":
            values[name] = None
            continue
        found = list(_faults(field, value))
        faults += found
        if not found:
            values[name] = _canonical(field, value)
    needed = (field.name for field in declared if field.required
              and values.get(field.name) is None and (whole or field.name in values))
    faults += [Fault(name, "required", "It is needed.") for name in needed
               if not any(fault.field == name for fault in faults)]
    return values, faults


def _faults(field: Field, value: object) -> Iterator[Fault]:
    """What is wrong with one value."""
    if field.type is FieldType.ITEMS:
        yield from _item_faults(field, value)
    elif field.type is FieldType.SHARES:
        yield from _share_faults(field, value)
    elif field.type is FieldType.TEXTS:
        if not isinstance(value, (list, tuple)) or not all(isinstance(each, str) and each for each in value):
            yield Fault(field.name, "type", "It must be a list of texts.")
        elif len(value) > MOST:
            yield Fault(field.name, "too_many", f"It has {len(value)} entries, and {MOST:,} are the most.")
    elif (message := _single(field, value)) is not None:
        yield Fault(field.name, *message)


def _single(field: Field, value: object) -> tuple[str, str] | None:
    if field.type is FieldType.BOOLEAN:
        return None if isinstance(value, bool) else ("type", "It must be true or false.")
    if field.type in (FieldType.NUMBER, FieldType.INTEGER):
        return _number_fault(field, value)
    if not isinstance(value, str):
        return "type", "It must be a text."
    if len(value) > LONGEST:
        return "too_long", f"It has {len(value):,} characters, and {LONGEST:,} are the most."
    if field.one_of and value not in field.one_of:
        return "unknown_value", f"It is {value[:40]!r}; it can be {', '.join(field.one_of)}."
    if field.type is FieldType.DAY:
        try:
            last_day(value)
        except InvalidDate as error:
            return "invalid_date", str(error)
    return None


def _number_fault(field: Field, value: object) -> tuple[str, str] | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return "type", "It must be a number."
    if field.type is FieldType.INTEGER and value != int(value):
        return "type", "It must be a whole number."
    if field.minimum is not None and value < field.minimum:
        return "too_small", f"It is {value:g}; it must be at least {field.minimum:g}."
    if field.maximum is not None and value > field.maximum:
        return "too_large", f"It is {value:g}; it must be at most {field.maximum:g}."
    return None


def _share_faults(field: Field, value: object) -> Iterator[Fault]:
    if not isinstance(value, Mapping) or not value:
        yield Fault(field.name, "type", "It must name who bears how many percent.")
        return
    total = Decimal(0)
    for who, share in value.items():
        part = _percent(share)
        if not isinstance(who, str) or not who or part is None or not 0 <= part <= 100:
            yield Fault(field.name, "share",
                        f"The share of {str(who)[:40]!r} is {str(share)[:20]!r}; it must be 0 to 100 percent.")
            return
        total += part
    if total != 100:
        yield Fault(field.name, "sum", f"The shares sum to {total.normalize():f} %; they must sum to 100 %.")


def _percent(value: object) -> Decimal | None:
    """Exactly what was written: 33.3 is 33.3 and no binary fraction near it."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _item_faults(field: Field, value: object) -> Iterator[Fault]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(each, Mapping) for each in value):
        yield Fault(field.name, "type", "It must be a list of rows.")
        return
    if len(value) > MOST:
        yield Fault(field.name, "too_many", f"It has {len(value)} rows, and {MOST:,} are the most.")
        return
    for number, row in enumerate(value):
        for fault in read_fields(field.of, row, whole=True)[1]:
            yield Fault(f"{field.name}/{number}/{fault.field}", fault.code, fault.message)


def _canonical(field: Field, value: object) -> object:
    if field.type is FieldType.DAY:
        return last_day(str(value)).isoformat()
    if field.type is FieldType.NUMBER:
        return float(str(value))
    if field.type is FieldType.INTEGER:
        return int(float(str(value)))
    if field.type is FieldType.TEXTS and isinstance(value, (list, tuple)):
        return list(dict.fromkeys(value))
    if field.type is FieldType.SHARES and isinstance(value, Mapping):
        return {who: float(str(share)) for who, share in sorted(value.items())}
    if field.type is FieldType.ITEMS and isinstance(value, (list, tuple)):
        return [read_fields(field.of, row, whole=True)[0] for row in value]
    return value


def day_of(value: object) -> date | None:
    """A day of a record as a date."""
    return date.fromisoformat(value) if isinstance(value, str) else None
