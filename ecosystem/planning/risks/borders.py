"""What the law and the borders put in the way: lists, trade barriers, statements that every panorama wants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ecosystem.answers.risks import Risk
from ecosystem.planning.risks.draft import Draft, computed, state_of, stated
from ecosystem.planning.risks.ground import Ground, Said
from ecosystem.planning.risks.kinds import COMPUTED, plain
from ecosystem.planning.risks.listed import Hit
from ecosystem.view import number_at, text_at
from scoring.base import Evidence, Fact
from scoring.wording import count_of, listed

TOPIC_IMPACT: Final = {"sanction": 1.0, "debarment": 0.8, "export.control": 0.8, "sanction.linked": 0.6}
"""What a topic of a list means for a partnership; other topics have no impact of ours."""

_EXPECTED: Final = {
    "data_protection": (("data protection", "gdpr", "privacy", "数据保护"), "how it protects personal data"),
    "export_control": (("export control", "出口管制"), "whether what it delivers is under export control"),
}
_PAIRS_NAMED: Final = 4


def compliance_risks(ground: Ground, row: int, asker: int | None) -> list[Risk]:
    """Every compliance risk beside those that are stated for the organisation itself."""
    wanted = {plain(each.kind) for each in (*ground.risks_of(row), *ground.ended_of(row))}
    drafts = [_listed(ground, row), *_listed_suppliers(ground, row)]
    drafts += [
        Draft(kind, f"Nothing on record says {what}.", reason=f"No statement of the kind {kinds[0]} is on record.")
        for kind, (kinds, what) in _EXPECTED.items() if not wanted & set(kinds)
    ]
    crossing = [] if asker is None else _crossing(ground, row, asker)
    return [*(computed(ground, draft) for draft in drafts), *crossing, *_from_suppliers(ground, row)]


# --- lists ---------------------------------------------------------------------------------------------
def _listed(ground: Ground, row: int) -> Draft:
    """Whether the organisation, or whoever it belongs to, is on a list."""
    name, entries = ground.name_of(row), len(ground.listed)
    if not entries:
        return Draft("sanctions", f"No list of sanctions is on record, so that {name} was compared with none.",
                     reason="Import a list (FollowTheMoney form) to have names and identifiers compared.")
    found = [(who, hit) for who in _owners(ground, row) for hit in ground.listed.hits(who)]
    hits = [(who, hit) for who, hit in found if not hit.abroad]
    abroad = [hit for _, hit in found if hit.abroad]
    namesakes = listed([f"{hit.name} ({'/'.join(hit.countries)})" for hit in abroad[:_PAIRS_NAMED]]) if abroad else ""
    beyond = f" Of a like name but another country, and so no hit: {namesakes}." if abroad else ""
    rule = ("likelihood 1 for the same strong identifier, not known for a like name; impact by topic: "
            + ", ".join(f"{topic} {impact:g}" for topic, impact in TOPIC_IMPACT.items()))
    if not hits:
        lists = listed(list(ground.listed.sources[:3])) if ground.listed.sources else "the lists on record"
        return Draft("sanctions", f"{name} is not among the {count_of(entries, 'entry', 'entries')} of {lists}, by "
                     f"identifier or by name.{beyond}", absent=True, derivation=rule, learned=ground.listed.newest)
    who, hit = hits[0]
    impact = _impact(hit)
    more = f" {len(hits) - 1} more on record." if len(hits) > 1 else ""
    reason = f"No impact is set for the topics {', '.join(hit.topics) or 'of this entry'}." if hit.certain else (
        "A like name is no proof: compare identifiers and addresses.")
    return Draft(
        "sanctions", _hit_sentence(ground, row, who, hit) + more + beyond, 1.0 if hit.certain else None, impact,
        reason, rule, learned=hit.learned, source=hit.source,
        parts=[Evidence(each.id, each.score, _hit_sentence(ground, row, whose, each),
                        (Fact("listed_entities", each.id, each.fact, whose),)) for whose, each in hits],
    )


def _impact(hit: Hit) -> float | None:
    return max((TOPIC_IMPACT[topic] for topic in hit.topics if topic in TOPIC_IMPACT), default=None)


def _hit_sentence(ground: Ground, row: int, who: int, hit: Hit) -> str:
    whose = ground.name_of(row) if who == row else f"{ground.name_of(who)}, which it belongs to,"
    why = f" ({', '.join(hit.topics)})" if hit.topics else ""
    if hit.certain:
        return f"{whose} is the listed entity {hit.name}{why}: {hit.reason} {hit.matched}."
    return (f"{whose} is possibly the listed entity {hit.name}{why}: {hit.reason}; score {hit.score:.2f}. "
            "A person has to check it.")


def _owners(ground: Ground, row: int) -> list[int]:
    """The organisation and everybody above it."""
    parents, found = ground.view.layer("partners.parent_id"), [row]
    while parents is not None and len(above := parents.neighbours(found[-1])) and int(above[0]) not in found:
        found.append(int(above[0]))
    return found


def _listed_suppliers(ground: Ground, row: int) -> Iterator[Draft]:
    if not len(ground.listed) or ground.upstream is None:
        return
    suppliers = [int(each) for each in ground.upstream.neighbours(row)]
    hits = [(each, hit) for each in suppliers for hit in ground.listed.certain(each)]
    if not hits:
        return
    names = listed([f"{ground.name_of(each)} ({', '.join(hit.topics)})" for each, hit in hits[:_PAIRS_NAMED]])
    yield Draft(
        "listed_supplier", f"It buys from {names}: the identifiers are those of listed entities.", 1.0,
        len({each for each, _ in hits}) / len(suppliers), None,
        "likelihood 1: the identifiers are the same; impact: listed suppliers / suppliers on record",
        learned=hits[0][1].learned, source=hits[0][1].source,
        parts=[Evidence(hit.id, 1.0, f"{ground.name_of(each)}: {hit.reason} {hit.matched}.",
                        (Fact("listed_entities", hit.id, hit.fact, each),)) for each, hit in hits],
    )


# --- borders -------------------------------------------------------------------------------------------
def barriers(ground: Ground, exporter: str, importer: str) -> list[Said]:
    """What stands between two countries, as statements; the worst first."""
    found = [_barrier(ground, row) for row in ground.barriers.get((exporter, importer), ())]
    return sorted(found, key=lambda each: -(each.likelihood or 0) * (each.impact or 0))


def _barrier(ground: Ground, row: int) -> Said:
    view = ground.view
    nodes, layer = view.snapshot.nodes["TradeBarrier"], view.snapshot.layers["trade_barriers.stated"]
    entry = layer.fact_of(row, row)
    source, begin, recorded, _ = view.provenance_of(entry)
    end = (view.snapshot.provenance.valid_to[entry] or None) if entry >= 0 else None
    likelihood, impact = (number_at(nodes.columns.get(name), row) for name in ("likelihood", "impact"))
    kind, note = (text_at(nodes.columns.get(name), row) for name in ("kind", "note"))
    return Said("trade_barriers", row, nodes.ids[row], kind or "barrier", None, None, likelihood, impact, None, note,
                source, begin, end, recorded, entry, -1)


def _crossing(ground: Ground, row: int, asker: int) -> list[Risk]:
    """Barriers between the two, both ways."""
    ours, theirs = ground.country_of(asker), ground.country_of(row)
    if ours is None or theirs is None:
        who = listed([ground.name_of(each) for each in (asker, row) if ground.country_of(each) is None])
        return [computed(ground, Draft("trade_barrier", f"The country of {who} is not on record, so that no border "
                                       "between the two can be looked at.", reason="A country is not known."))]
    if ours == theirs:
        return [computed(ground, Draft("trade_barrier", f"Both are in {ours}: no border lies between them.",
                                       absent=True, derivation="the two countries on record are the same"))]
    return [risk for pair in ((theirs, ours), (ours, theirs)) for risk in _between(ground, *pair)]


def _between(ground: Ground, exporter: str, importer: str) -> list[Risk]:
    found = barriers(ground, exporter, importer)
    if not found:
        return [computed(ground, Draft(
            "trade_barrier", f"From {exporter} to {importer}, no barrier is on record; that does not say that there "
            "is none.", reason=f"Nothing is on record about trade from {exporter} to {importer}."))]
    return [_barrier_risk(ground, each, exporter, importer) for each in found]


def _barrier_risk(ground: Ground, said: Said, exporter: str, importer: str, kind: str = "trade_barrier") -> Risk:
    risk = stated(ground, said)
    note = f": {said.note.rstrip('.')}" if said.note else ""
    ends = f" It is stated until {said.valid_to}." if state_of(ground, said) == "expiring" else ""
    group, title, title_zh = COMPUTED[kind]
    sentence = f"{said.kind[:1].upper()}{said.kind[1:]} from {exporter} to {importer}{note}.{ends}"
    return replace(risk, group=group, kind=kind, title=title, title_zh=title_zh, sentence=sentence)


def _from_suppliers(ground: Ground, row: int) -> list[Risk]:
    """Barriers on the way from the suppliers' countries to the candidate's."""
    own = ground.country_of(row)
    if ground.upstream is None or not len(suppliers := ground.upstream.neighbours(row)):
        return []  # the operational side says that no supplier is on record
    if own is None:
        return [computed(ground, Draft("supplier_barrier", f"The country of {ground.name_of(row)} is not on record.",
                                       reason="A country is not known."))]
    abroad = sorted({country for each in suppliers.tolist() if (country := ground.country_of(each)) not in (None, own)})
    named = [country for country in abroad if country is not None]
    if not named:
        return [computed(ground, Draft("supplier_barrier", f"All of its suppliers with a known country are in {own}.",
                                       absent=all(ground.country_of(each) for each in suppliers.tolist()),
                                       reason="The country of some suppliers is not on record."))]
    found = {country: barriers(ground, country, own) for country in named}
    silent = [country for country, rows in found.items() if not rows]
    risks = [_barrier_risk(ground, each, country, own, "supplier_barrier")
             for country, rows in found.items() for each in rows]
    if silent:
        risks.append(computed(ground, Draft(
            "supplier_barrier", f"It has suppliers in {listed(silent[:_PAIRS_NAMED])}"
            + (f" and {len(silent) - _PAIRS_NAMED} more countries" if len(silent) > _PAIRS_NAMED else "")
            + f"; nothing is on record about barriers from there to {own}.",
            reason=f"Nothing is on record about trade from there to {own}.")))
    return risks
