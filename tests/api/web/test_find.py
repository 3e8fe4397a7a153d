"""The list of organisations: facets are links, every list has its other forms, an empty one says what to do."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

HERE = "http://127.0.0.1"
HOSTILE = '=HYPERLINK("http://evil")<img src=x onerror=alert(1)></script>‮'


def visiting(eco: Ecosystem, home: Path) -> TestClient:
    return TestClient(create_app(eco, Settings(home=home, auth="off")), base_url=HERE)


@pytest.fixture
def visitor(demo_eco: Ecosystem, tmp_path: Path) -> TestClient:
    return visiting(demo_eco, tmp_path)


def links(text: str) -> dict[str, str]:
    """Each link by its text without tags; the first of its text."""
    found: dict[str, str] = {}
    for address, inner in re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', text, re.S):
        said = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", inner))).strip()
        found.setdefault(said, unescape(address))
    return found


def test_all_organisations_are_listed_with_counts(visitor: TestClient) -> None:
    page = visitor.get("/find")
    assert page.status_code == 200 and "1 to 50 of 403 on record" in page.text
    assert links(page.text)["China 143"] == "/find?country=CN"


def test_a_facet_adds_its_value_and_takes_it_away_again(visitor: TestClient) -> None:
    added = visitor.get(links(visitor.get("/find?kind=start-up").text)["China 16"])
    assert "16 of 403 on record" in added.text
    chosen = links(added.text)
    assert chosen["Take away: China 16"] == "/find?kind=start-up"
    assert "31 of 403 on record" in visitor.get(chosen["Take away: China 16"]).text


def test_pages_go_on_until_the_last_and_back_to_the_first(visitor: TestClient) -> None:
    page, seen = visitor.get("/find?country=CN&sort=name"), 0
    while True:
        seen += page.text.count('<th scope="row">')
        more = links(page.text).get("Next page")
        if more is None:
            break
        page = visitor.get(more)
    assert seen == 143 and links(page.text)["First page"] == "/find?country=CN&sort=name"


def test_a_search_names_the_reason_and_the_alias(visitor: TestClient) -> None:
    assert "sounds like it" in visitor.get("/find?q=shuoye qiche").text
    page = visitor.get("/find?q=lingxv technologys").text
    assert "Lingxu Technologies" in page and "alike, with a typing error" in page
    assert "alias" in visitor.get("/find?q=聆序科技").text


def test_every_list_has_the_same_as_json_and_csv(visitor: TestClient) -> None:
    page = visitor.get("/find?country=DE&kind=company&sort=name").text
    answer = visitor.get(links(page)["JSON"]).json()
    table = visitor.get(links(page)["CSV"])
    rows = list(csv.DictReader(StringIO(table.content.decode("utf-8-sig"))))
    assert table.headers["content-type"].startswith("text/csv")
    assert len(rows) == answer["total"] > 0 and [each["id"] for each in rows[:3]] == [
        each["partner"]["id"] for each in answer["items"][:3]]


def test_the_api_goes_on_by_cursor_and_refuses_one_of_another_list(visitor: TestClient) -> None:
    first = visitor.get("/v1/find?country=CN&limit=100").json()
    rest = visitor.get(f"/v1/find?country=CN&limit=100&cursor={first['next']}").json()
    assert (len(first["items"]), len(rest["items"]), rest["start"], rest["next"]) == (100, 43, 100, None)
    assert visitor.get(f"/v1/find?country=DE&cursor={first['next']}").status_code == 400


def test_a_list_without_anybody_says_what_to_do(visitor: TestClient, tmp_path: Path) -> None:
    nobody = visitor.get("/find?q=zzzzqqqq")
    assert "is like" in nobody.text and "typing errors are forgiven" in nobody.text
    both = visitor.get("/find?country=XX")
    assert "Take one choice away" in both.text and links(both.text)["XX ×"] == "/find"
    with Ecosystem("memory:") as eco:
        empty = visiting(eco, tmp_path / "empty").get("/find")
        assert "Bring data in first" in empty.text and links(empty.text)["Import data"] == "/data"


def test_a_page_of_another_list_or_an_unknown_order_is_a_page_that_says_so(visitor: TestClient) -> None:
    accepts = {"Accept": "text/html"}
    assert visitor.get("/find?after=nobody", headers=accepts).status_code == 400
    assert visitor.get("/find?sort=size", headers=accepts).status_code == 422
    unknown = visitor.get("/find?capability=cap-nothing", headers=accepts)
    assert unknown.status_code == 404 and "<h1>" in unknown.text


def test_names_are_text_whatever_stands_in_them(tmp_path: Path) -> None:
    with Ecosystem("memory:") as eco:
        eco.import_frames({"partners": pd.DataFrame({"id": ["a/b?c"], "name": [HOSTILE], "country": ["<b>"],
                                                     "kind": ["\"'><script>"]})}, max_rejects=None)
        client = visiting(eco, tmp_path)
        page = client.get("/find").text
        assert "<img" not in page.split("</header>")[1] and "<script>" not in page and "&lt;img" in page
        assert client.get("/partners/a%2Fb%3Fc").status_code == 200 and 'href="/partners/a%2Fb%3Fc"' in page
        rows = list(csv.reader(StringIO(client.get("/v1/find?format=csv").content.decode("utf-8-sig"))))
        assert rows[1][1].startswith("'=HYPERLINK")
