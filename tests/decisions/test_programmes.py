"""Files of programmes: what they must say, and what no city decides."""

from importlib.resources import files

import pytest

from relode.decisions.programmes import OUTCOMES, Programme, lawful, programmes
from relode.errors import RelodeError
from relode.evidence.shipped_draws import shipped_draws
from relode.facts import rows
from relode.model.policy.levers import levers
from relode.needs import services
from relode.stated_files import of_text

TEXT = files("relode.decisions").joinpath("programmes/subsidy.toml").read_text(encoding="utf-8")
NOT_A_CITYS = {"central_transfer", "tax_relief", "extraction_cut"}


def test_what_a_city_does_not_decide_is_no_programme():
    """Transfers, relief of taxes, closing mines; services are the yardstick, demolition is a need."""
    known = {each.lever for each in programmes()}
    assert known == set(levers()) - NOT_A_CITYS - {"public_services_spending", "demolition_rate"}
    assert "take_down_homes" in {each.id for service in services() for each in service.measures}


def test_a_gain_is_in_one_outcome_and_what_has_land_homes_or_prices_alone_is_a_need():
    draws = shipped_draws()
    for each in programmes():
        of_lever = {family for (lever, holds), family in draws.pairs if lever == each.lever and holds == "measure"}
        if each.outcome == "need":
            assert not of_lever & set(OUTCOMES)
        else:
            assert OUTCOMES[each.family] == each.outcome
            assert each.family in of_lever or not of_lever & set(OUTCOMES)


def test_each_price_has_an_interval_a_source_and_a_reason():
    known = {row["key"] for table in ("references", "sources") for row in rows_of(table)} | {"assumption"}
    for each in programmes():
        assert each.price.low < each.price.high
        assert set(each.price.source.split(";")) - {"published_effects"} <= known
        assert each.price.printed == (each.price.source != "assumption")


def rows_of(table):
    if table == "sources":
        return rows("sources")
    from relode import shipped_tables

    return shipped_tables.rows("relode.facts", "references")


def test_the_strictest_row_of_law_rules():
    assert lawful(("l078", "l011")) == "conditional"
    assert lawful(("l078", "l011", "l003")) == "not_allowed"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('family = "D"', 'family = "C"', "family"),
        ('law = ["l014"', 'law = ["l078"', "l078"),
        ("order = 2", "order = 2\nbudget = 3", "budget"),
        ("value = 0.012", "value = 0.12", "low <= value <= high"),
        ("order = 2", 'order = 2\nchannels = ["coal_mine_safety", "housing_subsidy"]', "housing_subsidy"),
        ('outcome = "jobs"', 'outcome = "prices"', "outcome"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_field(old, new, field):
    assert old in TEXT
    with pytest.raises(RelodeError) as refused:
        of_text(Programme, "subsidy.toml", TEXT.replace(old, new))
    assert "subsidy.toml" in str(refused.value)
    assert field in str(refused.value)


def test_a_file_that_is_no_toml_is_refused():
    with pytest.raises(RelodeError, match=r"subsidy\.toml cannot be read as TOML"):
        of_text(Programme, "subsidy.toml", "order = ")
