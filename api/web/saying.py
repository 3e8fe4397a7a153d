"""What flags, reasons and states are called on pages: a code of an answer becomes words for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ecosystem.answers import FactRef


class Speaks(Protocol):
    """A page, or whoever else says sentences in one language."""

    def say(self, text: str, **values: object) -> str: ...


@dataclass(frozen=True, slots=True)
class Said:
    """A code in words: the short form for a chip, and the sentence that explains it."""

    short: str
    long: str
    is_caution: bool = False


def flags_said(page: Speaks, flags: tuple[str, ...]) -> list[Said]:
    """Flags of a score, those that ask for caution first; unknown codes as they are."""
    known = _flags(page)
    kinds = dict.fromkeys(_kind(each) for each in flags)
    said = [known.get(each, Said(each.replace("_", " "), each.replace("_", " "))) for each in kinds]
    return sorted(said, key=lambda each: not each.is_caution)


def _kind(flag: str) -> str:
    """A flag without the part that it names."""
    return next((each for each in ("perhaps_veto", "veto") if flag.startswith(f"{each}_")), flag)


def _flags(page: Speaks) -> Mapping[str, Said]:
    say = page.say
    return {
        "low_support": Said(say("little on record"), say("Fewer than 20 facts stand behind this score."), True),
        "uncovered_must": Said(say("a must is not covered"),
                               say("At least one need that is a must is not covered for certain."), True),
        "by_needs": Said(say("by stated needs"), say("The stated needs of the strategy count for most.")),
        "by_portfolio": Said(say("by portfolio"), say("No needs are stated, so portfolios are compared instead.")),
        "unknown_topology": Said(say("network unknown"), say("No partnerships are on record for one side."), True),
        "unknown_standing": Said(say("standing unknown"), say("No partnerships are on record for one side."), True),
        "unknown_overlap": Said(say("overlap unknown"), say("No portfolio is on record for one side."), True),
        "unknown_complementarity": Said(say("complementarity unknown"),
                                        say("What one side would add is not known."), True),
        "channel_conflict": Said(say("same channels"), say("Both sell through the same channels."), True),
        "limited_by_mine": Said(say("limited by your gain"), say("Your side gains less than theirs.")),
        "limited_by_theirs": Said(say("limited by their gain"), say("Their side gains less than yours.")),
        "few_citations": Said(say("few citations"), say("Few citations are on record."), True),
        "veto": Said(say("below a veto"), say("A part lies below its threshold for certain."), True),
        "perhaps_veto": Said(say("perhaps below a veto"),
                             say("A part that is not wholly known may lie below its threshold."), True),
        "compliance": Said(say("compliance risk"), say("A compliance risk that is likely is on record."), True),
        "excluded_rival": Said(say("a rival"), say("It is on record as a rival."), True),
        "excluded_veto": Said(say("vetoed"), say("It is on record as vetoed."), True),
    }


def fact_said(page: Speaks, fact: FactRef) -> str:
    """What a fact is about: its name, or for a statement without one what kind of statement it is."""
    if fact.name:
        return fact.name
    known = {
        "needs": page.say("stated need"), "traits": page.say("stated trait"), "risks": page.say("stated risk"),
        "need_standards": page.say("stated standard"), "strategies": page.say("stated strategy"),
    }
    return known.get(fact.kind, fact.id)


def reason_said(page: Speaks, reason: str) -> str:
    """Why somebody was left out."""
    say = page.say
    known = {
        "already_partner": say("Partners already on this day"),
        "own_group": say("Of the same group"),
        "rival": say("Rivals"),
        "veto": say("Vetoed"),
        "listed": say("Left out by hand"),
        "filtered": say("Outside the filters"),
        "not_asked": say("Not asked for their side"),
        "undefined": say("Nothing is on record that could be scored"),
        "nothing_in_favour": say("Nothing speaks for them"),
    }
    return known.get(reason, reason.replace("_", " "))


def state_said(page: Speaks, state: str) -> str:
    """How far it is with somebody on a shortlist."""
    known = {
        "considered": page.say("considered"), "approached": page.say("approached"),
        "negotiating": page.say("negotiating"), "agreed": page.say("agreed"), "dropped": page.say("dropped"),
    }
    return known.get(state, state)


def level_said(page: Speaks, level: str) -> str:
    """How grave a risk is."""
    known = {
        "critical": page.say("critical"), "high": page.say("high"), "medium": page.say("medium"),
        "low": page.say("low"), "none": page.say("looked for and not there"), "unknown": page.say("unknown"),
    }
    return known.get(level, level)


def scorer_said(page: Speaks, name: str) -> str:
    """The scorers that people choose between; others by their own name."""
    known = {
        "blend": page.say("All reasons together"), "complementarity": page.say("Complementarity"),
        "need_coverage": page.say("Needs covered"), "fit": page.say("Fit"), "overlap": page.say("Overlap"),
        "complement_tau": page.say("Capabilities that go together"), "value_chain": page.say("Value chain"),
        "channel_gain": page.say("Channels gained"), "rhythm": page.say("R&D rhythm"),
        "common_neighbours": page.say("Partners in common"), "standing": page.say("Standing"),
    }
    return known.get(name, name.replace("_", " "))
