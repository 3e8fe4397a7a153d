"""Records become one partner by an identifier that only one organisation can have, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.model import STRONG_IDENTIFIERS
from ecosystem.resolve.identity import Doubt, Merge, canonical_ids, lei_is_valid, normalised, uscc_is_valid

SIEMENS = "W38RGI023J3WT1HWRP32"
BLOOMBERG = "5493001KJTIIGC8Y1R12"
HUAWEI = "914403001922038216"


def test_records_with_the_same_lei_become_one_named_by_the_smallest_id() -> None:
    found = canonical_ids(["c", "a", "b", "d"], [BLOOMBERG, BLOOMBERG.lower(), None, ""], [])
    assert dict(found) == {"c": "a"}
    assert found.merges == (Merge("c", "a", "lei", BLOOMBERG),)
    assert found.get("a", "a") == "a" and found.get("b", "b") == "b"


def test_the_column_and_the_statement_of_an_lei_are_the_same_identifier() -> None:
    found = canonical_ids(["a", "b"], [BLOOMBERG, None], [("b", "LEI", f" {BLOOMBERG[:4]}-{BLOOMBERG[4:]} ")])
    assert dict(found) == {"b": "a"}


def test_records_are_joined_through_a_third_one_and_each_link_is_told() -> None:
    found = canonical_ids(
        ["a", "b", "c", "d"],
        [None, BLOOMBERG, BLOOMBERG, None],
        [("a", "ror", "05a28rw58"), ("b", "ror", "https://ror.org/05A28RW58"), ("d", "ror", "03yrm5c26")],
    )
    assert dict(found) == {"b": "a", "c": "a"}
    assert found.merges == (
        Merge("b", "a", "lei", BLOOMBERG),
        Merge("b", "a", "ror", "05A28RW58"),
        Merge("c", "a", "lei", BLOOMBERG),
    )


def test_a_mistyped_lei_merges_nobody_and_is_reported() -> None:
    wrong = BLOOMBERG[:-2] + "21"
    found = canonical_ids(["a", "b"], [wrong, wrong], [])
    assert dict(found) == {} and found.merges == ()
    assert [(each.scheme, each.doubt, each.record_ids) for each in found.refused] == [
        ("lei", Doubt.CHECK_DIGITS, ("a", "b"))
    ]


def test_a_mistyped_credit_code_merges_nobody() -> None:
    for code, expected in ((HUAWEI, {"b": "a"}), (HUAWEI[:-1] + "7", {})):
        found = canonical_ids(["a", "b"], [None, None], [("a", "USCC", code), ("b", "uscc", code)])
        assert dict(found) == expected


@pytest.mark.parametrize(
    "value", ["N/A", "n.a.", "unknown", "0", "00000000", "000-000", "-", "", "XXXXXX", "NULL", "99.99"]
)
def test_a_placeholder_merges_nobody(value: str) -> None:
    found = canonical_ids(["a", "b"], [None, None], [("a", "company_number", value), ("b", "company_number", value)])
    assert dict(found) == {}


def test_weak_schemes_and_unknown_records_are_passed_over() -> None:
    statements = [("a", "website", "acme.com"), ("b", "website", "acme.com"), ("x", "ror", "1a2"), ("a", "ror", "1a2")]
    found = canonical_ids(["a", "b"], [None, None], statements)
    assert dict(found) == {} and found.refused == ()


def test_the_same_value_of_two_schemes_is_two_identifiers() -> None:
    found = canonical_ids(["a", "b"], [None, None], [("a", "duns", "123456789"), ("b", "vat", "123456789")])
    assert dict(found) == {}


def test_national_numbers_join_within_one_country_only_where_countries_are_known() -> None:
    ids, leis = ["a", "b", "c", "d"], [None] * 4
    statements = [(record, "company_number", "07495895") for record in ids]
    assert dict(canonical_ids(ids, leis, statements, countries=["GB", "CZ", "GB", None])) == {"c": "a"}
    assert dict(canonical_ids(ids, leis, statements)) == {"b": "a", "c": "a", "d": "a"}


def test_smallest_means_by_bytes() -> None:
    found = canonical_ids(["é", "z", "Z"], [BLOOMBERG] * 3, [])
    assert dict(found) == {"z": "Z", "é": "Z"}


def test_cells_that_are_missing_in_a_data_frame_are_no_identifiers() -> None:
    missing: list[str | None] = [float("nan"), None, ""]  # type: ignore[list-item]
    assert dict(canonical_ids(["a", "b", "c"], missing, [])) == {}


def test_no_records_are_no_identities() -> None:
    found = canonical_ids([], [], [])
    assert dict(found) == {} and found.merges == found.refused == ()


def test_one_lei_for_each_record_is_required() -> None:
    with pytest.raises(ValueError, match="shorter"):
        canonical_ids(["a", "b"], [None], [])


@pytest.mark.parametrize("value", [SIEMENS, BLOOMBERG, "529900T8BM49AURSDO55", "W22LROWP2IHZNBB6K528"])
def test_real_leis_are_valid_and_no_single_error_is(value: str) -> None:
    assert lei_is_valid(value)
    for at in range(20):
        for other in "0123456789" if value[at].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            if other != value[at]:
                assert not lei_is_valid(value[:at] + other + value[at + 1 :])


@pytest.mark.parametrize("value", ["91440300708461136T", HUAWEI])
def test_real_credit_codes_are_valid_and_no_single_error_is(value: str) -> None:
    assert uscc_is_valid(value)
    for at in range(18):
        for other in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            if other != value[at]:
                assert not uscc_is_valid(value[:at] + other + value[at + 1 :])


@pytest.mark.parametrize(
    "value", ["", "1", "I" * 18, "华" * 20, "５４９３001KJTIIGC8Y1R12", " " * 20, "5493001KJTIIGC8Y1R1²"]
)
def test_odd_values_are_neither(value: str) -> None:
    assert not lei_is_valid(value) and not uscc_is_valid(value)


def test_values_lose_the_ways_of_writing_them() -> None:
    assert normalised("５４９３ 001k–jtii‑gc8y1r12") == BLOOMBERG
    assert normalised("grid.5335.0") == "GRID.5335.0"
    assert normalised("http://isni.org/isni/0000 0001 2103 4996") == "0000000121034996"


records = st.lists(st.sampled_from([f"r{at}" for at in range(12)]), unique=True, min_size=1)
statements = st.lists(
    st.tuples(
        st.sampled_from([f"r{at}" for at in range(12)]),
        st.sampled_from(sorted(STRONG_IDENTIFIERS - {"lei", "uscc"})),
        st.sampled_from(["A1", "B2", "C3", "D4"]),
    ),
    max_size=20,
)


@given(records, statements, st.randoms())
def test_joining_is_what_sharing_means_and_order_makes_no_difference(
    ids: list[str], said: list[tuple[str, str, str]], rng: object
) -> None:
    found = canonical_ids(ids, [None] * len(ids), said)
    group = {record: {record} for record in ids}  # by definition: join whoever shares, until nothing changes
    for _ in ids:
        for one, scheme, value in said:
            for other, other_scheme, other_value in said:
                if (scheme, value) == (other_scheme, other_value) and one in group and other in group:
                    group[one] |= group[other]
                    for member in group[one]:
                        group[member] = group[one]
    assert {record: found.get(record, record) for record in ids} == {record: min(group[record]) for record in ids}
    assert {merge.record_id for merge in found.merges} == set(found)
    again = canonical_ids(list(reversed(ids)), [None] * len(ids), list(reversed(said)))
    assert dict(again) == dict(found) and again.merges == found.merges and again.refused == found.refused
