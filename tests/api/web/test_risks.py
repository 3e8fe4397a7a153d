"""The pages of risks: a matrix with names, what is unknown, who looks after it, and a list to print."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ecosystem.charts.risk_matrix import numbered_risks
from ecosystem.demo import CASE
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

HERE = "http://127.0.0.1"
PAIR = f"/partners/{CASE.a}/risks/{CASE.b}?as_of={CASE.asked_on}"
ALONE = f"/partners/{CASE.a}/risks?as_of={CASE.asked_on}"


@pytest.fixture
def visitor(demo_eco: Ecosystem, tmp_path: Path) -> TestClient:
    return TestClient(create_app(demo_eco, Settings(home=tmp_path, auth="off")), base_url=HERE)


def cells(text: str) -> list[list[list[str]]]:
    """The matrix: for each row and column the numbers of the risks in it."""
    matrix = text[text.index('<table class="matrix">') : text.index("</table>", text.index('<table class="matrix">'))]
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", matrix, re.S)
    return [[re.findall(r'href="#r-(\d+)"', cell) for cell in re.findall(r"<td.*?</td>", row, re.S)] for row in rows]


def test_every_risk_stands_once_in_the_matrix_where_its_numbers_put_it(
    visitor: TestClient, demo_eco: Ecosystem,
) -> None:
    found = demo_eco.risks.panorama(CASE.b, CASE.a, as_of=CASE.asked_on)
    text = visitor.get(PAIR).text
    grid = cells(text)
    assert [len(row) for row in grid] == [6] * 6 and len(text.encode()) < 100_000
    assert sorted(int(number) for row in grid for cell in row for number in cell) == list(
        range(1, len(numbered_risks(found)) + 1))
    for row, counted in zip(grid, found.matrix, strict=True):  # the facade's own count of each cell
        assert [len(cell) for cell in row] == [*counted.counts, counted.unknown]


def test_each_risk_says_who_says_so_how_old_and_who_looks_after_it(visitor: TestClient, demo_eco: Ecosystem) -> None:
    text = visitor.get(PAIR).text
    found = demo_eco.risks.panorama(CASE.b, CASE.a, as_of=CASE.asked_on)
    risks = [risk for group in found.groups for risk in group.risks]
    assert all(risk.owner in text for risk in risks if risk.owner) and "nobody yet" in text
    assert all(f"{risk.age_days:,} days old" in text for risk in risks if risk.age_days is not None)
    assert f"{found.without_owner} without an owner" in text and "What stops" in text and "may be critical" in text


def test_the_checklist_can_be_ticked_and_asks_for_what_is_missing(visitor: TestClient, demo_eco: Ecosystem) -> None:
    due = demo_eco.risks.checklist(CASE.b, CASE.a, as_of=CASE.asked_on)
    text = visitor.get(PAIR).text
    assert text.count('<input type="checkbox"') == len(due.items)
    assert text.count('<input type="checkbox" checked') == due.counts["known"]
    assert f"to be asked for ({due.counts['missing']})" in text and "data-print" in text


def test_both_directions_are_a_step_away(visitor: TestClient) -> None:
    assert f"/partners/{CASE.b}/risks/{CASE.a}" in visitor.get(PAIR).text
    assert visitor.get(f"/partners/{CASE.b}/risks/{CASE.a}?as_of={CASE.asked_on}").status_code == 200


def test_alone_an_organisation_sees_itself_and_its_first_candidates(visitor: TestClient, demo_eco: Ecosystem) -> None:
    text = visitor.get(ALONE).text
    first = demo_eco.candidates(CASE.a, limit=5, as_of=CASE.asked_on).items
    assert all(f"/partners/{CASE.a}/risks/{item.partner.id}" in text for item in first)
    assert "no order of ours says who is safer" in text


def test_the_pages_are_data_as_well_and_speak_chinese(visitor: TestClient) -> None:
    for page in (PAIR, ALONE):
        text = visitor.get(page, headers={"Accept-Language": "zh"}).text
        assert "风险矩阵" in text and "尽职调查" in text
        address = re.search(r'<a href="(/v1/partners/[^"]+/risks[^"]*)">JSON', text)
        assert address is not None and visitor.get(address[1].replace("&amp;", "&")).status_code == 200
        assert visitor.get(f"{page}&format=csv").headers["content-type"].startswith("text/csv")


def test_of_whom_nothing_is_known_everything_is_unknown_and_hostile_text_is_text(tmp_path: Path) -> None:
    name = "<script>alert(1)</script>"
    with Ecosystem("memory:") as eco:
        eco.import_frames({
            "partners": pd.DataFrame([{"id": "p", "name": name}, {"id": "q", "name": "Q"}]),
            "risks": pd.DataFrame([{"partner_id": "p", "kind": "<img src=x>", "likelihood": 0.5, "impact": 0.9,
                                    "owner": "<b>me</b>", "source": "=cmd", "valid_from": "2024-01-01"}]),
        })
        client = TestClient(create_app(eco, Settings(home=tmp_path, auth="off")), base_url=HERE)
        text = client.get("/partners/q/risks/p").text
        table = client.get("/partners/q/risks/p?format=csv").text
    assert "unknown" in text and not re.search(r"<(script>alert|img src=x|b>me)", text)
    assert "'=cmd" in table


def test_what_cannot_be_asked_is_a_page_that_says_so(visitor: TestClient) -> None:
    for address, status in ((f"/partners/{CASE.a}/risks/{CASE.a}", 422), ("/partners/nobody/risks", 404)):
        answer = visitor.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == status and answer.headers["content-type"].startswith("text/html")
