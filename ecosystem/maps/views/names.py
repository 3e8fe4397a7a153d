"""By what is a node found beside its name: aliases, pinyin?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ecosystem.resolve.chinese import HAN, initials, syllables
from ecosystem.view import text_at
from scoring.snapshot import Nodes

_HAN_RUN: Final = re.compile(f"{HAN.pattern}+")
_INITIALS_UP_TO: Final = 20_000  # names: they make a file large, and among more they find too many
_HEARD: Final = 8  # syllables that anybody types; what follows is the legal form


def found_by(nodes: Nodes, rows: Sequence[int]) -> tuple[str, ...]:
    """What nodes are found by beside their name: other names, and the pinyin of Chinese ones; tabs between.

    Pinyin has a space between syllables, which a search leaves out where that is wanted.

    Examples
    --------
    >>> from scoring.snapshot import Strings
    >>> firms = Nodes("Partner", Strings.of(["a"]), Strings.of(["华为"]), {"aliases": Strings.of(["Huawei"])})
    >>> found_by(firms, [0])
    ('Huawei\\thua wei\\thw',)
    """
    aliases, chinese, short = nodes.columns.get("aliases"), nodes.columns.get("name_zh"), len(rows) <= _INITIALS_UP_TO
    return tuple("\t".join(_also(nodes.names[row], text_at(aliases, row), text_at(chinese, row), short))
                 for row in rows)


def _also(name: str, aliases: str | None, chinese: str | None, short: bool) -> list[str]:
    others = list(dict.fromkeys(each for each in (*(aliases or "").split(";"), chinese or "") if each and each != name))
    heard: list[list[str]] = []
    for each in (name, *others):
        if not each.isascii() and (spoken := _pinyin(each)) and not any(_begins(spoken, other) for other in heard):
            heard.append(spoken)
    spoken_short = [initials(each) for each in heard if len(each) > 1] if short else []
    return [*others, *(" ".join(each) for each in heard), *spoken_short]


def _begins(spoken: list[str], other: list[str]) -> bool:
    """Whether one of two readings begins with the other: a name, and the same with its legal form."""
    shorter = min(len(spoken), len(other))
    return spoken[:shorter] == other[:shorter]


def _pinyin(name: str) -> list[str]:
    """The syllables of the Chinese characters in a name."""
    return [syllable for run in _HAN_RUN.findall(name) for syllable in syllables(run)][:_HEARD]
