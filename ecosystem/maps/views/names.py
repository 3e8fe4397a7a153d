"""By what is a node found beside its name: aliases, pinyin?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ecosystem.resolve.chinese import HAN, initials, syllables
from ecosystem.view import text_at
from scoring.snapshot import Nodes

_HEARD: Final = 8  # syllables that anybody types; what follows is the legal form


def found_by(nodes: Nodes, rows: Iterable[int]) -> tuple[str, ...]:
    """What nodes are found by beside their name: other names, and the pinyin of Chinese ones; tabs between.

    Examples
    --------
    >>> from scoring.snapshot import Strings
    >>> firms = Nodes("Partner", Strings.of(["a"]), Strings.of(["华为"]), {"aliases": Strings.of(["Huawei"])})
    >>> found_by(firms, [0])
    ('Huawei\\thua wei\\thuawei\\thw',)
    """
    return tuple("\t".join(dict.fromkeys(_also(nodes, row))) for row in rows)


def _also(nodes: Nodes, row: int) -> Iterator[str]:
    aliases, chinese = text_at(nodes.columns.get("aliases"), row), text_at(nodes.columns.get("name_zh"), row)
    others = [each for each in (*(aliases or "").split(";"), chinese or "") if each]
    yield from others
    for name in (nodes.names[row], *others):
        yield from _pinyin(name)


def _pinyin(name: str) -> Iterator[str]:
    """Spaced, unspaced and by initials; nothing for names without Chinese characters."""
    heard = [syllable for run in _runs(name) for syllable in syllables(run)][:_HEARD]
    if heard:
        yield from (" ".join(heard), "".join(heard), initials(heard))


def _runs(name: str) -> Iterator[str]:
    """Runs of Chinese characters."""
    if name.isascii():
        return
    run = ""
    for character in name:
        if HAN.match(character):
            run += character
        elif run:
            yield run
            run = ""
    if run:
        yield run
