"""Rules of the server by hand: lanes, limits, origins, languages, turns, the pace of a run, scenarios of an address."""

import asyncio
import threading
from types import SimpleNamespace

import pytest
from starlette.requests import Request

from relode.errors import RelodeError
from relode.language import Amount, Sentence
from relode.model.policy.levers import SUBSIDISED_SECTORS, levers
from relode.web.pages import cities_page, figure_origin, map_page
from relode.web.pages.cities_page import CityFilter, PlaceRow
from relode.web.plan_runs.plan_order import Order
from relode.web.plan_runs.run_pace import SIGNS, USUAL, is_further, share_done
from relode.web.server import limits
from relode.web.server.guard import Answer, Lane, is_foreign, is_own, short, told
from relode.web.server.limits import Limits, lane_of, largest_body
from relode.web.server.speaking import language_of
from relode.web.server.turns import Turns
from relode.web.what_if import scenario as scenarios
from relode.web.what_if.scenario import Scenario, of_steps, scenario_of


def request(path="/", query="", method="GET", **headers):
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": given})


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("/city/hegang/act", "simulator"),
        ("/what-if.json", "simulator"),
        ("/city/hegang/what-if.csv", "simulator"),
        ("/compare/measure", "simulator"),
        ("/city/hegang/what-if/figure/3", "simulator"),
        ("/city/hegang/picture/a.svg", "heavy"),
        ("/a.png", "heavy"),
        ("/a.xlsx", "heavy"),
        ("/city/hegang/report", "heavy"),
        ("/map.json", "heavy"),
        ("/own", "heavy"),
        ("/cities", "heavy"),
        ("/cities.csv", "heavy"),
        ("/city/hegang/picture/a", "heavy"),
        ("/city/hegang/plans/x/file/a", "heavy"),
        ("/city/hegang", "page"),
        ("/city/hegang/stand", "page"),
        ("/city/hegang/next", "page"),
        ("/city/hegang/ahead", "page"),
        ("/city/hegang/past", "page"),
        ("/city/hegang/unknown", "page"),
        ("/city/hegang/what-if-pictures.json", "page"),
        ("/city/hegang/plans/x", "page"),
        ("/city/hegang/plans/x/brief", "page"),
        ("/city/hegang/plans/x/one", "page"),
        ("/city/hegang/plans/x/embed", "page"),
        ("/industry/a", "page"),
        ("/provinces", "page"),
        ("/provinces/x", "page"),
        ("/compare", "page"),
        ("/deal", "page"),
        ("/api/outlook/hegang", "page"),
        ("/api/plans/x/y", "light"),
        ("/", "light"),
        ("/api/state", "light"),
        ("/static/page.css", "light"),
        ("/city/hegang/plans", "light"),
        ("/city/a/b/c", "light"),
    ],
)
def test_a_path_waits_in_the_lane_of_what_it_costs(path, lane):
    assert lane_of(path) == lane


def test_what_is_in_memory_never_waits_for_what_computes():
    lanes = limits.LANES
    computing = [lanes[name].running for name in ("page", "heavy", "simulator")]
    assert all(0 < each < lanes["light"].running for each in computing)
    assert sum(computing) < 8
    assert lanes["light"].waiting > max(each.waiting for name, each in lanes.items() if name != "light")
    assert all(each.waiting > each.running for each in lanes.values())
    assert (largest_body("/own") > 20_000_000, largest_body("/own/forget"), largest_body("/")) == (True, 4096, 4096)
    posted = [
        "/own",
        "/own/forget",
        "/city/a/plans",
        "/city/a/plans/x/cancel",
        "/city/a/plans/x/resume",
        "/api/plans/a",
        "/provinces",
        "/provinces/x/cancel",
    ]
    other = ["/", "/own/x", "/city/a", "/city/a/plans/x", "/city/a/plans/x/delete", "/api/plans", "/provinces/x"]
    assert [bool(limits.POSTED.fullmatch(path)) for path in (*posted, *other)] == [True] * 8 + [False] * 7


def test_a_lane_lets_in_as_many_as_it_says_and_no_more_wait():
    async def asked():
        lane = Lane(Limits(1, 2, 5.0))
        assert await lane.enter()
        waiting = [asyncio.ensure_future(lane.enter()) for _ in range(2)]
        await asyncio.sleep(0)
        assert lane.waiting == 2
        assert not await lane.enter()
        lane.places.release()
        assert await waiting[0]
        assert lane.waiting == 1
        waiting[1].cancel()
        await asyncio.sleep(0)
        assert lane.waiting == 0

    asyncio.run(asked())


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({}, False),
        ({"content_type": "application/json"}, True),
        ({"content_type": "application/json; charset=utf-8"}, True),
        ({"content_type": "text/plain"}, False),
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "cross-site", "content_type": "application/json"}, False),
        ({"sec_fetch_site": "none", "content_type": "application/json"}, False),
        ({"origin": "http://here:1", "host": "here:1"}, True),
        ({"origin": "http://here:2", "host": "here:1", "content_type": "application/json"}, False),
        ({"origin": "http://[", "host": "here:1"}, False),
        ({"origin": "null", "host": "here:1", "sec_fetch_site": "same-origin"}, False),
    ],
)
def test_what_changes_something_comes_from_an_own_page_or_a_program(headers, is_ours):
    assert is_own(request(method="POST", **headers)) == is_ours


CLICK = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
FRAME = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"}


@pytest.mark.parametrize(
    ("path", "headers", "foreign"),
    [
        ("/", {}, False),
        ("/", {"sec_fetch_site": "same-origin"}, False),
        ("/", {"sec_fetch_site": "none"}, False),
        ("/", {"sec_fetch_site": "cross-site"}, True),
        ("/", {"sec_fetch_site": "same-site"}, True),
        ("/", CLICK, False),
        ("/", {**CLICK, "sec_fetch_site": "same-site"}, False),
        ("/", {**CLICK, "sec_fetch_mode": "no-cors"}, True),
        ("/", {**CLICK, "sec_fetch_dest": "image"}, True),
        ("/map.json", CLICK, True),
        ("/map.json", {**CLICK, "sec_fetch_user": "?1"}, False),
        ("/city/hegang/act", CLICK, True),
        ("/city/hegang/act", {**CLICK, "sec_fetch_user": "?0"}, True),
        ("/city/hegang", CLICK, False),
        ("/map", FRAME, False),
        ("/compare/a/b_2", FRAME, False),
        ("/city/a/picture/pyramid", FRAME, False),
        ("/city/a/plans/x/one", FRAME, False),
        ("/", FRAME, True),
        ("/city/a", FRAME, True),
        ("/city/a/plans/x", FRAME, True),
    ],
)
def test_a_page_of_another_host_may_open_pages_and_frame_what_is_made_for_it(path, headers, foreign):
    assert is_foreign(request(path, **headers)) == foreign


def test_lines_of_the_log_are_bounded():
    assert (short("x" * 200), short("x" * 201)) == ("x" * 200, "x" * 200 + "... (201)")

    def deep(at):
        if at:
            deep(at - 1)
        raise ValueError("a\nb")

    with pytest.raises(ValueError, match="a") as caught:
        deep(9)
    said = told(caught.value)
    assert said.startswith("ValueError: a\\nb at ")
    calls = said.partition(" at ")[2].split()
    assert len(calls) == 5
    assert {call.partition(":")[0] for call in calls} == {"test_rules_by_hand.py"}
    assert int(calls[-1].partition(":")[2]) > int(calls[0].partition(":")[2])  # the innermost raises, below the call


def test_an_answer_is_sent_once_with_the_headers_of_the_house_unless_it_has_its_own():
    sent = []

    async def sender(message):
        sent.append(message)

    async def asked():
        answer = Answer({"type": "http", "method": "HEAD", "path": "/", "query_string": b"", "headers": []}, sender)
        await answer.send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-security-policy", b"own")]}
        )
        await answer.send({"type": "http.response.body", "body": b"text"})
        await answer.refuse(503, "too_slow")
        await answer.send({"type": "http.response.body", "body": b"late"})
        return answer

    answer = asyncio.run(asked())
    assert (answer.status, answer.is_closed, answer.defect, len(sent)) == (200, True, "", 2)
    names = [name for name, _ in sent[0]["headers"]]
    assert names.count(b"content-security-policy") == 1
    assert b"x-frame-options" not in names
    assert b"x-content-type-options" in names
    assert sent[1]["body"] == b""


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("lang=zh", {"cookie": "lang=en", "accept_language": "en"}, "zh"),
        ("", {"cookie": "lang=zh", "accept_language": "en"}, "zh"),
        ("lang=fr", {"cookie": "lang=zh"}, "zh"),
        ("", {"accept_language": "fr, zh-CN;q=0.8, en;q=0.9"}, "en"),
        ("", {"accept_language": "fr, ZH-CN;q=0.9, en;q=0.8"}, "zh"),
        ("", {"accept_language": "en;q=0.9, zh"}, "zh"),
        ("", {"accept_language": "zh;q=x, en;q=0.9"}, "zh"),
        ("", {"accept_language": "fr"}, "en"),
        ("", {}, "en"),
    ],
)
def test_the_language_is_asked_for_stored_or_preferred(query, headers, language):
    assert language_of(request(query=query, **headers)) == language


def test_what_is_computed_ahead_gives_way_while_a_page_is_made_but_not_for_ever():
    turns = Turns(longest=0.05)
    assert turns.give_way() < 0.04
    turns.begin()
    turns.begin()
    turns.end()
    assert turns.pages == 1
    assert turns.give_way() >= 0.05
    longer = Turns(longest=9.0)
    longer.begin()
    threading.Timer(0.05, longer.end).start()
    assert 0.01 < longer.give_way() < 5
    assert longer.pages == 0


def test_the_share_of_a_run_grows_with_time_up_to_the_next_sign():
    """By hand: at page one, 16 % of a run after 8 seconds, a second is worth 2 %; before any sign one of 80."""
    assert share_done("page_one", 1, 100.0, 108.0, 113.0) == pytest.approx(0.16 + 5 * 0.02)
    assert share_done("page_one", 1, 100.0, 108.0, 999.0) == 0.67
    assert share_done("", 0, 100.0, 100.0, 101.0) == pytest.approx(1 / USUAL)
    assert share_done("", 0, 100.0, 100.0, 199.0) == 0.03
    assert share_done("begun", 0, 100.0, 100.0, 104.0) == pytest.approx(0.03 + 4 / 80)
    assert share_done("noise", 7, 100.0, 100.0, 101.0) == pytest.approx(1 / 80)
    assert list(SIGNS.values()) == sorted(SIGNS.values())
    assert (min(SIGNS.values()), max(SIGNS.values())) == (0, 1)
    asked = [
        ("begun", 0, "", 0),
        ("", 0, "begun", 0),
        ("begun", 0, "begun", 0),
        ("page_one", 1, "noise", 3),
        ("noise", 3, "", 0),
        ("document", 1, "page_one", 1),
    ]
    assert [is_further(*each) for each in asked] == [True, False, False, True, False, True]


def test_an_order_of_a_run_has_its_limits():
    plain = Order()
    assert (plain.budget, plain.bonds, plain.granted, plain.keep, plain.size, plain.scenario) == (
        "5%",
        "",
        "",
        "",
        "standard",
        "",
    )
    for good in (
        {"budget": "x" * 20},
        {"bonds": "x" * 20},
        {"granted": "x" * 20},
        {"keep": "x" * 40},
        {"scenario": "x" * 2000},
        {"horizon": 2030},
        {"horizon": 2050},
        {"size": "quick"},
    ):
        assert Order(**good).model_dump().items() >= good.items()
    for bad in (
        {"budget": "x" * 21},
        {"bonds": "x" * 21},
        {"granted": "x" * 21},
        {"keep": "x" * 41},
        {"scenario": "x" * 2001},
        {"horizon": 2029},
        {"horizon": 2051},
        {"size": "long"},
        {"no": 1},
    ):
        with pytest.raises(ValueError, match="validation"):
            Order(**bad)


# scenarios


BY_SECTOR = next(name for name, lever in levers().items() if lever.by_sector)
OTHER = next(name for name, lever in levers().items() if not lever.by_sector)


def test_a_scenario_of_an_address_comes_back_as_one():
    half = levers()[OTHER].upper / 2
    found = scenario_of(
        {
            OTHER: f"{half:g}",
            BY_SECTOR: "0",
            "shock": "price_fall",
            "until": "2040",
            "budget": "0.1",
            "lang": "zh",
            "width": "1",
            "theme": "x",
            "first": "y",
            "show": "z",
        }
    )
    assert found == Scenario(((OTHER, "", half),), "price_fall", 2040, 0.1)
    assert (found.value(OTHER), found.value(BY_SECTOR), found.sector(BY_SECTOR)) == (half, 0.0, SUBSIDISED_SECTORS[1])
    assert found.query() == {OTHER: f"{half:g}", "shock": "price_fall", "until": "2040"}
    assert (found.named_shock(), Scenario().named_shock()) == ("price_fall@2027", None)
    top = levers()[BY_SECTOR].upper
    sector = SUBSIDISED_SECTORS[0]
    given = scenario_of({BY_SECTOR: f"{top!r}", f"{BY_SECTOR}_sector": sector})
    assert (given.doses, given.sector(BY_SECTOR), given.budget, given.shock) == (
        ((BY_SECTOR, sector, top),),
        sector,
        0.05,
        "",
    )
    assert given.query()[f"{BY_SECTOR}_sector"] == sector
    assert scenario_of({BY_SECTOR: f"{top!r}"}).doses[0][1] == SUBSIDISED_SECTORS[1]
    assert Scenario(until=scenarios.HORIZON) == scenario_of({})
    for bad in (
        {"x": "1"},
        {OTHER: "x"},
        {OTHER: "nan"},
        {OTHER: f"{levers()[OTHER].upper * 1.01}"},
        {OTHER: f"{levers()[OTHER].lower - 0.01}"},
        {"shock": "x"},
        {"until": "2031"},
        {"budget": "0.03"},
        {f"{OTHER}_sector": sector},
        {BY_SECTOR: "0.01", f"{BY_SECTOR}_sector": "x"},
    ):
        with pytest.raises(RelodeError):
            scenario_of(bad)
    for until in (2030, 2035, 2040, 2045, 2050):
        assert scenario_of({"until": str(until)}).until == until
    for budget in ("0.01", "0.02", "0.05", "0.1"):
        assert scenario_of({"budget": budget}).budget == float(budget)
    assert scenario_of({"shock": "demand_cap"}).shock == "demand_cap"


def test_of_several_doses_of_a_lever_the_largest_of_its_first_sector_is_kept():
    first, second = SUBSIDISED_SECTORS[:2]
    top = levers()[BY_SECTOR].upper
    steps = [
        (OTHER, "", 0.0),
        (BY_SECTOR, first, top / 4),
        (BY_SECTOR, second, top),
        (BY_SECTOR, first, top / 2),
        (BY_SECTOR, first, top / 3),
    ]
    assert of_steps(steps) == Scenario(((BY_SECTOR, first, top / 2),))
    assert of_steps([(BY_SECTOR, first, 9 * top)]).doses == ((BY_SECTOR, first, top),)
    place = SimpleNamespace(slug="hegang", name=lambda language: f"Hegang {language}")
    policy = of_steps(steps).policy(place)
    (step,) = policy.steps
    assert (step.lever, step.sector, policy.place) == (BY_SECTOR, first, "hegang")
    assert all(f"Hegang {language}" in getattr(policy, f"title_{language}") for language in ("en", "zh"))


# pages


def row(slug, province="p", entry=None, **figures):
    place = SimpleNamespace(
        slug=slug, province=province, code=slug, name_zh=f"{slug} zh", name_en=f"{slug} en", level="prefecture"
    )
    numbers = {name: SimpleNamespace(value=value, year=2020) for name, value in figures.items()}
    return PlaceRow(place, entry, numbers)


def test_the_table_of_cities_is_filtered_and_places_without_a_figure_come_last(monkeypatch):
    coal, oil = (
        SimpleNamespace(type=kind, main_resource=resource, is_exhausted=False)
        for kind, resource in (("mature", "coal"), ("growing", "oil"))
    )
    rows = {
        "a": row("a", "q", None, house_price=5.0),
        "b": row("b", "p", coal, house_price=7.0),
        "c": row("c", "r", oil),
    }
    monkeypatch.setattr(cities_page, "official", lambda: {"b": coal, "c": oil})
    monkeypatch.setattr(
        cities_page.page_cache, "listed_figures", lambda: {name: each.figures for name, each in rows.items()}
    )
    province = SimpleNamespace(slug="prov", level="province", code="prov")
    monkeypatch.setattr(cities_page, "matching", lambda _: [province, *(each.place for each in rows.values())])

    def found(**asked):
        return "".join(each.place.slug for each in cities_page.found_rows(CityFilter(**asked)))

    assert [found(), found(down="1"), found(sort="house_price"), found(sort="house_price", down="1")] == [
        "abc",
        "cba",
        "abc",
        "bac",
    ]
    assert [found(sort="type"), found(sort="resource"), found(sort="province"), found(sort="type", down="1")] == [
        "cba",
        "bca",
        "bac",
        "bca",
    ]
    assert [
        found(type="mature"),
        found(type="not_listed"),
        found(resource="oil"),
        found(province="q"),
        found(listed="1"),
    ] == ["b", "a", "c", "a", "bc"]
    assert cities_page._cells(rows["b"]) == ["b", "b zh", "b en", "p", "mature", "coal", "", "", "", "", 7.0, 2020]
    assert cities_page._cells(rows["a"])[4:6] == ["", ""]
    assert cities_page._figure("house_price", rows["b"]).address == "/city/b/number/house_price/2020"
    assert cities_page._figure("house_price", rows["c"]) is None
    exhausted = SimpleNamespace(type="mature", is_exhausted=True, exhausted_year=2009)
    assert cities_page._type(row("d", entry=exhausted)).values["span"] == "2009"


def test_rows_of_the_map_have_each_figure_in_its_column(monkeypatch):
    """Columns are named by COLUMNS and BUBBLES: each value under its own name, the people of the last census before."""
    there = SimpleNamespace(slug="a", code="a", longitude=105.0, latitude=30.0, name=lambda _: "Aa")
    nowhere = SimpleNamespace(slug="b", code="b", longitude=None, latitude=None, name=lambda _: "Bb")
    figures = {"house_price": 3000.0, "population": 8e5}
    seen = {}

    def numbers(asked, year, among="all"):
        seen[asked] = year
        return tuple((place, SimpleNamespace(value=figures[asked], unit="yuan/m2")) for place in (there, nowhere))

    monkeypatch.setattr(map_page, "numbers_of", numbers)
    monkeypatch.setattr(map_page, "years_of", lambda asked: (2010, 2020) if asked == "population" else (2019, 2021))
    monkeypatch.setattr(map_page, "indicator_map", lambda table, *more: (table, *more))
    table, ends, has_zero, style, width, language, regions = map_page._drawing(
        "house_price", 2019, "map", "all", "en", 500
    )
    (cells,) = table.to_dict("records")
    assert {name: cells[name] for name in cells if name != "text"} == {
        "slug": "a",
        "place": "Aa",
        "longitude": 105.0,
        "latitude": 30.0,
        "value": 3000.0,
        "people": 8e5,
    }
    assert cells["text"].startswith("Aa")
    assert (has_zero, style, width, language, regions, seen["population"]) == (False, ",.3~s", 500, "en", None, 2010)
    assert ends[0] == 3000.0
    assert map_page._drawing("house_price", 2019, "map", "all", "en", 501)[-1] is not None
    assert [map_page._census(year) for year in (2009, 2010, 2019, 2020, 2024)] == [2010, 2010, 2010, 2020, 2020]
    three = [
        SimpleNamespace(value=value, unit=unit)
        for value, unit in ((1.0, "yuan per person"), (0.5, "share"), (3.0, "persons"))
    ]
    found = map_page._bubble(there, three, "en")
    assert {name: found[name] for name in ("slug", "place", "output", "mining", "people")} == {
        "slug": "a",
        "place": "Aa",
        "output": 1.0,
        "mining": 0.5,
        "people": 3.0,
    }


def test_a_value_is_found_in_a_record_by_its_path(monkeypatch):
    record = {"a": {"b": [1, 2.0, True, "2"], "c": 2}, "d": 2.0000000001}
    assert list(figure_origin._paths(record, 2.0)) == ["a.b[1]", "a.c", "d"]
    assert list(figure_origin._paths({"a": 0}, 0.0)) == []
    assert list(figure_origin._paths({"a": True, "b": 1}, 1.0)) == ["b"]
    one, two = Amount(1.0, "share"), Amount(2.0, "share")
    there = [SimpleNamespace(figure=each, text="there") for each in (one, two, one)]
    here = [SimpleNamespace(figure=each, text=text) for each, text in ((one, "x"), (one, "y"))]
    assert [getattr(figure_origin._same(there, at, here), "text", None) for at in range(3)] == ["x", None, "y"]
    measures = [SimpleNamespace(name="m", dose=4.0), SimpleNamespace(name="n", dose=1.0)]
    decisions = [{"name": "m", "amount": 4.0000001}, {"name": "n", "amount": 4.0}]
    of = SimpleNamespace(needs=SimpleNamespace(measures=measures), record={"decisions": {"decisions": decisions}})
    paths = ["decisions.decisions[0].amount", "decisions.decisions[1].amount", "decisions.decisions[0].cost"]
    monkeypatch.setattr(figure_origin, "reckoned", lambda _, name: [Sentence("a.b", {"name": name})])
    assert figure_origin._reckoned(of, paths) == [Sentence("a.b", {"name": "m"})]
    assert figure_origin._reckoned(SimpleNamespace(needs=None, record={}), paths) == []
