"""Sentences on type, blows, jobs, neighbours and peers, each whole, from records made by hand."""

from types import SimpleNamespace as Made

from relode.diagnosis.depth.economy_text import type_chapter
from relode.diagnosis.depth.statistics_text import (
    decomposition_words,
    judgement_words,
    large_city_words,
    own_type_words,
    resilience_words,
    surroundings_words,
)  # fmt: skip
from relode.diagnosis.life_cycle.own_type import OwnType, Reason
from relode.diagnosis.profiles.peers import Judgement, PeerJudgement
from relode.diagnosis.statistics.decomposition import Decomposition
from relode.diagnosis.statistics.space import LargeCity, Surroundings
from relode.language import Amount, Sentence, Word
from relode.places import find

from .made import response, section

HEGANG, BEIJING = find("hegang"), find("beijing")


def typed(**changes):
    reasons = tuple(Reason(*each) for each in (("population", -1.0, 2.0), ("gdp_growth", 0.0, -1.5),
                                               ("urban_share", 0.5, 0.0), ("college_share", -1.0, -0.25)))  # fmt: skip
    about = {"place": HEGANG, "year": 2023, "probabilities": {"growing": 0.25, "mature": 0.75}, "intervals_90": {},
             "verdict": "mature", "why": "", "most_probable": "mature", "against": "growing", "base": 0.0,
             "contributions": reasons, "missing": ()}  # fmt: skip
    return OwnType(**{**about, **changes})


def test_a_reading_names_its_years_its_verdict_and_the_three_weightiest_reasons():
    chances = {"growing": Amount(0.25, "share"), "mature": Amount(0.75, "share")}
    mature, growing = Word("type", "mature"), Word("type", "growing")
    reasons = [
        Sentence(f"diagnosis.reason.{side}", {"feature": Sentence(f"diagnosis.feature.{name}", {})})
        for side, name in (("below_for", "population"), ("above_against", "gdp_growth"), ("above_for", "urban_share"))
    ]
    assert own_type_words(typed()) == (
        Sentence("diagnosis.own_type.probabilities", {"start": 2020, "end": 2023, **chances}),
        Sentence("diagnosis.own_type.told", {"place": HEGANG, "type": mature}),
        Sentence("diagnosis.own_type.reasons", {"type": mature, "against": growing, "reasons": reasons}),
    )
    assert own_type_words(typed(why="below_half"))[1].key == "diagnosis.own_type.below_half"
    missing = typed(probabilities={}, why="figures_missing", missing=("population",))
    labels = [Sentence("diagnosis.feature.population", {})]
    said = Sentence("diagnosis.own_type.figures_missing", {"place": HEGANG, "missing": labels})
    assert own_type_words(missing) == (said,)


def test_a_move_is_told_after_the_reading_of_the_newest_figures():
    moved = Made(label="declining", then=0.25, now=0.75, change=0.5, interval_90=(0.125, 0.875))
    chapter = type_chapter(Made(own_type_now=typed(), moved=moved, sources={"type": ("census2020",)}))
    values = {"type": Word("type", "declining"), "start": Amount(0.25, "share"), "end": Amount(0.75, "share"),
              "change": Amount(0.5, "share change", (0.125, 0.875))}  # fmt: skip
    assert chapter.sentences == (
        own_type_words(typed())[0],
        Sentence("depth.type.beyond_uncertainty", values),
        Sentence("depth.type.means", {}),
    )
    none = type_chapter(Made(own_type_now=typed(probabilities={}), moved=None, sources={"type": ()}))
    assert none.blocks == ()


def test_a_response_is_told_by_its_verdict_or_by_what_is_missing():
    common = {"place": HEGANG, "outcome": Sentence("diagnosis.outcome.gdp_real_index", {}), "start": 2012, "end": 2016,
              "group": Sentence("diagnosis.group.nation", {}), "count": 9}  # fmt: skip
    excess = Amount(0.2, "share", (0.1, 0.3))

    def moved(key, value):
        return Sentence(f"diagnosis.moved.{key}", {"change": Amount(value, "share")})

    told = {**common, "moved": moved("rose", 0.0), "expected": moved("fell", -0.25), "excess": excess}
    found = resilience_words(response("above", change=0.0, expected=-0.25))
    assert found == Sentence("diagnosis.resilience.above", told)
    few = {**common, "change": Amount(0.5, "share"), "expected": Amount(0.25, "share"), "excess": excess}
    found = resilience_words(response(why="group_too_small"))
    assert found == Sentence("diagnosis.resilience.group_too_small", few)
    for missing in ({"change": None}, {"expected": None}, {"excess": None}):
        assert resilience_words(response(why="no_figures", **missing)) == Sentence(
            "diagnosis.resilience.no_figures", common
        )


def test_a_change_of_jobs_is_told_with_what_it_adds_up_to():
    def of(*sections):
        return decomposition_words(Decomposition(HEGANG, sections, "no_two_censuses"))

    one, two = section("mining", 250.0, (0.0, 1.0)), section("health", -3250.0, (0.0, 1.0), 100.0, 50.0, 25.0, 125.0)
    values = {"city": HEGANG, "change": Amount(950.0, "persons"), "nation": Amount(275.0, "persons"),
              "industry": Amount(625.0, "persons"), "place": Amount(-3000.0, "persons")}  # fmt: skip
    assert of(one, two) == Sentence("diagnosis.decomposition.rose", values)
    assert of(two).key == "diagnosis.decomposition.fell"
    assert of(section("health", 0.0, (0.0, 0.0), 50.0, 50.0)).key == "diagnosis.decomposition.rose"
    assert of() == Sentence("diagnosis.decomposition.no_two_censuses", {"place": HEGANG})


def test_neighbours_large_cities_and_kinds_of_peers_in_words():
    def around(kind, found, why=""):
        return surroundings_words(Surroundings(HEGANG, "house_price_2023", 1.0, 2.0, (), 0.5, 0.5, kind, found, why))

    values = {"place": HEGANG, "outcome": Sentence("diagnosis.outcome.house_price_2023", {})}
    assert around("low_low", True) == Sentence("diagnosis.space.low_low", values)
    assert around("low_low", False) == Sentence("diagnosis.space.not_found", values)
    assert around(None, False, "no_figures") == Sentence("diagnosis.space.no_figures", values)
    city = {"place": HEGANG, "city": BEIJING, "distance": Amount(124, "km"), "least": Amount(5_000_000, "persons")}
    assert large_city_words(HEGANG, LargeCity(BEIJING, 123.75)) == Sentence("diagnosis.space.large_city", city)

    def judged(overall, *verdicts):
        names = ("alike", "size", "resource", "path")
        each = [PeerJudgement("x", n, 1.0, 9, None, v, "") for n, v in zip(names, verdicts, strict=True)]
        return judgement_words(Judgement(HEGANG, "house_price_2023", overall, tuple(each)))

    definitions = {name: Sentence(f"diagnosis.definition.{name}", {}) for name in ("alike", "size", "resource", "path")}
    some = {**values, "count": 3, "below": [definitions["size"]], "above": [definitions["alike"], definitions["path"]]}
    assert judged("depends", "above", "below", "cannot tell", "above") == Sentence(
        "diagnosis.peers.depends_below_above", some
    )
    among = {**values, "count": 1, "among": [definitions["path"]]}
    assert judged("among", *["cannot tell"] * 3, "among") == Sentence("diagnosis.peers.among", among)
    none = judged("cannot tell", *["cannot tell"] * 4)
    assert none == Sentence("diagnosis.peers.cannot_tell", {**values, "count": 0})
