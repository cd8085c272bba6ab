"""What the figures of a place say, each sentence whole, from a profile made by hand."""

import pytest

from relode.diagnosis.profiles import findings
from relode.diagnosis.profiles.place_profile import GroupQuantiles, Profile
from relode.language import Sentence, Word
from relode.panel.number import Number
from relode.places import find
from relode.vocabulary import Label

HEGANG = find("hegang")
SHARE, CHANGE = "mining_employment_share", "mining_employment_share_change"


def of(name, value, year=2020, ends=None):
    return Number(name, value, "share", year, ends, ("census2020",), ("computed",))


def profile(*numbers, beside=(), peers=()):
    series = {}
    for each in sorted(numbers, key=lambda each: each.year):
        series[each.quantity] = (*series.get(each.quantity, ()), each)
    return Profile(HEGANG, None, (), series, peers, beside, (), None)


def group(name, year=2020, below=0.5, who="peers"):
    return GroupQuantiles(name, year, who, 9, (0.0, 0.125, 0.25, 0.5, 1.0), below)


def median(name, year, who="peers"):
    return Number(name, 0.25, "share", year, None, ("census2020",), ("computed", f"median_{who}"))


@pytest.mark.parametrize(
    ("own", "province", "key"),
    [
        (-0.25, -0.125, "lost_lost"),
        (0.0, -0.125, "gained_lost"),
        (-0.25, 0.0, "lost_gained"),
        (0.25, 0.5, "gained_gained"),
    ],
)
def test_people_are_lost_or_gained_beside_the_province(own, province, key):
    change, whole = of("population_change", own), of("province_population_change", province)
    values = {"place": HEGANG, "change": change, "province": whole, "whole": Word("province_kind", "province")}
    assert findings.people(profile(change, whole)) == Sentence(f"findings.people.{key}", values)
    for missing in ((change,), (whole,), (of("population_change", own, 2010), whole)):
        assert findings.people(profile(*missing)) is None


@pytest.mark.parametrize(("value", "key"), [(0.25, "above"), (0.0, "above"), (-0.25, "below")])
def test_a_change_is_above_or_below_that_of_the_province(value, key):
    excess = of("population_change_excess", value)
    values = {"excess": excess, "whole": Word("province_kind", "province")}
    assert findings.people_excess(profile(excess)) == Sentence(f"findings.excess.{key}", values)
    assert findings.people_excess(profile()) is None


@pytest.mark.parametrize(
    ("change", "ends", "key"),
    [
        (-0.125, (-0.25, -0.0625), "fell"),
        (-0.125, None, "fell"),
        (0.125, (0.0625, 0.25), "rose"),
        (0.0, None, "rose"),
        (-0.125, (-0.25, 0.0), "fell"),
        (0.125, (0.0, 0.25), "rose"),
        (0.125, (-0.25, 0.5), "unclear"),
        (None, None, "not_comparable"),
    ],
)
def test_jobs_in_mining_fell_or_rose_where_the_interval_tells(change, ends, key):
    start, end = of(SHARE, 0.5, 2010), of(SHARE, 0.25)
    moved = [of(CHANGE, change, ends=ends)] if change is not None else []
    both = {"place": HEGANG, "start": start, "end": end}
    assert findings.mining(profile(start, end, *moved)) == Sentence(f"findings.mining.{key}", both)
    one = Sentence("findings.mining.one", {"place": HEGANG, "end": end})
    assert findings.mining(profile(end, *moved)) == one
    assert findings.mining(profile(start, *moved)) is None


def test_the_section_that_stands_out_is_the_one_whose_lower_end_is_highest():
    mining = of("location_quotient_mining", 4.0, ends=(3.0, 5.0))
    health = of("location_quotient_health", 9.0, ends=(1.0, 20.0))
    unsure = of("location_quotient_education", 30.0)
    values = {"place": HEGANG, "quotient": mining, "section": Word("section", "B"), "year": 2020}
    assert findings.structure(profile(mining, health, unsure)) == Sentence("findings.structure", values)
    # One without an interval may be anything down to nought.
    low = of("location_quotient_mining", 1.0, ends=(0.5, 2.0))
    assert findings.structure(profile(low, unsure)).values["quotient"] == low
    assert findings.structure(profile()) is None


GROWTH = "gdp_real_growth_rate"


def test_growth_is_told_beside_peers_of_the_same_year():
    older, newest = of(GROWTH, 0.5, 2022), of(GROWTH, 0.0, 2023)
    alone = {"place": HEGANG, "growth": newest, "year": 2023}
    both = {**alone, "median": median(GROWTH, 2023)}
    with_peers = profile(older, newest, beside=(group(GROWTH, 2023, who="type"), group(GROWTH, 2023)))
    assert findings.growth(with_peers) == Sentence("findings.growth.grew", both)
    for others in ((), (group(GROWTH, 2022),), (group(GROWTH, 2023, who="type"),)):
        assert findings.growth(profile(older, newest, beside=others)) == Sentence("findings.growth.grew_alone", alone)
    assert findings.growth(profile(of(GROWTH, -0.125, 2023))).key == "findings.growth.shrank_alone"
    assert findings.growth(profile(beside=(group(GROWTH, 2023),))) is None


def test_the_secondary_sector_is_told_from_2010_on():
    path = [
        of("secondary_share", value, year) for year, value in ((2009, 0.875), (2010, 0.5), (2015, 0.75), (2020, 0.25))
    ]
    values = {"place": HEGANG, "start": path[1], "start_year": 2010, "end": path[3], "end_year": 2020}
    assert findings.sectors(profile(*path)) == Sentence("findings.sectors.fell", values)
    same = [of("secondary_share", 0.5, 2010), of("secondary_share", 0.5, 2011)]
    assert findings.sectors(profile(*same)).key == "findings.sectors.rose"
    assert findings.sectors(profile(*path[:2])) is None


@pytest.mark.parametrize(("rank", "key"), [(1.0, "lowest"), (2.0, "between"), (300.0, "highest")])
def test_a_price_is_the_lowest_the_highest_or_between(rank, key):
    numbers = [of("house_price", 2000.0, 2023), of("house_price", 3000.0, 2019), of("house_price_rank", rank, 2023),
               of("house_price_place_count", 300.0, 2023)]  # fmt: skip
    values = {"place": HEGANG, "price": numbers[0], "year": 2023, "rank": numbers[2], "count": numbers[3]}
    assert findings.house_price(profile(*numbers)) == Sentence(f"findings.house_price.{key}", values)
    for left_out in (0, 2, 3):
        assert findings.house_price(profile(*numbers[:left_out], *numbers[left_out + 1 :])) is None


AGED = "age_60_plus_share"


def test_ageing_is_told_beside_peers_of_the_same_year():
    share = of(AGED, 0.25)
    values = {"share": share, "year": 2020, "median": median(AGED, 2020)}
    assert findings.ageing(profile(share, beside=(group(AGED),))) == Sentence("findings.ageing", values)
    for few in (profile(share), profile(beside=(group(AGED),)), profile(share, beside=(group(AGED, 2010),))):
        assert findings.ageing(few) is None


def test_extremes_are_the_lowest_and_the_highest_tenth_the_most_extreme_first():
    def told(key, lowest, highest, total):
        values = {"place": HEGANG, "peers": 2, "total": total, "lowest": lowest, "highest": highest}
        return Sentence(f"findings.extremes.{key}", values)

    def labels(*names):
        return [Label(name, within=True) for name in names]

    rows = [group("loans", below=0.1), group("deposits", below=0.05), group("population", below=0.9),
            group("house_price", below=0.95), group(SHARE, below=0.11), group(AGED, below=0.89),
            group("births", below=0.0, who="type")]  # fmt: skip
    low, high = labels("deposits", "loans"), labels("house_price", "population")
    pair = (HEGANG, HEGANG)
    assert findings.extremes(profile(beside=rows, peers=pair)) == told("both", low, high, 6)
    assert findings.extremes(profile(beside=rows[:2], peers=pair)) == told("lowest", low, [], 2)
    assert findings.extremes(profile(beside=rows[2:4], peers=pair)) == told("highest", [], high, 2)
    assert findings.extremes(profile(beside=rows[4:], peers=pair)) == told("none", [], [], 2)
    assert findings.extremes(profile(beside=rows[6:], peers=pair)) is None
    names = ("loans", "deposits", "population", "house_price", "budget_revenue")
    many = [group(name, below=n / 100) for n, name in enumerate(names)]
    more = Sentence("findings.extremes.more", {"count": 2})
    assert findings.extremes(profile(beside=many, peers=pair)) == told("lowest", [*labels(*names[:3]), more], [], 5)
    assert findings.extremes(profile(beside=many[:3], peers=pair)) == told("lowest", labels(*names[:3]), [], 3)


def test_figures_at_the_head_stand_beside_peers_of_the_year_that_these_have():
    people = [of("population", 300.0, 2010), of("population", 200.0)]
    change, price, newer = of("population_change", -0.25), of("house_price", 3.0, 2023), of("house_price", 2.0, 2024)
    rows = [group("population_change"), group("house_price", 2023), group("budget_self_sufficiency_ratio", 2023)]
    revenue = of("budget_revenue", 9.0, 2024)
    found = findings.head_figures(profile(price, newer, revenue, *people, change, beside=rows))
    assert [(each.newest, each.path, each.compared, each.peers) for each in found] == [
        (people[1], tuple(people), change, rows[0]),
        (revenue, (revenue,), None, None),
        (newer, (price, newer), price, rows[1]),
    ]
    mining, growth, output = of(SHARE, 0.5), of(GROWTH, 0.125, 2023), of("gdp_nominal", 7.0, 2024)
    rows = [group(SHARE), group(GROWTH, 2023)]
    found = findings.head_figures(profile(output, mining, growth, beside=rows))
    assert [(each.newest, each.compared, each.peers) for each in found] == [
        (mining, mining, rows[0]), (output, growth, rows[1]),
    ]  # fmt: skip
