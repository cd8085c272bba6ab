"""What is said of base rates, chains and their conditions, of made-up answers."""

from dataclasses import replace

import pytest

from relode.language import Amount, Bilingual, Clauses, Sentence, Word, with_label
from relode.pathways import candidates
from relode.pathways.chains import pathways_text as text
from relode.pathways.chains.base_rates import BaseRate, Track
from relode.pathways.chains.candidates import cluster_name
from relode.pathways.chains.chain import ChainMaterials, Source
from relode.pathways.chains.conditions import ChainCaveat, Demand, Energy, Scale, demands, scales
from relode.pathways.successors import Pathways
from relode.places import find, official

BAOTOU, HEGANG, YULIN, BEIJING = (find(name) for name in ("baotou", "hegang", "yulin", "beijing"))
CENSUSES = ("census2010", "census2020")


def by_industry(name):
    return {one.industry: one for one in candidates(name)}


def amount(number, unit="count", sources=CENSUSES):
    return Amount(number, unit, None, sources)


def said_of(*made, chains=()):
    return text.track_words(Pathways(HEGANG, (), None, chains, (), tuple(made)))


def track(group, place, diversified, industries=()):
    outcomes = {} if diversified is None else {"diversified_beyond_nation": diversified}
    return Track(group, place, outcomes, industries)


def test_who_diversified_and_who_did_not_is_told_by_group():
    found = said_of(
        track("own", HEGANG, True), track("peers", BAOTOU, True), track("peers", YULIN, False),
        track("peers", BEIJING, None), track("type", YULIN, False),
    )  # fmt: skip
    peers, kind = (Sentence(f"charts.groups.{group}", {}) for group in ("peers", "type"))
    assert found == (
        Sentence("conditions.tracks.some", {"group": peers, "part": amount(1), "whole": amount(2), "places": [BAOTOU]}),
        Sentence("conditions.tracks.not", {"places": [YULIN]}),
        Sentence("conditions.tracks.none", {"group": kind, "part": amount(0), "whole": amount(1), "places": []}),
        Sentence("conditions.tracks.own_yes", {"place": HEGANG}),
    )
    assert [one.key for one in said_of(track("own", HEGANG, False))] == ["conditions.tracks.own_no"]
    assert said_of(track("own", HEGANG, None), track("type", YULIN, None)) == ()
    assert [one.key for one in said_of(track("peers", YULIN, True))] == ["conditions.tracks.some"]


def test_who_tried_one_of_the_chains_is_named_with_the_count_of_the_others():
    chains = (by_industry("hegang")["S07"],)
    made = (
        track("peers", BAOTOU, None, ("S07", "S99")),
        track("peers", YULIN, None, ()),
        track("peers", BEIJING, None),
    )
    (said,) = said_of(*made, chains=chains)
    one = Sentence("conditions.tracks.with", {"place": BAOTOU, "industries": [chains[0]]})
    assert said == Sentence("conditions.tracks.tried", {"places": Clauses((one,)), "count": amount(2)})
    (none,) = said_of(*made[1:], chains=chains)
    assert none == Sentence("conditions.tracks.tried_none", {"count": amount(2)})
    assert said_of(*made) == ()


@pytest.mark.parametrize(
    ("low", "high", "unit", "kind", "expected"),
    [
        (1.5, 1.6, "ratio", "span.times", (1.5, 1.6, "ratio")),
        (2.0, 2.0, "ratio", "one.times", (2.0, None, "ratio")),
        (120.0, 120.0, "GW", "one.power", (120_000.0, None, "MW")),
        (1.0, 2.0, "GW", "span.power", (1000.0, 2000.0, "MW")),
        (1e5, 2e5, "t per year", "span.size", (1e5, 2e5, "t per year")),
    ],
)
def test_ends_of_demand_are_a_span_or_one_figure(low, high, unit, kind, expected):
    one = Demand("industry", "S16", "target", low, high, unit, 2022, 2025, "plan", "规划", "ndrc2022")
    first, last, told = expected
    ends = {"low": amount(first, told, ("ndrc2022",))} | ({"high": amount(last, told, ("ndrc2022",))} if last else {})
    assert text._span(one, unit) == Sentence(f"conditions.{kind}", ends)


def test_demand_is_told_by_its_kind():
    grows = Demand("material", "cobalt", "growth", 1.5, 1.6, "times", 2024, 2040, "agency", "署", "iea2025")
    about = {"label": Bilingual("agency", "署"), "from_year": 2024, "to_year": 2040}
    growth = {**about, "subject": Word("material", "cobalt"), "times": text._span(grows, "ratio")}
    assert text.demand_words(grows) == Sentence("conditions.demand.growth", growth)
    aimed = replace(grows, kind="target", subject_kind="industry", unit="GW")
    assert text.demand_words(aimed) == Sentence("conditions.demand.target", {**about, "size": text._span(aimed, "GW")})
    capped = replace(aimed, kind="capped", low=None, high=None)
    assert text.demand_words(capped) == Sentence("conditions.demand.capped", about)


def test_scale_nearness_and_energy_are_told_with_their_figures():
    rule = Scale("steel", "钢", 3e5, "t per year", 2012, "more_than", False, "rule", "规定", "miit2012")
    bound = Sentence("conditions.bound.more_than", {"size": amount(3e5, "t per year", ("miit2012",))})
    values = {"product": Bilingual("steel", "钢"), "bound": bound, "label": Bilingual("rule", "规定")}
    assert text.scale_words(rule) == Sentence("conditions.scale", values)
    assert text.scale_words(replace(rule, may_have_lapsed=True)) == Sentence("conditions.scale_old", values)
    near = {"material": Word("material", "salt"), "place": YULIN, "distance": amount(12.5, "km", ("county_points",))}
    assert text.near_words(Source("salt", YULIN, 12.5)) == Sentence("conditions.chain.near", near)
    power, both = ("gem_coal_power",), ("gem_coal_power", "census2020")
    energy = Energy(YULIN, 2020, 900.0, 0.4, 0.8)
    figures = {
        "capacity": amount(900.0, "MW", power),
        "own": amount(0.4, "kW", both),
        "nation": amount(0.8, "kW", both),
    }
    about = {"year": 2020, "place": YULIN}
    assert text.energy_words(energy) == Sentence("conditions.energy", {**about, **figures})
    for nothing in (replace(energy, capacity=0.0), replace(energy, per_person=None)):
        assert text.energy_words(nothing) == Sentence("conditions.energy_none", about)


def label(key):
    return Sentence(key, {})


def test_all_that_is_said_of_a_chain_stands_under_its_label():
    one = replace(
        by_industry("baotou")["S01"],
        reasons=("resource", "pursued"), own_clusters=("NAMC49",), hosts=(YULIN,), examples=(HEGANG, BEIJING),
        missing=("demand",), scale=(), demand=(), doubts=(ChainCaveat("1", "2", "why", "因", "s"),),
        materials=ChainMaterials(("coal",), (Source("salt", YULIN, 2.0),), ("tin",), ("water", "wind")),
    )  # fmt: skip
    near = Sentence("conditions.chain.near", {"material": Word("material", "salt"), "place": YULIN,
                                              "distance": amount(2.0, "km", ("county_points",))})  # fmt: skip
    assert text.chain_words(one) == (
        with_label(label("report.next.reasons"), [label(f"report.next.reason.{key}") for key in one.reasons]),
        with_label(label("report.next.own_cluster"), [cluster_name("NAMC49")]),
        with_label(label("report.next.hosts"), [YULIN]),
        with_label(label("report.next.examples"), [HEGANG, BEIJING]),
        with_label(label("report.next.missing"), [label("report.missing.demand")]),
        with_label(label("conditions.chain.state.at_hand"), Clauses((Word("material", "coal"),))),
        with_label(label("conditions.chain.state.nearby"), Clauses((near,))),
        with_label(label("conditions.chain.state.bought"), Clauses((Word("material", "tin"),))),
        with_label(
            label("conditions.chain.state.unknown"), Clauses((Word("material", "water"), Word("material", "wind")))
        ),
        Sentence("conditions.caveat", {"reason": Bilingual("why", "因")}),
    )
    bare = replace(one, own_clusters=(), hosts=(), examples=(), missing=(), doubts=(), materials=None)
    assert [each.values["label"].key for each in text.chain_words(bare)] == ["report.next.reasons"]
    assert cluster_name("NAMC01").en.startswith("Shenzhen")
    assert cluster_name("NAMC01").zh == "深圳市新一代信息通信集群"
    told = text.condition_words(replace(bare, scale=scales("S01")[:1], demand=demands("x", ["cobalt"])))
    assert [each.values["label"].key for each in told] == ["conditions.label.scale", "conditions.label.demand"]


def test_a_base_rate_is_told_with_its_interval_and_reasons_with_the_resources():
    rate = BaseRate("peers", "shrank", 20, 16, (0.6, 0.9))
    assert rate.share == 0.8
    assert text._counted(rate) == Sentence("cli.of", {"part": 16, "whole": 20})
    figure = Amount(0.8, "share", (0.6, 0.9), CENSUSES)
    assert text._spanned(rate) == Sentence("cli.span", {"figure": figure})
    cells = text.rate_table((rate,)).cells()
    assert [each.key for each in next(iter(cells))] == [
        "charts.groups.peers", "charts.base_rates.shrank", "cli.of", "cli.span",
    ]  # fmt: skip
    known = Pathways(HEGANG, (), None, (), ("no_chain_starts_here",))
    resources = [Word("resource_detail", token) for token in official()[HEGANG.code].resource_detail]
    expected = Sentence("conditions.missing.no_chain_starts_here", {"place": HEGANG, "resources": resources})
    assert text.gap_words(known) == (expected,)
    assert text.gap_words(Pathways(BEIJING, (), None, (), ("x",)))[0].values["resources"] == []
    opening = text.chains_opening(known)
    assert [one.key for one in opening] == ["findings.chains.some", "report.next.hindsight"]
    assert opening[0].values == {"count": 0, "place": HEGANG}
    assert len(text.chains_opening(replace(known, energy=Energy(YULIN, 2020, 900.0, 0.4, 0.8)))) == 3


def test_the_whole_answer_stands_in_its_order():
    """A heading, rates, who diversified, and two chains with their lines further in."""
    chains = (by_industry("hegang")["S07"], by_industry("hegang")["S09"])
    rate = BaseRate("peers", "shrank", 20, 16, (0.6, 0.9))
    found = Pathways(HEGANG, (rate,), None, chains, (), (track("own", HEGANG, True),))
    told = text.pathways_text(found, "en").split("\n")
    assert told[0].startswith("Hegang: what could come next")
    assert (told[1], told[2].startswith(" ")) == ("", False)
    titles = [chain.name("en") for chain in chains]
    assert [line for line in told if line in titles] == titles
    inside = told[told.index(titles[0]) :]
    assert [line for line in inside if not line.startswith("  ")] == titles
    assert len(inside) == 2 + sum(len(text.chain_words(chain)) for chain in chains)
    assert len([line for line in told if not line]) == 5
    without = text.pathways_text(replace(found, chains=()), "zh").split("\n")
    assert without[-1] == ""
    assert len([line for line in without if not line]) == 3
