"""What a place is known to have: whose word it is, what is named, when a count says that there is none."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import xarray as xr

from relode.decisions import local_facts
from relode.decisions.local_facts import UNKNOWN, LocalFact, closing_mines, industry, local_figures, mining
from relode.language import Bilingual
from relode.places import by_code, find

from ..tables_read import plain

HEGANG = find("hegang")


def mine(name, end=None, workforce=None):
    return SimpleNamespace(name=Bilingual(name, f"{name}矿"), end=end, workforce=workforce)


def mines(*found, workforce=0.0):
    return SimpleNamespace(mines=found, workforce=workforce, sources=("tracker", "a;b"))


NONE = mines()


@pytest.fixture
def counted(monkeypatch):
    """Cells of a panel by quantity and year: value and sources alone."""

    def told(cells):
        def one(_panel, _place, name, year):
            value = cells.get((name, year))
            return None if value is None else SimpleNamespace(value=value, sources=(f"{name}_{year}",), year=year)

        def newest(panel, place, names, years):
            found = [each for year in reversed(years) for name in names if (each := one(panel, place, name, year))]
            return found[:1]

        monkeypatch.setattr(local_facts, "cell", one)
        monkeypatch.setattr(local_facts, "newest", newest)

    return told


def test_industry_is_told_by_clusters_then_zones_then_listed_firms():
    assert industry(find("baotou")) == LocalFact(
        "present", "clusters", ("Baotou rare earth new materials",), ("包头稀土新材料集群",), None, ("R27", "R07")
    )
    zones = industry(HEGANG)
    assert (zones.state, zones.by, zones.sources, zones.more) == ("present", "zones", ("zone_catalogue_2018",), 0)
    assert zones.names_zh[1] == "黑龙江绥滨经济开发区（农副产品加工）"
    assert zones.names[1] == "Heilongjiang Suibin Economic Development Zone (Processing of farm products and feed)"
    firms = industry(by_code()["419001"])
    assert firms == LocalFact(
        "present", "listed_firms", ("化工原料", "多元金融", "铅锌"), ("化工原料", "多元金融", "铅锌"), None,
        ("listings_2025",),
    )  # fmt: skip
    nowhere = replace(HEGANG, code="999999")
    assert industry(nowhere) == UNKNOWN


def test_three_mines_are_named_and_how_many_more_there_are_is_said(counted):
    counted({("mining_employment_share", 2020): 0.0})
    four = mining(xr.Dataset(), HEGANG, mines(*map(mine, "ABCD"), workforce=70.0))
    assert four == LocalFact("present", "mines", ("A", "B", "C"), ("A矿", "B矿", "C矿"), 70.0, ("tracker", "a", "b"), 1)
    assert plain(four.said) == "working mines: A, B, C (4 in all)"
    three = mining(xr.Dataset(), HEGANG, mines(*map(mine, "ABCA")))
    assert (three.more, three.amount) == (0, None)
    assert plain(three.said) == "working mines: A, B, C"
    assert LocalFact("present", "own", (), (), 5.0, ("user",)).more == 0


def test_two_jobs_in_a_thousand_are_mining_and_fewer_are_next_to_none(counted):
    def told(share, year=2020):
        counted({("mining_employment_share", year): share})
        return mining(xr.Dataset(), HEGANG, NONE)

    sources = ("mining_employment_share_2020",)
    assert told(0.002) == LocalFact("present", "census", (), (), None, sources)
    assert told(0.0019) == LocalFact("absent", "census", (), (), None, sources)
    assert told(0.0021).state == "present"
    assert told(None) == told(0.5, 2019) == told(0.5, 2021) == UNKNOWN
    assert plain(told(0.002).said) == "the census counts jobs in mining"
    assert plain(told(0.0).said) == "the census counts next to no jobs in mining"
    assert plain(UNKNOWN.said) == "no source counts it"
    assert plain(replace(UNKNOWN, state="absent", by="own").said) == "by the city's own figure"


def test_mines_close_whose_printed_end_falls_before_that_of_the_plan_and_one_past_it_is_named_with_its_year(counted):
    counted({("mining_employment_share", 2020): 0.5})
    all_of_them = mines(
        mine("past", 2025, 1.0), mine("first", 2026, 20.0), mine("last", 2035), mine("other", 2030, 300.0),
        mine("later", 2036, 4000.0), mine("open"),
    )  # fmt: skip
    found = closing_mines(xr.Dataset(), HEGANG, all_of_them, 2035)
    assert found == LocalFact(
        "present",
        "mine_ends",
        ("past (2025)", "first (2026)", "last (2035)"),
        ("past矿（2025年）", "first矿（2026年）", "last矿（2035年）"),
        321.0,
        ("tracker", "a", "b"),
        1,
    )
    assert closing_mines(xr.Dataset(), HEGANG, mines(mine("last", 2035)), 2035).amount is None
    assert closing_mines(xr.Dataset(), HEGANG, mines(mine("open")), 2035) == UNKNOWN
    assert closing_mines(xr.Dataset(), HEGANG, NONE, 2035) == UNKNOWN
    counted({("mining_employment_share", 2020): 0.0})
    assert closing_mines(xr.Dataset(), HEGANG, NONE, 2035).state == "absent"


def test_figures_are_the_newest_of_sixteen_years(counted, monkeypatch):
    """Output of 400 million is four of the panel's units; what the user counts is taken as it is."""
    monkeypatch.setattr(local_facts, "working_mines", lambda *_: NONE)
    people = {("population", 2024): 8.0, ("population", 2025): 70.0, ("population", 2026): 9.0}
    output = {("gdp_nominal", 2009): 9.0, ("gdp_nominal", 2010): 4.0}
    counted({**people, **output, ("mining_employment_share", 2020): 0.0})
    found = local_figures(xr.Dataset(), HEGANG, 2035, {"damaged_land": 0.0, "vacant_posts": 0.5})
    assert (found.output, found.residents, found.sources, found.abroad) == (
        4e8, 70.0, ("gdp_nominal_2010", "population_2025"), False,
    )  # fmt: skip
    states = {name: (fact.state, fact.by, fact.amount) for name, fact in found.facts.items()}
    assert states == {
        "industry": ("present", "zones", None),
        "mining": ("absent", "census", None),
        "closing_mines": ("absent", "census", None),
        "damaged_land": ("absent", "own", 0.0),
        "vacant_posts": ("present", "own", 0.5),
    }
    counted({("gdp_nominal", 2009): 9.0, ("population", 2026): 9.0})
    bare = local_figures(xr.Dataset(), HEGANG, 2035)
    assert (bare.output, bare.residents, bare.sources) == (None, None, ())
    assert (bare.facts["mining"], bare.facts["closing_mines"], bare.facts["damaged_land"]) == (UNKNOWN,) * 3
    monkeypatch.setattr(local_facts, "working_mines", lambda *_: mines(mine("first", 2030, 5.0), workforce=6.0))
    facts = local_figures(xr.Dataset(), HEGANG, 2030).facts
    assert (facts["mining"].by, facts["mining"].amount) == ("mines", 6.0)
    assert (facts["closing_mines"].by, facts["closing_mines"].amount) == ("mine_ends", 5.0)
    assert local_figures(xr.Dataset(), HEGANG, 2029).facts["closing_mines"] == UNKNOWN
