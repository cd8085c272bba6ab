"""The what-if view without a browser: answers, pictures and files of a scenario."""

import csv
import html
import re
import tomllib
from io import StringIO
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest

from relode.calibration.draws import draw_futures
from relode.evidence.evidence_answer import lever_studies
from relode.facts.shipped import rows
from relode.language import LANGUAGES, number_text, say, spoken
from relode.language.names import name
from relode.model.policy.levers import GROUPS
from relode.model.policy.policy_file import policies, read_policy
from relode.places import find
from relode.plan.simulations import simulation
from relode.plan.simulations.what_if import SHOWN, what_if
from relode.plan.simulations.what_if import ground as grounded
from relode.plan.simulations.what_if_record import PolicyMoney
from relode.vocabulary import Label
from relode.web.server.app import application
from relode.web.server.guard import Guard
from relode.web.what_if.scenario import Scenario, scenario_of
from relode.web.what_if.simulator import Simulator
from relode.web.what_if.what_if_text import dose, finding, note, payers_bar

SCENARIO = "retraining_coverage=0.5&subsidy=0.05&subsidy_sector=renewables"


@pytest.fixture(scope="module")
def simulator(ground):
    made = Simulator(count=8)
    made.grounds[""] = ground
    made.state = "ready"
    return made


@pytest.fixture
def asking(simulator, client_of):
    return client_of(Guard(application(simulator)))


def test_futures_with_a_shock_are_those_without_it_but_for_the_shock(ground):
    struck = grounded(ground.futures.world, "price_fall@2027", ground)
    drawn = draw_futures(ground.futures.world, 8, 30, 1, "price_fall@2027", known=True)
    assert np.array_equal(struck.futures.exogenous.log_price, drawn.exogenous.log_price)
    assert not np.array_equal(struck.futures.exogenous.log_price, ground.futures.exogenous.log_price)
    assert struck.futures.params is ground.futures.params
    assert np.array_equal(struck.futures.exogenous.amenity_shock, drawn.exogenous.amenity_shock)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_every_lever_with_cost_and_evidence(asking, language):
    page = asking.get(f"/city/hegang/act?{SCENARIO}&lang={language}").text
    assert page.count('type="range"') == 16
    assert page.count('class="about" id="about-') == 16
    assert page.count('class="fan"') == len(SHOWN) + 1
    assert re.findall(r"<legend>(.*?)</legend>", page)[:5] == [
        say(f"web.act.group.{group}", language) for group in GROUPS
    ]
    assert 'value="0.5"' in page


def test_the_bar_of_costs_is_full_where_the_budget_is_spent(asking):
    page = asking.get(f"/city/hegang/act?{SCENARIO}&lang=en").text
    (bar,) = re.findall(r'<svg class="payers".*?</svg>', page)
    drawn = re.findall(r'<rect class="(\w+)" x="([^"]*)"(?: y="0")? width="([^"]*)"', bar)
    asked = asking.get(f"/api/what-if/hegang?{SCENARIO}").json()
    share = asked["cost_share"]["value"]
    # 5 % of public spending is the whole bar, unless all payers bear more: here they do not.
    assert [(payer, float(at), float(length)) for payer, at, length in drawn] == [
        ("city", 0.0, pytest.approx(100 * share / 0.05)),
        ("limit", 99.4, 0.6),
    ]


def test_payers_lie_one_after_another_on_the_bar_of_costs_by_hand():
    """100 of spending and a budget of 5: of 4 by the city and 12 by firms the bar is 16 long."""
    sums = {"city": 4.0, "province": 0.0, "firm": 12.0}
    paid = {payer: PolicyMoney(value, "100 million yuan per year", (0.0, 0.0)) for payer, value in sums.items()}
    drawn = payers_bar(SimpleNamespace(paid=paid, spending=SimpleNamespace(spending=100e8)), Scenario())
    assert drawn["line"] == 5 / 16
    assert drawn["parts"] == [
        {"payer": "city", "from": 0.0, "length": 0.25},
        {"payer": "firm", "from": 0.25, "length": 0.75},
    ]
    assert payers_bar(SimpleNamespace(paid=paid, spending=None), Scenario()) == {"parts": [], "line": 0.0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_of_a_lever_tells_who_bears_how_much_of_it(asking, simulator, language):
    scenario = scenario_of(dict(parse_qsl("renewable_build_out=200&retraining_coverage=0.5")))
    costs = asking.get(f"/city/hegang/what-if.json?{urlencode(scenario.query())}&lang={language}").json()["costs"]
    assert set(costs) == {"renewable_build_out", "retraining_coverage"}
    assert costs["renewable_build_out"].count(say("levers.payer.firm", language)) == 1
    assert say("levers.payer.firm", language) not in costs["retraining_coverage"]
    found = what_if(simulator.city(find("hegang")), scenario.policy(find("hegang")), 2035)
    million = found.paid_for["retraining_coverage"]["city"].value * 100
    said = re.search(r"[\d.]+", costs["retraining_coverage"])[0]
    assert float(said) == pytest.approx(million if language == "en" else 100 * million, rel=0.01)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_has_all_that_the_page_redraws(asking, language):
    answer = asking.get(f"/city/hegang/what-if.json?{SCENARIO}&lang={language}").json()
    assert set(answer["rows"]) == set(answer["notes"]) == set(SHOWN)
    policies = [row["policy"] for row in answer["rows"]["employment"]]
    assert [policies.count(policy) for policy in ("plan", "nothing")] == [32, 2]  # a step in 2026; a straight line
    assert len(answer["values"]) == 16
    assert answer["money"]["parts"][0]["length"] > 0
    assert answer["query"] == {
        "subsidy": "0.05",
        "subsidy_sector": "renewables",
        "retraining_coverage": "0.5",
        "until": "2035",
    }


def test_the_same_scenario_gives_the_same_answer(asking, simulator, client_of):
    once = asking.get(f"/city/hegang/what-if.json?{SCENARIO}").json()
    other = client_of(Guard(application(simulator)))
    assert other.get(f"/city/hegang/what-if.json?{SCENARIO}").json() == once


def test_axes_of_paths_stay_while_a_lever_moves_within_them(asking):
    answers = [
        asking.get(f"/city/hegang/what-if.json?{query}").json() for query in ("", "tax_relief=0.1", "until=2050")
    ]
    assert answers[0]["paths"]["axis"] == answers[1]["paths"]["axis"] == answers[2]["paths"]["axis"]
    assert answers[0]["marks"] == [{"year": 2026}]


@pytest.mark.parametrize(("language", "people"), [("en", 1e3), ("zh", 1e4)])
def test_the_large_picture_begins_with_what_was_published(asking, language, people):
    """The censuses of 2010 and 2020, by the row of the table as it lies, before doing nothing and the plan."""
    paths = asking.get(f"/city/hegang/what-if.json?{SCENARIO}&first=population&lang={language}").json()["paths"]
    census = {
        int(r["year"]): float(r["value"])
        for r in rows("census")
        if r["place"] == "230400" and r["quantity"] == "population"
    }
    told = {row["year"]: row["median"] for row in paths["facts"]}
    assert min(told) == 2010
    assert [told[year] for year in (2010, 2020)] == [
        pytest.approx(census[year] / people, rel=1e-5) for year in (2010, 2020)
    ]
    drawn = [row for row in paths["fans"] if row["year"] == 2020]
    assert {row["policy"] for row in drawn} == {"nothing", "plan"}
    assert [row["median"] for row in drawn] == [pytest.approx(told[2020], rel=0.01)] * 2
    output = asking.get(f"/city/hegang/what-if.json?{SCENARIO}&first=gdp_real&lang={language}").json()["paths"]
    assert "2020" in output["unit"]  # of its prices: the outlook tells output at those of its newest figure
    assert "2020" not in paths["unit"]
    opening = [row["median"] for row in output["fans"] if row["year"] == 2020]
    # At the prices of the simulator: those of a later year would lie beside its opening.
    assert opening == [pytest.approx(next(r["median"] for r in output["facts"] if r["year"] == 2020), rel=1e-5)] * 2
    assert asking.get("/city/hegang/what-if.json?first=debt_ratio").json()["paths"]["facts"] == []
    low, high = paths["axis"]
    assert low < min(row["p05"] for row in paths["fans"])
    assert high > max(told.values())


def test_what_the_plan_changes_has_axes_of_its_own(asking):
    answer = asking.get(f"/city/hegang/what-if.json?{SCENARIO}&lang=en").json()
    assert answer["paths"]["axis"] != answer["axes"]["employment"]
    assert answer["axes"]["employment"][0] < 0 < answer["axes"]["employment"][1]
    rows = answer["rows"]["employment"]
    assert [row["median"] for row in rows if row["policy"] == "plan" and row["year"] < 2026] == [
        0
    ] * 7  # six years, and the first moment of 2026
    assert {row["median"] for row in rows if row["policy"] == "nothing"} == {0}


def test_colours_follow_the_page(asking):
    pictures = asking.get("/city/hegang/what-if-pictures.json?width=300").text
    assert '"var(--plan)"' in pictures
    assert '"#0072b2"' not in pictures


def test_a_scenario_can_be_kept(asking):
    policy = tomllib.loads(asking.get(f"/city/hegang/policy.toml?{SCENARIO}").text)
    assert policy["place"] == "hegang"
    assert {step["lever"]: step["value"] for step in policy["steps"]} == {"subsidy": 0.05, "retraining_coverage": 0.5}
    table = list(csv.DictReader(StringIO(asking.get(f"/city/hegang/what-if.csv?{SCENARIO}").text[1:])))
    assert len(table) == len(SHOWN) * 3 * 31
    assert asking.get(f"/city/hegang/what-if/employment.svg?{SCENARIO}").text.startswith("<svg")


def test_programs_get_the_bands_and_the_changes(asking):
    answer = asking.get(f"/api/what-if/hegang?{SCENARIO}&until=2040").json()
    assert answer["until"] == 2040
    assert answer["futures"] == 8
    assert set(answer["quantities"]["employment"]["plan"]) == {"p05", "p25", "median", "p75", "p95"}
    assert answer["changes"]["employment"]["year"] == 2040


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/city/hegang/what-if.json?subsidy=9", 400),
        ("/city/hegang/what-if.json?foo=1", 400),
        ("/city/hegang/act?retraining_coverage=a", 400),
        ("/city/renqiu/what-if.json", 400),
        ("/city/hegang/what-if.json?shock=price_fall", 503),
        ("/city/hegang/what-if/wage.svg", 400),
        ("/city/hegang/what-if-pictures.json?width=99999", 422),
        ("/api/what-if/hegang?until=1999", 422),
    ],
)
def test_what_cannot_be_asked_is_refused(asking, address, status):
    assert asking.get(address).status_code == status


@pytest.mark.parametrize(
    ("language", "said", "led"),
    [("en", "it is a part of Cangzhou", "Try levers in Cangzhou"), ("zh", "该地属于沧州市", "在沧州市试用杠杆")],
)
def test_the_page_of_levers_of_a_county_leads_to_those_of_its_prefecture(asking, language, said, led):
    page = asking.get(f"/city/renqiu/act?subsidy=0.02&lang={language}")
    assert page.status_code == 200
    assert said in page.text
    assert f'<a href="/city/cangzhou/act?subsidy=0.02">{led}</a>' in page.text
    assert "130982" not in page.text.partition('id="finding"')[2].partition("</p>")[0]
    assert 'id="plans"' not in page.text  # a county gets no plans, and there is no picture to be read
    assert 'class="read"' not in page.text
    assert 'type="range"' not in page.text


def test_a_place_that_nothing_simulated_holds_has_a_page_that_says_so(asking):
    page = asking.get("/city/sansha/act?lang=en")
    assert page.status_code == 200
    assert "cannot be simulated" in page.text
    assert 'type="range"' not in page.text


@pytest.mark.parametrize("state", ["warming", "failed"])
def test_while_the_simulator_is_not_ready_the_page_says_so(client_of, state):
    cold = Simulator()
    cold.state = state
    client = client_of(Guard(application(cold)))
    page = client.get("/city/hegang/act?lang=en")
    assert page.status_code == 200
    assert ('id="warming"' in page.text) == (state == "warming")
    answer = client.get("/city/hegang/what-if.json")
    assert answer.status_code == 503
    assert answer.headers.get("retry-after") == ("2" if state == "warming" else None)
    assert client.get("/api/state").json()["simulator"] == state


def test_the_people_that_a_change_means_are_those_of_both_paths(asking, simulator):
    """By hand: jobs with the plan less jobs without it, future by future, their median and 90 % interval."""
    asked = simulator.city(find("hegang"))
    policy = scenario_of(dict(parse_qsl(SCENARIO))).policy(find("hegang"))
    at = asked.own.futures.years.index(2035)
    runs = [each["employment"][:, at] for each in (asked.under(policy), asked.nothing)]
    low, median, high = np.quantile(runs[0] - runs[1], (0.05, 0.5, 0.95))
    told = asking.get(f"/api/what-if/hegang?{SCENARIO}").json()["counts"]["employment"]
    assert [*told["interval_90"], told["median"]] == pytest.approx([low, high, median])
    assert told["unit"] == "persons"


@pytest.mark.parametrize("language", LANGUAGES)
def test_finding_notes_cost_and_payers_stand_beside_each_other(asking, language):
    levers = "early_retirement_share=0.5&extraction_cut=0.1"
    answer = asking.get(f"/city/hegang/what-if.json?{levers}&lang={language}").json()
    persons = {"en": "\N{NO-BREAK SPACE}people", "zh": "人"}[language]
    assert persons in answer["finding"]
    assert {"en": f"{persons} (", "zh": f"{persons}（"}[language] in answer["notes"]["employment"]
    # The award of the centre ran to 2020: from 2026 on insurance alone pays, and its sum is told.
    payer = say("levers.payer.insurance", language)
    told = re.sub("<[^>]*>", "", answer["money"]["others"])
    assert re.search(rf"{payer}\s?\d", told)
    assert say("levers.payer.centre", language) not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_levers_may_begin_with_a_policy_each_at_its_largest_dose(asking, language):
    page = asking.get(f"/city/hegang/act?lang={language}").text
    shown = page.partition('class="presets"')[2].partition("</details>")[0]
    offered = re.findall(r'href="\?([^"]*)">([^<]*)<', shown)
    shipped = [read_policy(name) for name in policies() if read_policy(name).steps]
    assert sorted(title for _, title in offered) == sorted(policy.title(language) for policy in shipped)
    assert offered[0][1] == read_policy("managed_shrinkage").title(language)
    for query, title in offered:
        scenario = scenario_of(dict(parse_qsl(query.replace("&amp;", "&"))))
        policy = next(policy for policy in shipped if policy.title(language) == title)
        most = {name: max(step.value for step in policy.steps if step.lever == name) for name in policy.levers()}
        by_one_sector = {name for name, sector, _ in scenario.doses if not sector}
        assert {name for name, _, _ in scenario.doses} == {name for name, dose in most.items() if dose}
        assert all(value == pytest.approx(most[name]) for name, _, value in scenario.doses if name in by_one_sector)


def test_each_lever_has_a_card_of_its_evidence(asking):
    page = asking.get("/city/hegang/act?lang=en").text
    card = page.partition('id="about-subsidy"')[2].partition('class="lever"')[0]
    assert "What studies elsewhere found (the same for every city)" in card
    assert len(re.findall(r"<tr><th scope=\"row\">", card)) == len(lever_studies("subsidy")) > 0


def test_the_result_as_python_asks_the_simulator_for_the_same_policy(asking, tmp_path, monkeypatch):
    answer = asking.get(f"/city/hegang/what-if.json?{SCENARIO}").json()
    (tmp_path / "hegang-what-if.toml").write_text(asking.get(f"/city/hegang/policy.toml?{SCENARIO}").text)
    monkeypatch.chdir(tmp_path)
    seen = []
    monkeypatch.setattr(simulation, "simulate", lambda _, *rest: seen.extend(rest))
    exec(answer["python"], {})
    place, settings, policy = seen
    assert (place.slug, settings.futures, settings.seed) == ("hegang", 8, 1)
    assert policy == scenario_of(dict(parse_qsl(SCENARIO))).policy(find("hegang"))
    assert answer["command"].split() == [
        "relode", "simulate", "hegang", "--policy", "hegang-what-if.toml", "--futures", "8", "--seed", "1",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fall_is_told_with_its_sign_and_what_most_futures_do_not_share_as_unclear(language):
    """By hand: -1.07 % with -7.88 to -0.1 % is told in tenths; 0.1 of 200 futures are 20."""
    place = find("hegang")

    def told(share, high=-0.001):
        change = SimpleNamespace(value=-0.0107, unit="share", interval_90=(-0.0788, high), more_share=share)
        count = SimpleNamespace(value=-1300.0, unit="persons", interval_90=(-2100.0, -100.0))
        found = SimpleNamespace(place=place, until=2035, futures=SimpleNamespace(count=200))
        found.changes, found.counts = {"employment": change}, {"employment": count}
        return finding(found, scenario_of({"subsidy": "0.05"}))

    assert told(0.2).key == "web.act.fewer"
    assert told(0.2, high=0.001).key == "web.act.fewer_probably"
    assert told(0.21).key == "web.act.unclear"
    assert told(0.8).key == "web.act.more"
    fall = spoken(told(0.1), language)
    assert all(figure in fall.replace("\u2212", "-") for figure in ("-1.1", "-7.9", "-0.1", "-1,300", "200", "180"))


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (0.000999, "hardly"),
        (0.001, "more_probably"),
        (-0.000999, "hardly"),
        (-0.001, "fewer_probably"),
    ],
)
def test_a_change_of_jobs_that_nobody_can_see_has_no_clear_effect_in_the_headline_as_below_the_picture(value, key):
    """Nearly all futures agree on its sign, and it is below a tenth of a per cent: no digits of noise are told."""
    low, high = sorted((-0.0000426 * np.sign(value), 0.00178 * np.sign(value)))
    change = SimpleNamespace(value=value, unit="share", interval_90=(low, high), more_share=0.86 if value > 0 else 0.14)
    count = SimpleNamespace(value=value * 1.5e5, unit="persons", interval_90=(low * 1.5e5, high * 1.5e5))
    found = SimpleNamespace(place=find("hegang"), until=2035, futures=SimpleNamespace(count=200))
    found.changes, found.counts = {"employment": change}, {"employment": count}
    scenario = scenario_of({"subsidy": "0.05"})
    headline = finding(found, scenario)
    assert headline.key == f"web.act.{key}"
    assert (note(found, "employment", scenario).key == "web.act.hardly_effect") == (key == "hardly")
    if key == "hardly":
        told = spoken(headline, "en")
        assert "0.00" not in told
        assert "172" not in told  # 0.86 of 200: how many agree on the sign of what nobody can see


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lever_says_what_its_dose_is_a_share_of_and_that_its_own_effect_is_not_counted(asking, language):
    def answer(asked):
        return asking.get(f"/city/hegang/what-if.json?{asked}&lang={language}").json()

    some = answer("tax_relief=0.222&subsidy=0.05")
    assert Label("tax_relief", within=True).name(language) in some["alone"]
    assert Label("subsidy", within=True).name(language) not in some["alone"]
    assert answer("subsidy=0.05")["alone"] == ""
    share = number_text(0.222, "share", language)
    assert some["values"]["tax_relief"] != share
    assert share in some["values"]["tax_relief"]
    page = asking.get(f"/city/hegang/act?tax_relief=0.222&lang={language}").text
    assert f'<p id="alone" class="subtitle">{answer("tax_relief=0.222")["alone"]}</p>' in page
    assert re.search(rf"●●●○</span> {say('levers.grade_word.quasi_experiment', language)}", page)


def test_what_changes_the_work_of_nobody_is_told_so():
    change = SimpleNamespace(value=1e-7, unit="share", interval_90=(-1e-6, 2e-6), more_share=0.97)
    count = SimpleNamespace(value=0.1, unit="persons", interval_90=(-0.2, 0.4))
    found = SimpleNamespace(place=find("hegang"), until=2035, futures=SimpleNamespace(count=200))
    found.changes, found.counts = {"employment": change}, {"employment": count}
    said = spoken(finding(found, scenario_of({"talent_subsidy": "0.01"})), "en")
    assert said == "No effect on jobs in Hegang by 2035: less than one person either way in nine of ten of 200 futures"


def test_the_large_picture_is_the_one_that_was_picked(asking):
    page = asking.get("/city/hegang/act?first=house_price&lang=en").text
    assert re.findall(r'data-quantity="([a-z_]+)"', page) == [
        "paths",
        "house_price",
        *(name for name in SHOWN if name != "house_price"),
    ]
    assert asking.get("/city/hegang/what-if.json?first=house_price").json()["paths"]["name"] == "house_price"
    assert asking.get("/city/hegang/what-if/paths.svg?first=house_price").text.startswith("<svg")
    for address in ("act", "what-if.json", "what-if/paths.svg"):
        assert asking.get(f"/city/hegang/{address}?first=nonsense").status_code == 400


def test_a_link_keeps_a_dose_between_two_steps_of_its_slider_and_says_what_it_sets(asking):
    page = asking.get("/city/hegang/act?schooling_spending=0.005&subsidy=0.02&lang=en").text
    sliders = dict(re.findall(r'name="([a-z_]+)" min="[^"]+" max="[^"]+" step="([^"]+)"', page))
    assert sliders["schooling_spending"] == "any"  # 50 steps of 0.0004 each
    assert float(sliders["subsidy"]) == pytest.approx(0.002)
    (told,) = re.findall(r'<ul id="set"[^>]*>(.*?)</ul>', page)
    links = dict(re.findall(r'data-off="([a-z_]+)" href="\?(.*?)"', told))
    # Whoever lets go of one lever keeps the other.
    assert {name: parse_qsl(html.unescape(link))[0][0] for name, link in links.items()} == {
        "schooling_spending": "subsidy",
        "subsidy": "schooling_spending",
    }
    assert re.search(r'<ul id="set" class="chips"[^>]* hidden></ul>', asking.get("/city/hegang/act?lang=en").text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_levers_tell_no_key_of_a_row(asking, language):
    page = asking.get(f"/city/hegang/act?lang={language}").text
    seen = re.sub(r"<(script|style|code|pre)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert re.findall(r"\b[a-z]+[0-9]*(?:_[a-z0-9]+)+\b", seen) == []


def test_the_empty_pictures_are_kept_by_a_browser_until_figures_change(asking):
    page = asking.get("/city/hegang/act?lang=en").text
    (version,) = re.findall(r'data-version="(\w+)"', page)
    address = "/city/hegang/what-if-pictures.json?width=300"
    assert asking.get(f"{address}&v={version}").headers["cache-control"] == "private, max-age=3600"
    assert asking.get(f"{address}&v=old").headers["cache-control"] == "no-store"


def test_what_a_plan_does_begins_in_its_first_year(asking):
    rows = asking.get(f"/city/hegang/what-if.json?{SCENARIO}").json()["rows"]["employment"]
    by_year = {row["year"]: row["median"] for row in rows if row["policy"] == "plan"}
    assert (by_year[2025], by_year[2025.999]) == (0, 0)
    assert by_year[2026] != 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_of_levers_that_is_kept_tells_its_finding_the_levers_and_its_sources(asking, simulator, language):
    """Asked for at the width "alone", as other pictures are; on a page these stand around it."""
    scenario = scenario_of(dict(parse_qsl(SCENARIO)))
    said = what_if(simulator.city(find("hegang"), ""), scenario.policy(find("hegang")), scenario.until)
    titles = [name("source_title", key, language) for key in ("census2020", "published_effects")]
    for shown in ("paths", "employment"):
        address = f"/city/hegang/what-if/{shown}.svg?{SCENARIO}&lang={language}"
        alone, beside = (squeezed(asking.get(f"{address}&width={width}").text) for width in ("alone", "wide"))
        told = [spoken(finding(said, scenario), language), spoken(dose("retraining_coverage", scenario), language)]
        for text in (*told, *titles):
            assert squeezed(html.escape(text)) in alone.partition("</svg>")[0].partition(">")[2]
            assert squeezed(html.escape(text)) not in beside.partition(">")[2]


def squeezed(drawn):
    """The text of a drawing without breaks of lines and spaces."""
    return re.sub(r"\s|\xa0", "", re.sub(r"</text>\s*<text[^>]*>|</tspan>\s*<tspan[^>]*>", "", drawn))
