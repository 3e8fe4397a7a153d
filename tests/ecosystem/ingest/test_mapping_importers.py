"""What the named importers take apart, on ecosystems small enough to do it by hand."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from ecosystem.errors import ImportRejected, InvalidMapping
from ecosystem.ingest.importers import Document, Inputs, cncf_landscape, epoch_ai_models, nuclear_patents
from ecosystem.ingest.mapping import load_mapping
from tests.ecosystem.ingest.mapped import mapped


def given(rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
          documents: Mapping[str, Sequence[Document]] | None = None) -> Inputs:
    return Inputs(lambda name: (rows or {}).get(name, []), lambda name: (documents or {}).get(name, []))


def cells(rows: Sequence[Mapping[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(row[name] for name in names) for row in rows), key=str)


# --- Epoch AI ------------------------------------------------------------------------------------
def model(name: str, organisations: str, **more: str | None) -> dict[str, Any]:
    row = dict.fromkeys(["Domain", "Organization categorization", "Publication date", "Training hardware",
                         "Model accessibility", "Last modified", "Country (from Organization)", "Base model",
                         "Training cloud compute vendor"])
    named = {"kinds": "Organization categorization", "countries": "Country (from Organization)",
             "base": "Base model", "hardware": "Training hardware", "cloud": "Training cloud compute vendor",
             "date": "Publication date"}
    return {**row, "Model": name, "Organization": organisations or None, "_file": "m.csv", "_line": 2,
            **{named[key]: value for key, value in more.items()}}


def epoch(*rows: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return epoch_ai_models.relations(given({"models": rows}))


@pytest.mark.parametrize(("cell", "names"), [
    ("A,B", ["A", "B"]),
    ("SambaNova Systems, Inc,Adobe", ["SambaNova Systems, Inc", "Adobe"]),
    ("NERSC, Lawrence Berkeley National Laboratory", ["NERSC, Lawrence Berkeley National Laboratory"]),
    ("A,Inc", ["A, Inc"]),
    ("Inception,Co-op", ["Inception", "Co-op"]),
    ("Institute of Technology\nDelhi ,B", ["Institute of Technology Delhi", "B"]),
    (",A,,", ["A"]),
    ("", []),
])
def test_a_comma_inside_a_name_does_not_cut_it(cell: str, names: list[str]) -> None:
    assert epoch_ai_models.parts(cell) == names


@pytest.mark.parametrize(("name", "label", "first_alias"), [
    ("Carnegie Mellon University (CMU)", "Carnegie Mellon University", "CMU"),
    ("University of Montreal / Université de Montréal", "University of Montreal", "Université de Montréal"),
    ("Mila - Quebec AI (originally Montreal Institute for Learning Algorithms)", "Mila - Quebec AI",
     "Montreal Institute for Learning Algorithms"),
    ("KE Holdings Inc. (“Beike”)", "KE Holdings Inc.", "Beike"),
    ("University of California (UC) Berkeley", "University of California Berkeley", "UC Berkeley"),
    ("Northeastern University (China)", "Northeastern University (China)", None),
    ("The Mount Sinai Hospital (New York)", "The Mount Sinai Hospital (New York)", None),
    ("Geely Automobile Research Institute (Ningbo) Company",
     "Geely Automobile Research Institute (Ningbo) Company", None),
])
def test_what_stands_in_brackets_is_an_alias_unless_it_is_a_place(name: str, label: str,
                                                                 first_alias: str | None) -> None:
    found, aliases = epoch_ai_models.label_and_aliases(name, ["China"])
    assert (found, aliases[0] if aliases else None) == (label, first_alias)
    assert not aliases or aliases[-1] == name


def test_a_country_is_told_only_by_lists_of_one_length() -> None:
    found = epoch(
        model("one", "A,B", kinds="Industry,Academia", countries="France,Japan"),
        model("two", "C,D", kinds="Industry,Academia", countries="France,Japan,Japan"),
        # Three countries for three organisations, but the shorter categories say that lists were cut.
        model("three", "E,F,G", kinds="Industry,Academia", countries="Multinational,France,Japan"))
    assert cells(found["organisations"], "organisation", "country", "kind") == [
        ("A", "France", "Industry"), ("B", "Japan", "Academia"), ("C", None, None), ("D", None, None),
        ("E", None, None), ("F", None, None), ("G", None, None)]


def test_an_organisation_of_two_countries_has_none_and_says_which() -> None:
    found = epoch(model("one", "A", kinds="Industry", countries="Multinational,Canada"))
    assert cells(found["organisations"], "country", "kind", "countries_written") == [
        (None, "Industry", "Multinational,Canada")]


def test_an_organisation_that_rows_place_in_two_countries_has_none() -> None:
    found = epoch(model("one", "A", kinds="Industry", countries="France"),
                  model("two", "A", kinds="Industry", countries="Japan"))
    assert cells(found["organisations"], "organisation", "country") == [("A", None)]


def test_two_models_of_one_name_are_two_and_a_name_in_a_list_twice_is_one() -> None:
    found = epoch(model("M", "A,B"), model("M", "A,A,C"))
    assert cells(found["developments"], "model", "organisation", "members") == [
        ("M #2", "A", "2"), ("M #2", "C", "2"), ("M", "A", "2"), ("M", "B", "2")]


def test_the_owner_of_a_base_model_supplies_whoever_builds_on_it() -> None:
    found = epoch(model("Llama-70B", "Meta"), model("Vision", "V"),
                  model("Tuned", "A,Meta", base="Llama-70B,Vision", date="2024-05-01"))
    assert cells(found["supplies"], "supplier", "customer", "supply", "thing", "supplied") == [
        ("Meta", "A", "base model", "Llama-70B", "2024-05-01"),
        ("V", "A", "base model", "Vision", "2024-05-01"), ("V", "Meta", "base model", "Vision", "2024-05-01")]


def test_a_base_model_of_another_size_is_known_by_its_family_if_one_owner_has_it() -> None:
    found = epoch(model("Llama-70B", "Meta"), model("Open-1B", "P"), model("Open-9B", "Q"),
                  model("x", "A", base="Llama-7B"), model("y", "A", base="Open-7B"), model("z", "A", base="Unheard"))
    assert cells(found["supplies"], "supplier", "customer", "thing") == [("Meta", "A", "Llama-7B")]


def test_makers_of_hardware_and_sellers_of_computing_supply_and_are_organisations() -> None:
    found = epoch(model("x", "A,Google", hardware="AMD MI250X,Google TPU v4,Abacus", cloud="AWS"))
    assert cells(found["supplies"], "supplier", "customer", "supply") == [
        ("AMD", "A", "training hardware"), ("AMD", "Google", "training hardware"),
        ("Amazon Web Services", "A", "cloud computing"), ("Amazon Web Services", "Google", "cloud computing"),
        ("Google", "A", "training hardware")]
    assert {row["organisation"] for row in found["organisations"]} == {"A", "Google", "AMD", "Amazon Web Services"}


def test_a_model_without_a_name_or_without_an_organisation_says_nothing() -> None:
    found = epoch({**model("x", "A"), "Model": None}, model("y", ""))
    assert found == {"organisations": [], "developments": [], "supplies": []}


PUMPS = [" " * 50_000, "(" * 50_000, "-" * 50_000 + "1", "A " * 25_000 + "(", "a (" * 16_000, ", " * 25_000,
         "1B" * 25_000, " (member" * 6_000, "/ " * 25_000, "Inc." * 12_000]


@pytest.mark.parametrize("pump", PUMPS, ids=range(len(PUMPS)))
def test_no_name_is_so_odd_that_it_takes_long(pump: str) -> None:
    item = cncf_landscape.Item(("A", "A"), pump, "", "l.yml", 1)
    for work in (epoch_ai_models.parts, epoch_ai_models.label_and_aliases, epoch_ai_models.family,
                 cncf_landscape.key, cncf_landscape.address, lambda _: item.plain):
        begun = time.process_time()
        work(pump)
        assert time.process_time() - begun < 0.5


# --- the landscape -------------------------------------------------------------------------------
def seen(item: str, place: str, first: str, last: str, address: str = "acme", **more: str | None) -> dict[str, Any]:
    category, subcategory = place.split("/")
    url = f"https://www.crunchbase.com/organization/{address}" if address else None
    return {"category": category, "subcategory": subcategory, "item": item, "crunchbase_url": url,
            "first_seen": first, "last_seen": last, "joined": None, "cncf_project_level": None, "accepted": None,
            "homepage": None, "_file": "h.csv", "_line": 2, **more}


def landscape(*items: tuple[str, str, dict[str, Any]]) -> Document:
    """A landscape file of (place, name, more)."""
    places: dict[str, dict[str, list[tuple[str, dict[str, Any]]]]] = {}
    for place, name, more in items:
        category, subcategory = place.split("/")
        places.setdefault(category, {}).setdefault(subcategory, []).append((name, more))
    text = "landscape:\n"
    for category, below in places.items():
        text += f"  - category:\n    name: {category}\n    subcategories:\n"
        for subcategory, listed in below.items():
            text += f"      - subcategory:\n        name: {subcategory}\n        items:\n"
            for name, more in listed:
                text += f"          - item:\n            name: {name}\n"
                text += "".join(f"            {key}: {json.dumps(value)}\n" for key, value in more.items())
    return Document("landscape.yml", text)


ACME = {"crunchbase": "https://www.crunchbase.com/organization/acme"}
CNCF = {"crunchbase": "https://www.crunchbase.com/organization/cloud-native-computing-foundation"}


def cncf(document: Document, *history: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return cncf_landscape.relations(given({"history": history}, {"landscape": [document]}))


OFFER = ("organisation", "category", "subcategory", "recorded", "ended")


def test_an_item_that_moves_is_no_new_capability() -> None:
    found = cncf(landscape(("New/Place", "Tool", ACME), ("Old/Place", "Other", ACME)),
                 seen("Tool", "Old/Place", "2019-01-01", "2019-07-01"),
                 seen("Tool", "New/Place", "2020-01-01", "2020-01-01"),
                 seen("Other", "Old/Place", "2020-01-01", "2020-01-01"))
    assert cells(found["offers"], *OFFER) == [
        ("acme", "New", "Place", "2019-01-01", None), ("acme", "Old", "Place", "2020-01-01", None)]


def test_an_item_at_two_places_at_once_has_two_capabilities() -> None:
    found = cncf(landscape(("A/A", "Tool", ACME), ("B/B", "Tool", ACME)),
                 seen("Tool", "A/A", "2019-01-01", "2020-01-01"), seen("Tool", "B/B", "2020-01-01", "2020-01-01"))
    assert cells(found["offers"], *OFFER) == [
        ("acme", "A", "A", "2019-01-01", None), ("acme", "B", "B", "2020-01-01", None)]


def test_an_item_that_comes_back_years_later_has_not_moved() -> None:
    found = cncf(landscape(("B/B", "Tool", ACME)),
                 seen("Tool", "A/A", "2018-07-01", "2018-07-01"), seen("x", "C/C", "2019-01-01", "2019-01-01"),
                 seen("Tool", "B/B", "2019-07-01", "2019-07-01"))
    assert ("acme", "A", "A", "2018-07-01", "2018-07-01") in cells(found["offers"], *OFFER)
    assert ("acme", "B", "B", "2019-07-01", None) in cells(found["offers"], *OFFER)


def test_an_item_that_is_gone_has_an_end() -> None:
    found = cncf(landscape(("A/A", "Other", ACME)), seen("Tool", "B/B", "2018-07-01", "2019-01-01"))
    assert ("acme", "B", "B", "2018-07-01", "2019-01-01") in cells(found["offers"], *OFFER)


def test_a_subcategory_that_gets_another_name_is_the_same_one() -> None:
    found = cncf(landscape(("A/New", "One", ACME), ("A/New", "Two", ACME)),
                 seen("One", "A/Old", "2018-07-01", "2019-01-01"), seen("Two", "A/Old", "2018-07-01", "2019-01-01"),
                 seen("Gone", "A/Old", "2018-07-01", "2018-07-01", "umbrella"),
                 seen("One", "A/New", "2019-07-01", "2019-07-01"), seen("Two", "A/New", "2019-07-01", "2019-07-01"))
    assert cells(found["offers"], *OFFER) == [
        ("acme", "A", "New", "2018-07-01", None), ("umbrella", "A", "New", "2018-07-01", "2018-07-01")]


def test_a_subcategory_that_was_split_keeps_its_name() -> None:
    history = [cncf_landscape._seen(row) for row in (
        seen("One", "A/Old", "2018-07-01", "2019-01-01"), seen("Two", "A/Old", "2018-07-01", "2019-01-01"),
        seen("One", "A/X", "2019-07-01", "2019-07-01"), seen("Two", "A/Y", "2019-07-01", "2019-07-01"))]
    assert cncf_landscape.renamings(history, [("A", "X"), ("A", "Y")]) == {}


def test_names_that_follow_each_other_lead_to_the_last() -> None:
    history = [cncf_landscape._seen(row) for row in (
        seen("One", "A/First", "2018-07-01", "2018-07-01"), seen("One", "A/Second", "2019-01-01", "2019-01-01"),
        seen("One", "A/Third", "2019-07-01", "2019-07-01"))]
    assert cncf_landscape.renamings(history, [("A", "Third")]) == {
        ("A", "First"): ("A", "Third"), ("A", "Second"): ("A", "Third")}


def test_a_product_does_not_become_a_membership_of_the_same_name() -> None:
    found = cncf(landscape(("CNCF Members/Silver", "Tool (member)", ACME), ("A/A", "x", ACME)),
                 seen("Tool", "B/B", "2018-07-01", "2018-07-01"),
                 seen("Tool (member)", "CNCF Members/Silver", "2019-01-01", "2019-01-01"))
    assert ("acme", "B", "B", "2018-07-01", "2018-07-01") in cells(found["offers"], *OFFER)


def test_projects_of_a_foundation_are_not_its_own_products() -> None:
    found = cncf(landscape(("A/A", "Kube", {**CNCF, "project": "sandbox", "extra": {"accepted": "2020-05-01"}}),
                           ("B/B", "Proxy", CNCF), ("B/B", "Proxy (Wasm)", CNCF), ("A/A", "C", {}), ("A/A", "C++", {})))
    assert cells(found["offers"], "organisation", "subcategory") == [
        ("item:c", "A"), ("item:c++", "A"), ("item:kube", "A"), ("item:proxy", "B")]
    assert cells(found["organisations"], "organisation", "kind", "foundation") == [
        ("cloud-native-computing-foundation", "foundation", None), ("item:c", "project", None),
        ("item:c++", "project", None), ("item:kube", "project", "cloud-native-computing-foundation"),
        ("item:proxy", "project", "cloud-native-computing-foundation")]


def test_a_membership_is_dated_by_the_day_it_says_and_else_by_the_first_sight() -> None:
    found = cncf(landscape(("CNCF Members/Gold", "Acme (member)", {**ACME, "joined": "2017-05-01"})),
                 seen("Acme (member)", "CNCF Members/Silver", "2020-01-01", "2025-01-01"),
                 seen("Gone (member)", "CNCF Members/Silver", "2020-01-01", "2021-07-01", "gone"))
    assert cells(found["memberships"], "organisation", "tier", "joined", "recorded", "ended") == [
        ("acme", "Gold", "2017-05-01", "2020-01-01", None), ("gone", "Silver", None, "2020-01-01", "2021-07-01")]


def test_an_organisation_is_called_as_its_membership_says() -> None:
    found = cncf(landscape(("A/A", "Tool", ACME),
                           ("Special/Kubernetes Certified Service Provider", "Acme NL (KCSP)", ACME),
                           ("CNCF Members/Gold", "Acme, Inc. (member)", ACME),
                           ("A/A", "Thing", {"crunchbase": "https://www.crunchbase.com/organization/red-hat"})))
    assert cells(found["organisations"], "organisation", "name", "aliases") == [
        ("acme", "Acme, Inc.", "Acme NL;Acme"), ("red-hat", "Red Hat", None)]
    assert cells(found["listings"], "organisation", "subcategory") == [
        ("acme", "Kubernetes Certified Service Provider")]


def test_a_project_goes_through_its_stages() -> None:
    more = {**CNCF, "project": "graduated",
            "extra": {"accepted": "2018-01-29", "incubating": "2018-09-25", "graduated": "2020-10-07"}}
    found = cncf(landscape(("A/A", "Rook", more),
                           ("A/A", "Direct", {**CNCF, "project": "incubating",
                                              "extra": {"accepted": "2020-03-26", "incubating": "2020-03-26"}})))
    assert cells(found["projects"], "organisation", "stage", "begun", "until") == [
        ("item:direct", "incubating", "2020-03-26", None), ("item:rook", "graduated", "2020-10-07", None),
        ("item:rook", "incubating", "2018-09-25", "2020-10-06"), ("item:rook", "sandbox", "2018-01-29", "2018-09-24")]


def test_a_second_path_is_a_second_place() -> None:
    found = cncf(landscape(("A/A", "Tool", {**ACME, "second_path": ["B / Bees & bugs", "B / Nowhere", "nonsense"]}),
                           ("B/Bee and bugs", "x", {}), ("B/Bees and bugs", "y", {})))
    assert [row for row in cells(found["offers"], *OFFER) if row[0] == "acme"] == [
        ("acme", "A", "A", None, None), ("acme", "B", "Bees and bugs", None, None)]


@pytest.mark.parametrize("text", [
    "landscape:\n", "landscape: []\n", "other: 1\n", "landscape:\n  - category:\n    subcategories:\n      - items:\n",
    "landscape:\n  - category:\n    name: A\n    subcategories:\n"
    "      - subcategory:\n        name: B\n        items:\n"])
def test_empty_keys_of_a_landscape_are_no_items(text: str) -> None:
    assert list(cncf_landscape.landscape_items(Document("l.yml", text))) == []


def test_a_landscape_with_anchors_is_refused() -> None:
    with pytest.raises(InvalidMapping, match=r"l\.yml, line 1: anchors"):
        list(cncf_landscape.landscape_items(Document("l.yml", "landscape: &x [*x]\n")))


# --- patents -------------------------------------------------------------------------------------
def patent(number: str, application: str, codes: Sequence[str] = (), cites: Sequence[str] = (),
           cited_by: Sequence[str] = ()) -> dict[str, Any]:
    return {"patent_number": number, "patent_title": f"T{number}", "patent_date": "2020-01-07",
            "applications": [{"app_number": application, "app_date": "2018-02-03"}],
            "cited_patents": [{"cited_patent_number": each} for each in cites] or [{"cited_patent_number": None}],
            "citedby_patents": [{"citedby_patent_number": each} for each in cited_by],
            "cpcs": [{"cpc_subgroup_id": code, "cpc_group_id": code[:4], "cpc_group_title": "Class  title",
                      "cpc_subgroup_title": "Group title"} for code in codes] + [
                         {"cpc_subgroup_id": None, "cpc_group_id": None}]}


def nuclear(*patents: dict[str, Any], applications: Sequence[str] = ()) -> dict[str, list[dict[str, Any]]]:
    rows = [{"application_id": each, "cpc_group": "G21B1/00",
             "cpc_subclass": "G21B", "_file": "a.csv", "_line": 2} for each in applications]
    return nuclear_patents.relations(given(
        {"applications": rows}, {"registrations": [Document("r.json", json.dumps({"patents": list(patents)}))]}))


def test_a_grant_joins_its_application_or_stands_alone() -> None:
    found = nuclear(patent("1", "A1"), patent("2", "A2"), patent("1", "A1"), applications=["A1", "A1", "A3"])
    assert cells(found["grants"], "application_id", "patent_number", "granted") == [("A1", "1", "2020-01-07")]
    assert cells(found["other_grants"], "application_id", "filed") == [("A2", "2018-02-03")]


def test_a_class_is_public_with_its_grant_and_named_where_a_grant_names_it() -> None:
    found = nuclear(patent("1", "A1", ["G21B1/05", "G21B1/05", "H05H1/14"]), patent("2", "A2", ["A61K51/04"]),
                    applications=["A1"])
    assert cells(found["grant_classes"], "application_id", "cpc_group", "published_date") == [
        ("A1", "G21B1/05", "2020-01-07"), ("A1", "H05H1/14", "2020-01-07"), ("A2", "A61K51/04", "2020-01-07")]
    assert cells(found["codes"], "cpc_group", "group_name", "cpc_subclass", "subclass_name") == [
        ("A61K51/04", "A61K51/04 Group title", "A61K", "A61K Class title"),
        ("G21B1/00", "G21B1/00", "G21B", "G21B Class title"),
        ("G21B1/05", "G21B1/05 Group title", "G21B", "G21B Class title"),
        ("H05H1/14", "H05H1/14 Group title", "H05H", "H05H Class title")]


def test_a_citation_counts_once_and_only_between_known_patents() -> None:
    found = nuclear(patent("1", "A1", cites=["2", "99", "1"]), patent("2", "A2", cited_by=["1", "3"]),
                    patent("3", "A3"))
    assert cells(found["citations"], "citing", "cited") == [("A1", "A2"), ("A3", "A2")]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"patents": [{}]}', '{"patents": 1}', "[" * 200_000, "\x00"])
def test_a_file_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(ImportRejected, match=r"r\.json is not a file of registrations"):
        list(nuclear_patents.grants_of(Document("r.json", text)))


def test_the_cordis_mapping_runs_on_the_smallest_files_of_its_kind(tmp_path: Path) -> None:
    row = ("rcn,role,pic,type,contribution,country,start_date,end_date,max_contribution,total_cost\n"
           "1,partner,9,PRC,NA,NA,NA,NA,NA,NA\n1,coordinator,8,HES,5,UK,2015-02-01,2016-01-31,9,9\n")
    files = {"h2020.csv": row, "programme_parts.csv": "rcn,programme_part\n1,SC1\n"}
    found = mapped(load_mapping("cordis-h2020"), files, tmp_path)
    assert [row.get("country") for row in found["partners"]] == [None, "GB"]
    assert {row["capability_id"] for row in found["partner_capabilities"]} == {"cordis:area:sc1"}
