"""Industries, value chains, manufacturing clusters and policies."""

import pandas as pd
import pytest

JINCHANG = "620300"
EXTRACTION = {"B", "06", "07", "08", "09", "10", "11", "12"}
PROCESSING = {"25", "26", "30", "31", "32"}
# Support activities of mining and repair of metal products and machines are services by the rule of the bureau,
# and so are the support activities of agriculture; the rest of sections A to E belongs to its section's sector.
SERVICES_INSIDE_OTHER_SECTIONS = {"05", "11", "43"}
# International organisations: no flag puts them in a sector.
WITHOUT_SECTOR = {"T", "97"}


@pytest.fixture(scope="session")
def industries(table):
    return table("industries").set_index("code")


@pytest.fixture(scope="session")
def links(table):
    return table("value_chain_links")


@pytest.fixture(scope="session")
def clusters(table):
    return table("clusters").set_index("cluster_id")


@pytest.fixture(scope="session")
def hosts(table):
    return table("cluster_hosts")


@pytest.fixture(scope="session")
def treated(table):
    return table("policy_event_places")


def words(column: pd.Series) -> set[str]:
    """Every entry of a column of lists joined by semicolons."""
    return set(column.dropna().str.split(";").explode())


def flagged(industries: pd.DataFrame, flag: str) -> set[str]:
    return set(industries.index[industries[flag] == "1"])


def test_there_are_20_sections_and_97_divisions(industries):
    """I1"""
    assert industries["level"].value_counts().to_dict() == {"section": 20, "division": 97}


def test_every_division_belongs_to_a_section(industries):
    """I1"""
    divisions = industries[industries["level"] == "division"]
    assert set(divisions["section"]) == set(industries.index[industries["level"] == "section"])


@pytest.mark.parametrize(("flag", "codes"), [("extraction", EXTRACTION), ("processing", PROCESSING)])
def test_a_flag_of_industries_marks_its_divisions(industries, flag, codes):
    """I2"""
    assert flagged(industries, flag) == codes


def test_the_secondary_sector_is_sections_b_to_e_without_services(industries):
    """I2"""
    expected = set(industries.index[industries["section"].isin(list("BCDE"))]) - SERVICES_INSIDE_OTHER_SECTIONS
    assert flagged(industries, "secondary_sector") == expected


def test_the_tertiary_sector_is_sections_f_to_s_and_services_inside_others(industries):
    """I2"""
    expected = set(industries.index[industries["section"].isin(list("FGHIJKLMNOPQRS"))])
    assert flagged(industries, "tertiary_sector") == expected | SERVICES_INSIDE_OTHER_SECTIONS


def test_what_is_in_neither_sector_is_primary_or_stated(industries):
    """I2"""
    neither = set(industries.index) - flagged(industries, "secondary_sector") - flagged(industries, "tertiary_sector")
    primary = set(industries.index[industries["section"] == "A"]) - SERVICES_INSIDE_OTHER_SECTIONS
    assert neither == primary | WITHOUT_SECTOR


def test_every_section_names_its_column_of_the_census(industries, table):
    """I2"""
    named = industries.loc[industries["level"] == "section", "census_column"]
    assert named.is_unique
    assert set(named) <= set(table("census")["quantity"])
    assert industries.loc[industries["level"] == "division", "census_column"].isna().all()


def test_every_link_leads_to_a_successor_industry(links, table):
    """I3"""
    assert set(links["to_industry"]) == set(table("successor_industries")["industry_id"])


def test_every_link_starts_at_a_division_that_exists(links, industries):
    """I3"""
    divisions = set(industries.index[industries["level"] == "division"])
    assert set(links.loc[links["from_kind"] == "gb4754_division", "from"]) <= divisions
    assert set(links.loc[links["from_kind"] == "gb4754_class", "from"].str[:2]) <= divisions
    assert set(links["from_kind"]) == {"gb4754_division", "gb4754_class", "resource"}


def test_every_successor_industry_names_divisions_places_and_clusters_that_exist(table, industries, clusters):
    """I4"""
    successors = table("successor_industries")
    divisions = set(industries.index[industries["level"] == "division"])
    assert words(successors["gb4754_divisions"]) <= divisions
    assert {code[:2] for code in words(successors["gb4754_classes"])} <= divisions
    assert words(successors["example_places"]) <= set(table("places")["code"])
    assert words(successors["cluster_ids"]) <= set(clusters.index)


def test_70_clusters_were_named_in_three_lists(clusters):
    """K1: the list of 2024 has 35, of which 25 are known."""
    assert clusters.groupby(["batch", "year"]).size().to_dict() == {("1-2", 2021): 25, ("3", 2022): 20, ("4", 2024): 25}


def test_11_of_the_25_clusters_of_2024_have_a_host_on_the_list(clusters):
    """K1"""
    of_2024 = clusters[clusters["year"] == 2024]
    assert (of_2024["any_host_on_list_2013"] == "1").sum() == 11


def test_a_cluster_has_a_host_on_the_list_if_one_of_its_hosts_is(clusters, hosts):
    """K1"""
    of_hosts = hosts.groupby("cluster_id")["on_list_2013"].max()
    assert of_hosts.to_dict() == clusters["any_host_on_list_2013"].to_dict()


@pytest.mark.parametrize(
    "name", ["clusters", "cluster_hosts", "policy_events", "policy_event_places", "successor_industries"]
)
def test_no_row_is_of_low_certainty(table, name):
    """K2"""
    assert set(table(name)["certainty"]) <= {"high", "medium"}


def test_the_cluster_of_jinchang_has_four_hosts(hosts):
    """K3"""
    ids = hosts.loc[hosts["place"] == JINCHANG, "cluster_id"]
    assert len(ids) == 1
    assert (hosts["cluster_id"] == ids.item()).sum() == 4


@pytest.mark.parametrize("name", ["cluster_hosts", "policy_event_places"])
def test_a_host_or_treated_place_has_the_type_of_the_list(table, listed, name):
    """K4"""
    rows = table(name)
    assert ((rows["on_list_2013"] == "1") == rows["place"].isin(listed.index)).all()
    assert (rows["type_2013"].fillna("") == rows["place"].map(listed["type"]).fillna("")).all()


def test_a_treated_place_belongs_to_a_policy_that_is_described(treated, table):
    """K4"""
    assert set(treated["event_id"]) <= set(table("policy_events")["event_id"])


@pytest.mark.parametrize(
    ("event", "count"), [("E2010_SHANXI", 11), ("E2010_LOWC1", 13), ("E2012_LOWC2", 29), ("E2017_LOWC3", 45)]
)
def test_a_policy_treats_its_number_of_places(treated, table, event, count):
    """K5"""
    described = table("policy_events").set_index("event_id")
    assert (treated["event_id"] == event).sum() == count
    assert described.loc[event, "treated_count"] == str(count)


def test_the_reform_of_shanxi_treats_all_its_prefectures(treated, partition):
    """K5"""
    places = treated.loc[treated["event_id"] == "E2010_SHANXI", "place"]
    assert set(places) == set(partition[partition.str.startswith("14")])
