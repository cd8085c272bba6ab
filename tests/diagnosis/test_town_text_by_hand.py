"""Sentences and cells on people, homes, money and neighbours, each whole, from records made by hand."""

from types import SimpleNamespace as Made

import pytest

from relode.diagnosis.depth.in_depth import Gap
from relode.diagnosis.depth.statistics_text import span, verdict
from relode.diagnosis.depth.town_text import (
    budget_sentence,
    composite_chapter,
    gap_label,
    housing_chapter,
    money_chapter,
    neighbours_sentence,
    neighbours_words,
    peers_chapter,
    people_chapter,
    space_chapter,
    working_age_sentence,
)  # fmt: skip
from relode.diagnosis.profiles.paths import Item, Path
from relode.diagnosis.profiles.peers import Judgement
from relode.diagnosis.profiles.place_profile import GroupQuantiles
from relode.diagnosis.statistics.place_standing import Rank
from relode.diagnosis.statistics.space import LargeCity, Neighbours, Surroundings
from relode.language import Amount, Sentence, plain_cell
from relode.panel.number import Number
from relode.places import find
from relode.vocabulary import Label

HEGANG, BEIJING = find("hegang"), find("beijing")
SOURCES = {name: (f"of_{name}",) for name in ("people", "housing", "money", "space", "composite", "peers")}


def of(name, value, year=2020, unit="share"):
    return Number(name, value, unit, year, None, ("census2020",), ())


class Profile:
    """What a chapter asks a profile for, from numbers of any quantity and year."""

    def __init__(self, *numbers, beside=()):
        self.place, self.beside, self.series = HEGANG, beside, {}
        for each in sorted(numbers, key=lambda each: each.year):
            self.series[each.quantity] = (*self.series.get(each.quantity, ()), each)

    def at(self, name, year):
        return next((each for each in self.series.get(name, ()) if each.year == year), None)

    def latest(self, name):
        return self.series[name][-1] if name in self.series else None


def group(name, median, year=2020):
    return GroupQuantiles(name, year, "peers", 9, (0.0, 0.125, median, 0.75, 1.0), 0.5)


def middle(name, value, year=2020, unit="share"):
    return Number(name, value, unit, year, None, ("census2020",), ("computed", "median_peers"))


def path(
    theme,
    name,
    start,
    end,
    change,
    unit="share",
    relative=False,
    quarters=(0.125, 0.25, 0.5),
    ends=(2010, 2020),
    **others,
):
    about = {"count": 9, "peers_start": 0.375, "peers_end": 0.625, "verdict": "above", "why": ""}
    item = Item(theme, name, *ends)
    start, end = (None if each is None else of(name, each, unit=unit) for each in (start, end))
    return Path(item=item, unit=unit, is_relative=relative, start=start, end=end, change=change, quarters=quarters,
                **{**about, **others})  # fmt: skip


def test_people_of_working_age_and_those_who_come_and_go():
    ages = Made(working_age=(700.0, 600.0), change=-0.125, entrants=8.0, leavers=18.0, dependants=(0.4425, 0.5875))
    profile = Profile(of("migrants_share", 0.5), of("population_change_excess", 0.25))
    migrants = {"migrants_same_county": 0.25, "migrants_same_province": 0.125, "migrants_other_province": 0.0625}
    depth = Made(place=HEGANG, ages=ages, profile=profile, migrants=migrants, paths=(), sources=SOURCES)
    age = {"place": HEGANG, "start": Amount(700.0, "persons"), "end": Amount(600.0, "persons"),
           "change": Amount(-0.125, "share")}  # fmt: skip
    first = Sentence("depth.people.working_age", age)
    assert working_age_sentence(depth) == first
    yearly = {"entrants": Amount(8.0, "persons"), "leavers": Amount(18.0, "persons")}
    others = {"start": Amount(44, "count"), "end": Amount(59, "count")}
    shares = {"near": Amount(0.25, "share"), "province": Amount(0.125, "share"), "far": Amount(0.0625, "share")}
    told = people_chapter(depth).sentences
    assert told[0].key == "findings.excess.above"
    assert told[1:] == (
        first,
        Sentence("depth.people.balance", yearly),
        Sentence("depth.people.dependants", others),
        Sentence("depth.people.migrants", {"all": of("migrants_share", 0.5), **shares}),
    )
    for name in ("working_age", "dependants", "entrants", "leavers"):
        fewer = Made(**{**vars(depth), "ages": Made(**{**vars(ages), name: None})})
        assert [each.key for each in people_chapter(fewer).sentences[1:]] == ["depth.people.migrants"]
    assert len(people_chapter(Made(**{**vars(depth), "migrants": {}})).sentences) == 4
    assert len(people_chapter(Made(**{**vars(depth), "profile": Profile()})).sentences) == 3


def test_a_table_of_paths_tells_shares_in_points_and_money_in_shares_of_the_start():
    share = path("people", "college_share", 0.125, 0.375, 0.25)
    years = path(
        "people", "schooling_years", 8.0, 9.5, 1.5, unit="years", quarters=(1.0, 1.25, 1.75), ends=(2000, 2010)
    )
    money = path(
        "people", "loans", 200.0, 300.0, 0.5, unit="100 million yuan", relative=True, verdict="below", quarters=None
    )
    untold, other = path("people", "x", None, None, None), path("money", "deposits", 1.0, 2.0, 1.0, relative=True)
    depth = Made(place=HEGANG, ages=Made(working_age=None), profile=Profile(), migrants={}, sources=SOURCES,
                 paths=(share, years, money, untold, other))  # fmt: skip
    [table] = people_chapter(depth).tables
    points = Sentence("depth.cell.points", {"value": Amount(25.0, "1")})
    half = {"low": Amount(12.5, "1"), "high": Amount(50.0, "1"), "count": 9}
    whole = {"low": Amount(1.0, "years"), "high": Amount(1.75, "years"), "count": 9}
    unit = "100 million yuan"
    assert list(table.cells()) == [
        (Label("college_share"), span(2010, 2020), Amount(0.125, "share"), Amount(0.375, "share"), points,
         Sentence("depth.cell.middle_half_points", half), verdict("above")),
        (Label("schooling_years"), span(2000, 2010), Amount(8.0, "years"), Amount(9.5, "years"), Amount(1.5, "years"),
         Sentence("depth.cell.middle_half", whole), verdict("above")),
        (Label("loans"), span(2010, 2020), Amount(200.0, unit), Amount(300.0, unit), Amount(0.5, "share"), None,
         verdict("below")),
    ]  # fmt: skip
    assert table.sources == ("of_people",)


def test_homes_stand_beside_peers_of_the_year_in_which_these_have_a_price():
    price, newer, empty = (
        of("house_price", 3000.0, 2023),
        of("house_price", 2000.0, 2024),
        of("housing_vacancy", 0.25, 2022),
    )
    profile = Profile(price, newer, beside=(group("house_price", 4000.0, 2023),))
    depth = Made(profile=profile, empty_homes=empty, paths=(), sources=SOURCES)
    values = {"price": price, "year": 2023, "median": middle("house_price", 4000.0, 2023)}
    beside = Sentence("depth.housing.beside", values)
    assert housing_chapter(depth).sentences == (beside, Sentence("depth.housing.empty", {"share": empty, "year": 2022}))
    assert housing_chapter(Made(**{**vars(depth), "empty_homes": None})).sentences == (beside,)
    without = Profile(newer, beside=profile.beside), Profile(price)
    for each in without:
        assert housing_chapter(Made(profile=each, empty_homes=None, paths=(), sources=SOURCES)).blocks == ()


def test_money_is_told_of_credit_budget_and_debt():
    own = [
        path("budget", "budget_self_sufficiency_ratio", 0.5, 0.25, -0.25, ends=(2003, 2013), count=7),
        path("budget", "budget_self_sufficiency_ratio", 0.25, 0.375, 0.125, ends=(2013, 2014), count=6),
        path(
            "budget", "budget_self_sufficiency_ratio", 0.125, 0.75, 0.625, ends=(2014, 2023), count=8, peers_end=0.875
        ),
    ]
    numbers = [of("budget_revenue", 10.0, 2022), of("budget_revenue", 20.0, 2023), of("budget_revenue", 30.0, 2024),
               of("budget_expenditure", 40.0, 2022), of("budget_expenditure", 50.0, 2023)]  # fmt: skip
    ratios = [of("loan_deposit_ratio", 0.5, 2023), of("debt_revenue_ratio", 2.0, 2023)]
    sides = (group("loan_deposit_ratio", 0.625, 2023), group("debt_revenue_ratio", 3.0, 2023))
    debt = of("government_debt", 99.0, 2024)
    depth = Made(profile=Profile(*numbers, *ratios, debt, beside=sides), paths=own, sources=SOURCES)
    budget = Sentence("depth.money.budget", {
        "start": own[0].start, "end": own[2].end, "first": 2003, "last": 2023, "count": 8,
        "peers_start": Amount(0.375, "share"), "peers_end": Amount(0.875, "share"),
    })  # fmt: skip
    newest = {"revenue": numbers[1], "spending": numbers[4], "year": 2023}
    credit, owed = (
        Sentence(f"depth.money.{key}", {"ratio": ratio, "year": 2023, "median": middle(ratio.quantity, value, 2023)})
        for key, ratio, value in (("credit", ratios[0], 0.625), ("debt", ratios[1], 3.0))
    )
    with_debt = Sentence("depth.money.newest_with_debt", {**newest, "debt": debt, "debt_year": 2024})
    assert money_chapter(depth).sentences == (credit, budget, with_debt, owed)
    assert [len(table.rows) for table in money_chapter(depth).tables] == [3]
    depth.profile = Profile(*numbers)
    assert money_chapter(depth).sentences == (budget, Sentence("depth.money.newest", newest))
    depth.profile = Profile(*numbers[2:])
    assert money_chapter(depth).sentences == (budget,)
    for at, name in ((0, "start"), (2, "end"), (0, "peers_start"), (2, "peers_end")):
        paths = [Made(**{**vars(each), name: None}) if i == at else each for i, each in enumerate(own)]
        assert budget_sentence(Made(paths=paths)) is None


def around(outcome, kind, found):
    return Surroundings(HEGANG, outcome, 1.0, 2.0, (), 0.5, 0.5, kind, found, "" if kind else "no_figures")


GROWTH = "gdp_real_growth_2010_2019"


@pytest.mark.parametrize(
    ("outcome", "fell", "keys"),
    [
        ("population_change_2010_2020", 0, ("neighbours", "lost_people.none")),
        ("population_change_2010_2020", 6, ("neighbours", "lost_people.all")),
        (GROWTH, 1, ("neighbours_output", "shrank.some")),
        (GROWTH, 5, ("neighbours_output", "shrank.some")),
    ],
)
def test_none_some_or_all_of_the_neighbours_fell(outcome, fell, keys):
    part = Sentence(f"depth.space.{keys[1]}", {"fell": fell})
    values = {"count": 6, "change": Amount(-0.25, "share"), "fell": part}
    each = Neighbours(outcome, (), -0.25, fell, 6)
    assert neighbours_words(each) == Sentence(f"depth.space.{keys[0]}", values)
    assert neighbours_sentence(Made(neighbours=(each,))) == (None if outcome == GROWTH else neighbours_words(each))


def test_a_chapter_on_neighbours_tells_what_is_found_what_is_not_and_what_spills_over():
    row = {
        "places": 297.0,
        "slope": -0.5,
        "low": -2.0,
        "high": 4.0,
        "gain": -0.25,
        "gain_low": -0.5,
        "gain_high": 0.125,
    }
    spill = {"population": row, "gdp_real_index": {**row, "gain_low": 0.0625}}
    people = Neighbours("population_change_2010_2020", (), -0.25, 6, 6)
    surroundings = (
        around("house_price_2023", "low_low", True),
        around(GROWTH, "high_low", False),
        around("x", None, False),
    )
    depth = Made(place=HEGANG, surroundings=surroundings, neighbours=(people,), spillover=spill, sources=SOURCES,
                 large_city=LargeCity(BEIJING, 100.0))  # fmt: skip
    said = space_chapter(depth).sentences
    assert [each.key for each in said] == [
        "diagnosis.space.low_low",
        "depth.space.not_beyond_chance",
        "depth.space.neighbours",
        "depth.space.spillover_none",
        "depth.space.spillover_some",
        "diagnosis.space.large_city",
    ]
    assert said[1].values == {"outcomes": [Sentence(f"diagnosis.outcome.{GROWTH}", {})]}
    # Beside a change of neighbours by a tenth, in points; an error that falls is a gain, so its ends change places.
    assert said[3].values == {
        "outcome": Sentence("depth.space.outcome_population", {}), "places": 297, "step": Amount(0.1, "share"),
        "slope": Amount(-5.0, "1"), "low": Amount(-20.0, "1"), "high": Amount(40.0, "1"),
        "error": Amount(0.25, "share"), "error_low": Amount(-0.125, "share"), "error_high": Amount(0.5, "share"),
    }  # fmt: skip
    alone = Made(**{**vars(depth), "neighbours": (), "large_city": None, "surroundings": surroundings[2:]})
    assert space_chapter(alone).blocks == ()


def test_a_rank_is_told_with_its_interval_or_only_that_it_is_too_wide():
    for rank, key in ((7, "shown"), (None, "not_shown")):
        depth = Made(place=HEGANG, rank=Rank(HEGANG, 0.5, rank, (3, 40), 115, ""), sources=SOURCES)
        values = {"place": HEGANG, "rank": rank, "low": 3, "high": 40, "count": 115}
        said = Sentence(f"depth.composite.{key}", values), Sentence("depth.composite.choices", {})
        assert composite_chapter(depth).sentences == said
    assert composite_chapter(Made(rank=Rank(HEGANG, None, None, None, 115, "not_listed"))).blocks == ()


def test_judgements_that_cannot_be_told_are_left_out():
    told, untold = Judgement(HEGANG, "house_price_2023", "below", ()), Judgement(HEGANG, GROWTH, "cannot tell", ())
    said = peers_chapter(Made(judgements=(untold, told), sources=SOURCES)).sentences
    assert [each.key for each in said] == ["diagnosis.peers.below"]


def test_what_is_missing_is_named_by_its_part_its_quantity_or_its_outcome():
    part = Sentence("depth.part.resilience", {})
    assert gap_label(Gap("resilience", "", "no_figures")) == part
    assert gap_label(Gap("paths", "loans", "no_figures")) == plain_cell(Label("loans"))
    item = {"part": part, "item": Sentence("diagnosis.outcome.loans", {})}
    assert gap_label(Gap("resilience", "loans", "no_figures")) == Sentence("depth.gap.item", item)
    assert (Gap("paths", "loans", "x").quantity, Gap("ages", "", "x").quantity) == ("loans", "ages")
