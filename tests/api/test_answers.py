"""Answers are the facade's bodies, byte for byte; a copy that somebody holds is recognised, and only theirs."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.answering import Finished, FinishedAnswers, json_bytes
from ecosystem.answers import FactRef, PartnerRef, body

ADDRESS = "/v1/partners/a/candidates"


@dataclass(frozen=True, slots=True)
class One:
    only: object


cells = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(),
    st.builds(PartnerRef, st.text(), st.text()), st.builds(One, st.floats()),
    st.builds(FactRef, st.text(), st.text(), st.none(), st.text(), st.none(), st.none(), confidence=st.floats()),
)
values = st.recursive(
    cells,
    lambda inner: st.one_of(
        st.lists(inner), st.tuples(inner, inner), st.dictionaries(st.text(), inner),
        st.dictionaries(st.text(), inner).map(MappingProxyType), st.builds(One, inner),
    ),
    max_leaves=12,
)


@given(values)
def test_the_fast_bytes_are_the_body_of_the_answer(answer: object) -> None:
    assert json.loads(json_bytes(answer)) == json.loads(json.dumps(body(answer)))


def test_names_with_a_lone_surrogate_are_valid_json_too() -> None:
    assert json.loads(json_bytes(PartnerRef("\ud800", "雪"))) == body(PartnerRef("\ud800", "雪"))


def test_keys_that_are_no_text_are_written_as_the_body_writes_them() -> None:
    answer = {1: "x", date(2024, 1, 1): "y", (1, 2): "z"}
    assert json.loads(json_bytes(answer)) == body(answer)


def test_an_answer_is_the_body_of_the_facades_answer(eco: Any, reader: TestClient) -> None:
    for address, answer in (
        ("/v1/partners/b", eco.partner("b")),
        ("/v1/partners/c%2F1/neighbourhood", eco.neighbourhood("c/1")),
        ("/v1/compare?a=a&b=b", eco.compare("a", "b")),
        ("/v1/capabilities/G06N%203%2F08", eco.capability("G06N 3/08")),
        ("/v1/scorers", eco.scorers()),
    ):
        assert reader.get(address).json() == body(answer)


def test_every_parameter_of_candidates_reaches_the_facade(eco: Any, reader: TestClient) -> None:
    response = reader.get(
        ADDRESS + "?scorer=overlap&side=smaller&limit=7&need=n1&exclude=x&exclude=y&rivals=r&country=DE&industry=i"
        "&kind=k&capability=G06N%203/08&min_support=2.5&as_of=2023-06"
    )
    assert response.status_code == 200
    assert eco.asked == [("a", {
        "scorer": "overlap", "side": "smaller", "limit": 7, "need": "n1", "exclude": ["x", "y"], "rivals": ["r"],
        "country": ["DE"],
        "industry": ["i"], "kind": ["k"], "capability": ["G06N 3/08"], "min_support": 2.5, "level": "entity",
        "as_of": "2023-06", "cursor": None,
    })]


# --- copies ----------------------------------------------------------------------------------------
def test_a_copy_that_is_still_true_is_answered_with_304_and_no_body(eco: Any, reader: TestClient) -> None:
    first = reader.get(ADDRESS)
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["vary"] == "Authorization, X-API-Key, Accept-Encoding"
    tag = first.headers["etag"]
    for wanted in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = reader.get(ADDRESS, headers={"if-none-match": wanted})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert len(eco.asked) == 1
    eco.version = "v2"
    assert reader.get(ADDRESS, headers={"if-none-match": tag}).status_code == 200


def test_the_tag_differs_by_question_tenant_role_and_encoding(clients: Any) -> None:
    plain = {"accept-encoding": "identity"}
    tags = [
        clients["reader"].get(ADDRESS, headers=plain).headers["etag"],
        clients["reader"].get(ADDRESS, headers={"accept-encoding": "gzip"}).headers["etag"],
        clients["reader"].get(ADDRESS + "?limit=9", headers=plain).headers["etag"],
        clients["reader"].get("/v1/partners/a", headers=plain).headers["etag"],
        clients["editor"].get(ADDRESS, headers=plain).headers["etag"],
        clients["stranger"].get(ADDRESS, headers=plain).headers["etag"],
    ]
    assert len(set(tags)) == len(tags)


def test_the_tag_of_another_tenant_gets_the_whole_answer(clients: Any) -> None:
    foreign = clients["stranger"].get(ADDRESS).headers["etag"]
    assert clients["reader"].get(ADDRESS, headers={"if-none-match": foreign}).status_code == 200


def test_the_order_of_parameters_does_not_matter(eco: Any, reader: TestClient) -> None:
    one = reader.get(ADDRESS + "?limit=3&scorer=overlap")
    other = reader.get(ADDRESS + "?scorer=overlap&limit=3")
    assert one.headers["etag"] == other.headers["etag"] and one.content == other.content
    assert len(eco.asked) == 1


def test_an_answer_belongs_to_the_snapshot_it_was_made_of(eco: Any, reader: TestClient) -> None:
    def move_on() -> None:
        eco.version = "v2"

    eco.before = move_on  # the graph is swapped between looking at its version and asking it
    during = reader.get(ADDRESS)
    assert during.json()["snapshot"].startswith("v2")
    eco.before = lambda: None
    after = reader.get(ADDRESS)
    assert (after.headers["etag"], after.content) == (during.headers["etag"], during.content)


def test_a_moment_has_a_tag_as_well(eco: Any, reader: TestClient) -> None:
    tag = reader.get("/v1/scorers").headers["etag"]
    assert reader.get("/v1/scorers", headers={"if-none-match": tag}).status_code == 304


def test_large_answers_are_zipped_for_those_who_can_read_it(reader: TestClient) -> None:
    packed = reader.get(ADDRESS, headers={"accept-encoding": "br, gzip;q=0.5"})
    plain = reader.get(ADDRESS, headers={"accept-encoding": "gzip;q=0, identity"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) * 3 < int(plain.headers["content-length"])


def test_head_has_the_headers_and_no_body(reader: TestClient) -> None:
    got, head = reader.get("/v1/partners/a"), reader.head("/v1/partners/a")
    assert head.content == b"" and head.headers["content-length"] == str(len(got.content))
    assert head.headers["etag"] == got.headers["etag"]
    assert reader.head("/v1/partners/nobody").status_code == 404


# --- the cache -------------------------------------------------------------------------------------
def test_the_cache_keeps_the_latest_within_its_bytes() -> None:
    cache = FinishedAnswers(10 * 1_500)
    for number in range(100):
        cache.put(str(number), Finished(b"x" * 1_000, {}))
        cache.get("0")
    assert cache.held <= 10 * 1_500
    assert cache.get("0") is not None and cache.get("99") is not None and cache.get("50") is None
    cache.put("99", Finished(b"y" * 500, {}))
    assert cache.get("99") == Finished(b"y" * 500, {})
    held = cache.held
    cache.put("giant", Finished(b"x" * 10_000, {}))
    assert cache.get("giant") is None and cache.held == held


def test_zipped_bytes_are_the_same_each_time(eco: Any, reader: TestClient, app: Any) -> None:
    first = reader.get(ADDRESS, headers={"accept-encoding": "gzip"})
    app.state.services.answering.finished.put("x", Finished(b"", {}))
    app.state.services.answering.finished._answers.clear()
    assert reader.get(ADDRESS, headers={"accept-encoding": "gzip"}).content == first.content
    assert gzip.compress(first.content, 4, mtime=0)[:2] == b"\x1f\x8b" and len(eco.asked) == 2
