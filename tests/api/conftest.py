"""A facade made of a few hand-written answers, and clients that speak to the application over it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.security import create_key
from ecosystem import demo
from ecosystem.answers import (
    Candidate,
    Candidates,
    Comparison,
    EvidencePart,
    FactRef,
    Holder,
    Neighbourhood,
    NodePage,
    NodeProfile,
    NodeRef,
    PartnerPage,
    PartnerProfile,
    PartnerRef,
    ScorerInfo,
    Scorers,
    SearchAnswer,
    SearchHit,
)
from ecosystem.answers.dossier import Dossier, RecordNote
from ecosystem.answers.finding import Found, FoundPartners
from ecosystem.answers.overview import Overview
from ecosystem.dates import parse_as_of
from ecosystem.errors import AmbiguousName, UnknownNode, UnknownPartner
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings
from ecosystem.stores.base import ImportRecord

LOCAL = "http://127.0.0.1"
DAY = date(2024, 1, 1)
PARTNERS = {
    "a": PartnerRef("a", "Ada Motors", "DE", "company"),
    "b": PartnerRef("b", "必特 & <b>Works</b>", "CN", "company"),
    "c/1": PartnerRef("c/1", "=HYPERLINK(\"x\")", None, None),
}


@dataclass
class Report:
    import_id: str
    accepted: int
    rejected: int


@dataclass
class FakeEcosystem:
    """The facade as handlers use it. ``before`` runs inside each candidates question."""

    version: str = "v1"
    before: Callable[[], None] = lambda: None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    records: list[ImportRecord] = field(default_factory=list)
    importing: Callable[..., Any] = lambda *paths, **options: Report("imp-1", 3, 0)

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.store = SimpleNamespace(
            imports=lambda: list(self.records), commit_seq=7, features=SimpleNamespace(shared=False)
        )
        self.catalogue = self

    def _know(self, partner: str) -> PartnerRef:
        if partner == "twice":
            raise AmbiguousName(partner, [("a", "Ada Motors"), ("b", "必特")])
        if partner not in PARTNERS:
            raise UnknownPartner(partner, [("a", "Ada Motors")])
        return PARTNERS[partner]

    def snapshot(self, as_of: str | None = None) -> Any:
        day = DAY if as_of is None else parse_as_of(as_of)
        return SimpleNamespace(version=f"{self.version}-{day}", as_of=day)

    def view(self, as_of: str | None = None) -> Any:
        return SimpleNamespace(names=None, scorer=lambda name: None, snapshot=self.snapshot(as_of))

    def refresh(self) -> bool:
        return False

    def status(self) -> dict[str, object]:
        return {"store": "memory:", "schema_version": 1, "commit_seq": 7, "counts": {"partners": 3}, "as_of": DAY}

    def search(self, text: str, *, limit: int = 10, as_of: str | None = None) -> SearchAnswer:
        snapshot = self.snapshot(as_of)
        hits = tuple(SearchHit(each, 1.0, each.name, "exact") for each in PARTNERS.values() if text in each.name)
        return SearchAnswer(text, snapshot.as_of, snapshot.version, hits[:limit])

    def partners(self, *, limit: int = 50, cursor: str | None = None, as_of: str | None = None) -> PartnerPage:
        snapshot, known = self.snapshot(as_of), list(PARTNERS.values())
        start = int(cursor or 0)
        more = str(start + limit) if start + limit < len(known) else None
        return PartnerPage(snapshot.as_of, snapshot.version, tuple(known[start : start + limit]), more)

    def partner(self, partner: str, *, as_of: str | None = None) -> PartnerProfile:
        snapshot = self.snapshot(as_of)
        return PartnerProfile(
            self._know(partner), snapshot.as_of, snapshot.version, (partner,), {"website": None}, (), (), (), (),
            0, (), None, (),
        )

    def neighbourhood(self, partner: str, *, limit: int = 200, as_of: str | None = None) -> Neighbourhood:
        snapshot = self.snapshot(as_of)
        return Neighbourhood(self._know(partner), snapshot.as_of, snapshot.version, (), False)

    def candidates(self, partner: str, **asked: Any) -> Candidates:
        self.before()
        with self.lock:
            self.asked.append((partner, asked))
        snapshot = self.snapshot(asked["as_of"])
        start = int(asked["cursor"] or 0)
        fact = FactRef("partner_capabilities", "cap", "vision", "b", "register", "2020-05")
        part = EvidencePart("vision", 0.25, "Both see.", (fact,))
        item = Candidate(start + 1, PARTNERS["b"], 0.25, 0.1, float("nan"), 1.0, 2.0, (), (part,))
        items = tuple(replace(item, rank=start + n) for n in range(1, asked["limit"] + 1))
        return Candidates(
            self._know(partner), snapshot.as_of, snapshot.version, asked["scorer"], asked["need"], items, 1_000,
            (), str(start + asked["limit"]) if start + asked["limit"] < 1_000 else None,
        )

    def compare(self, a: str, b: str, *, scorers: Any = None, level: str = "entity",
                as_of: str | None = None) -> Comparison:
        snapshot = self.snapshot(as_of)
        return Comparison(self._know(a), self._know(b), snapshot.as_of, snapshot.version, False, (), level)

    def scorers(self) -> Scorers:
        return Scorers((ScorerInfo("blend", "all together", False, True, ("profile",)),))

    def find(self, text: str | None = None, *, sort: str = "partners", limit: int | None = 50,
             as_of: str | None = None, **_: Any) -> FoundPartners:
        snapshot = self.snapshot(as_of)
        items, known = tuple(Found(each, (), 0, 0, 0) for each in PARTNERS.values())[:limit], len(PARTNERS)
        return FoundPartners(text, snapshot.as_of, snapshot.version, sort, items, 0, known, known, None, ())

    def warm_up(self) -> None:
        self.warmed = True

    def overview(self, *, as_of: str | None = None) -> Overview:
        snapshot = self.snapshot(as_of)
        return Overview(snapshot.as_of, snapshot.version, {"Partner": len(PARTNERS)}, (), (), ())

    def dossier(self, partner: str, *, as_of: str | None = None) -> Dossier:
        snapshot = self.snapshot(as_of)
        return Dossier(
            self._know(partner), snapshot.as_of, snapshot.version, {}, (), (RecordNote(partner, partner, None, None),),
            (), None, None, (), (), (), (), 0, (), (), (), 0, 0, (), (), (), ("country",),
        )

    def _page(self, kind: str, as_of: str | None) -> NodePage:
        snapshot = self.snapshot(as_of)
        return NodePage(kind, snapshot.as_of, snapshot.version, (NodeRef("G06N 3/08", "learning", {}),))

    def _node(self, kind: str, node: str, as_of: str | None) -> NodeProfile:
        snapshot = self.snapshot(as_of)
        if node != "G06N 3/08":
            raise UnknownNode(kind, node, ["G06N 3/08"])
        holder = Holder(PARTNERS["a"], 1.0, None, None)
        return NodeProfile(
            kind, NodeRef(node, "learning", {}), snapshot.as_of, snapshot.version, (holder,), 1, ()
        )

    def capabilities(self, *, as_of: str | None = None, **_: Any) -> NodePage:
        return self._page("Capability", as_of)

    def channels(self, *, as_of: str | None = None, **_: Any) -> NodePage:
        return self._page("Channel", as_of)

    def patents(self, *, as_of: str | None = None, **_: Any) -> NodePage:
        return self._page("Patent", as_of)

    def capability(self, node: str, *, as_of: str | None = None, **_: Any) -> NodeProfile:
        return self._node("Capability", node, as_of)

    def channel(self, node: str, *, as_of: str | None = None, **_: Any) -> NodeProfile:
        return self._node("Channel", node, as_of)

    def patent(self, node: str, *, as_of: str | None = None, **_: Any) -> NodeProfile:
        return self._node("Patent", node, as_of)

    def import_path(self, *paths: Path, **options: Any) -> Any:
        return self.importing(*paths, **options)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ALLYGRAPH_{name.upper()}", raising=False)


@pytest.fixture(scope="session")
def demo_eco(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ecosystem]:
    """The real facade over the demo in memory. Tests that import into it take a copy of their own."""
    folder = tmp_path_factory.mktemp("demo")
    demo.write(folder)
    with Ecosystem("memory:") as eco:
        eco.import_path(folder, now="2024-01-01T00:00:00Z")
        yield eco


@pytest.fixture
def eco() -> FakeEcosystem:
    return FakeEcosystem()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", secret="a secret for the tests")


@pytest.fixture
def app(eco: FakeEcosystem, settings: Settings) -> FastAPI:
    return create_app(eco, settings)  # type: ignore[arg-type]


@pytest.fixture
def keys(settings: Settings) -> dict[str, str]:
    """One key for each role, and a reader of another tenant."""
    made = {role: create_key(settings.keys_path, role)[0] for role in ("reader", "editor", "admin")}
    return made | {"stranger": create_key(settings.keys_path, "reader", tenant="other")[0],
                   "strange-editor": create_key(settings.keys_path, "editor", tenant="other")[0]}


class Clients:
    """Clients by role: ``clients["reader"]``; ``clients["nobody"]`` sends no key."""

    def __init__(self, app: FastAPI, keys: dict[str, str]) -> None:
        self.app, self._keys = app, keys

    def __getitem__(self, who: str) -> TestClient:
        headers = {"authorization": f"Bearer {self._keys[who]}"} if who in self._keys else {}
        return TestClient(self.app, base_url=LOCAL, headers=headers)


@pytest.fixture
def clients(app: FastAPI, keys: dict[str, str]) -> Iterator[Clients]:
    yield Clients(app, keys)
    app.state.services.jobs.stop()


@pytest.fixture
def reader(clients: Clients) -> TestClient:
    return clients["reader"]
