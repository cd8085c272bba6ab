"""What is said of a candidate that was made up: every reason with its limits, and its record."""

from dataclasses import replace

import pytest

from relode.language import Amount, Clauses, Sentence, Word, plain_cell
from relode.pathways.chains.chain import Source
from relode.pathways.industries import city_words
from relode.pathways.industries.city_candidates_record import CityCandidate, CityIndustries, Naming
from relode.pathways.industries.city_model import Precedent
from relode.pathways.industries.city_scores import score
from relode.pathways.industries.concordance import Mapped, units
from relode.places import find

HEGANG, HEIHE, FUXIN = find("hegang"), find("heihe"), find("fuxin")
PARTS = {
    "size": 0.1,
    "industry": 0.2,
    "related": 0.3,
    "surroundings": 0.4,
    "siblings": 0.5,
    "inputs": 0.6,
    "zones": 0.7,
}
GRAPHITE, STEEL = Source("graphite", HEGANG, 0.0), Source("steel", FUXIN, 150.0)
ZONE = Naming("黑龙江鹤岗经济开发区", ("石墨加工",), "2006.04", "provincial")
LISTINGS, ZONES = ("listings_2025",), ("zone_catalogue_2018",)


def made(**changes):
    """A candidate for which everything speaks."""
    plain = CityCandidate(
        unit=units()["309"], why=("zones", "materials"), score=-1.0, base=-3.8, contributions=PARTS,
        named_by=(ZONE,), zone_count=3, sites=(GRAPHITE, STEEL), related=(units()["14"],), lacking=(units()["27"],),
        around=(HEIHE,), share_of_size=0.2, rivals=4, recent=12, before=5, hosts=(FUXIN,), chains=("S09",),
        went=(Precedent(FUXIN, 2007),), did_not=(),
    )  # fmt: skip
    return replace(plain, **changes)


def keys(sentences):
    return [each.key.removeprefix("industries.") for each in sentences]


def count(value, sources=LISTINGS):
    return Amount(value, "count", None, sources)


def test_figures_of_a_candidate_follow_from_its_parts():
    """By hand: related, surroundings, siblings, inputs and zones add up to 2.5; e to it less 1 is 11.18."""
    one = made()
    assert one.own_conditions == pytest.approx(11.182494, abs=1e-6)
    assert made(contributions={}).own_conditions is None
    assert one.probability == pytest.approx(0.268941, abs=1e-6)
    assert made(score=None).probability is None
    assert (one.at_hand, one.to_be_brought) == (("graphite",), ("steel",))
    assert one.with_base == {"base": -3.8, **PARTS}
    assert made(score=None).with_base == {}
    assert [made(recent=a, before=b).has_left_the_nation for a, b in ((0, 0), (1, 0), (0, 1))] == [True, False, False]
    assert not made(recent=0, before=0, score=None).has_left_the_nation
    assert one.related_industries == ("14",)
    assert (one.listings_of_the_nation.last_five_years, one.listings_of_the_nation.five_before) == (12, 5)
    assert one.sources == ("listings_2025", "zone_catalogue_2018", "plan2013", "own_taxonomy", "cluster_list")
    assert made(named_by=(), sites=(), hosts=()).sources == ("listings_2025",)
    assert (one.evidence.certainty, one.evidence.sources) == ("medium", one.sources)


def test_a_record_has_each_field_under_its_name():
    found = made().record()
    assert found["zones"] == [
        {"zone": ZONE.zone, "words": ["石墨加工"], "approved": "2006.04", "level": "provincial"},
    ]  # fmt: skip
    assert (found["missing"], found["related"]) == (["steel"], ["14"])
    assert found["listings_of_the_nation"] == {"last_five_years": 12, "five_before": 5}
    assert found["contributions"] == {"base": -3.8, **PARTS}
    assert [found[name] for name in ("share_of_size", "rivals", "chains")] == [0.2, 4, ["S09"]]
    assert not {"base", "zone_count", "recent", "before", "lacking"} & found.keys()


def test_facts_come_first_and_then_the_strongest_part():
    assert keys(city_words.reasons_for(made())) == ["for.zones", "for.inputs"]
    bare = made(named_by=(), sites=(STEEL,))
    assert keys(city_words.reasons_for(bare)) == ["for.surroundings", "for.related"]
    order = {"related": 0.1, "surroundings": 0.2, "industry": 0.3, "size": 0.4}
    turned = made(named_by=(), sites=(), contributions={**PARTS, **order})
    first, second = city_words.reasons_for(turned)
    share = Sentence("industries.about", {"share": Amount(0.2, "share", None, LISTINGS)})
    assert first == Sentence("industries.for.size", {"share": share})
    assert second == Sentence("industries.for.industry", {"recent": count(12), "before": count(5)})


@pytest.mark.parametrize(
    ("changes", "parts", "expected"),
    [
        # A part of .05 is no reason, one a little above is; zones and materials are told whatever their part is.
        ({}, {"related": 0.05, "surroundings": 0.0501}, ["for.surroundings"]),
        ({"around": ()}, {"related": 0.06, "surroundings": 0.07}, ["for.related"]),
        ({"related": ()}, {"related": 0.06, "surroundings": 0.055}, ["for.surroundings"]),
        # Ten new listings in five years are enough.
        ({"recent": 10}, {"industry": 1.0}, ["for.industry"]),
        ({"recent": 9}, {"industry": 1.0}, []),
        ({"named_by": (ZONE,)}, {"zones": 0.0}, ["for.zones"]),
        ({"named_by": (ZONE,)}, {"zones": -0.05}, ["for.zones"]),
        ({"named_by": (ZONE,)}, {"zones": -0.06}, ["for.not_borne_out"]),
        ({"sites": (GRAPHITE,)}, {"inputs": -0.06}, ["for.not_borne_out"]),
    ],
)
def test_a_part_counts_from_a_twentieth_of_log_odds(changes, parts, expected):
    bare = {"named_by": (), "sites": (), **changes}
    assert keys(city_words.reasons_for(made(**bare, contributions=parts))) == expected


@pytest.mark.parametrize(
    ("share", "part", "speaks_for", "speaks_against"),
    [(0.02, 0.5, False, False), (0.02, -0.1, False, True), (0.05, 0.5, True, False), (0.05, -0.1, False, False)],
)
def test_one_share_of_places_of_its_size_speaks_for_or_against_and_never_both_ways(
    share, part, speaks_for, speaks_against
):
    one = made(named_by=(), sites=(), rivals=0, share_of_size=share, contributions={"size": part})
    assert ("for.size" in keys(city_words.reasons_for(one))) == speaks_for
    assert ("against.size" in keys(city_words.reasons_against(one))) == speaks_against


def test_a_fact_that_the_score_does_not_bear_out_is_told_with_its_part():
    one = made(contributions={"zones": -0.3}, sites=())
    (said,) = city_words.reasons_for(one)
    value = Amount(-0.3, "1", None, one.sources)
    assert said == Sentence("industries.for.not_borne_out", {"reason": city_words._zones(one), "value": value})


AGAINST = {"size": -0.9, "industry": -0.8, "zones": -0.7, "related": -0.6, "surroundings": -0.5, "inputs": -0.4}
FAR = Source("steel", FUXIN, 100.0)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["against.size", "against.industry"]),
        ({"contributions": {**AGAINST, "size": 0.1}}, ["against.industry", "against.no_zones"]),
        ({"contributions": {**AGAINST, "size": 0.1, "industry": -0.65}}, ["against.no_zones", "against.industry"]),
        ({"contributions": {"industry": -1.0}, "recent": 10}, ["against.rivals", "against.no_zones"]),
        ({"contributions": {"industry": -1.0}, "recent": 9}, ["against.industry", "against.rivals"]),
        ({"contributions": {"industry": -1.0}, "recent": 0, "before": 0}, ["against.left", "against.rivals"]),
        ({"contributions": {"related": -0.05}, "rivals": 0}, ["against.no_zones"]),
        ({"contributions": {"related": -0.06}, "rivals": 0}, ["against.related", "against.no_zones"]),
        ({"contributions": {"related": -0.06}, "lacking": ()}, ["against.rivals", "against.no_zones"]),
        ({"contributions": {"surroundings": -0.06}}, ["against.surroundings", "against.rivals"]),
        ({"contributions": {"surroundings": -0.06}, "around": (HEIHE,)}, ["against.rivals", "against.no_zones"]),
        ({"contributions": {"zones": -0.06}}, ["against.no_zones", "against.rivals"]),
        ({"contributions": {"zones": -0.06}, "zone_count": 3}, ["against.zones", "against.rivals"]),
        ({"contributions": {"zones": -0.06}, "named_by": (ZONE,), "rivals": 1}, ["against.rivals"]),
        ({"contributions": {"zones": -0.06}, "named_by": (ZONE,), "rivals": 0}, []),
        # A material just 100 km away is out of reach, one that is nearer or at hand is not, nor is one of five.
        ({"contributions": {"inputs": -0.06}}, ["against.inputs", "against.rivals"]),
        ({"contributions": {"inputs": -0.06}, "sites": (FAR,) * 4}, ["against.inputs", "against.rivals"]),
        ({"contributions": {"inputs": -0.06}, "sites": (FAR,) * 5}, ["against.rivals", "against.no_zones"]),
        ({"contributions": {"inputs": -0.06}, "sites": ()}, ["against.rivals", "against.no_zones"]),
        ({"contributions": {"inputs": -0.06}, "sites": (GRAPHITE, FAR)}, ["against.rivals", "against.no_zones"]),
        (
            {"contributions": {"inputs": -0.06}, "sites": (replace(FAR, distance=99.9),)},
            ["against.rivals", "against.no_zones"],
        ),
    ],
)
def test_reasons_against_are_the_two_strongest_then_rivals_and_zones(changes, expected):
    plain = {"contributions": AGAINST, "named_by": (), "zone_count": 0, "sites": (FAR,), "around": (), "recent": 9,
             "share_of_size": 0.02}  # fmt: skip
    assert keys(city_words.reasons_against(made(**{**plain, **changes}))) == expected


def test_reasons_against_are_told_with_their_figures():
    bare = made(named_by=(), sites=(FAR,), around=(), recent=9, share_of_size=0.0009)
    below = Sentence("industries.below", {"share": Amount(0.001, "share", None, LISTINGS)})
    for part, expected in {
        "size": Sentence("industries.against.size", {"share": below}),
        "industry": Sentence("industries.against.industry", {"recent": count(9), "before": count(5)}),
        "zones": Sentence("industries.against.zones", {"zones": count(3, ZONES)}),
        "related": Sentence("industries.against.related", {"industries": [units()["27"]]}),
        "inputs": Sentence(
            "industries.against.inputs",
            {
                "material": Word("material", "steel"),
                "place": FUXIN,
                "distance": Amount(100.0, "km", None, ("county_points",)),
            },
        ),
    }.items():
        assert city_words.reasons_against(replace(bare, contributions={part: -1.0}))[0] == expected
    rivals = Sentence("industries.against.rivals", {"rivals": count(4, ZONES)})
    assert city_words.reasons_against(made(contributions={})) == [rivals]


def test_a_chance_below_a_thousandth_is_not_told_closer():
    assert city_words._chance(0.001, ("a",)) == Sentence(
        "industries.about", {"share": Amount(0.001, "share", None, ("a",))}
    )
    assert city_words._chance(0.00099, ("a",)).key == "industries.below"
    unscored = made(score=None)
    assert city_words.candidate_chance(unscored) == Sentence("industries.unscored", {})
    assert city_words.candidate_title(unscored) == Sentence(
        "industries.candidate_unscored", {"industry": units()["309"]}
    )
    title = city_words.candidate_title(made())
    assert title.values["chance"] == city_words._chance(made().probability, made().sources)


def test_all_that_is_said_of_a_candidate_stands_under_its_label():
    labels = ["why", "for", "against", "went", "did_not", "check", "chains", "parts"]
    found = {label.key.removeprefix("industries.label."): said for label, said in city_words.candidate_reasons(made())}
    assert list(found) == labels
    one = made(did_not=(Precedent(HEIHE, 2009),))
    found = {label.key.removeprefix("industries.label."): said for label, said in city_words.candidate_reasons(one)}
    assert found["went"] == plain_cell([Sentence("industries.year", {"place": FUXIN, "year": 2007})])
    assert found["did_not"] == plain_cell([Sentence("industries.year", {"place": HEIHE, "year": 2009})])
    assert found["why"] == plain_cell([Sentence(f"industries.why.{one}", {}) for one in ("zones", "materials")])
    assert found["for"] == plain_cell(Clauses(tuple(city_words.reasons_for(one))))
    assert found["against"] == plain_cell(Clauses(tuple(city_words.reasons_against(one))))
    assert found["check"] == plain_cell(Sentence("industries.check.minerals", {}))
    assert [each.values["part"].key for each in city_words.parts_words(one)] == [
        f"industries.part.{part}" for part in ("base", *PARTS)
    ]
    assert [each.values["value"].value for each in city_words.parts_words(one)] == [-3.8, *PARTS.values()]
    short = [label.key for label, _ in city_words.candidate_reasons(one, with_parts=False)]
    assert short == [f"industries.label.{label}" for label in labels[:-1]]
    bare = made(score=None, contributions={}, named_by=(), sites=(), rivals=0, zone_count=0, chains=(), why=())
    left = [label.key.removeprefix("industries.label.") for label, _ in city_words.candidate_reasons(bare)]
    assert left == ["against", "did_not", "check"]
    assert city_words._precedents(()) == [Sentence("industries.none_alike", {})]


def industries(**changes):
    plain = CityIndustries(
        place=HEGANG, unit=HEGANG, established=(units()["14"],), candidates=(made(),), words=("钒钛",),
        mapped=Mapped(3, 1, {"新材料": 2, "机电": 2}), zone_count=3, listed_firms=2,
    )  # fmt: skip
    return replace(plain, **changes)


def test_what_a_city_has_is_counted():
    """By hand: 3 and 1 of 8 mentions have an industry."""
    found = city_words.own_words(industries())
    share = Amount(0.5, "share", None, ZONES)
    values = {"zones": count(3, ZONES), "firms": count(2), "mentions": count(8, ZONES), "share": share}
    assert found == (Sentence("industries.own", values),)
    nothing = Sentence("industries.nothing_published", {})
    bare = Mapped(0, 0, {})
    assert city_words.own_words(industries(zone_count=0, listed_firms=0, mapped=bare)) == (nothing,)
    assert city_words.own_words(industries(zone_count=0, mapped=bare))[0].values["share"].value == 0.0
    assert keys(city_words.own_words(industries(listed_firms=0))) == ["own"]
    county = industries(place=find("wudalianchi"), unit=HEIHE)
    first = Sentence("industries.from_prefecture", {"place": find("wudalianchi"), "unit": HEIHE})
    assert city_words.own_words(county)[0] == first
    assert (county.is_of_prefecture, industries().is_of_prefecture) == (True, False)


def test_what_the_set_of_a_city_is_worth_is_told_in_order():
    found = keys(city_words.city_words(industries()))
    assert found == [
        "own", "depth.cell.plain", "established", "set", "hits", "hindcast", "resource_hindcast", "meaning",
    ]  # fmt: skip
    bare = industries(established=(), candidates=(), mapped=Mapped(3, 1, {}))
    assert keys(city_words.city_words(bare))[:3] == ["own", "unnamed_established", "none"]
    unmapped = city_words.city_words(industries())[1].values["value"]
    assert unmapped.en == Sentence("industries.unmapped_count", {"count": count(4, ZONES)})
    assert unmapped.zh == Sentence("industries.unmapped", {"words": ["新材料", "机电"]})
    order = city_words.order_words(industries(candidates=(made(), made())))
    assert order.values == {"count": 2, "place": HEGANG}


def test_gains_and_hits_of_the_hindcast_stand_in_their_places():
    hits, everywhere, listed = city_words.hindcast_words()
    for name, model in {"full": "full", "null": "strong_null"}.items():
        one = score("listings_2015", model, "recall_at_10", "resource")
        assert hits.values[name] == Amount(one.value, "share", (one.low, one.high), LISTINGS)
    assert (hits.values["origin"], hits.values["years"]) == (2015, 10)
    places = {
        "first": "listings_2005", "second": "listings_2010", "third": "listings_2015",
        "zones": "zones_listings", "clusters": "zones_clusters",
    }  # fmt: skip
    for said, group in ((everywhere, "all"), (listed, "resource")):
        assert list(said.values) == list(places)
        for place, question in places.items():
            one = score(question, "gain", "average_precision", group)
            told = [said.values[place].values[end].value for end in ("value", "low", "high")]
            assert told == [one.value, one.low, one.high]


def test_industries_of_zones_and_firms_are_those_most_named_first():
    """钒钛 and 石墨加工 mean 31 and 323, and 309; Panzhihua has 小金属 (323) twice, 陶瓷 (307) once."""
    found = industries(words=("石墨加工", "钒钛", "石墨加工", "nothing"))
    assert [unit.industry for unit in found.zone_industries] == ["309", "31", "323"]
    here = industries(unit=find("panzhihua"))
    assert [unit.industry for unit in here.firm_industries] == ["323", "307"]
    assert here.established_industries == ("14",)
