"""Maps over HTTP and on the command line: every view in every format, the same bytes twice, bad input."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import uvicorn
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.asking import LocalAsker
from api.cli import app as cli
from api.commands import maps as command
from api.commands.shared import Globals
from api.routers.maps import get_map
from ecosystem.answers import body
from ecosystem.errors import AllygraphError
from ecosystem.maps.catalogue import NAMES
from ecosystem.maps.formats import FORMATS
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings
from ecosystem.stores.memory import MemoryStore
from tests.builders import write
from tests.scenes import HOSTILE

DAY = "2023-11-30"
PARTNER = {"partner": "a-nev"}
ASKED: Mapping[str, Mapping[str, Any]] = {
    "ecosystem": {}, "lanes": PARTNER, "footprint": PARTNER, "candidates": {**PARTNER, "need": "need-a-nev-fusion"},
    "requirement": PARTNER, "radar": {**PARTNER, "limit": 12}, "quadrants": {**PARTNER, "limit": 12},
    "path": {"a": "a-nev", "b": "b-tech"}, "portfolio": PARTNER, "difference": {"since": "2022-06"},
}
STARTS = {"html": b"<!doctype html>", "svg": b"<svg ", "png": b"\x89PNG", "pdf": b"%PDF",
          "csv": b"\xef\xbb\xbfid,name,", "gexf": b"<?xml", "graphml": b"<?xml", "json": b"{"}


def opened(eco: Ecosystem, home: Path) -> Iterator[TestClient]:
    app = create_app(eco, Settings(home=home, auth="off", rate_limit=0))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        app.state.services.warm.wait(60)
        yield client


@pytest.fixture(scope="module")
def client(demo_eco: Ecosystem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    yield from opened(demo_eco, tmp_path_factory.mktemp("home"))


def test_the_table_is_that_of_the_facade(client: TestClient, demo_eco: Ecosystem) -> None:
    answer = client.get("/v1/maps").json()
    assert answer == body(demo_eco.maps.views())
    assert [each["name"] for each in answer["items"]] == list(NAMES) == sorted(ASKED, key=NAMES.index)


def test_whatever_a_view_asks_for_can_be_said_in_the_address(client: TestClient) -> None:
    declared = {each["name"] for each in client.app.openapi()["paths"]["/v1/maps/{view}"]["get"]["parameters"]}  # type: ignore[attr-defined]
    wanted = {each["name"] for view in client.get("/v1/maps").json()["items"] for each in view["parameters"]}
    assert wanted <= declared
    options = {option for each in FORMATS.values() for option in each.options}
    assert options <= declared


# --- every view, every format ------------------------------------------------------------------------
@pytest.mark.parametrize("view", NAMES)
def test_tables_of_every_view_are_those_of_the_facade_and_fit_their_schema(
    client: TestClient, demo_eco: Ecosystem, view: str
) -> None:
    answer = client.get(f"/v1/maps/{view}", params={**ASKED[view], "as_of": DAY}).json()
    assert answer == json.loads(demo_eco.maps.view(view, **ASKED[view], as_of=DAY).render("json"))
    document = client.app.openapi()  # type: ignore[attr-defined]
    schema = document["paths"]["/v1/maps/{view}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(answer)
    assert answer["title"] and answer["reading"] and answer["shown"] == len(answer["marks"])
    assert all(0 <= tie["first"] < answer["shown"] and 0 <= tie["second"] < answer["shown"] for tie in answer["ties"])


@pytest.mark.parametrize("view", NAMES)
def test_every_view_comes_in_every_format_with_the_bytes_of_a_scene_made_anew(
    client: TestClient, demo_eco: Ecosystem, view: str
) -> None:
    anew = getattr(demo_eco.maps, view)(**ASKED[view], language="zh", as_of=DAY)
    for form in [name for name in FORMATS if name not in {"png", "pdf"}]:
        asked = {**ASKED[view], "as_of": DAY, "format": form, "language": "zh"}
        answer = client.get(f"/v1/maps/{view}", params=asked)
        assert answer.status_code == 200 and answer.content.startswith(STARTS[form])
        assert answer.headers["content-type"] == FORMATS[form].media_type
        assert answer.content == anew.render(form)
        if form in {"svg", "gexf", "graphml"}:
            ElementTree.fromstring(answer.content)


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_pictures_and_pages_are_made_where_their_extra_is_installed(client: TestClient, form: str) -> None:
    pytest.importorskip("vl_convert")
    answer = client.get("/v1/maps/lanes", params={**PARTNER, "as_of": DAY, "format": form, "theme": "dark"})
    assert answer.content.startswith(STARTS[form]) and answer.headers["content-type"] == FORMATS[form].media_type
    assert answer.headers.get("content-encoding") is None


def test_a_file_is_named_safely_and_says_its_finding(client: TestClient) -> None:
    answer = client.get("/v1/maps/lanes", params={**PARTNER, "as_of": DAY, "format": "gexf"})
    assert answer.headers["content-disposition"] == 'attachment; filename="allygraph-lanes-a-nev-2023-11-30.gexf"'
    link = answer.headers["link"]
    assert link.startswith("</v1/maps/lanes?") and 'rel="self"' in link
    assert unquote(link.partition("title*=UTF-8''")[2]).startswith("The value chain of Shuoye Motors")
    shown = client.get("/v1/maps/lanes", params={**PARTNER, "as_of": DAY, "format": "svg"})
    assert shown.headers["content-disposition"].startswith("inline; ")


def test_the_html_file_brings_its_own_policy_and_can_be_framed_by_our_pages_only(client: TestClient) -> None:
    answer = client.get("/v1/maps/lanes", params={**PARTNER, "as_of": DAY, "format": "html"})
    policy = answer.headers["content-security-policy"]
    own = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', answer.text)
    assert own is not None and policy == f"{own[1]}; frame-ancestors 'self'"
    assert "default-src 'none'" in policy and "'unsafe-inline'" not in policy
    drawing = client.get("/v1/maps/lanes", params={**PARTNER, "as_of": DAY, "format": "svg"})
    assert drawing.headers["content-security-policy"].startswith("default-src 'none';")
    tables = client.get("/v1/maps/lanes", params={**PARTNER, "as_of": DAY})
    assert tables.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_a_map_that_the_asker_has_is_not_sent_again(client: TestClient) -> None:
    asked = {**PARTNER, "as_of": DAY, "format": "svg"}
    first = client.get("/v1/maps/lanes", params=asked)
    again = client.get("/v1/maps/lanes", params=asked, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content
    other = client.get("/v1/maps/lanes", params={**asked, "language": "zh"})
    assert other.headers["etag"] != first.headers["etag"] and other.content != first.content


# --- bad input ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(("path", "status", "said"), [
    ("/v1/maps/lane", 404, "did you mean lanes?"),
    ("/v1/maps/=%3Cscript%3E", 404, "there are ecosystem, lanes"),
    ("/v1/maps/radar", 422, "The view radar needs partner"),
    ("/v1/maps/lanes?partner=Shuoje", 404, "Shuoye Motors"),
    ("/v1/maps/lanes?need=x", 422, "no parameter 'need'"),
    ("/v1/maps/lanes?colour=red", 422, "There is no such parameter here"),
    ("/v1/maps/lanes?format=gif", 422, "'html', 'svg', 'png', 'pdf', 'gexf', 'graphml', 'csv' or 'json'"),
    ("/v1/maps/lanes?language=fr", 422, "'en' or 'zh'"),
    ("/v1/maps/lanes?theme=pink&format=svg", 422, "'light' or 'dark'"),
    ("/v1/maps/lanes?most=0", 422, "most"),
    ("/v1/maps/ecosystem?lens=nose&format=svg", 422, "lens is 'nose'"),
    ("/v1/maps/ecosystem?lens=country&format=csv", 422, "lens is said of svg, png, pdf"),
    ("/v1/maps/ecosystem?kinds=dragons", 422, "dragons"),
    ("/v1/maps/difference?since=2023-02-30", 422, "is not a day that exists"),
    ("/v1/maps/requirement?partner=a-nev&strategy=x", 404, "There is no Strategy"),
    ("/v1/maps/candidates?partner=a-nev&scorer=guess", 422, "guess"),
    ("/v1/maps/path?a=a-nev&b=nobody-at-all", 404, "nobody-at-all"),
])
def test_bad_questions_are_problems_that_help(client: TestClient, path: str, status: int, said: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status and answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


# --- names are untrusted -----------------------------------------------------------------------------
@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Organisations with names that are markup, formulas, endless: in a chain, in partnerships, with needs."""
    names = [name for name in HOSTILE if name.isprintable() or name == HOSTILE[3]]
    ids = [f"p{number}" for number in range(len(names))]
    with MemoryStore() as store:
        write(store, "all", {
            "partners": [{"id": each, "name": name} for each, name in zip(ids, names, strict=True)],
            "capabilities": [{"id": f"c{number}", "name": name} for number, name in enumerate(names)],
            "partner_capabilities": [{"partner_id": each, "capability_id": f"c{number}", "weight": 1.0}
                                     for number, each in enumerate(ids)],
            "supplies": [{"supplier_id": first, "customer_id": second, "capability_id": "c0", "source": HOSTILE[1]}
                         for first, second in pairwise(ids)],
            "partnerships": [{"id": "n", "kind": HOSTILE[0], "name": HOSTILE[2]}],
            "partnership_members": [{"partnership_id": "n", "partner_id": each} for each in ids[:3]],
            "strategies": [{"id": "s", "partner_id": "p0", "name": HOSTILE[0], "horizon": HOSTILE[1]}],
            "needs": [{"id": "n1", "strategy_id": "s", "capability_id": "c3", "weight": 1.0, "must": True}],
            "risks": [{"partner_id": "p1", "kind": "quality", "likelihood": 0.9, "impact": 0.9, "note": HOSTILE[0]}],
        })
        yield from opened(Ecosystem(store), tmp_path_factory.mktemp("hostile"))


HOSTILE_ASKED: Mapping[str, Mapping[str, Any]] = {
    **{view: {"partner": "p0"} for view in NAMES}, "ecosystem": {}, "path": {"a": "p0", "b": "p4"},
    "difference": {"since": "2000"},
}


@pytest.mark.parametrize("view", NAMES)
def test_hostile_names_pass_through_every_format_unharmed(hostile: TestClient, view: str) -> None:
    for form in [name for name in FORMATS if name not in {"png", "pdf"}]:
        answer = hostile.get(f"/v1/maps/{view}", params={**HOSTILE_ASKED[view], "format": form})
        assert answer.status_code == 200, answer.text[:500]
        assert b"<script>alert(1)" not in answer.content or form in {"csv", "json"}
        assert b"<img src=x" not in answer.content or form in {"csv", "json"}
        if form in {"svg", "gexf", "graphml"}:
            ElementTree.fromstring(answer.content)
        assert all("\n" not in value and "\r" not in value for value in answer.headers.values())


@pytest.mark.parametrize("view", NAMES)
def test_an_empty_ecosystem_is_a_sentence_or_a_problem_and_never_a_fault(tmp_path: Path, view: str) -> None:
    with MemoryStore() as store:
        for client in opened(Ecosystem(store), tmp_path):
            for form in ("json", "svg", "html", "csv", "gexf", "graphml"):
                answer = client.get(f"/v1/maps/{view}", params={**HOSTILE_ASKED[view], "format": form})
                assert answer.status_code in {200, 404}, answer.text[:300]
                if form == "json" and answer.status_code == 200:
                    assert answer.json()["title"] and answer.json()["marks"] == []


# --- the command line --------------------------------------------------------------------------------
@pytest.fixture
def local(demo_eco: Ecosystem, monkeypatch: pytest.MonkeyPatch) -> None:
    def local_asker() -> LocalAsker:
        asker = LocalAsker.__new__(LocalAsker)
        asker.eco, asker._store = demo_eco, _Open()  # type: ignore[assignment]
        return asker

    monkeypatch.setattr(command, "asker", local_asker)


class _Open:
    def close(self) -> None:
        """The store is that of the session and stays open."""


def told(*words: str) -> str:
    answer = CliRunner().invoke(cli, list(words), catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_a_map_is_written_as_its_suffix_says_and_its_finding_is_told(local: None, demo_eco: Ecosystem,
                                                                      tmp_path: Path) -> None:
    out = tmp_path / "new" / "chain.svg"
    said = told("map", "Shuoye Motors", "--out", str(out), "--view", "lanes", "--as-of", DAY, "--theme", "dark")
    drawn = demo_eco.maps.lanes("a-nev", as_of=DAY)
    assert out.read_bytes() == drawn.render("svg", theme="dark")
    assert " ".join(said.split()).startswith(drawn.scene.title) and "chain.svg" in said
    again = json.loads(told("map", "a-nev", "--out", str(out), "--view", "lanes", "--as-of", DAY, "--json"))
    assert again == {"map": str(out), "title": drawn.scene.title, "view": "lanes"}


def test_what_cannot_be_written_or_is_no_file_of_a_map_is_said(local: None, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out, said in ((tmp_path / "file" / "map.svg", "cannot be written"),
                      (tmp_path / "map.gif", r"can end in \.html, \.svg"), (tmp_path / "map", "no file of a map")):
        with pytest.raises(AllygraphError, match=said):
            CliRunner().invoke(cli, ["map", "--out", str(out), "--view", "lanes"], catch_exceptions=False)


def test_views_are_listed_with_what_they_ask_for(local: None) -> None:
    said = told("views")
    for name in NAMES:
        assert re.search(rf"^{name} ", said, re.M)
    assert ".graphml" in said and "--since" in said
    assert json.loads(told("views", "--json"))["languages"] == ["en", "zh"]


def test_every_option_of_a_view_is_one_of_the_command(demo_eco: Ecosystem) -> None:
    said = told("map", "--help")
    for view in demo_eco.maps.views().items:
        for each in view.parameters:
            assert ("[PARTNER]" if each.name == "partner" else f"--{each.name}") in said
    assert set(get_map.__annotations__) >= {each.name for view in demo_eco.maps.views().items
                                            for each in view.parameters}


@pytest.fixture
def server(demo_eco: Ecosystem, tmp_path: Path) -> Iterator[str]:
    app = create_app(demo_eco, Settings(home=tmp_path, auth="off"))
    running = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive()
    yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    running.should_exit = True
    thread.join(10)


def test_through_a_server_the_same_bytes_come(server: str, demo_eco: Ecosystem, tmp_path: Path) -> None:
    drawn = demo_eco.maps.requirement("a-nev", language="zh", as_of=DAY)
    try:
        for form in ("html", "svg", "csv", "json"):
            out = tmp_path / f"map.{form}"
            said = told("--server", server, "map", "Shuoye Motors", "--out", str(out), "--view", "requirement",
                        "--language", "zh", "--as-of", DAY)
            assert out.read_bytes() == drawn.render(form)
            assert drawn.scene.title.replace(" ", "") in "".join(said.split())
        with pytest.raises(AllygraphError, match="did you mean lanes"):
            CliRunner().invoke(cli, ["--server", server, "map", "--out", str(tmp_path / "x.svg"), "--view", "lane"],
                               catch_exceptions=False)
        assert not (tmp_path / "x.svg").exists()
    finally:
        Globals.server = None
