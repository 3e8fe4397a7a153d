"""A backtest as one table per slice: the scorers by MRR, and whether they clear the bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from api.tables.base import clean, console, number, table

_SHOWN = {"mrr": "MRR", "hit_rate@10": "hit@10", "recall@100": "rec@100", "ndcg@10": "nDCG@10",
          "auc_degree_matched": "AUC"}
_TITLES = {"both_known": "New ties between two that had partners", "one_new": "New ties with a newcomer",
           "both_new": "New ties between two newcomers", "zero_overlap": "New ties of two that share no capability",
           "repeat": "Former partners that come together again"}


def backtest(answer: Mapping[str, Any]) -> None:
    out, there, pairs = console(), answer["population"], answer["pairs"]
    out.print(f"[bold]Backtest at {answer['cutoff']}[/], judged by what began until {answer['until']}: "
              f"{answer['queries']:,} organisations asked for, {there['organisations']:,} could be recommended")
    for name, found in answer["slices"].items():
        _slice(out, _TITLES[name], found)
    left_out = [f"{pairs[name]:,} {said}" for name, said in (
        ("partners_already", "partners already"), ("own_group", "of one group"), ("other_kind", "of another kind"),
        ("absent", "with somebody not there at the cutoff")) if pairs[name]]
    dropped = [f"{there[name]:,} {said}" for name, said in (
        ("without_answer", "to whom nothing came"), ("not_sampled", "not drawn")) if there[name]]
    out.print("\n[dim]AUC is against organisations with about as many partners; the last column is the difference of "
              "MRR to the bar, unclear where its 95 % interval holds 0. All intervals: --json.[/]")
    if left_out:
        out.print(f"[dim]Pairs that began and are not judged: {', '.join(left_out)}[/]")
    if dropped:
        out.print(f"[dim]Organisations not asked for: {', '.join(dropped)}[/]")
    if "past_record" in answer["flags"]:
        out.print("[yellow]The window reaches past the last day on record: more may still come.[/]")


def _slice(out: Console, title: str, found: Mapping[str, Any]) -> None:
    out.print(f"\n[bold]{title}[/]: {found['queries']:,} organisations, {found['pairs']:,} pairs; "
              f"the bar is {clean(found['bar'])}")
    rows = table("scorer", *(f">{name}" for name in _SHOWN.values()), "against bar")
    order = sorted(found["scorers"], key=lambda name: (-(found["scorers"][name]["mrr"]["value"] or 0.0), name))
    for name in order:
        measured = found["scorers"][name]
        rows.add_row(clean(name), *(number(measured[each]["value"]) for each in _SHOWN), _against(name, found))
    out.print(rows)
    silent = [f"{clean(name)} {count:,}" for name, count in found["unanswered"].items()]
    if silent:
        out.print(f"[dim]Had nothing to say to: {', '.join(silent)} (counted as misses)[/]")


def _against(name: str, found: Mapping[str, Any]) -> str:
    if name == found["bar"]:
        return "the bar"
    if name not in found["against_bar"]:
        return "–"
    mrr = found["against_bar"][name]["mrr"]
    verdict = "better" if mrr["low"] > 0 else "worse" if mrr["high"] < 0 else "unclear"
    return f"{mrr['value']:+.3f} {verdict}"
