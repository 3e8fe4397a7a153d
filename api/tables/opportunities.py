"""The radar of one organisation, and routes between two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding

from api.tables.base import clean, console, counted, number, table

_IN_FULL = 3
_HOLDERS = 3
_REASONS = 2
_WORTH = {"pci": "PCI", "growth": "growth of holders per year"}
_NAMES = {"eci": "ECI", "coi": "COI", "pci": "PCI"}
_REASONS_SAID = {
    "sign_conflict": "sign conflict – on these data it would order clusters and not complexity",
}


def radar(answer: Mapping[str, Any]) -> None:
    out = console()
    home = ", ".join(clean(each["name"] or each["id"]) for each in answer["home"]) or "no industry on record"
    if answer["border"] == "field" and answer["home"]:
        home = f"fields: {home}"
    flags = f" [yellow]{clean(', '.join(answer['flags']))}[/]" if answer["flags"] else ""
    out.print(f"[bold]Opportunities for {clean(answer['partner']['name'])}[/] ({home}), as of {answer['as_of']}{flags}")
    worth = f"worth is {_WORTH[answer['worth_from']]}"
    if answer["pci_reason"]:
        worth += f" (no PCI: {_why(answer['pci_reason'])})"
    out.print(f"[dim]feasible, worth, option: places within the candidates, 0 to 1 (1 the best); {worth}; "
              f"holders by {answer['holders_by'].replace('_', ' ')}[/]")
    if answer["items"]:
        _ranking(out, answer["items"])
    for item in answer["items"][:_IN_FULL]:
        _opportunity(out, item)
    if len(answer["items"]) > _IN_FULL:
        out.print(f"[dim]The first {_IN_FULL} in full; --json has every one.[/]")
    if answer["items"]:
        out.print("[dim]novelty τ: the least related pairs of the own capabilities and of the holder's; below 0 less "
                  "often together than by chance, so an unusual combination.[/]")
    else:
        out.print("Nothing is near that is not there already"
                  + (f": {clean(answer['reason'].replace('_', ' '))}." if answer["reason"] else "."))
    left_out = [f"{each['count']} {each['reason'].replace('_', ' ')}" for each in answer["left_out"]]
    out.print(f"[dim]{len(answer['items'])} of {answer['total']} shown, {answer['front']} on the Pareto front"
              + (f"; left out: {', '.join(left_out)}" if left_out else "") + "[/]")
    _position(out, answer["position"])


def _ranking(out: Console, items: Sequence[Mapping[str, Any]]) -> None:
    rows = table(">", "capability", ">feasible", ">worth", ">option", "first holder")
    for item in items:
        holder = item["holders"][0]["partner"] if item["holders"] else None
        rows.add_row(str(item["rank"]), clean(item["capability"]["name"] or item["capability"]["id"]),
                     *(number(item[axis]["rank"], 2) for axis in ("feasibility", "worth", "option")),
                     "–" if holder is None else clean(holder["name"]))
    out.print(rows)


def _why(reason: str) -> str:
    """A reason in words; a code that says little by itself is explained."""
    return clean(_REASONS_SAID.get(reason, reason.replace("_", " ")))


def _opportunity(out: Console, item: Mapping[str, Any]) -> None:
    density = item["feasibility"]
    flags = f" [yellow]{clean(', '.join(item['flags']))}[/]" if item["flags"] else ""
    out.print(
        f"{item['rank']:>3}  [bold]{clean(item['capability']['name'] or item['capability']['id'])}[/] "
        f"[dim]Pareto layer {item['layer']}[/]  feasible {number(density['rank'], 2)} "
        f"[dim](density {density['value']:.3f}, {density['low']:.2f}–{density['high']:.2f})[/]  "
        f"worth {_axis(item['worth'])}  option {_axis(item['option'])}{flags}"
    )
    industries = [f"{clean(each['name'] or each['id'])} {each['share']:.0%}" for each in item["industries"]]
    lines = [f"[dim]at home in {', '.join(industries) or 'no industry on record'}[/]"]
    lines += [f"{part['contribution']:+.3f}  {clean(part['sentence'])}" for part in item["evidence"][:_REASONS]]
    lines += [_holder(each) for each in item["holders"]]
    if item["holders_total"] > len(item["holders"]):
        lines.append(f"[dim]{item['holders_total']} hold it in all[/]")
    out.print(Padding("\n".join(lines), (0, 0, 0, 5)))


def _axis(axis: Mapping[str, Any]) -> str:
    if axis["value"] is None:
        return f"– [dim]({clean(axis['reason'])})[/]"
    return f"{number(axis['rank'], 2)} [dim]({axis['value']:+.2f})[/]"


def _holder(each: Mapping[str, Any]) -> str:
    said = [f"{each['strength']:.1f}× as strong as all"]
    if each["need_coverage"] is not None:
        said.insert(0, f"covers {each['need_coverage']:.0%} of the needs")
    if each["novelty"] is not None:
        said.append(f"novelty τ {each['novelty']:+.1f}")
    flags = f" [yellow]{clean(', '.join(each['flags']))}[/]" if each["flags"] else ""
    return f"[bold]{clean(each['partner']['name'])}[/] [dim]{clean(each['partner']['id'])}[/]: {', '.join(said)}{flags}"


def _position(out: Console, position: Mapping[str, Any]) -> None:
    said = [
        f"portfolio of {position['support']:g}, strong in {position['diversity']}", f"ECI {number(position['eci'], 2)}",
        f"{position['partners']} partners", f"constraint {number(position['constraint'], 2)}",
        f"participation {number(position['participation'], 2)}",
    ]
    if community := position["community"]:
        said.append(f"community {community['id']} of {community['size']} (stability {community['stability']:.2f})")
    by_reason: dict[str, list[str]] = {}
    for name, reason in position["reasons"].items():
        by_reason.setdefault(reason, []).append(_NAMES.get(name, name))
    why = "; ".join(f"no {' and no '.join(names)}: {_why(reason)}" for reason, names in by_reason.items())
    out.print(f"[dim]Position: {'; '.join(said)}" + (f" ({why})" if why else "") + "[/]")


def routes(answer: Mapping[str, Any]) -> None:
    out = console()
    whom = f"to {clean(answer['b']['name'])}" if answer["b"] else "to whom it shares no capability with"
    out.print(f"[bold]Routes from {clean(answer['a']['name'])}[/] {whom}, as of {answer['as_of']}")
    for item in answer["items"]:
        _route(out, item)
    if not answer["items"]:
        out.print(f"Nobody: {clean(str(answer['reason']).replace('_', ' '))}.")
    if not answer["b"]:
        out.print(f"[dim]{len(answer['items'])} of {answer['total']} without a shared capability shown[/]")


def _route(out: Console, item: Mapping[str, Any]) -> None:
    flags = f" [yellow]{clean(', '.join(item['flags']))}[/]" if item["flags"] else ""
    shared = ", ".join(clean(each["name"] or each["id"]) for each in item["shared"]) or "nothing"
    out.print(f"[bold]{clean(item['b']['name'])}[/] [dim]{clean(item['b']['id'])}[/]  shared: {shared}; "
              f"near to {_share(item['a_reaches_b'])} of its portfolio, it to {_share(item['b_reaches_a'])} of that of "
              f"{clean(item['a']['name'])}; novelty τ {number(item['novelty'], 1)}{flags}")
    lines = [f"[dim]near:[/] {each['proximity']:.2f}  {clean(each['sentence'])}" for each in item["bridges"]]
    if item["path"]:
        lines.append(" ".join([clean(item["a"]["name"]), *(
            f"—{clean(' / '.join(hop['relations']).replace('_', ' '))}→ {clean(hop['end']['name'])}"
            for hop in item["path"])]))
    else:
        lines.append(f"[dim]{clean(str(item['path_reason']).replace('_', ' '))}[/]")
    if item["third_parties_total"]:
        named = ", ".join(clean(each["name"]) for each in item["third_parties"][:_HOLDERS])
        more = ", …" if item["third_parties_total"] > _HOLDERS else ""
        lines.append(f"{counted(item['third_parties_total'], 'third party', 'third parties')} in common: {named}{more}")
    if item["cites"] or item["cited_by"]:
        lines.append(f"cites it {counted(item['cites'], 'time')}, is cited {counted(item['cited_by'], 'time')}")
    out.print(Padding("\n".join(lines), (0, 0, 0, 5)))


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
