"""The demo ecosystem: sound as data, plausible as a story, the same every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from pypinyin import lazy_pinyin
from sklearn.metrics import roc_auc_score

from ecosystem import Ecosystem, demo, model
from ecosystem.dates import last_day
from ecosystem.demo import CASE
from ecosystem.demo.facts import LAST_DAY
from ecosystem.demo.names import brands_of, slug_of
from ecosystem.errors import InvalidParameter

ASKED = date.fromisoformat(CASE.asked_on)
ROOT = Path(__file__).parents[2]


@cache
def tables(seed: int = 7) -> dict[str, pd.DataFrame]:
    return demo.generate(seed)


def rows(name: str, seed: int = 7) -> list[dict[str, object]]:
    return tables(seed)[name].to_dict("records")  # type: ignore[return-value]


@cache
def canonical(seed: int = 7) -> dict[str, str]:
    """The smallest of the records that share an LEI, for every record."""
    told = [(row["lei"], row["id"]) for row in rows("partners", seed) if row["lei"]]
    told += [(row["value"], row["partner_id"]) for row in rows("identifiers", seed) if row["scheme"] == "lei"]
    sharing: dict[object, set[str]] = defaultdict(set)
    for lei, record in told:
        sharing[lei].add(str(record))
    found = {str(row["id"]): str(row["id"]) for row in rows("partners", seed)}
    for records in sharing.values():
        found |= dict.fromkeys(records, min(records))
    return found


def is_known(row: dict[str, object], day: date) -> bool:
    since, until, recorded = row.get("valid_from"), row.get("valid_to"), row.get("recorded_at")
    return (
        (not since or last_day(str(since)) <= day)
        and (not until or last_day(str(until)) >= day)
        and (not recorded or last_day(str(recorded)) <= day)
    )


def partners_of(partner: str, day: date, seed: int = 7) -> set[str]:
    members: dict[object, set[str]] = defaultdict(set)
    for row in rows("partnership_members", seed):
        if is_known(row, day):
            members[row["partnership_id"]].add(canonical(seed)[str(row["partner_id"])])
    return {one for tied in members.values() if partner in tied for one in tied} - {partner}


def group_tops(seed: int = 7) -> dict[str, str]:
    parent = {str(row["id"]): row["parent_id"] for row in rows("partners", seed)}

    def top(one: str) -> str:
        above = parent[one]
        return top(str(above)) if above else one

    return {one: top(one) for one in parent}


def coverage(
    capability: str, *, seed: int = 7, patents: bool = True, without: Collection[tuple[str, str]] = ()
) -> dict[str, float]:
    """How far each partner covers a need on the day of the case, by the definition and by nothing else.

    A capability that is held counts with its declared weight and a fraction of each patent in its
    class, one at most; a broader one with the mean of its narrower ones, where that is more.
    """
    declared: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows("partner_capabilities", seed):
        key = (canonical(seed)[str(row["partner_id"])], str(row["capability_id"]))
        if is_known(row, ASKED):
            declared[key] = max(declared[key], float(str(row["weight"])))
    held = defaultdict(float, declared)
    classes: dict[object, list[str]] = defaultdict(list)
    for row in rows("patent_classes", seed):
        if is_known(row, ASKED):
            classes[row["patent_id"]].append(str(row["capability_id"]))
    for row in rows("patent_owners", seed) if patents else ():
        for each in classes[row["patent_id"]] if is_known(row, ASKED) else ():
            held[canonical(seed)[str(row["partner_id"])], each] += 1 / len(classes[row["patent_id"]])
    for key in without:
        held[key] = 0.0
    narrower: dict[object, list[str]] = defaultdict(list)
    for row in rows("capabilities", seed):
        narrower[row["broader_id"]].append(str(row["id"]))

    def level(partner: str, one: str) -> float:
        own, below = min(1.0, held.get((partner, one), 0.0)), narrower[one]
        return max(own, sum(level(partner, each) for each in below) / len(below)) if below else own

    return {partner: level(partner, capability) for partner in {partner for partner, _ in held}}


def ranked(levels: dict[str, float], seed: int = 7) -> list[str]:
    """Who is not A, of A's group, a partner of A already or unwanted by A, best first."""
    tops = group_tops(seed)
    barred = partners_of(CASE.a, ASKED, seed) | {one for one, top in tops.items() if top == CASE.a}
    barred |= {str(row["excluded_id"]) for row in rows("exclusions", seed)
               if row["partner_id"] == CASE.a and is_known(row, ASKED)}
    return sorted((one for one in levels if one not in barred), key=lambda one: (-levels[one], one))


# --- the same every time ---


def hashes(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def test_two_processes_with_other_hash_seeds_write_the_same_bytes(tmp_path: Path) -> None:
    for name in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", f"from ecosystem.demo import write; write({str(tmp_path / name)!r})"],
            check=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": name}, timeout=120,
        )  # fmt: skip
    assert hashes(tmp_path / "1") == hashes(tmp_path / "2")
    assert set(hashes(tmp_path / "1")) == {f"{name}.csv" for name in model.TABLES}


def test_another_seed_gives_another_ecosystem_with_the_same_case() -> None:
    assert not tables(8)["partners"].equals(tables()["partners"])
    here, there = (
        frame.loc[frame.id == CASE.b, ["name", "aliases", "country", "founded"]].to_numpy().tolist()
        for frame in (tables()["partners"], tables(8)["partners"])
    )
    assert here == there


def test_the_files_say_what_the_frames_say(tmp_path: Path) -> None:
    counts = demo.write(tmp_path)
    assert counts == {name: len(frame) for name, frame in tables().items()}
    needs = (tmp_path / "needs.csv").read_text(encoding="utf-8").splitlines()
    own = "id,strategy_id,capability_id,weight,must,horizon"
    assert needs[0] == f"{own},valid_from,valid_to,recorded_at,source,confidence"
    assert any(line.startswith(f"{CASE.need},{CASE.strategy},{CASE.capability},0.5,true,") for line in needs)
    partners = pd.read_csv(tmp_path / "partners.csv", dtype=str, keep_default_na=False)
    assert partners.loc[partners.id == CASE.a, "size"].item() == "38000"


# --- sound as data ---


def test_every_table_of_the_model_is_filled_in_its_columns_and_limits() -> None:
    assert list(tables()) == list(model.TABLES)
    for name, frame in tables().items():
        kind = model.table(name)
        assert list(frame.columns) == [column.name for column in model.all_columns(kind)]
        assert len(frame) > 0, name
        for column in model.all_columns(kind):
            cells = frame[column.name].dropna()
            if column.required:
                assert len(cells) == len(frame), (name, column.name)
            if column.type in (model.ColumnType.NUMBER, model.ColumnType.INTEGER):
                assert cells.between(column.minimum or 0, column.maximum or np.inf).all(), (name, column.name)
            elif column.type is model.ColumnType.BOOLEAN:
                assert set(cells) == {True, False}
            else:
                assert all(isinstance(cell, str) and cell == cell.strip() != "" for cell in cells), column.name
        keys = frame[list(model.row_key(kind))].fillna("")
        assert not keys.duplicated().any(), name


def test_every_reference_leads_to_a_row() -> None:
    ids = {kind.label: set(tables()[kind.table]["id"]) for kind in model.NODE_KINDS if not kind.is_statement}
    for name, frame in tables().items():
        for column, reference in model.references(model.table(name)):
            assert set(frame[column.name].dropna()) <= ids[reference.label], (name, column.name)


def test_every_row_says_that_it_is_illustrative() -> None:
    for name, frame in tables().items():
        assert frame["source"].str.startswith("illustrative demo").all(), name
    assert demo.ILLUSTRATIVE.startswith("Illustrative")
    assert tables()["partners"]["website"].dropna().str.endswith(".example").all()


def test_dates_exist_are_in_order_and_not_of_the_future() -> None:
    for name, frame in tables().items():
        # A horizon lies in the future: it is a plan.
        dated = [column.name for column in model.all_columns(model.table(name))
                 if column.type is model.ColumnType.DATE and column.name != "horizon"]
        for row in frame[dated].to_dict("records"):
            days = {str(key): last_day(cell) for key, cell in row.items() if cell}
            assert all(day <= LAST_DAY for day in days.values()), (name, row)
            assert days.get("valid_from", date.min) <= days.get("valid_to", date.max), (name, row)
            assert days.get("filed", date.min) <= days.get("granted", date.max), (name, row)
            # The second register may write down an old firm late; nobody knows a fact before it is true.
            assert days.get("valid_from", date.min) <= days.get("recorded_at", date.max), (name, row)


def test_some_facts_were_recorded_long_after_they_became_true() -> None:
    delays = [
        (last_day(str(row["recorded_at"])) - last_day(str(row["valid_from"]))).days
        for row in rows("traits") + rows("partner_capabilities")
        if row["recorded_at"]
    ]
    assert len(delays) > 500
    assert max(delays) > 150


def test_all_three_precisions_of_dates_occur() -> None:
    lengths = {len(str(cell)) for cell in tables()["partnerships"]["valid_from"]}
    assert lengths == {4, 7, 10}


def test_no_fact_is_older_than_its_organisation_or_younger_than_its_end() -> None:
    born = {str(row["id"]): last_day(str(row["valid_from"])) for row in rows("partners")}
    ended = {str(row["id"]): last_day(str(row["valid_to"])) for row in rows("partners") if row["valid_to"]}
    assert len(ended) == 5
    dated = ("partner_capabilities", "partner_channels", "partnership_members", "patent_owners", "traits", "risks")
    for name in dated:
        for row in rows(name):
            partner = str(row["partner_id"])
            assert born[partner] <= last_day(str(row["valid_from"])), (name, row)
            if partner in ended:
                assert row["valid_to"] and last_day(str(row["valid_to"])) <= ended[partner], (name, row)


def test_patents_of_an_organisation_that_ended_have_a_new_owner_the_day_after() -> None:
    ended = {str(row["id"]): last_day(str(row["valid_to"])) for row in rows("partners") if row["valid_to"]}
    owners = tables()["patent_owners"]
    left = owners[owners.partner_id.isin(list(ended))]
    assert len(left) > 0
    for row in left.itertuples():
        later = owners[(owners.patent_id == row.patent_id) & (owners.valid_from > row.valid_to)]
        assert len(later) == 1, row.patent_id


def test_hierarchies_have_no_cycles_and_three_levels_of_capabilities() -> None:
    broader = {str(row["id"]): row["broader_id"] for row in rows("capabilities")}

    def depth(node: object) -> int:
        return 1 + depth(broader[str(node)]) if broader[str(node)] else 1

    assert {depth(node) for node in broader} == {1, 2, 3}
    assert tables()["capabilities"]["name_zh"].notna().all()
    industries = {str(row["id"]): row["broader_id"] for row in rows("industries")}
    assert all(above is None or industries[str(above)] is None for above in industries.values())
    assert group_tops()["a-nev-thailand"] == CASE.a  # and no recursion without end for anybody


def test_citations_look_back_at_what_was_public() -> None:
    patents = {row["id"]: row for row in rows("patents")}
    for row in rows("citations"):
        citing, cited = patents[row["citing_id"]], patents[row["cited_id"]]
        assert citing["family_id"] != cited["family_id"]
        assert str(cited["recorded_at"]) <= str(citing["filed"])


def test_documents_of_a_family_share_their_classes() -> None:
    family = {row["id"]: row["family_id"] for row in rows("patents")}
    classes: dict[object, set[object]] = defaultdict(set)
    for row in rows("patent_classes"):
        classes[row["patent_id"]].add(row["capability_id"])
    shared: dict[object, set[frozenset[object]]] = defaultdict(set)
    for patent, held in classes.items():
        shared[family[patent]].add(frozenset(held))
    assert all(len(kinds) == 1 for kinds in shared.values())
    assert len(family) > 1.3 * len(shared)


def is_valid_lei(code: str) -> bool:
    return len(code) == 20 and int("".join(str(int(letter, 36)) for letter in code)) % 97 == 1


def test_leis_have_valid_check_digits_and_join_records_of_two_sources() -> None:
    leis = tables()["partners"]["lei"].dropna()
    assert len(leis) > 60
    assert all(is_valid_lei(code) and code.startswith("DEMO") for code in leis)
    joined = {record: one for record, one in canonical().items() if record != one}
    assert len(joined) == 14
    source = {str(row["id"]): row["source"] for row in rows("partners")}
    assert all(source[record] != source[one] for record, one in joined.items())
    used = set(tables()["patent_owners"]["partner_id"]) | set(tables()["partnership_members"]["partner_id"])
    assert len(used & set(joined)) >= 5, "second records have facts of their own"
    by_identifier = set(tables()["identifiers"].loc[tables()["identifiers"].scheme == "lei", "partner_id"])
    assert by_identifier & set(joined) and set(joined) - by_identifier


# --- plausible as a story ---


def test_counts_are_what_the_page_says() -> None:
    organisations = len(set(canonical().values()))
    assert 390 <= organisations <= 420
    assert 120 <= len(tables()["capabilities"]) <= 150
    assert 1000 <= len(tables()["partnerships"]) <= 1600
    assert 2000 <= len(tables()["patents"]) <= 3500
    assert 18 <= tables()["strategies"]["partner_id"].nunique() <= 24
    years = tables()["partnerships"]["valid_from"].str[:4]
    assert (years.min(), years.max()) == ("2012", "2026")
    assert years.nunique() == 15
    assert tables()["partnerships"]["kind"].nunique() >= 8


def test_nobody_is_its_own_partner_customer_or_parent() -> None:
    members: dict[object, list[str]] = defaultdict(list)
    for row in rows("partnership_members"):
        members[row["partnership_id"]].append(canonical()[str(row["partner_id"])])
    assert set(members) == set(tables()["partnerships"]["id"])
    for tied in members.values():
        assert len(tied) == len(set(tied)) >= 2
    assert all(canonical()[str(r["supplier_id"])] != canonical()[str(r["customer_id"])] for r in rows("supplies"))
    assert all(row["id"] != row["parent_id"] for row in rows("partners"))


def test_nobody_allies_with_its_own_group() -> None:
    tops = group_tops()
    groups: dict[object, list[str]] = defaultdict(list)
    for row in rows("partnership_members"):
        groups[row["partnership_id"]].append(tops[canonical()[str(row["partner_id"])]])
    assert all(len(tied) == len(set(tied)) for tied in groups.values())
    assert sum(one != top for one, top in tops.items()) >= 40


def test_suppliers_hold_what_they_supply() -> None:
    held = {(row["partner_id"], row["capability_id"]) for row in rows("partner_capabilities")}
    assert {(row["supplier_id"], row["capability_id"]) for row in rows("supplies")} <= held


def test_strategies_need_what_their_owner_lacks() -> None:
    owner = {row["id"]: row["partner_id"] for row in rows("strategies")}
    strong = {(row["partner_id"], row["capability_id"]) for row in rows("partner_capabilities")
              if float(str(row["weight"])) >= 0.75}  # fmt: skip
    later = {(CASE.a, CASE.capability)}
    for row in rows("needs"):
        assert (owner[row["strategy_id"]], row["capability_id"]) not in strong - later, row
    assert set(tables()["need_standards"]["need_id"]) == set(tables()["needs"]["id"])


def test_what_one_line_buys_leaves_something_to_earn() -> None:
    inputs = tables()["industry_inputs"].groupby("customer_industry_id")["coefficient"].sum()
    assert inputs.max() < 0.95


def test_names_are_in_english_and_chinese_and_nobody_shares_one() -> None:
    partners = tables()["partners"]
    first = partners[partners.source == "illustrative demo: company register"]
    assert first["name"].is_unique
    hanzi = "[\u4e00-\u9fff]"
    assert 60 < first["name"].str.contains(hanzi).sum() < 200
    assert (first["name"].str.contains(hanzi) | first["aliases"].str.contains(hanzi, na=False)).sum() > 230
    assert all(str(slug_of(one)) == one for one in first["id"])


def test_chinese_brands_are_spelled_in_pinyin_and_are_unique() -> None:
    brands = brands_of("CN")
    assert len({brand.slug for brand in brands}) == len(brands) > 100
    for brand in brands:
        assert "".join(lazy_pinyin(brand.native)).lower() == brand.latin.lower(), brand


def ties_until(day: date, names: list[str]) -> np.ndarray:
    """Who was ever tied to whom up to a day."""
    place = {name: row for row, name in enumerate(names)}
    members: dict[object, list[int]] = defaultdict(list)
    for row in rows("partnership_members"):
        if last_day(str(row["valid_from"])) <= day:
            members[row["partnership_id"]].append(place[canonical()[str(row["partner_id"])]])
    ties = np.zeros((len(names), len(names)), dtype=bool)
    for tied in members.values():
        ties[np.ix_(tied, tied)] = True
    np.fill_diagonal(ties, False)
    return ties


def test_the_past_says_something_of_new_partnerships_but_not_everything() -> None:
    names = sorted(set(canonical().values()))
    past, future = ties_until(date(2020, 12, 31), names), ties_until(LAST_DAY, names)
    pairs = np.triu_indices(len(names), 1)
    open_pairs = ~past[pairs]
    new = future[pairs][open_pairs]
    assert new.sum() > 300
    degree = past.sum(axis=1)
    country = tables()["partners"].set_index("id")["country"].reindex(names).to_numpy()
    scores = {
        "common neighbours": past.astype(float) @ past,
        "popularity": np.outer(degree, degree),
        "same country": country[:, None] == country[None, :],
    }
    for name, score in scores.items():
        quality = roc_auc_score(new, np.asarray(score, dtype=float)[pairs][open_pairs])
        assert 0.54 < quality < 0.9, name
    assert degree.max() > 4 * np.median(degree[degree > 0]), "a few have very many partners"


# --- the case ---


def partnership(name: str) -> tuple[dict[str, object], set[str]]:
    row = next(row for row in rows("partnerships") if row["id"] == name)
    return row, {str(one["partner_id"]) for one in rows("partnership_members") if one["partnership_id"] == name}


def days_of_the_case() -> Iterator[tuple[str, str, str | None]]:
    yield CASE.pilot, CASE.pilot_from, CASE.pilot_to
    yield CASE.alliance, CASE.alliance_from, CASE.alliance_to
    yield CASE.licence, CASE.licence_from, None


def test_the_case_runs_from_pilot_over_alliance_to_licence_without_a_gap() -> None:
    kinds = []
    for name, since, until in days_of_the_case():
        row, members = partnership(name)
        assert members == {CASE.a, CASE.b}
        assert (row["valid_from"], row["valid_to"], row["recorded_at"]) == (since, until, since)
        kinds.append(row["kind"])
    assert kinds == ["pilot", "technology_alliance", "licence"]
    assert date.fromisoformat(CASE.pilot_to).toordinal() + 1 == date.fromisoformat(CASE.alliance_from).toordinal()
    assert date.fromisoformat(CASE.alliance_to).toordinal() + 1 == date.fromisoformat(CASE.licence_from).toordinal()
    assert {CASE.a, CASE.b} < partnership(CASE.third_parties)[1]
    assert {
        row["valid_from"] for row in rows("programme_members")
        if (row["programme_id"], row["partner_id"]) == (CASE.programme, CASE.b)
    } == {CASE.licence_from}  # fmt: skip


@pytest.mark.parametrize("seed", [7, 8, 42])
def test_a_and_b_have_nothing_together_on_the_day_of_the_question_but_know_the_same_firms(seed: int) -> None:
    assert CASE.b not in partners_of(CASE.a, ASKED, seed)
    assert partners_of(CASE.a, ASKED, seed) & partners_of(CASE.b, ASKED, seed) >= {"xinji", "zhexu"}
    assert CASE.b in partners_of(CASE.a, date.fromisoformat(CASE.pilot_from), seed)
    assert CASE.b in partners_of(CASE.a, LAST_DAY, seed)


def test_a_wants_three_things_with_measurable_standards() -> None:
    needs = {row["id"]: row for row in rows("needs") if row["strategy_id"] == CASE.strategy}
    assert set(needs) == {CASE.need, CASE.compliance_need, CASE.supply_need}
    assert needs[CASE.need]["capability_id"] == CASE.capability
    assert needs[CASE.need]["must"] is True and needs[CASE.need]["weight"] == 0.5
    assert all(is_known(row, ASKED) for row in needs.values())
    measures = defaultdict(set)
    for row in rows("need_standards"):
        measures[row["need_id"]].add(row["measure"])
    assert "algorithm iteration cycle" in measures[CASE.need]
    assert "scope of certification" in measures[CASE.compliance_need]
    parts = {str(row["id"]) for row in rows("capabilities") if row["broader_id"] == CASE.capability}
    assert parts == set(CASE.parts) and CASE.multimodal in parts


def test_both_look_five_years_ahead_and_dare() -> None:
    for partner in (CASE.a, CASE.b):
        told = {row["measure"]: row["value"] for row in rows("traits")
                if row["partner_id"] == partner and is_known(row, ASKED)}  # fmt: skip
        assert told["strategy_horizon_years"] == "5"
        assert (told["risk_appetite"], told["culture"]) == ("aggressive", "wolf")


@pytest.mark.parametrize("seed", [7, 1, 2, 8, 42])
@pytest.mark.parametrize("patents", [True, False])
def test_b_is_among_the_first_five_for_what_it_can_do_and_falls_out_without_multimodal(
    seed: int, patents: bool
) -> None:
    levels = coverage(CASE.capability, seed=seed, patents=patents)
    first = ranked(levels, seed)
    assert first.index(CASE.b) < 5
    assert levels[first[4]] > 0.4, "others hold parts of it too"
    without = coverage(
        CASE.capability, seed=seed, patents=patents, without={(CASE.b, CASE.multimodal)}
    )
    assert ranked(without, seed).index(CASE.b) >= 5


def test_many_patents_alone_do_not_cover_the_need() -> None:
    levels = coverage(CASE.capability)
    owned = tables()["patent_owners"]["partner_id"].map(canonical()).value_counts()
    richer = [one for one in owned.index if owned[one] > owned[CASE.b]]
    assert {"granvex", "haneulgil", "falkental"} <= set(richer)
    assert all(levels[one] < levels[CASE.b] for one in richer)


def test_others_cover_the_other_needs_of_a() -> None:
    capability = {row["id"]: str(row["capability_id"]) for row in rows("needs")}
    certifiers = coverage(capability[CASE.compliance_need])
    suppliers = coverage(capability[CASE.supply_need])
    assert ranked(certifiers)[0] == "hallbrunn" and certifiers["hallbrunn"] > 0.7
    assert {"nusantrim", "siamphat"} <= set(ranked(suppliers)[:12])
    assert certifiers.get(CASE.b, 0) == suppliers.get(CASE.b, 0) == 0


# --- at scale ---


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    demo.generate_scale(folder, partners=20_000, capabilities=1_000, per_partner=20)
    return folder


def read(folder: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        connection.execute("SET file_search_path = ?", [str(folder)])
        return connection.execute(query).fetchall()


def test_the_large_ecosystem_is_the_same_bytes_each_time(large: Path, tmp_path: Path) -> None:
    counts = demo.generate_scale(tmp_path, partners=20_000, capabilities=1_000, per_partner=20)
    assert hashes(tmp_path) == hashes(large)
    for table, count in counts.items():
        assert read(large, f"SELECT count(*) FROM '{table}.parquet'") == [(count,)]


def test_the_large_ecosystem_keeps_the_exchange_format(large: Path) -> None:
    for file in large.iterdir():
        kind = model.table(file.stem)
        columns = [str(row[0]) for row in read(large, f"DESCRIBE SELECT * FROM '{file.name}'")]
        assert set(columns) <= {column.name for column in model.all_columns(kind)}
        assert {column.name for column in kind.columns if column.required} <= set(columns)
        key = ", ".join(name for name in model.row_key(kind) if name in columns)
        assert read(large, f"SELECT {key} FROM '{file.name}' GROUP BY ALL HAVING count(*) > 1 LIMIT 1") == []
        for column, reference in model.references(kind):
            target = model.NODE_BY_LABEL[reference.label].table
            assert column.name not in columns or read(
                large, f"SELECT {column.name} FROM '{file.name}' WHERE {column.name} NOT IN "
                f"(SELECT id FROM '{target}.parquet') LIMIT 1"
            ) == [], (file.stem, column.name)  # fmt: skip


def test_profiles_at_scale_meet_their_mean_have_a_tail_and_cluster(large: Path) -> None:
    degrees = np.array(
        [row[0] for row in read(large, "SELECT count(*) FROM 'partner_capabilities.parquet' GROUP BY partner_id")]
    )
    assert len(degrees) == 20_000
    assert degrees.mean() == pytest.approx(20, rel=0.02)
    assert np.median(degrees) < 0.8 * degrees.mean() and degrees.max() > 5 * degrees.mean()
    popular = np.array(
        [row[0] for row in read(large, """SELECT count(*) AS held FROM 'partner_capabilities.parquet'
                                          GROUP BY capability_id ORDER BY held DESC""")]
    )  # fmt: skip
    assert popular[0] > 5 * np.median(popular)
    # Partners share more than two that were picked at random.
    shared = """SELECT avg(n) FROM (SELECT a.key, count(b.capability_id) AS n FROM
        (SELECT p.key, c.capability_id, p.other FROM pairs p JOIN 'partner_capabilities.parquet' c
            ON c.partner_id = p.one) a
        LEFT JOIN 'partner_capabilities.parquet' b ON b.partner_id = a.other AND b.capability_id = a.capability_id
        GROUP BY a.key)"""
    tied = """WITH pairs AS (SELECT partnership_id AS key, min(partner_id) AS one, max(partner_id) AS other
        FROM 'partnership_members.parquet' WHERE partnership_id < 't00004000' GROUP BY 1) """
    apart = """WITH pairs AS (SELECT i AS key, format('s{:07d}', i) AS one,
        format('s{:07d}', (i * 7919 + 1) % 20000) AS other FROM range(4000) AS r(i)) """
    (together,), (random,) = read(large, tied + shared)[0], read(large, apart + shared)[0]
    assert float(str(together)) > 1.5 * float(str(random))


def test_partnerships_at_scale_join_two_and_have_a_tail(large: Path) -> None:
    members = """SELECT count(*), min(partner_id) = max(partner_id) FROM 'partnership_members.parquet'
        GROUP BY partnership_id"""
    assert set(read(large, members)) == {(2, False)}
    degrees = [
        int(str(row[0]))
        for row in read(large, "SELECT count(*) FROM 'partnership_members.parquet' GROUP BY partner_id")
    ]
    assert max(degrees) > 8 * np.median(degrees)


def test_names_at_scale_are_in_two_languages_and_unique(large: Path) -> None:
    everything = read(large, "SELECT count(*), count(DISTINCT name), count(aliases) FROM 'partners.parquet'")
    assert everything[0][0] == everything[0][1]
    assert 0.3 * 20_000 < int(str(everything[0][2])) < 0.6 * 20_000
    chinese = read(large, "SELECT count(*) FROM 'partners.parquet' WHERE name LIKE '%有限公司' AND country = 'CN'")
    assert 0.3 * 20_000 < int(str(chinese[0][0])) < 0.4 * 20_000


def test_scale_writes_csv_as_well_and_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    counts = demo.generate_scale(tmp_path, partners=200, capabilities=60, per_partner=5, format="csv")
    assert len((tmp_path / "partners.csv").read_text(encoding="utf-8").splitlines()) == counts["partners"] + 1
    with pytest.raises(InvalidParameter, match="'parquet' or 'csv'"):
        demo.generate_scale(tmp_path, format="xlsx")
    with pytest.raises(InvalidParameter, match="at least 10 partners"):
        demo.generate_scale(tmp_path, partners=3)


# --- through the facade ---


@cache
def candidates_for_the_need(*, multimodal: bool) -> list[tuple[str, float]]:
    frames = dict(tables())
    if not multimodal:
        owned = set(frames["patent_owners"].query("partner_id == @CASE.b")["patent_id"])
        held, classes = frames["partner_capabilities"], frames["patent_classes"]
        frames["partner_capabilities"] = held[
            ~((held.partner_id == CASE.b) & (held.capability_id == CASE.multimodal))
        ]
        frames["patent_classes"] = classes[
            ~(classes.patent_id.isin(owned) & (classes.capability_id == CASE.multimodal))
        ]
    with Ecosystem("memory:") as eco:
        report = eco.import_frames(frames)
        assert sum(report.rejected.values()) == 0
        answer = eco.candidates(CASE.a, scorer="complementarity", need=CASE.need, as_of=CASE.asked_on)
        return [(item.partner.id, item.score) for item in answer.items]


def test_the_product_finds_b_with_the_score_of_the_definition() -> None:
    found = candidates_for_the_need(multimodal=True)
    levels = coverage(CASE.capability)
    assert CASE.b in [partner for partner, _ in found[:5]]
    # The snapshot keeps weights with seven digits.
    assert [score for _, score in found] == pytest.approx([levels[partner] for partner, _ in found], abs=1e-6)
    assert [score for _, score in found] == pytest.approx(
        [levels[partner] for partner in ranked(levels)[: len(found)]], abs=1e-6
    )


def test_the_rival_of_a_is_left_out_and_a_veto_that_ran_out_is_not() -> None:
    of_a = [row for row in rows("exclusions") if row["partner_id"] == CASE.a]
    stated = {str(row["excluded_id"]): is_known(row, ASKED) for row in of_a}
    assert stated == {"chiyu": True, "norteza": True, "granvex": False}
    found = [partner for partner, _ in candidates_for_the_need(multimodal=True)]
    assert "chiyu" not in found and "chiyu" in sorted(
        coverage(CASE.capability), key=lambda one: -coverage(CASE.capability)[one])[:5]


def test_the_product_loses_b_with_its_multimodal_capability() -> None:
    assert CASE.b not in [partner for partner, _ in candidates_for_the_need(multimodal=False)[:5]]
