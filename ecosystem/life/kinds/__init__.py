"""Which kinds of record does the life of a partnership have, with which fields and steps? One declared table.

The pages, the forms, the API's schemas, the exchange format and ``docs/life.md`` follow from ``KINDS``.
Every record but a partnership belongs to one; a field named like a kind names the record that it hangs under.
"""

from __future__ import annotations

from typing import Final

from ecosystem.errors import InvalidParameter
from ecosystem.life.kinds.base import LEVELS, PARTNERSHIP, TYPES, RecordKind
from ecosystem.life.kinds.ending import ENDING
from ecosystem.life.kinds.establish import ESTABLISH
from ecosystem.life.kinds.evaluate import EVALUATE
from ecosystem.life.kinds.operate import OPERATE

__all__ = ["KINDS", "LEVELS", "PARTNERSHIP", "TYPES", "RecordKind", "kind_of"]

KINDS: Final[dict[str, RecordKind]] = {each.name: each for each in (*ESTABLISH, *OPERATE, *EVALUATE, *ENDING)}
"""Every kind of record by name, in the order of the process."""


def kind_of(name: str) -> RecordKind:
    """The kind of this name.

    Raises
    ------
    InvalidParameter
        if there is none; says which there are.
    """
    found = KINDS.get(name)
    if found is None:
        raise InvalidParameter(f"There is no kind of record {name[:40]!r}; there are {', '.join(KINDS)}.")
    return found
