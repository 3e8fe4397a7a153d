"""How is a number, a name or a list said in a sentence?

Names are somebody else's text and are passed through as they are; whoever prints a sentence into
HTML or a spreadsheet escapes it there.
"""

from __future__ import annotations

from collections.abc import Sequence

from scoring.snapshot import Nodes


def name_of(nodes: Nodes, row: int) -> str:
    """The name of a node, or its id where it has none."""
    return nodes.names[row] or nodes.ids[row]


def brief(name: str, longest: int = 60) -> str:
    """A long title cut at a word, where a sentence names several of them.

    >>> brief("Reactor types - Fast fission reactors", 20), brief("Pumps")
    ('Reactor types - …', 'Pumps')
    """
    return name if len(name) <= longest else f"{name[: longest - 1].rpartition(' ')[0] or name[: longest - 1]} …"


def possessive(name: str) -> str:
    """
    >>> possessive("Aurora"), possessive("Atlas Motors")
    ("Aurora's", "Atlas Motors'")
    """
    return f"{name}'" if name.endswith(("s", "S")) else f"{name}'s"


def percent(share: float) -> str:
    """A share as people say it; what is not nothing never reads 0 %.

    >>> percent(0.124), percent(0.034), percent(0.0001), percent(0.0), percent(1.0), percent(0.9999)
    ('12 %', '3.4 %', 'under 0.1 %', '0 %', '100 %', 'over 99.9 %')
    """
    hundredths = 100 * share
    if share <= 0 or share >= 1:
        return f"{hundredths:.0f} %"
    if hundredths < 0.1:
        return "under 0.1 %"
    if hundredths > 99.9:
        return "over 99.9 %"
    if hundredths > 99:
        return f"{hundredths:.1f} %"
    return f"{hundredths:.2g} %" if hundredths < 10 else f"{hundredths:.0f} %"


def number(value: float) -> str:
    """
    >>> number(3.0), number(0.25), number(1 / 3)
    ('3', '0.25', '0.333')
    """
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def count_of(count: int, singular: str, plural: str) -> str:
    """
    >>> count_of(1, "capability", "capabilities"), count_of(3, "capability", "capabilities")
    ('1 capability', '3 capabilities')
    """
    return f"{count:,} {singular if count == 1 else plural}"


def listed(words: Sequence[str]) -> str:
    """
    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
