"""The chapter of a deal: which reason is told where a net lies, what a works' chapter says, what tables leave out."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from relode.deals.appraisal import appraised
from relode.deals.appraisal_record import BreakEven, DealTerm, Decides, MeanBand, NetAt
from relode.deals.chapter import chapter, precedent_blocks, reasons, side_by_side, verdict_word
from relode.deals.deal import Deal
from relode.deals.defaults import CityMoney, KnownMoney
from relode.deals.judgement import LawOfGift
from relode.deals.promises import PromiseRate
from relode.deals.public_works import WorksNeed
from relode.language import Bilingual, spoken
from relode.story import Heading, Passage, Steps, Table

from ..tables_read import told_rows

TERM = DealTerm("claw_back", 3e6, -2e6, -2.5e6, 0.4)


@pytest.fixture(scope="module")
def plant():
    """A plant with a grant, of whose appraisal each test changes what it looks at."""
    values = {"project": {"name": "A"}, "promise": {"investment": "2B", "jobs": 600, "tax": "120M"},
              "give": [{"what": "grant", "amount": "80M", "basis": "programme"}]}  # fmt: skip
    one = appraised(Deal.model_validate(values), draws=20)
    nets = (NetAt(0.25, -5.0), NetAt(1.0, 9.0))
    return replace(
        one,
        city=replace(one.city, at=nets),
        but_for=(0.25, 0.5),
        stops=(),
        lawful=(),
        terms=(),
        terms_that_turn=(),
        verdict="sign_if",
    )


@pytest.fixture(scope="module")
def works():
    stated = {"cost": "100M", "capacity": 400, "users_2035": 300, "channel": "special_bonds"}
    return appraised(Deal.model_validate({"project": {"name": "W", "kind": "public_works"}, "works": stated}), draws=20)


def at(one, low, whole, needed=None, **more):
    """Nets at the low end of the range and at all, and the share at which it turns."""
    nets = (NetAt(0.25, low), NetAt(1.0, whole))
    city = replace(one.city, at=nets, mean=-9e6, worst_tenth=-7e6)
    return replace(one, city=city, break_even=BreakEven(needed, None), **more)


def keys(sentences):
    return [each.key.removeprefix("deals.").removeprefix("why.") for each in sentences]


@pytest.mark.parametrize(
    ("low", "whole", "needed", "told"),
    [
        (-5.0, -0.5, None, ["never_pays"]),
        (-5.0, 0.0, None, []),
        (0.5, 9.0, 0.1, ["pays_at_low", "worst"]),
        (0.0, 9.0, 0.25, ["but_for"]),
        (-5.0, 9.0, 0.5, ["but_for"]),
        (-5.0, 9.0, 0.51, ["beyond_range"]),
    ],
)
def test_the_reason_of_a_deal_by_where_its_net_lies(plant, low, whole, needed, told):
    assert keys(reasons(at(plant, low, whole, needed))) == told
    if "worst" in told:
        assert keys(reasons(at(plant, low, whole, needed, verdict="sign"))) == ["pays_at_low"]


def test_the_figures_of_a_reason_are_those_of_the_deal(plant):
    (never,) = reasons(at(plant, -5.0, -3e6))
    assert never.values["loss"].value == 3e6
    (turns,) = reasons(at(plant, -5.0, 9.0, 0.4))
    assert {name: each.value for name, each in turns.values.items()} == {"but_for": 0.4, "low": 0.25, "high": 0.5}
    pays, worst = reasons(at(plant, 2e6, 9e6, 0.1))
    assert (pays.values["net"].value, pays.values["low"].value, worst.values["loss"].value) == (2e6, 0.25, 7e6)


def test_terms_that_turn_a_deal_are_named_else_what_all_of_them_do(plant):
    turned = at(plant, -5.0, 9.0, 0.4, terms_that_turn=("claw_back", "no_relief"))
    assert [each.key for each in reasons(turned)[-1].values["terms"]] == [
        "deals.term.claw_back",
        "deals.term.no_relief",
    ]
    everything = replace(TERM, term="all", net=-4e6)
    none = at(plant, -5.0, 9.0, 0.4, terms=(TERM, everything))
    last = reasons(none)[-1]
    assert (last.key, last.values["net"].value, last.values["before"].value) == ("deals.why.all_terms", -4e6, -9e6)
    assert [each.key for each in last.values["terms"]] == ["deals.term.claw_back"]
    assert keys(reasons(at(plant, 0.0, 9.0, 0.4, terms=(TERM, everything))))[-1] == "all_terms"
    assert "all_terms" not in keys(reasons(at(plant, 0.5, 9.0, 0.4, terms=(TERM, everything))))
    assert "all_terms" not in keys(reasons(at(plant, -5.0, 9.0, 0.4, terms=(TERM,))))


def test_stops_law_and_cells_come_first(plant):
    known = CityMoney(KnownMoney(5e8, 2022, "a"), KnownMoney(7e8, 2022, "b"), None)
    law = tuple(LawOfGift(give, verdict, "", "", "", "") for give, verdict in
                (("grant", "not_allowed"), ("land", "allowed"), ("loan", "not_allowed")))  # fmt: skip
    told = reasons(at(plant, -5.0, -3e6, stops=("revenue", "debt_room"), money=known, lawful=law))
    assert keys(told) == ["stop_revenue", "stop_debt_room", "unlawful", "never_pays"]
    assert (told[0].values["limit"].value, told[1].values["limit"].value) == (5e8, 7e8)
    assert [each.key for each in told[2].values["gives"]] == ["deals.choice.grant", "deals.choice.loan"]
    assert keys(reasons(at(plant, -5.0, -3e6, money=known))) == ["never_pays"]
    assert keys(reasons(at(plant, -5.0, -3e6, stops=("revenue", "debt_room"), money=CityMoney(None, None, None)))) == [
        "never_pays"
    ]  # fmt: skip


def sections(told):
    return [each.said.key.removeprefix("deals.") for each in told.blocks if isinstance(each, Heading)]


def passages(blocks):
    return [said for each in blocks if isinstance(each, Passage) for said in each.said]


def test_law_by_gift_stands_under_its_heads(plant):
    known = LawOfGift("grant", "conditional", "programme", "art. 12, 17", "规则", "l005")
    law = (known, LawOfGift("loan", "not_known", "", "", "", ""))
    one = replace(plant, lawful=law, city=replace(plant.city, without_unlawful=4e6))
    table = next(each for each in chapter(one).blocks if isinstance(each, Table))
    assert [list(row.values())[2] for row in told_rows(table)] == ["programme", "–"]
    assert list(told_rows(table)[1].values())[3] == "–"
    rule = table.columns[3].value(law[0])
    assert (rule.values["title"], rule.values["row"]) == ("规则", "l005")
    assert spoken(rule, "zh") == "规则第12、17条 [l005]"
    assert spoken(table.columns[3].value(replace(law[0], article="points 4, 5")), "zh") == "规则第四、五点 [l005]"
    assert spoken(table.columns[3].value(replace(law[0], article="")), "zh") == "规则 [l005]"
    assert "deals.law.without" in [each.key for each in passages(chapter(one).blocks)]
    assert "deals.law.without" not in [each.key for each in passages(chapter(plant).blocks)]


def test_a_deal_without_jobs_says_so_and_one_without_terms_or_unknowns_too(plant):
    silent = replace(plant, jobs=replace(plant.jobs, promised=0.0), decides=(), signs=(), questions=("others", "phase"))
    told = [each.key.removeprefix("deals.") for each in passages(chapter(silent).blocks)]
    assert {"jobs.none", "terms.none", "decides.nothing", "law.none"} <= set(told)
    assert "signs.heading" not in sections(chapter(silent))
    assert "signs.heading" in sections(chapter(replace(silent, signs=("many_jobs",))))
    (steps,) = [each for each in chapter(silent).blocks if isinstance(each, Steps)]
    assert [each.key for each in steps.said] == ["deals.question.others", "deals.question.phase"]
    counted = replace(plant, rates=(PromiseRate("start", "", 0.1, 0.1, 0.1, "share", 4, ()),
                                    PromiseRate("jobs", "", 0.1, 0.1, 0.1, "share", 19, ())))  # fmt: skip
    said = {each.key: each for each in passages(chapter(counted).blocks)}
    assert said["deals.jobs.nineteen"].values["count"].value == 19


def test_four_unknowns_at_most_are_told_in_the_unit_of_each(plant):
    known = {
        "life": (5e6, 7.0),
        "tax": (4e6, 2e6),
        "land_price": (3e6, 150.0),
        "phase": (2e6, None),
        "begun": (1e6, 0.5),
    }
    decides = tuple(Decides(name, *each) for name, each in known.items())
    tables = [each for each in chapter(replace(plant, decides=decides)).blocks if isinstance(each, Table)]
    rows = told_rows(tables[-1])
    assert [list(row.values())[1:] for row in rows] == [
        ["5 M yuan", "7 years"], ["4 M yuan", "2 million yuan"], ["3 M yuan", "150 yuan/m²"],
        ["2 M yuan", "–"],
    ]  # fmt: skip


def test_terms_and_money_of_a_deal(plant):
    both = replace(plant, terms=(TERM, replace(TERM, break_even=None)))
    (table,) = [
        each for each in chapter(both).blocks if isinstance(each, Table) and "terms" in each.columns[0].head.key
    ]
    first, second = told_rows(table)
    assert list(first.values())[1:] == ["+3 M yuan", "−2 M yuan", "40 %"]
    assert list(second.values())[-1] == "–"
    for grant, key in ((0.0, "no_grant"), (0.5, "grant"), (None, None)):
        told = passages(chapter(replace(plant, break_even=BreakEven(0.3, grant))).blocks)
        found = [each.key for each in told if each.key in ("deals.break_even.no_grant", "deals.break_even.grant")]
        assert found == ([] if key is None else [f"deals.break_even.{key}"])
    never = [each.key for each in passages(chapter(replace(plant, break_even=BreakEven(None, None), eirr=None)).blocks)]
    assert {"deals.break_even.never", "deals.money.no_eirr"} <= set(never)
    assert verdict_word("sign", "deal").key == "deals.verdict_word.sign"
    assert verdict_word("sign", "public_works").key == "deals.verdict_word_works.sign"


NEED = WorksNeed("primary", Bilingual("Primary", "小学"), "persons", {"2030": (0.5, 0.4, 0.6), "2035": (0.3, 0.2, 0.4)},
                 {"2035": (90.0, 60.0, 120.0)}, {"2030": 5.0, "2035": -40.0}, capacity_is_counted=True)  # fmt: skip


def test_users_of_works_and_of_the_whole_city(works):
    def told(need, **changed):
        whole = chapter(replace(works, works=replace(works.works, need=need, **changed)))
        money = ("channel", "running", "instead")
        found = [each for each in passages(whole.blocks) if each.key.startswith("deals.works.")]
        return [each for each in found if not each.key.removeprefix("deals.works.").startswith(money)]

    both = {each.key.removeprefix("deals.works."): each for each in told(NEED)}
    assert list(both) == ["users", "need", "need_users", "shortage"]
    assert both["shortage"].values["number"].value == 40.0
    assert both["need_users"].values["number"].interval_90 == (60.0, 120.0)
    assert both["need_users"].values["from"].key == "deals.works.from_file"
    assert (both["users"].values["capacity"].value, both["users"].values["filled"].value) == (400.0, 0.75)
    for sure, key in ((0.0, "unsure"), (0.5, "surplus"), (-0.5, "shortage")):
        assert told(replace(NEED, sure={"2035": sure}))[-1].key == f"deals.works.{key}"
    assert told(replace(NEED, capacity_is_counted=False))[-1].key == "deals.works.uncounted"
    assert [each.key for each in told(None, filled=None)] == ["deals.works.users_unknown", "deals.works.needs_absent"]
    assert "deals.works.need_users" not in [each.key for each in told(NEED, users_from="")]
    assert "deals.works.need_users" not in [each.key for each in told(replace(NEED, users={}))]


def of_money(one):
    keys = tuple(f"deals.works.{name}" for name in ("channel", "running", "instead"))
    return [each for each in passages(chapter(one).blocks) if each.key.startswith(keys)]


@pytest.mark.parametrize(
    ("values", "channel", "running"),
    [
        ({"channel": None, "running_cost": None}, "channel_none", "running_none"),
        ({"channel": "somebody", "running_cost": 600.0}, "channel_other", "running"),
        ({"channel": "special_bonds", "running_cost": 600.0}, "channel_plain", "running"),
        ({"channel": "mine_ecology_demo", "running_cost": 600.0}, "channel", "running"),
    ],
)
def test_who_pays_for_works_and_what_they_cost_to_run(works, values, channel, running):
    stated = works.stated.model_copy(update={"works": works.stated.works.model_copy(update=values)})
    told = [each.key.removeprefix("deals.works.") for each in of_money(replace(works, stated=stated))]
    assert told == [channel, running, "instead"]
    bare = replace(works, stated=stated, works=replace(works.works, users={}, cost_middle=None))
    told = [each.key.removeprefix("deals.works.") for each in of_money(bare)]
    assert told == [channel, "running_plain" if running == "running" else running]


def test_who_tried_the_same_hangs_on_a_place(plant):
    del plant
    known = SimpleNamespace(went=(), did_not=(), rivals=4, check="", industry="x")
    assert keys(passages(precedent_blocks(known, is_placed=True))) == ["precedents.went_none", "precedents.rivals"]
    assert keys(passages(precedent_blocks(known, is_placed=False))) == ["precedents.rivals"]
    assert keys(passages(precedent_blocks(None, is_placed=True))) == ["precedents.no_industry"]


def test_deals_side_by_side(plant):
    one = replace(plant, jobs=replace(plant.jobs, net=MeanBand(7.0, 5.0, 9.0)), break_even=BreakEven(0.25, None),
                  city=replace(plant.city, mean=2e6, worst_tenth=-3e6))  # fmt: skip
    (table,) = side_by_side([one, replace(one, break_even=BreakEven(None, None))]).tables
    first, second = (list(row.values()) for row in told_rows(table))
    assert first[2:] == ["7 people (5 to 9)", "2 M yuan", "−3 M yuan", "25 %"]
    assert second[-1] == "–"
