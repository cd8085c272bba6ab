"""Where people and jobs went and go: one chain from census to census to the last year, by hand."""

from itertools import pairwise

import pytest

from relode.charts.change_bridge import change_bridge
from relode.language import LANGUAGES, spoken
from relode.outlook import outlook
from relode.outlook.ahead import change_accounts as module
from relode.outlook.ahead.change_accounts import Counted, accounts, counted, in_steps


@pytest.fixture(scope="module")
def hegang(panel):
    return outlook(panel, "hegang")


def test_a_planted_decade_is_the_first_stretch_by_hand(hegang, monkeypatch):
    """Counted 1,058,665 and 891,271; 1,000,000 if nobody had moved; the nation was counted as expected.

    1,000,000 - 1,058,665 = -58,665 by births and deaths; 891,271 - 1,000,000 = -108,729 by moves.
    """
    monkeypatch.setattr(module, "people_lost", lambda _: module.PeopleLost(1_058_665.0, 1e6, 891_271.0, 1.0))
    people, jobs = counted(hegang)
    assert (people.ageing, people.moves) == (-58_665.0, -108_729.0)
    assert people.start + people.ageing + people.moves == people.end == 891_271.0
    # Jobs: mining 97,051 to 36,187 of all 474,044 to 324,859 (both censuses): -60,864 in mines, -88,321 in all else.
    assert (round(jobs.mines), round(jobs.moves)) == (-60_864, -88_321)
    assert jobs.ageing is None


def test_people_whose_ages_were_not_counted_are_not_parted(hegang, monkeypatch):
    """As with figures of the user's own, or where boundaries moved."""
    monkeypatch.setattr(module, "people_lost", lambda _: module.PeopleLost(1_058_665.0, 1e6, 800_000.0, 1.0))
    people, _ = counted(hegang)
    assert people.ageing is None
    assert people.moves == people.end - people.start


def test_the_chain_goes_on_where_the_last_census_ended(hegang):
    for past, ahead in zip(counted(hegang), accounts(hegang), strict=True):
        assert (past.quantity, past.until, past.end) == (ahead.quantity, ahead.since, ahead.start)
    table = change_bridge(hegang, "en").table
    assert list(table["part"]) == [
        "2010", "births, ageing, deaths", "moves", "2020", "births, ageing, deaths", "moves", "2035",
        "2010", "mines", "all other changes", "2020", "fewer of working age", "mines, beyond ageing",
        "moves and other work", "2035",
    ]  # fmt: skip
    assert list(table["low"].notna()) == [part == "2035" for part in table["part"]]
    for first, last in ((0, 7), (7, 15)):
        values = table["value"].to_numpy()[first:last]
        wholes = [at for at, part in enumerate(table["part"][first:last]) if part.isdigit()]
        for start, end in pairwise(wholes):
            assert values[start:end].sum() == pytest.approx(values[end])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["hegang", "fuxin", "renqiu", "daqing"])
def test_bars_add_up_as_they_are_printed(panel, name, language):
    drawn = change_bridge(outlook(panel, name), language).draw(640).to_dict()
    rows = max(drawn["datasets"].values(), key=len)
    for quantity in ("population", "employment"):
        of = [row for row in rows if row["of"] == quantity]
        printed = [float("".join(c for c in row["text"].replace("−", "-") if c in "-.0123456789")) for row in of]
        wholes = [at for at, row in enumerate(of) if row["kind"] == "whole"]
        assert len(wholes) == 3
        for start, end in pairwise(wholes):
            assert sum(printed[start:end]) == printed[end]


def test_rounding_is_left_to_the_last_cause():
    """1,058,665 - 24,350 - 143,044 = 891,271 in thousands: 1,059 - 24 = 1,035, so moves take 144 to reach 891."""
    of = Counted("population", "persons", 2010, 1_058_665.0, -24_349.6, None, -143_044.4, 2020, 891_271.0, ())
    assert in_steps(of, 1000.0) == (1_059_000.0, -24_000.0, -144_000.0, 891_000.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_data_do_not_part_is_said(panel, language):
    said = {
        name: spoken(change_bridge(outlook(panel, name), language).subtitle, language) for name in ("hegang", "renqiu")
    }
    apart = {"en": ("births and deaths stay together", "births, deaths and moves stay together"),
             "zh": ("出生与死亡按全国分年龄水平合计", "出生、死亡与迁移未能分开")}[language]  # fmt: skip
    assert apart[0] in said["hegang"]
    assert apart[1] in said["renqiu"]
