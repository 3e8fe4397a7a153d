"""Pages on which somebody decides: candidates, comparison, shortlist, requirements, briefs."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.security import create_key
from ecosystem.demo import CASE
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings
from tests.ecosystem.planning.requiring import DAY, tiny

HERE = "http://127.0.0.1"
EVIL = '"><img src=x onerror=alert(1)>=cmd()'


@pytest.fixture(scope="module")
def visitor(demo_eco: Ecosystem, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    app = create_app(demo_eco, Settings(home=tmp_path_factory.mktemp("home"), auth="off"))
    return TestClient(app, base_url=HERE, headers={"Accept": "text/html"})


class Desk:
    """The tiny ecosystem behind pages, an editor and a reader before them."""

    def __init__(self, home: Path) -> None:
        self.eco = tiny()
        settings = Settings(home=home, secret="a secret for the tests")
        app = create_app(self.eco, settings)
        self.editor, self.reader = (
            TestClient(app, base_url=HERE, headers={
                "Accept": "text/html", "authorization": f"Bearer {create_key(settings.keys_path, role)[0]}"})
            for role in ("editor", "reader"))

    def send(self, path: str, **fields: Any) -> str:
        """The page that is shown after a form was sent."""
        page = self.editor.get("/partners/me/requirements", params={"as_of": DAY}).text
        sent = self.editor.post(path, params={"as_of": DAY}, data={"token": token_of(page), **fields})
        assert sent.status_code == 200, sent.text[-800:]
        return sent.text

    def undo(self, page: str) -> str:
        """Press the button of a notice."""
        form = re.search(r'<div class="notice".*?<form method="post" action="([^"]+)">(.*?)</form>', page, re.S)
        assert form is not None, "nothing offers to undo it"
        fields = re.findall(r'name="([^"]+)" value="([^"]*)"', form[2])
        sent = self.editor.post(unescape(form[1]), data={name: unescape(value) for name, value in fields})
        assert sent.status_code == 200, sent.text[-800:]
        return sent.text


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def token_of(text: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


PAGES = (
    f"/partners/{CASE.a}/candidates?as_of={CASE.asked_on}", f"/partners/{CASE.a}/shortlist?as_of={CASE.asked_on}",
    "/shortlists", f"/compare?a={CASE.a}&b={CASE.b}&as_of={CASE.asked_on}",
    f"/compare?for={CASE.a}&pick={CASE.b}&pick=falkental&as_of={CASE.asked_on}", "/compare",
    f"/partners/{CASE.a}/brief/{CASE.b}?as_of={CASE.asked_on}", f"/partners/{CASE.a}/requirements",
    f"/partners/{CASE.a}/requirements?edit=strategy-a-nev@2", f"/partners/{CASE.a}/requirements?edit=new",
)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_there_in_both_languages_and_is_small(visitor: TestClient, address: str, language: str) -> None:
    page = visitor.get(address, headers={"Accept-Language": language})
    assert page.status_code == 200 and f'<html lang="{language}"' in page.text
    assert len(page.content) <= 100_000
    for link in re.findall(r'<footer.*?</footer>', page.text, re.S)[0].split('href="')[1:]:
        target = unescape(link.split('"')[0])
        if target.startswith("/v1/"):
            assert visitor.get(target, headers={"Accept": "*/*"}).status_code == 200, target


def test_candidates_come_with_reasons_facts_sources_and_dates(visitor: TestClient) -> None:
    page = visitor.get(PAGES[0]).text
    assert "375 organisations can be proposed; Falkental Systemtechnik AG leads" in page
    assert "<bdi>Cockpit domain control</bdi> <small class=\"quiet\">illustrative demo: press, 2022-02" in page
    assert "certain to 76 %" in page and "on the shortlist: considered" in page
    assert "Sells new-energy vehicles to the same buyers" in page and "Partners already on this day" in page


def test_filters_of_candidates_are_an_address_and_a_page_goes_on(visitor: TestClient) -> None:
    where = f"/partners/{CASE.a}/candidates"
    asked = {"as_of": CASE.asked_on, "need": CASE.need, "country": ["DE", "CN"], "min_support": "5", "limit": 5}
    page = visitor.get(where, params=asked).text
    names = re.findall(r'<h2><span class="rank">(\d+)</span> <a href="[^"]+"><bdi>([^<]+)</bdi>', page)
    answer = visitor.get(f"/v1{where}", params=asked).json()
    assert [(str(each["rank"]), each["partner"]["name"]) for each in answer["items"]] == names
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    more = visitor.get(unescape(following[1])).text
    assert '<span class="rank">6</span>' in more
    nobody = visitor.get(where, params={**asked, "min_support": "1e6"}).text
    assert "Nobody fits what you chose" in nobody
    assert visitor.get(where, params={**asked, "min_support": "many"}).status_code == 422
    assert visitor.get(where, params={**asked, "min_support": ""}).status_code == 200


def test_two_that_are_ticked_stand_side_by_side_for_whoever_asks(visitor: TestClient) -> None:
    page = visitor.get(PAGES[4]).text
    assert "Lingxu Technologies, by what is known" in page and "2 of 375" in page and "1 of 375" in page
    assert "1 were named" in visitor.get(f"/compare?for={CASE.a}&pick={CASE.b}").text
    assert "3 were named" in visitor.get("/compare?pick=a&pick=b&pick=c").text


def test_a_pair_shows_every_measure_both_ways(visitor: TestClient, demo_eco: Ecosystem) -> None:
    page = visitor.get(PAGES[3]).text
    assert page.count('<tr class="measure">') == len(demo_eco.scorers().items)
    assert "Both sides would gain something." in page and "Multimodal interaction" in page
    assert "The risks in full" in page and "The fit in full" in page


def test_shortlisting_noting_moving_and_removing_can_each_be_undone(desk: Desk) -> None:
    back = {"back": f"/partners/me/shortlist?as_of={DAY}"}

    def listed() -> list[tuple[str, str, str | None]]:
        return [(each.candidate.id, each.state, each.note)
                for each in desk.eco.shortlist.list("me", as_of=DAY).items]

    page = desk.send("/partners/me/shortlist", candidate="bit", **back)
    assert "Bit Works is on the shortlist of Me Motors." in page
    desk.send("/partners/me/shortlist", candidate="cog", note="keen", **back)
    assert desk.undo(page) and listed() == [("cog", "considered", "keen")]

    page = desk.send("/partners/me/shortlist/change", candidate="cog", state="agreed", note="1\r\n2", revision="1",
                     **back)
    assert "Cog Works is now agreed." in page and listed() == [("cog", "agreed", "1\n2")]
    assert desk.undo(page) and listed() == [("cog", "considered", "keen")]

    page = desk.send("/partners/me/shortlist/change", candidate="cog", note="", **back)
    assert listed() == [("cog", "considered", None)]
    assert desk.undo(page) and listed() == [("cog", "considered", "keen")]

    desk.send("/partners/me/shortlist", candidate="dot", **back)
    page = desk.send("/partners/me/shortlist/change", candidate="dot", place="1", **back)
    assert "Dot Works is now number 1." in page and listed()[0][0] == "dot"
    assert desk.undo(page) and listed()[0][0] == "cog"

    page = desk.send("/partners/me/shortlist/remove", candidate="cog", **back)
    assert listed() == [("dot", "considered", None)]
    assert desk.undo(page) and listed() == [("cog", "considered", "keen"), ("dot", "considered", None)]


def test_an_entry_that_was_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    desk.eco.shortlist.add("me", "bit", note="of another", on=DAY)
    desk.eco.shortlist.note("me", "bit", "newer", on=DAY)
    page = desk.editor.get("/partners/me/shortlist", params={"as_of": DAY}).text
    sent = desk.editor.post("/partners/me/shortlist/change", params={"as_of": DAY}, data={
        "token": token_of(page), "candidate": "bit", "note": "mine", "revision": "1"})
    assert sent.status_code == 409 and "was changed meanwhile" in sent.text and "newer" in sent.text
    assert desk.eco.shortlist.list("me", as_of=DAY).items[0].note == "newer"


def test_an_exclusion_with_its_reason_is_undone_and_taken_back(desk: Desk) -> None:
    back = {"back": f"/partners/me/candidates?as_of={DAY}"}
    page = desk.send("/partners/me/exclusions", excluded="bit", reason="A suit & more", kind="rival", **back)
    assert "Bit Works is left out from 2024-06-30 on: A suit &amp; more" in page and "Rivals" in page
    note = desk.eco.candidates("me", as_of=DAY).excluded
    assert str(next(each.notes[0].source for each in note if each.notes)).startswith("page:key:")
    assert "Rivals" not in desk.undo(page)
    page = desk.send("/partners/me/exclusions", excluded="bit", reason="again", **back)
    page = desk.send("/partners/me/exclusions/withdraw", excluded="bit", reason="again", kind="veto", **back)
    assert "may be proposed again" in page
    assert "again" in desk.undo(page) and any(each.notes for each in desk.eco.candidates("me", as_of=DAY).excluded)


def test_a_reader_sees_why_there_is_no_button_and_changes_nothing(desk: Desk) -> None:
    for where in ("candidates", "shortlist", "requirements"):
        page = desk.reader.get(f"/partners/me/{where}", params={"as_of": DAY}).text
        assert "Changes need the role editor; you are signed in as reader" in page
        assert "<form method=\"post\"" not in page
    token = token_of(desk.editor.get("/partners/me/candidates", params={"as_of": DAY}).text)
    for where in ("shortlist", "shortlist/change", "shortlist/remove", "exclusions", "exclusions/withdraw",
                  "requirements", "requirements/restore", "requirements/end"):
        sent = desk.reader.post(f"/partners/me/{where}", data={"token": token, "candidate": "bit"})
        assert sent.status_code == 403, where
    assert desk.eco.shortlist.list("me", as_of=DAY).items == ()
    assert desk.editor.post("/partners/me/shortlist", data={"token": "0" * 64, "candidate": "bit"}).status_code == 403


def fields_of(page: str) -> dict[str, str]:
    """What the editor of requirements would send as it stands."""
    form = re.search(r'id="editor".*?</form>', page, re.S)
    assert form is not None
    told = {}
    for tag in re.findall(r"<input [^>]+>", form[0]):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            told[name[1]] = unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select name="([^"]+)">(.*?)</select>', form[0], re.S):
        chosen = re.search(r"<option selected>([^<]+)", options) or re.search(r"<option>([^<]+)", options)
        told[name] = unescape(chosen[1]) if chosen else ""
    return told


def test_the_requirement_graph_is_edited_by_a_plain_form_with_versions_and_undo(desk: Desk) -> None:
    where, asked = "/partners/me/requirements", {"as_of": DAY}
    shown = desk.editor.get(where, params=asked).text
    assert "Driveing" in shown and "release interval ≤ 6 weeks" in shown and "a must" in shown
    fields = fields_of(desk.editor.get(where, params={**asked, "edit": "s-me"}).text)
    assert "Nothing changed." in desk.send(where, **fields)
    row = next(name for name, value in fields.items() if value == "Driveing").rpartition(".")[0]
    other = next(name for name, value in fields.items() if value == "Selling").rpartition(".")[0]
    empty = next(name for name, value in fields.items() if name.endswith(".capability") and not value)
    interval = next(name for name, value in fields.items() if value == "release interval").rpartition(".")[0]
    fields |= {f"{row}.weight": "4.5", f"{interval}.value": "5", empty: "welding", f"{other}.remove": "1"}
    page = desk.send(where, **fields)
    assert "Version 2 stands from 2024-06-30 on." in page
    for change in ("The weight of Driveing from 3 to 4.5.", "Welding is needed as well.",
                   "Selling is no longer needed.", "Driveing now asks for release interval &lt;= 5 weeks."):
        assert change in page, change
    source = desk.eco.requirements.graph("me", as_of=DAY).strategies[0].source
    assert source is not None and source.startswith("page:key:")
    page = desk.undo(page)
    assert "stands again, as version 3" in page
    assert {need.capability for need in desk.eco.requirements.graph("me", as_of=DAY).strategies[0].needs} == {
        "drive", "ship", "sell"}


def test_a_new_strategy_and_its_end_can_be_undone(desk: Desk) -> None:
    where, asked = "/partners/far/requirements", {"as_of": DAY}

    def standing() -> list[str | None]:
        return [each.name for each in desk.eco.requirements.graph("far", as_of=DAY).strategies]

    assert "No strategy is on record for Far Works" in desk.editor.get(where, params=asked).text
    fields = fields_of(desk.editor.get(where, params={**asked, "edit": "new"}).text)
    empty = next(name for name, value in fields.items() if name.endswith(".capability"))
    page = desk.send(where, **{**fields, "name": "Far ahead", empty: "weld"})
    assert standing() == ["Far ahead"] and desk.undo(page) and standing() == []
    desk.send(where, **{**fields, "name": "Farther", empty: "weld"})
    strategy = desk.eco.requirements.graph("far", as_of=DAY).strategies[0].strategy
    page = desk.send(f"{where}/end", strategy=strategy)
    assert standing() == [] and desk.undo(page) and standing() == ["Farther"]


def test_what_is_wrong_with_requirements_is_said_with_what_is_near(desk: Desk) -> None:
    page = desk.editor.get("/partners/me/requirements", params={"as_of": DAY}).text
    sent = desk.editor.post("/partners/far/requirements", params={"as_of": DAY}, data={
        "token": token_of(page), "strategy": "new", "name": "x", "need.0.capability": "weldin", "need.0.weight": "-1"})
    assert sent.status_code == 422 and "near: Welding" in sent.text and "a weight is 0 or more" in sent.text


def test_a_version_that_will_be_replaced_is_changed_where_it_ends(visitor: TestClient) -> None:
    page = visitor.get(f"/partners/{CASE.a}/requirements?as_of={CASE.asked_on}").text
    assert "Version 2 takes its place on 2026-03-16" in page and "End this strategy" not in page


def test_hostile_names_and_notes_are_text(tmp_path: Path) -> None:
    import pandas as pd

    desk = Desk(tmp_path)
    desk.eco.import_frames({
        "partners": pd.DataFrame({"id": ["bit", "x/y ?#"], "name": [EVIL, EVIL + " two"]}),
        "partner_capabilities": pd.DataFrame({"partner_id": ["x/y ?#"], "capability_id": ["drive"]}),
    })
    desk.send("/partners/me/shortlist", candidate="x/y ?#", note=EVIL, back="//evil.example")
    for where in ("candidates", "shortlist", "brief/x%2Fy%20%3F%23", "requirements"):
        page = desk.editor.get(f"/partners/me/{where}", params={"as_of": DAY})
        assert page.status_code == 200 and "<img src=x" not in page.text and "&lt;img" in page.text, where
    page = desk.editor.get("/compare", params={"for": "me", "pick": ["bit", "x/y ?#"], "as_of": DAY})
    assert page.status_code == 200 and "<img src=x" not in page.text
    assert desk.editor.get("/compare", params={"a": "me", "b": "x/y ?#", "as_of": DAY}).status_code == 200


def test_nothing_on_record_is_a_page_that_says_what_to_do(tmp_path: Path) -> None:
    app = create_app(Ecosystem("memory:"), Settings(home=tmp_path, auth="off"))
    client = TestClient(app, base_url=HERE, headers={"Accept": "text/html"})
    assert "No shortlist yet on this day" in client.get("/shortlists").text
    assert client.get("/partners/nobody/candidates").status_code == 404
