"""A cursor is of use for the question that it continues, to the tenant that asked it, for a day or two."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.cursors import Cursors
from ecosystem.errors import InvalidCursor

ADDRESS = "/v1/partners/a/candidates"


def pages(client: TestClient, address: str) -> list[list[int]]:
    found, more = [], address
    while more and len(found) < 5:
        body = client.get(more).json()
        found.append([item["rank"] for item in body["items"]])
        more = f"{address}&cursor={body['next']}" if body["next"] else ""
    return found


def test_pages_follow_each_other_without_gap_and_the_link_header_leads_the_same_way(reader: TestClient) -> None:
    assert pages(reader, f"{ADDRESS}?limit=3")[:3] == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    first = reader.get(f"{ADDRESS}?limit=3&country=CN&exclude=x%20y")
    target = first.links["next"]["url"]
    assert target.startswith(f"{ADDRESS}?") and "country=CN" in target
    assert [item["rank"] for item in reader.get(target).json()["items"]] == [4, 5, 6]


def test_the_length_of_a_page_may_change_on_the_way(reader: TestClient) -> None:
    cursor = reader.get(f"{ADDRESS}?limit=3").json()["next"]
    assert len(reader.get(f"{ADDRESS}?limit=5&cursor={cursor}").json()["items"]) == 5


def test_a_cursor_with_one_changed_bit_or_character_is_refused() -> None:
    cursors = Cursors(b"secret" * 6)
    token = cursors.seal("1000", "question")
    assert cursors.open(token, "question") == "1000"
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.~é\n"
    forged = {token[:at] + letter + token[at + 1 :] for at in range(len(token)) for letter in alphabet}
    forged |= {token[:at] + letter + token[at:] for at in range(len(token) + 1) for letter in "A=-"}
    forged |= {token[:at] for at in range(len(token))} | {token + "=", token + "==", " " + token, "x" * 5_000}
    forged.discard(token)
    assert len(forged) > 1_500
    for each in forged:
        with pytest.raises(InvalidCursor):
            cursors.open(each, "question")


def test_a_cursor_of_another_question_secret_or_day_is_refused() -> None:
    now = [1_000_000.0]
    cursors = Cursors(b"secret" * 6, clock=lambda: now[0])
    token = cursors.seal("7", "question")
    with pytest.raises(InvalidCursor):
        cursors.open(token, "another")
    with pytest.raises(InvalidCursor):
        Cursors(b"other!" * 6, clock=lambda: now[0]).open(token, "question")
    now[0] += 86_400
    assert cursors.open(token, "question") == "7"
    now[0] += 86_400
    with pytest.raises(InvalidCursor):
        cursors.open(token, "question")


def test_parts_of_a_question_cannot_be_moved_into_the_position() -> None:
    cursors = Cursors(b"secret" * 6)
    assert cursors.seal("ab", "c") != cursors.seal("a", "bc")


@pytest.mark.parametrize(
    "address",
    [f"{ADDRESS}?limit=3&country=CN", f"{ADDRESS}?limit=3&scorer=overlap", f"{ADDRESS}?limit=3&as_of=2023",
     "/v1/partners/b/candidates?limit=3", "/v1/partners?limit=3", "/v1/partners/A/candidates?limit=3"],
)
def test_a_cursor_cannot_be_taken_to_another_question(reader: TestClient, address: str) -> None:
    cursor = reader.get(f"{ADDRESS}?limit=3").json()["next"]
    joint = "&" if "?" in address else "?"
    response = reader.get(f"{address}{joint}cursor={cursor}")
    assert response.status_code in (400, 404)
    assert "items" not in response.json()


def test_a_cursor_ends_with_the_state_of_the_graph(eco: Any, reader: TestClient) -> None:
    cursor = reader.get(f"{ADDRESS}?limit=3").json()["next"]
    eco.version = "v2"
    response = reader.get(f"{ADDRESS}?limit=3&cursor={cursor}")
    assert (response.status_code, response.json()["type"]) == (400, "/docs/problems#invalid-cursor")


def test_a_cursor_is_worth_nothing_to_another_tenant(clients: Any) -> None:
    cursor = clients["reader"].get(f"{ADDRESS}?limit=3").json()["next"]
    assert clients["reader"].get(f"{ADDRESS}?limit=3&cursor={cursor}").status_code == 200
    assert clients["stranger"].get(f"{ADDRESS}?limit=3&cursor={cursor}").status_code == 400
