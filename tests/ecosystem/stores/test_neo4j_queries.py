"""The page of Cypher queries: each runs as it stands there, on the demo, and answers what the tables say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import neo4j
import pandas as pd
import pytest

from ecosystem import demo, model
from ecosystem.dates import stands
from ecosystem.demo import CASE
from ecosystem.stores.base import Batch
from ecosystem.stores.neo4j_ import Neo4jStore
from ecosystem.stores.records import column_names
from ecosystem.stores.transfer import write_parquet
from tests.neo4j_server.server import Server

pytestmark = pytest.mark.neo4j

PAGE = Path(__file__).parents[3] / "docs" / "cypher.md"
QUERIES = dict(re.findall(r"^## (\d+)\. [^\n]*\n.*?```cypher\n(.*?)```", PAGE.read_text("utf-8"), re.S | re.M))

Frames = dict[str, pd.DataFrame]
Ask = Callable[[int], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def frames() -> Frames:
    return demo.generate()


@pytest.fixture(scope="module")
def driver(
    neo4j_server: Server, neo4j_credentials: tuple[str, str], frames: Frames, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[neo4j.Driver]:
    """The demo in Neo4j, once for all queries."""
    user, password = neo4j_credentials
    folder = tmp_path_factory.mktemp("demo")
    neo4j_server.empty()
    with Neo4jStore(neo4j_server.url, user=user, password=password) as store:
        for kind in model.TABLES.values():
            frame = frames[kind.table].reindex(columns=list(column_names(kind)))
            write_parquet(kind, frame, folder / f"{kind.table}.parquet")
            store.write(Batch(kind.table, {kind.table: (folder / f"{kind.table}.parquet",)}))
    with neo4j.GraphDatabase.driver(
        neo4j_server.url, auth=neo4j_credentials, notifications_min_severity="OFF"
    ) as driver:
        yield driver


@pytest.fixture
def ask(driver: neo4j.Driver) -> Ask:
    return lambda number: [record.data() for record in driver.execute_query(QUERIES[str(number)]).records]


def test_the_page_has_ten_queries() -> None:
    assert list(QUERIES) == [str(number) for number in range(1, 11)]


def test_the_first_lists_the_capabilities_of_a(ask: Ask, frames: Frames) -> None:
    ties = frames["partner_capabilities"]
    assert len(ask(1)) == (ties["partner_id"] == CASE.a).sum() > 0


def test_the_second_lists_the_partners_that_allygraph_counts_on_that_day(ask: Ask, frames: Frames) -> None:
    day = date(2023, 11, 30)

    def standing(frame: pd.DataFrame) -> pd.DataFrame:
        dates = frame[["valid_from", "valid_to", "recorded_at"]].astype(object)
        cells = dates.where(dates.notna(), None).itertuples(index=False)
        return frame[[stands(begun, ended, known, day) for begun, ended, known in cells]]

    members = standing(frames["partnership_members"])
    members = members[members["partnership_id"].isin(standing(frames["partnerships"])["id"])]
    mine = members.loc[members["partner_id"] == CASE.a, "partnership_id"]
    partners = set(members.loc[members["partnership_id"].isin(mine), "partner_id"]) - {CASE.a}
    answer = ask(2)
    assert {row["id"] for row in answer} == partners and len(answer) == len(partners)
    assert CASE.b not in partners  # their pilot begins the day after


def test_the_third_ranks_by_shared_capabilities_and_leaves_partners_out(ask: Ask, frames: Frames) -> None:
    ties = frames["partner_capabilities"].groupby("partner_id")["capability_id"].agg(set)
    members = frames["partnership_members"]
    mine = members.loc[members["partner_id"] == CASE.a, "partnership_id"]
    partners = set(members.loc[members["partnership_id"].isin(mine), "partner_id"])
    shared = {each: len(ties[each] & ties[CASE.a]) for each in ties.index if each not in partners}
    best = sorted(shared.items(), key=lambda each: (-each[1], each[0]))[:10]
    assert [(row["id"], row["number"]) for row in ask(3)] == best


def test_the_fourth_finds_b_for_the_need_of_the_case(ask: Ask) -> None:
    answer = ask(4)
    assert CASE.b in [row["id"] for row in answer[:5]]
    assert all(row["parts"] == len(row["which"]) for row in answer)


def test_the_fifth_lists_needs_with_the_rarest_first(ask: Ask) -> None:
    answer = ask(5)
    assert len(answer) == 20
    numbers = [row["offered_by"] for row in answer]
    assert numbers == sorted(numbers) and numbers[-1] > 0


def test_the_sixth_draws_the_group_of_a(ask: Ask, frames: Frames) -> None:
    partners = frames["partners"]
    assert len(ask(6)) == (partners["parent_id"] == CASE.a).sum() > 0


def test_the_seventh_follows_the_supply_chain_two_steps(ask: Ask, frames: Frames) -> None:
    supplies = frames["supplies"]
    answer = ask(7)
    assert len(answer) == (supplies["customer_id"] == CASE.a).sum()
    assert any(row["its_suppliers"] for row in answer)


def test_the_eighth_counts_citations_between_owners(ask: Ask, frames: Frames) -> None:
    owners = frames["patent_owners"].merge(frames["partners"][["id", "name"]], left_on="partner_id", right_on="id")
    cited = frames["citations"].merge(owners, left_on="citing_id", right_on="patent_id").merge(
        owners, left_on="cited_id", right_on="patent_id", suffixes=("", "_cited"))
    cited = cited[cited["partner_id"] != cited["partner_id_cited"]]
    numbers = cited.groupby(["name", "name_cited"]).size().sort_values(ascending=False)
    answer = ask(8)
    assert [row["citations"] for row in answer] == numbers.head(15).tolist()
    assert all(numbers[row["builds_on"], row["patents_of"]] == row["citations"] for row in answer)


def test_the_ninth_draws_ways_between_two_organisations(ask: Ask) -> None:
    answer = ask(9)
    assert 0 < len(answer) <= 25
    assert all(row["path"][0]["id"] == CASE.a and row["path"][-1]["id"] == "lanqi" for row in answer)


def test_the_tenth_lists_the_batches_newest_first(ask: Ask, frames: Frames) -> None:
    answer = ask(10)
    assert [row["batch"] for row in answer] == list(model.TABLES)[::-1]
    assert [row["inserted"] for row in answer] == [len(frames[table]) for table in list(model.TABLES)[::-1]]


def test_the_full_text_index_of_the_page_finds_names(driver: neo4j.Driver) -> None:
    page = PAGE.read_text("utf-8")
    create, call = re.findall(r"^(CREATE FULLTEXT .*|CALL db\.index.*);$", page, re.M)
    driver.execute_query(create)
    driver.execute_query("CALL db.awaitIndexes(60)")
    assert CASE.a in [record[0] for record in driver.execute_query(call).records]
    driver.execute_query("DROP INDEX partner_names")
