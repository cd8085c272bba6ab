"""Files of programmes: what they must say, and what no city decides."""

import re
from importlib.resources import files

import pytest

from relode.decisions.programmes import OUTCOMES, Programme, programme_of_lever, programmes
from relode.errors import RelodeError
from relode.evidence.shipped_draws import shipped_draws
from relode.facts import rows
from relode.model.policy.levers import levers
from relode.needs import services
from relode.toml_schema import of_text

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


def rows_of(table):
    if table == "sources":
        return rows("sources")
    from relode import shipped_tables

    return shipped_tables.rows("relode.facts", "references")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('family = "D"', 'family = "C"', "family"),
        ('law = ["l014"', 'law = ["l078"', "l078"),
        ("order = 2", "order = 2\nbudget = 3", "budget"),
        ("value = 0.012", "value = 0.12", "low <= value <= high"),
        ("order = 2", 'order = 2\nchannels = ["no_such_channel"]', "no_such_channel"),
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


def text_of(key):
    return files("relode.decisions").joinpath(f"programmes/{key}.toml").read_text(encoding="utf-8")


def without(text, *names):
    return "\n".join(line for line in text.splitlines() if line.partition(" = ")[0] not in names)


ASKED = 'asked = { en = "a", zh = "b" }\nwho = [WHO]\nsource = '


@pytest.mark.parametrize(
    ("key", "change", "field"),
    [
        ("subsidy", lambda text: text.replace("years = 5", "years = 0"), "years"),
        ("subsidy", lambda text: text.replace("years = 5", "years = 26"), "years"),
        ("subsidy", lambda text: text.replace("value = 0.012", "value = 0.0"), "value"),
        ("subsidy", lambda text: text.replace("low = 0.005", "low = 0.0"), "low"),
        ("subsidy", lambda text: text.replace("high = 0.025", "high = 0.01"), "low <= value <= high"),
        ("subsidy", lambda text: text.replace('zh = "发展改革委、工信局"', 'zh = ""'), "zh"),
        ("subsidy", lambda text: text.replace('["l014", "l011", "l003", "l022"]', "[]"), "law"),
        ("subsidy", lambda text: text.replace("source = ", 'who = ["labour"]\nsource = '), "asked, who"),
        ("subsidy", lambda text: text.replace("source = ", ASKED.replace("WHO", "")), "asked, who"),
        ("subsidy", lambda text: text.replace("source = ", ASKED.replace("WHO", '"labour", "nobody"')), "asked, who"),
        ("talent_subsidy", lambda text: f'family = "H"\n{text}', "outcome need: no family"),
        ("talent_subsidy", lambda text: without(text, "asked", "who"), "price.asked, price.who"),
        ("cluster_support", lambda text: without(text, "asked", "who"), "price.asked, price.who"),
        ("cluster_support", lambda text: text.replace('family = "C"', 'family = "A"'), "family"),
        ("cluster_support", lambda text: text.replace('"l016", ', '"l016", "no_such_row", '), "no_such_row"),
    ],
    ids=map(str, range(15)),
)  # fmt: skip
def test_each_field_of_a_file_is_within_its_limits(key, change, field):
    text = text_of(key)
    assert change(text) != text
    with pytest.raises(RelodeError) as refused:
        of_text(Programme, f"{key}.toml", change(text))
    assert field in str(refused.value)


def test_at_its_limits_a_file_is_read():
    for years in (1, 25):
        read = of_text(Programme, "subsidy.toml", TEXT.replace("years = 5", f"years = {years}"))
        assert read.dose.years == years
    asked = of_text(Programme, "subsidy.toml", TEXT.replace("source = ", ASKED.replace("WHO", '"labour"')))
    assert asked.price.who == ("labour",)
    assert (asked.lever, asked.key) == ("subsidy", "subsidy")


def test_what_a_file_does_not_say_is_not_so():
    zone, subsidy = (next(each for each in programmes() if each.key == key) for key in ("cluster_support", "subsidy"))
    assert (zone.bonds, zone.dose.persons) == (True, False)
    assert (subsidy.bonds, subsidy.channels) == (False, ())


def test_the_binding_row_of_law_is_the_first_of_the_file():
    """A subsidy open to all is conditional, though another row of its file forbids one to a single firm."""
    subsidy = next(each for each in programmes() if each.key == "subsidy")
    assert subsidy.lawful == "conditional"
    assert "not_allowed" in {row["verdict"] for row in rows("law") if row["id"] in subsidy.law}


def test_only_a_programme_with_evidence_tells_the_effect_of_its_lever():
    assert programme_of_lever("subsidy").key == "subsidy"
    assert programme_of_lever("talent_subsidy") is programme_of_lever("tax_relief") is None


FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?", re.ASCII)
PAIR = re.compile(r'en = "((?:[^"\\]|\\.)*)", zh = "((?:[^"\\]|\\.)*)"')
WORDS = "千万亿"
"""Thousands, ten thousands and hundred millions, which Chinese counts in."""


def figures(text):
    """Figures of four digits and more, and what has a point: years, sums, rates."""
    return sorted(each for each in FIGURE.findall(re.sub(r"(?<=\d),(?=\d{3})", "", text)) if len(each) >= 4)


@pytest.mark.parametrize(("package", "folder"), [("relode.decisions", "programmes"), ("relode.needs", "services")])
def test_years_and_long_figures_are_the_same_in_both_languages(package, folder):
    """Where Chinese counts in words the years alone."""
    seen = 0
    for file in sorted(files(package).joinpath(folder).iterdir(), key=lambda each: each.name):
        for english, chinese in PAIR.findall(file.read_text(encoding="utf-8")):
            pair = figures(english), figures(chinese)
            if any(word in chinese for word in WORDS):
                pair = tuple([each for each in told if re.fullmatch(r"(19|20)\d\d", each)] for told in pair)
            assert pair[0] == pair[1], (file.name, english)
            seen += 1
    assert seen > 30
