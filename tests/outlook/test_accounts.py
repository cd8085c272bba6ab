"""Where people and jobs go: parts that add up, by hand."""

import re

import numpy as np
import pytest

from relode.charts.account_picture import account_picture
from relode.charts.change_bridge import change_bridge
from relode.charts.population import people_by_age, pyramid
from relode.language import spoken
from relode.outlook import outlook
from relode.outlook.ahead.change_accounts import accounts
from relode.outlook.people_by_age.cohorts import OLD, WORKING
from relode.places import find


@pytest.fixture(scope="module")
def hegang(panel):
    """The outlook of Hegang."""
    return outlook(panel, "hegang")


def test_parts_of_an_account_are_those_of_the_outlook(hegang):
    people, jobs = accounts(hegang)
    told = hegang.quantities
    assert people.start == 891_271
    alone = told["population"].ageing_alone[-1]
    assert people.ageing == pytest.approx(alone - 891_271)
    assert people.moves == pytest.approx(told["population"].quantiles["median"][-1] - alone)
    # Mines beyond their part of ageing: what is expected of them less what ageing would leave of their 36,2 thousand.
    mining = told["mining_employment"]
    left = dict(mining.history)[2020] * told["employment"].ageing_alone[-1] / jobs.start
    assert jobs.mines == pytest.approx(mining.quantiles["median"][-1] - left)


def test_parts_of_every_account_add_up_to_its_change(panel):
    for name in ("hegang", "yulin", "datong", "renqiu"):
        found = accounts(outlook(panel, name))
        assert {each.quantity for each in found} == {"population", "employment"}
        for each in found:
            parts = [part for part in (each.ageing, each.mines, each.moves) if part is not None]
            assert sum(parts) == pytest.approx(each.end - each.start, abs=1e-6)  # sums of floats
            assert each.change == each.end - each.start
            assert each.interval_90[0] < each.end < each.interval_90[1]


def test_a_place_without_ages_keeps_ageing_and_moves_together(panel):
    people, _ = accounts(outlook(panel, "renqiu"))
    assert people.ageing is None
    assert people.moves == people.change


def test_the_drawn_account_has_every_part_once(hegang):
    picture = account_picture(hegang, "en")
    assert list(picture.table["part"]) == [
        "2020", "births, ageing, deaths", "moves", "2035",
        "2020", "fewer of working age", "mines, beyond ageing", "moves and other work", "2035",
    ]  # fmt: skip
    assert picture.table["value"].iloc[[0, 1, 2]].sum() == pytest.approx(picture.table["value"].iloc[3])


@pytest.mark.parametrize("name", ["hegang", "fuxin", "daqing", "renqiu"])
def test_a_title_and_the_bars_of_two_pictures_end_in_one_figure(panel, name):
    """Fuxin: -350,000 people stood over -220,000 and -140,000; about 500,000 jobs beside about 497,000."""
    found = outlook(panel, name)
    account, bridge = account_picture(found, "en"), change_bridge(found, "en")

    def ends(picture):
        rows = max(picture.draw(800).to_dict()["datasets"].values(), key=len)
        return [row["text"] for row in rows if row["kind"] == "whole" and row["high"] is not None]

    def counted(text):
        number = float("".join(c for c in text if c in "0123456789."))
        return number * 1e6 if "million" in text else number

    assert [counted(text) for text in ends(account)] == [counted(text) for text in ends(bridge)]
    title = spoken(account.title, "en")
    assert all(text in title for text in ends(account))
    assert not re.search("[+\u2212]", title + spoken(bridge.subtitle, "en"))


def test_no_chinese_name_of_a_part_is_cut_into_two_lines_beside_the_text_of_a_brief(hegang):
    drawn = account_picture(hegang, "zh").draw(420).to_dict()
    rows = [row["row"] for rows in drawn["datasets"].values() for row in rows]
    assert len(rows) > 8
    assert [row for row in rows if "\n" in row] == []


def test_the_pyramid_of_2035_is_the_path_of_ageing_alone(hegang):
    found = people_by_age(find("hegang"))
    assert found[2020].sum() == 891_271
    ahead = hegang.quantities["population"].ageing_alone[-1]
    # The shipped path is kept with four digits of a logarithm.
    assert found[2035].sum() == pytest.approx(ahead, rel=1e-4)
    assert found[2035][:, WORKING].sum() == pytest.approx(hegang.quantities["age_15_59"].ageing_alone[-1], rel=1e-4)
    title = pyramid(find("hegang"), "en").title.values
    assert title["old"].value == pytest.approx(found[2035][:, OLD].sum())
    assert np.isclose(title["old_before"].value, found[2020][:, OLD].sum())


def test_a_county_without_ages_has_no_pyramid():
    assert people_by_age(find("renqiu")) == {}
    assert pyramid(find("renqiu"), "zh") is None
