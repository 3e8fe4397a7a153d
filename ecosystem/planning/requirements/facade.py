"""What does an organisation need, who meets it, and which few partners cover it together?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from ecosystem.answers.requirements import (
    RequirementCover,
    RequirementCoverage,
    RequirementGraph,
    RequirementTemplate,
    RequirementVersion,
    RequirementVersions,
    SavedRequirements,
    SavedVersion,
)
from ecosystem.dates import AsOf, last_day, parse_as_of
from ecosystem.errors import Conflict, InvalidParameter, UnknownNode
from ecosystem.planning.requirements.checks import read_document
from ecosystem.planning.requirements.cover import Question, cover
from ecosystem.planning.requirements.coverage import ENOUGH, coverage
from ecosystem.planning.requirements.document import (
    Document,
    as_document,
    documents_in,
    partner_in,
)
from ecosystem.planning.requirements.graph import Plan, graph_of, plans_of
from ecosystem.planning.requirements.versions import TABLES, Row, Stored, changes, frames_of, new_version, withdrawn
from ecosystem.stores.base import Store
from ecosystem.view import View, Viewer

if TYPE_CHECKING:
    from ecosystem.ingest.pipeline import ImportReport

Importer = Callable[..., "ImportReport"]

_EXAMPLE: Final = {
    "name": "What the next years are for", "horizon": "2030",
    "needs": [{"capability": "the id or the name of a capability", "weight": 1.0, "must": True,
               "standards": [{"measure": "release interval", "operator": "<=", "value": "6", "unit": "weeks"}]}],
}


class Requirements:
    """``eco.requirements``: the partner capability requirement graph (伙伴能力需求图谱) and who covers it.

    A standard is met, failed or unknown; of several statements about a partner the latest recorded
    one that holds at ``as_of`` counts. A need is covered for certain when the level in the
    capability is ``enough`` and every standard is met.

    Parameters
    ----------
    view, importing, store
        of the facade: the snapshot of a day, its import of data frames, and where versions are kept.
    """

    def __init__(self, view: Viewer, importing: Importer, store: Store) -> None:
        self._view, self._import, self._store = view, importing, store
        self._saving = RLock()

    # --- reading -----------------------------------------------------------------------------------
    def graph(self, partner: str, strategy: str | None = None, *, as_of: AsOf = None) -> RequirementGraph:
        """What an organisation requires at a day; with ``strategy`` one version, an ended one too.

        Raises
        ------
        UnknownPartner, AmbiguousName, UnknownNode
        """
        view = self._view(as_of)
        row = view.row_of(partner)
        if strategy is None:
            return graph_of(view, row, map(self._with_past, plans_of(view, row)))
        return graph_of(view, row, [self._stored(view, row, strategy).plan(strategy)])

    def versions(self, partner: str, *, as_of: AsOf = None) -> RequirementVersions:
        """Every version of the strategies of an organisation, with what each changed."""
        view = self._view(as_of)
        row, day = view.row_of(partner), view.snapshot.as_of
        stored, current = Stored.of(self._store, view, row), {plan.id for plan in plans_of(view, row)}

        def named(capability: str) -> str:
            return view.named_node("Capability", capability)[1] or capability

        items = []
        for name in stored.known_at(day):
            plan = stored.plan(name)
            before = stored.plan(plan.supersedes) if plan.supersedes in stored.strategies else None
            items.append(RequirementVersion(
                plan.id, plan.name, plan.version, plan.supersedes, plan.valid_from, plan.valid_to, plan.recorded_at,
                plan.source, len(plan.needs), plan.id in current, tuple(changes(before, plan, named)),
            ))
        return RequirementVersions(view.reference(row), day, view.snapshot.version, tuple(items))

    def template(self, partner: str, strategy: str | None = None, *, as_of: AsOf = None) -> RequirementTemplate:
        """A strategy as the document that ``save`` takes; an example where there is none yet.

        Raises
        ------
        InvalidParameter
            if there are several strategies and none is named.
        """
        view = self._view(as_of)
        row = view.row_of(partner)
        plans = (plans_of(view, row) if strategy is None
                 else [self._stored(view, row, strategy).plan(strategy)])
        if len(plans) > 1:
            named = ", ".join(plan.id for plan in plans)
            raise InvalidParameter(f"There are several strategies, name one of them: {named}.")
        whose = view.reference(row).id
        document = as_document(whose, plans[0]) if plans else {"partner": whose, **_EXAMPLE}
        return RequirementTemplate(whose, view.snapshot.as_of, view.snapshot.version, document)

    def _with_past(self, plan: Plan) -> Plan:
        """A plan that says what it supersedes: the version before has ended and is in no snapshot."""
        if plan.supersedes is not None or plan.version == 1:
            return plan
        record = self._store.record("Strategy", plan.id) or {}
        before = record.get("supersedes_id")
        return replace(plan, supersedes=str(before)) if before else plan

    def _stored(self, view: View, row: int, strategy: str) -> Stored:
        """What is stored of a partner, if a strategy of this id is among it and known on the view's day."""
        stored = Stored.of(self._store, view, row)
        known = stored.known_at(view.snapshot.as_of)
        if strategy not in known:
            raise UnknownNode("Strategy", strategy, known[:3])
        return stored

    # --- who covers it -----------------------------------------------------------------------------
    def coverage(self, partner: str, partners: Sequence[str] | None = None, *, strategy: str | None = None,
                 enough: float = ENOUGH, as_of: AsOf = None) -> RequirementCoverage:
        """How much of what ``partner`` requires others cover, one by one and together.

        Parameters
        ----------
        partners
            ids or names; today's partners and the own group where it is None.
        enough
            the level from which a capability counts as held.

        Raises
        ------
        UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter
        """
        view = self._view(as_of)
        chosen = None if partners is None else [view.row_of(each) for each in partners]
        return coverage(view, view.row_of(partner), strategy=strategy, partners=chosen, enough=enough)

    def cover(self, partner: str, *, strategy: str | None = None, most: int | None = None,
              cost: Mapping[str, float] | None = None, budget: float | None = None, goal: str = "musts",
              enough: float = ENOUGH, hopeful: bool = False, new_only: bool = False,
              exclude: Sequence[str] = (), as_of: AsOf = None) -> RequirementCover:
        """The smallest (with costs: cheapest) set of partners that covers every must.

        Anybody outside the own group may be picked, today's partners too.

        Parameters
        ----------
        most, budget
            how many partners, for how much in all; where that is too little for all musts, those
            of the most weight are covered.
        cost
            of partners by id or name; 1 for all others.
        goal
            ``musts``, or ``all`` to treat every need as a must. Without any must it is all of them.
        hopeful
            let standards count as met of which nothing is known.
        new_only
            leave out today's partners; what they cover for certain counts as covered.
        exclude
            organisations that are left out, beside those that exclusions on record name.

        Raises
        ------
        UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter
        """
        view = self._view(as_of)
        question = Question(
            strategy=strategy, goal=goal, enough=enough, hopeful=hopeful, new_only=new_only, most=most, budget=budget,
            costs={view.row_of(each): price for each, price in (cost or {}).items()},
            exclude=tuple(view.row_of(each) for each in exclude),
        )
        return cover(view, view.row_of(partner), question)

    # --- writing -----------------------------------------------------------------------------------
    def save(self, document: object, *, on: date | str, partner: str | None = None,
             now: str | None = None) -> SavedRequirements:
        """Write a new strategy, or a new version of the one that the document names.

        ``document`` is a mapping, or an answer of ``graph`` or ``template``. All of it is checked before
        anything is written; a document that changes nothing writes nothing.

        Parameters
        ----------
        on
            the day of the change: the new version is valid and recorded from then on.
        partner
            whose it is, if the document does not say it.
        now
            ISO text for the record of the import.

        Raises
        ------
        InvalidParameter
            naming everything that is wrong with the document.
        Conflict
            if a later version than the named one exists, or a strategy of that name.
        UnknownPartner, AmbiguousName, UnknownNode, StoreError
        """
        day = parse_as_of(on)
        with self._saving:
            return self._save(documents_in(document), day, partner, now)

    def restore(self, partner: str, strategy: str, *, on: date | str, now: str | None = None) -> SavedRequirements:
        """Make what an earlier version required stand again, as a new version."""
        with self._saving:
            view = self._view(parse_as_of(on))
            row = view.row_of(partner)
            stored = self._stored(view, row, strategy)
            document = as_document(view.reference(row).id, stored.plan(strategy), stored.head(strategy))
            return self.save(document, on=on, now=now)

    def withdraw(self, partner: str, strategy: str, *, on: date | str, now: str | None = None) -> SavedRequirements:
        """End a strategy: from ``on`` it stands no more; its versions stay readable and can be restored.

        Raises
        ------
        InvalidParameter, Conflict, UnknownPartner, AmbiguousName, UnknownNode, StoreError
        """
        day = parse_as_of(on)
        with self._saving:
            view = self._view(day)
            row = view.row_of(partner)
            stored = self._stored(view, row, strategy)
            _check_head(stored, strategy, day)
            plan = stored.plan(strategy)
            if not _stands(plan, day):
                raise InvalidParameter(f"{strategy} ended on {plan.valid_to} already.")
            self._import(frames_of(withdrawn(stored, strategy, day)), now=now)
            view = self._view(day)
            item = SavedVersion(strategy, plan.version, plan.supersedes, True, f"{strategy} ends before {day}.")
            return SavedRequirements(view.reference(row), view.snapshot.as_of, view.snapshot.version, (item,),
                                     graph_of(view, row, map(self._with_past, plans_of(view, row))))

    def _save(self, given: Sequence[Mapping[str, Any]], on: date, partner: str | None,
              now: str | None) -> SavedRequirements:
        view = self._view(on)
        whose = {view.row_of(each) for each in (partner, *map(partner_in, given)) if each is not None}
        if len(whose) != 1:
            raise InvalidParameter("Name the partner whose requirements these are." if not whose else
                                   "The document names another partner than the one it is saved for.")
        row = whose.pop()
        stored = Stored.of(self._store, view, row)
        if any(record.state == "open" and record.sources == tuple(TABLES[: len(record.sources)])
               for record in self._store.imports()):
            stored = stored.without_heads_of(on)  # cut off while it was written: the same again completes it
        rows: dict[str, list[Row]] = {table: [] for table in TABLES}
        items = []
        for each in given:
            item, found = self._one(view, stored, row, each, on)
            items.append(item)
            for table in TABLES:
                rows[table] += found.get(table, [])
            taken = {one["id"] for table in ("strategies", "needs") for one in found.get(table, [])}
            stored = replace(stored, taken=stored.taken | taken)
        if any(rows.values()):
            self._import(frames_of(rows), now=now)
            view = self._view(on)
        return SavedRequirements(view.reference(row), view.snapshot.as_of, view.snapshot.version, tuple(items),
                                 graph_of(view, row, map(self._with_past, plans_of(view, row))))

    def _one(self, view: View, stored: Stored, row: int, given: Mapping[str, Any],
             on: date) -> tuple[SavedVersion, dict[str, list[Row]]]:
        document = read_document(view, given)
        whose = view.snapshot.partners.ids[row]
        if document.strategy is None:
            _check_new(stored, document, on)
            strategy, rows = new_version(stored, whose, document, on)
            return SavedVersion(strategy, 1, None, True, f"{strategy} is new, from {on} on."), rows
        _check_head(stored, document.strategy, on)
        before = stored.plan(document.strategy)
        if _same(before, document) and _stands(before, on):
            sentence = f"Nothing changed: {before.id} stays as it is."
            return SavedVersion(before.id, before.version, before.supersedes, False, sentence), {}
        document = replace(document, name=document.name or before.name)
        strategy, rows = new_version(stored, stored.strategies[before.id]["partner_id"], document, on)
        sentence = f"{strategy} takes the place of {before.id} from {on} on."
        return SavedVersion(strategy, before.version + 1, before.id, True, sentence), rows


def _check_new(stored: Stored, document: Document, on: date) -> None:
    for head in stored.heads():
        row = stored.strategies[head]
        stands = not row["valid_to"] or last_day(row["valid_to"]) >= on
        if stands and row["name"] == document.name:
            raise Conflict(f"There is a strategy {row['name']!r} already, {head}; put \"strategy\": \"{head}\" into "
                           "the document to write a new version of it, or give this one another name.")


def _check_head(stored: Stored, strategy: str, on: date) -> None:
    if strategy not in stored.strategies:
        raise UnknownNode("Strategy", strategy, stored.heads()[:3])
    head = stored.head(strategy)
    if head != strategy:
        raise Conflict(f"{strategy} has a later version, {head}; take that one as the beginning of the change "
                       "(`allygraph requirements show`), or `restore` an earlier one.")
    row = stored.strategies[head]
    for what in ("valid_from", "recorded_at"):
        if row[what] and last_day(row[what]) > on:
            raise InvalidParameter(f"{head} stands from {row[what]} on; a change of it cannot be of {on}.")


def _stands(plan: Plan, on: date) -> bool:
    return plan.valid_to is None or last_day(plan.valid_to) >= on


def _same(plan: Plan, document: Document) -> bool:
    """Whether a document says what a version says; an id or a name that it leaves out changes nothing."""
    def needs(found: Sequence[Any]) -> list[tuple[object, ...]]:
        return sorted(((each.capability, each.weight, each.must, each.horizon or "",
                        sorted((str(one) for one in each.standards))) for each in found), key=repr)

    return ((document.name or plan.name) == plan.name and document.horizon == plan.horizon
            and needs(plan.needs) == needs(document.needs))
