"""What pages of cities and of own figures are filled with, by hand."""

from types import SimpleNamespace

from relode.language import Amount, Sentence
from relode.places import find
from relode.web.own_figures import own_chapter
from relode.web.own_figures.own_chapter import ChangedFigure
from relode.web.pages import city_page, head_tiles

HEGANG, JIXI = find("hegang"), find("jixi")
SAID = Sentence("charts.sectors.primary", {})


def result(**more):
    profile = SimpleNamespace(missing=("x", "y"), place=HEGANG)
    return SimpleNamespace(
        **{
            "place": HEGANG,
            "profile": profile,
            "pathways": SimpleNamespace(candidates=("a", "b", "c"), place=HEGANG),
            "depth": None,
            **more,
        }
    )


def past(**values):
    return lambda _: Sentence("report.past.some", {"unknown": 4, "outcomes": 9, **values})


def test_what_is_undecided_is_told_of_industries_and_of_past_policy(monkeypatch):
    monkeypatch.setattr(city_page, "past_finding", past())
    some = Sentence("findings.candidates.some", {"count": 3, "place": HEGANG})
    levers_said = Sentence("web.unknown.levers", {"place": HEGANG})
    assert city_page.next_finding(result()) == some
    assert city_page.undecided(result()) == [some, past()(None), levers_said]
    assert city_page.undecided_finding(result()) == Sentence(
        "web.unknown.undecided", {"place": HEGANG, "count": 3, "unknown": 4, "outcomes": 9}
    )
    none = result(pathways=SimpleNamespace(candidates=(), place=HEGANG))
    missing = Sentence("web.unknown.finding", {"count": 2, "place": HEGANG})
    assert city_page.undecided_finding(none) == city_page.missing_finding(none.profile) == missing
    assert city_page.next_finding(none).key == "report.summary.next_none"
    monkeypatch.setattr(city_page, "past_finding", past(unknown=0))
    assert city_page.undecided_finding(result()) == missing
    assert city_page.undecided(none) == [levers_said]
    assert city_page.missing_finding(SimpleNamespace(missing=(), place=HEGANG)).key == "web.unknown.none"


def test_the_headline_falls_back_from_peers_to_mining_to_growth_to_what_is_missing(monkeypatch):
    said = {"mining": None, "growth": None}
    monkeypatch.setattr(city_page.findings, "extremes", lambda _: None)
    monkeypatch.setattr(city_page.pieces, "key_findings", lambda _: said)
    assert city_page._extremes(result()).key == "web.unknown.finding"
    said["growth"] = "growth"
    assert city_page._extremes(result()) == "growth"
    said["mining"] = "mining"
    assert city_page._extremes(result()) == "mining"
    monkeypatch.setattr(city_page.findings, "extremes", lambda _: "peers")
    assert city_page._extremes(result()) == "peers"
    short = {
        key: city_page._short(Sentence(key, {"a": 1}))
        for key in (
            "charts.bridge.title_both",
            "charts.bridge.title_ahead",
            "findings.candidates.some",
            "findings.ahead.population",
            "report.past.some",
            "web.unknown.undecided",
            "web.unknown.finding",
        )
    }
    assert [one and one.key for one in short.values()] == [
        "charts.bridge.title_short",
        "charts.bridge.title_short",
        "findings.candidates.some_short",
        "findings.ahead.population_short",
        "report.past.some_short",
        "web.unknown.undecided_short",
        None,
    ]
    assert short["report.past.some"].values == {"a": 1}
    assert city_page._short(None) is None


def test_the_page_of_what_may_happen_has_parts_for_its_pictures_and_for_what_has_none(monkeypatch):
    notes = [
        SimpleNamespace(picture="ahead_debt"),
        SimpleNamespace(picture="ahead_employment"),
        SimpleNamespace(picture="ahead_population"),
    ]
    drawn = {
        name: SimpleNamespace(title=f"title {name}")
        for name in ("ahead_employment", "ahead_population", "bridge", "other")
    }
    monkeypatch.setattr(city_page.pieces, "ahead", lambda _: notes)
    monkeypatch.setattr(city_page.page_cache, "drawn", lambda *_: drawn)
    needs = SimpleNamespace(heading="needs", blocks=[city_page.PictureSpot("needs_users"), SAID])
    monkeypatch.setattr(city_page, "needs_told", lambda *_: needs)
    shown = city_page._ahead(result(), SimpleNamespace(language="en"))
    assert shown["pictures"] == ("ahead_employment", "ahead_population", "bridge", "needs_users")
    assert [key for key, _ in shown["contents"]] == [
        "part-ahead_employment",
        "part-ahead_population",
        "part-bridge",
        "part-others",
        "part-needs",
    ]
    assert (shown["finding"], shown["told"], list(shown["notes"])) == (
        "title ahead_population",
        notes[:1],
        ["ahead_debt", "ahead_employment", "ahead_population"],
    )
    assert city_page._part_ahead("ahead_debt").values["quantity"].quantity == "debt"
    monkeypatch.setattr(city_page, "needs_told", lambda *_: None)
    monkeypatch.setattr(city_page.pieces, "ahead", lambda _: [])
    bare = city_page._ahead(result(), SimpleNamespace(language="en"))
    assert ([key for key, _ in bare["contents"]], bare["finding"].key, bare["pictures"]) == (
        ["part-bridge"],
        "report.ahead.none",
        ("bridge",),
    )


def test_the_page_of_the_past_has_parts_for_events_effects_and_policies(monkeypatch):
    told = {"events": ["table"], "policies": [{"name": "first"}, {"name": "second"}], "finding": SAID}
    drawn = {"past_placebos": None}
    monkeypatch.setattr(city_page, "past_chapter", lambda _: told)
    monkeypatch.setattr(city_page.page_cache, "drawn", lambda *_: drawn)
    shown = city_page._past(result(), SimpleNamespace(language="en"))
    assert [key for key, _ in shown["contents"]] == ["past-events", "past-pictures", "past-1", "past-2"]
    assert shown["contents"][3] == ("past-2", "second")
    drawn.clear()
    told["events"] = []
    assert [key for key, _ in city_page._past(result(), SimpleNamespace(language="en"))["contents"]] == [
        "past-1",
        "past-2",
    ]
    monkeypatch.setattr(city_page, "past_sources", lambda _: ["s"])
    assert (city_page._documents(None, HEGANG, "past"), city_page._documents(None, HEGANG, "stand")) == (["s"], ())


def number(quantity, year, value):
    return SimpleNamespace(
        quantity=quantity, year=year, value=value, unit="persons", sources=(f"s{year}",), interval_90=None
    )


def test_a_tile_tells_its_first_and_newest_figure_and_the_median_of_the_peers(monkeypatch):
    monkeypatch.setattr(head_tiles.findings, "median", lambda group, of: ("median", group.count, of.quantity))
    path = (number("population", 2010, 5.0), number("population", 2020, 7.0))
    peers = SimpleNamespace(count=9, year=2020)
    each = SimpleNamespace(newest=path[1], path=path, peers=peers, compared=path[1])
    values = {"median": ("median", 9, "population"), "count": 9, "year": 2020}
    assert head_tiles._beside(each) == Sentence("web.tile.same", values)
    said = head_tiles._spoken(each, None)
    assert {name: getattr(value, "value", value) for name, value in said.values.items() if name != "what"} == {
        "first": 5.0,
        "last": 7.0,
        "beside": "",
        "count": 2,
        "since": 2010,
        "until": 2020,
    }
    other = SimpleNamespace(newest=path[1], path=path, peers=peers, compared=number("population_change", 2020, 0.1))
    told = head_tiles._beside(other)
    assert (told.key, told.values["own"], told.values["what"].quantity) == (
        "web.tile.other",
        other.compared,
        "population_change",
    )
    assert (
        head_tiles._beside(SimpleNamespace(peers=None, compared=path[1]))
        is head_tiles._beside(SimpleNamespace(peers=peers, compared=None))
        is None
    )


def own(place, quantity="population", year=2020):
    return SimpleNamespace(place=place.code, quantity=quantity, year=year)


def test_a_figure_has_moved_where_it_is_another_one_whatever_its_source():
    def figure(value, source="a"):
        return Amount(value, "persons", None, (source,)), 2020, f"/{value:g}"

    before = {
        "population now": figure(1.0),
        "debt now": figure(2.0),
        "gone now": figure(3.0),
        "house_price now": figure(4.0),
    }
    after = {
        "population now": figure(9.0),
        "debt now": figure(2.0, "user"),
        "house_price now": figure(5.0),
        "new ahead": figure(6.0),
    }
    found = own_chapter.moved([own(HEGANG)], {HEGANG.code: before}, {HEGANG.code: after})
    assert [
        (each.quantity, each.year, each.before and each.before.value, each.after and each.after.value, each.address)
        for each in found
    ] == [
        ("gone", 2020, 3.0, None, "/3"),
        ("house_price", 2020, 4.0, 5.0, "/5"),
        ("new", 2020, None, 6.0, "/6"),
    ]
    changes = [
        ChangedFigure(HEGANG, "debt", 2020, None, Amount(1.0, "share"), "/x"),
        ChangedFigure(HEGANG, "debt", 2021, None, None, "/y"),
    ]
    table, *rest = own_chapter.moved_chapter([own(HEGANG), own(JIXI), own(HEGANG)], changes).blocks
    assert rest == []
    spans = [row.said for row in table.rows if not isinstance(row, ChangedFigure)]
    assert spans == [
        Sentence("own_page.moved", {"place": HEGANG, "count": 2}),
        Sentence("own_page.not_moved", {"place": JIXI, "count": 0}),
    ]
    assert [table.columns[3].value(each) and table.columns[3].value(each).address for each in changes] == ["/x", None]


def test_places_beyond_twelve_are_counted(monkeypatch):
    monkeypatch.setattr(own_chapter, "place_of", lambda code: code)
    given = [SimpleNamespace(place=str(at // 2)) for at in range(28)]
    assert own_chapter.places_of(given) == [str(at) for at in range(12)]
    *_, note = own_chapter.moved_chapter(given, []).blocks
    assert (note.said, note.kind) == ((Sentence("own_page.others", {"count": 2}),), "note")
    assert len(own_chapter.moved_chapter(given[:24], []).blocks) == 1


def test_given_figures_stand_beside_the_shipped_ones_with_their_doubts():
    row = {
        "place": HEGANG.code,
        "quantity": "population",
        "year": 2020,
        "value": 5.0,
        "before": 4.0,
        "note": "n",
        "cell": "",
        "line": 7,
        "doubts": [{"en": "e", "zh": "z"}],
    }
    table, callout = own_chapter.given_blocks([row, {**row, "before": None, "cell": "C3"}])
    cells = [column.value(row) for column in table.columns]
    assert (cells[0], cells[2], cells[4], cells[5]) == (HEGANG, 2020, Amount(4.0, "persons", None, ("user",)), "n")
    assert (cells[3].shown, cells[3].address) == (
        Amount(5.0, "persons", None, ("user",)),
        "/city/hegang/number/population/2020",
    )
    assert [each.values.get("cell", each.values.get("count")) for each in callout.said] == [2, "7", "C3"]
    assert table.columns[4].value({**row, "before": None}) is None
    assert len(list(own_chapter.given_blocks([{**row, "doubts": []}]))) == 1
