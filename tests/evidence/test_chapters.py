"""The chapter on evidence and its scores, block by block, from invented records."""

from dataclasses import replace
from math import exp, expm1

import pytest

from relode.evidence.evidence_answer import lever_words
from relode.evidence.evidence_chapter import (
    chapter,
    effect_told,
    horizon_words,
    in_order,
    readers_unit,
    rows_behind,
    words_said,
)
from relode.evidence.record import (
    ContextStudy,
    EffectSpread,
    EvidenceAnswer,
    EvidenceScore,
    EvidenceStudy,
    LeverEffect,
    ThinEvidence,
)
from relode.evidence.scored import Loss, how_sure, in_short, losses
from relode.language import Amount, Sentence
from relode.story import Passage, PictureSpot

from ..trials.told import told

SOURCES = ("published_effects",)
MONEY_UNIT = "yuan of outside money"
STUDY = EvidenceStudy(
    "zone_1", "Zhu (2019)", "c1", "subsidy", "C", 0.1, 0.05, 0.2, None, 10.0, "percent", "percent", 2.0, MONEY_UNIT,
    "identity", 5.0, "direct", "table", "own", True, True, 3.0, "yuan per yuan", "assumption", "zhu", "page 7",
    "city_output", "page 9",
)  # fmt: skip
SIGN = replace(
    STUDY, id="zone_2", study="Lu (2020)", cluster="c2", value=None, low=None, high=None, sign=-1, printed=None,
    horizon=8.0, transfer="far", verified="memory", price=None, price_unit=None, price_source=None, read_in="",
    conversion="sign", dose=1.0, dose_source="budget", source="lu", base_read="not_read",
)  # fmt: skip
SHOCK = replace(STUDY, id="shock", used=False)
MONEY = replace(STUDY, id="money", holds="money")
OTHER = replace(STUDY, id="other", family="D")
EFFECT = LeverEffect(
    "subsidy", "measure", "C", "output", "log", "a zone", EffectSpread(0.1, 0.02, 0.3), EffectSpread(0.11, -0.2, 0.4),
    ("city_output", "zone_jobs"), "mixed", 0.97, 0.84, (0.05, 0.15), 4, 2, 3, 1, 1,
)  # fmt: skip
OF_MONEY = replace(
    EFFECT, holds="money", family="B", average=EffectSpread(0.7, 0.2, 1.1), here=EffectSpread(0.6, -0.5, 1.6),
    average_above=1.0, here_above=0.004, other_priors=None, word=None, bases=("money",),
)  # fmt: skip
SIMPLE = ("no_effect", "grand_mean", "lever_mean", "pooled_priors", "simulator")


def score(forecast, group, **more):
    """A score whose numbers differ from column to column."""
    given = {"n": 65, "numbers": 51, "coverage_90": 0.92, "crps": 0.6, "log_score": -1.3, **more}
    return EvidenceScore(
        forecast, group, given["n"], given["numbers"], 0.41, (0.26, 0.56), 0.8, (0.67, 0.91), given["coverage_90"],
        (0.83, 0.98), given["crps"], (0.45, 0.8), given["log_score"], (-1.5, -1.1),
        given.get("above") or {n: (0.4 + at / 100, 0.2 + at / 100, 0.6 + at / 100) for at, n in enumerate(SIMPLE)},
    )  # fmt: skip


FORECASTS = ("as_shipped", "synthesis", "no_effect", "grand_mean", "lever_mean", "pooled_priors", "simulator",
             "simulator_recalibrated")  # fmt: skip
GROUPS = ("all", "numbers", "signs", "own", "money")
SCORES = tuple(score(forecast, group) for group in GROUPS for forecast in FORECASTS)
RECORD = EvidenceAnswer(
    effects=(OF_MONEY, EFFECT), scores=(*SCORES, score("as_shipped", "lever subsidy", numbers=9, coverage_90=8 / 9)),
    studies=(STUDY, SIGN, SHOCK, MONEY, OTHER), thin=(ThinEvidence("talent_subsidy", 2, "sign_of_large_cities"),),
    context=(ContextStudy("park_1", "Wu (2021)", "subsidy", "not_known", "not_read"),),
    lever="subsidy", same_for_every_city=True, fingerprint="f", own_studies=3, largest_rhat=1.01,
)  # fmt: skip


def key(name, /, **values):
    return Sentence(f"evidence.{name}", values)


def part(value, ends=None):
    return Amount(value, "share", ends, SOURCES)


def of_unit(name, number, unit, source):
    return key(name, value=Amount(number, "1", None, (source,), "short"), unit=unit)


AVERAGE = part(expm1(0.1), (expm1(0.02), expm1(0.3)))
HERE = part(expm1(0.11), (expm1(-0.2), expm1(0.4)))
JOBS = [Amount(exp(mid), "ratio", (exp(low), exp(high)), SOURCES) for mid, low, high in ((0.7, 0.2, 1.1),
        (0.6, -0.5, 1.6))]  # fmt: skip
OUTCOME, OF_JOBS = key("family.C"), key("family.B")
THIN = key("thin_row", lever=lever_words("talent_subsidy"), count=2, reason=key("thin.sign_of_large_cities"))
PRIORS = (
    key("priors_caption"), tuple(f"evidence.column.{name}" for name in
                                 ("lever", "holds", "outcome", "average", "other_priors")),
    [(lever_words("subsidy"), key("holds.measure"), OUTCOME, AVERAGE,
      key("from_to", low=part(expm1(0.05)), high=part(expm1(0.15))))],
    (SOURCES, True, "evidence_priors"),
)  # fmt: skip
EFFECTS = (
    key("effects_caption", rhat=1.01),
    tuple(f"evidence.column.{name}" for name in
          ("lever", "base", "outcome", "average", "here", "price", "word", "horizon", "rows")),
    [
        (lever_words("subsidy"), [key("base.city_output"), key("base.zone_jobs")], OUTCOME, AVERAGE, HERE,
         [of_unit("price.yuan_per_yuan", 3.0, "yuan per yuan", "assumption")], key("word.mixed"),
         key("years_from", low=5.0, high=8.0),
         key("rows", rows=4, clusters=2, direct=3)),
        (lever_words("subsidy"), [key("base.money")], OF_JOBS, *JOBS,
         [of_unit("price.yuan_per_yuan", 3.0, "yuan per yuan", "assumption")], None,
         key("years", low=5.0, high=5.0), key("rows", rows=4, clusters=2, direct=3)),
    ],
    (SOURCES, False, "evidence"),
)  # fmt: skip


def test_a_lever_is_told_block_by_block():
    """Of its output four rows of which one tells a sign; in 8 of 10 places above nought; of jobs below one."""
    record = replace(RECORD, studies=(*RECORD.studies, replace(MONEY, id="m", family="B")))
    zone, one = (
        of_unit("dose.yuan_of_outside_money", dose, MONEY_UNIT, source) for dose, source in ((2.0, "zhu"), (1.0, "lu"))
    )  # fmt: skip
    basis = {"numbers": 3, "signs": 1, "clusters": 2, "direct": 3}
    output = key(
        "expected", outcome=OUTCOME, average=AVERAGE, here=HERE, tenths=key("tenths.some", count=8), least="0",
        doses=[zone, one], horizon=key("years_from", low=5.0, high=8.0), basis=key("basis.several", **basis),
    )  # fmt: skip
    jobs = key(
        "expected", outcome=OF_JOBS, average=JOBS[0], here=JOBS[1], tenths=key("tenths.none", count=0), least="1",
        doses=[zone], horizon=key("years", low=5.0, high=5.0), basis=key("basis.several", **basis),
    )  # fmt: skip
    made = chapter(record)
    blocks = [told(block) for block in made.blocks]
    studies = blocks[8]
    assert (made.key, made.heading) == ("evidence", key("heading"))
    assert blocks[:8] == [
        Passage((key("same_everywhere"),)), Passage((key("reading"),), "note"),
        Passage((key("own_studies", count=3),)), Passage((output,), "bullet", SOURCES),
        Passage((jobs,), "bullet", SOURCES), EFFECTS, PictureSpot("evidence_forest_measure_C"),
        PictureSpot("evidence_forest_money_B"),
    ]  # fmt: skip
    assert studies[0] == key("studies_caption", count=6)
    assert studies[1] == tuple(f"evidence.column.{name}" for name in (
        "study", "dose", "base", "outcome", "effect", "horizon", "transfer", "verified", "used"))  # fmt: skip
    size = Amount(expm1(0.1), "share", (expm1(0.05), expm1(0.2)), ("zhu",))
    how = Sentence("report.labelled", {"label": key("verified.table"), "text": "page 7"})
    unread = key("base_read.not_read", base=key("base.city_output"))
    read = key("base_read.read", base=key("base.city_output"), where="page 9")
    first = (
        "Zhu (2019) · zone_1",
        zone,
        read,
        OUTCOME,
        size,
        key("years", low=5.0, high=5.0),
        key("transfer.direct"),
        how,
    )
    assert studies[2][:3] == [
        (*first, key("used.true")),
        ("Lu (2020) · zone_2", one, unread, OUTCOME, key("sign.negative"), key("years", low=8.0, high=8.0),
         key("transfer.far"), key("verified.memory"), key("used.true")),
        ("Zhu (2019) · shock", *first[1:], key("used.false")),
    ]  # fmt: skip
    assert studies[3] == (SOURCES, False, "evidence_studies")
    conversions = blocks[9]
    assert conversions[:2] == (key("conversions_caption"), tuple(f"evidence.column.{name}" for name in (
        "study", "printed", "conversion", "dose", "dose_source", "price", "price_source")))  # fmt: skip
    assert conversions[2][:2] == [
        ("Zhu (2019) · zone_1", of_unit("as_written", 10.0, "percent", "zhu"), key("conversion.percent"), zone,
         key("dose_source.identity"), of_unit("price.yuan_per_yuan", 3.0, "yuan per yuan", "assumption"),
         key("dose_source.assumption")),
        ("Lu (2020) · zone_2", None, key("conversion.sign"), one, "budget", None, None),
    ]  # fmt: skip
    assert conversions[3] == (SOURCES, True, "evidence_conversions")
    apart = key("context_row", study="Wu (2021)", base=key("base_read.not_read", base=key("base.not_known")))
    assert blocks[10:] == [
        Passage((key("context_lead"),)), Passage((apart,), "bullet", SOURCES),
        Passage((key("thin_lead"),)), Passage((THIN,), "bullet"), in_short(record), PRIORS,
    ]  # fmt: skip


def test_all_levers_are_told_with_their_scores_and_without_their_studies():
    record = replace(RECORD, lever=None, own_studies=0, studies=(*RECORD.studies, replace(MONEY, family="B")))
    blocks = [told(block) for block in chapter(record).blocks]
    sure = [told(block) for block in how_sure(record)]
    assert blocks == [
        Passage((key("same_everywhere"),)), Passage((key("reading"),), "note"), Passage(words_said()), EFFECTS,
        Passage((key("thin_lead"),)), Passage((THIN,), "bullet"), *sure, PRIORS,
    ]  # fmt: skip
    bare = replace(RECORD, lever=None, own_studies=0, effects=(), thin=())
    assert [told(block) for block in chapter(bare).blocks] == [*blocks[:3], *sure]


@pytest.mark.parametrize(
    ("above", "signs", "share", "count", "basis"),
    [(0.951, 3, "all", 10, "few"), (0.949, 2, "some", 9, "several"), (0.051, 4, "some", 1, "few"),
     (0.049, 0, "none", 0, "several")],
)  # fmt: skip
def test_nearly_all_places_are_all_and_less_than_two_numbers_are_few(above, signs, share, count, basis):
    effect = replace(EFFECT, here_above=above, signs_only=signs)
    (said,) = chapter(replace(RECORD, effects=(effect,), own_studies=0)).blocks[2].said
    words = dict(vars(said)["values"])
    assert words["tenths"] == key(f"tenths.{share}", count=count)
    numbers = {"numbers": 4 - signs, "signs": signs, "clusters": 2, "direct": 3}
    assert words["basis"] == key(f"basis.{basis}", **numbers)


def test_measures_come_before_money_and_rest_on_rows_that_are_used():
    rows = [replace(EFFECT, holds=holds, lever=lever, family=family) for holds, lever, family in (
        ("money", "a", "A"), ("measure", "b", "C"), ("measure", "a", "D"), ("measure", "a", "C"))]  # fmt: skip
    assert in_order(replace(RECORD, effects=tuple(rows))) == [rows[3], rows[2], rows[1], rows[0]]
    assert rows_behind(RECORD, EFFECT) == [STUDY, SIGN]
    assert rows_behind(RECORD, replace(EFFECT, holds="money")) == [MONEY]
    assert rows_behind(RECORD, replace(EFFECT, lever="other")) == []


@pytest.mark.parametrize(
    ("family", "unit", "value"),
    [("C", "share", expm1(0.5)), ("I", "share", expm1(0.5)), ("B", "ratio", exp(0.5)), ("Bc", "ratio", exp(0.5)),
     ("H", "share change", 0.005), ("A", "ratio", 0.5)],
)  # fmt: skip
def test_an_effect_is_told_in_the_unit_of_its_family_with_its_interval_where_it_has_one(family, unit, value):
    row = replace(STUDY, family=family, value=0.5, low=0.5, high=0.5)
    assert effect_told(row) == Amount(value, unit, (value, value), ("zhu",))
    for name in ("low", "high"):
        assert effect_told(replace(row, **{name: None})) == Amount(value, unit, None, ("zhu",))
    assert readers_unit(family) == unit


def test_signs_and_years_have_their_words():
    for sign, word in ((1, "positive"), (0, "nought"), (None, "nought"), (-1, "negative")):
        assert effect_told(replace(SIGN, sign=sign)) == key(f"sign.{word}")
    rows = [replace(STUDY, horizon=years) for years in (3.0, 1.0, 2.0)]
    assert horizon_words(rows) == key("years_from", low=1.0, high=3.0)
    assert horizon_words(rows[1:2]) == key("year", low=1.0, high=1.0)
    assert horizon_words([replace(STUDY, horizon=0.5)]) == key("years", low=0.5, high=0.5)


def test_a_price_without_a_source_has_that_of_its_study_and_shares_are_told_as_such():
    row = replace(STUDY, price_source=None, printed_unit="share of wages", printed=0.25)
    cells = told(chapter(replace(RECORD, studies=(row, SIGN, replace(MONEY, family="B")))).blocks[9])[2][0]
    assert cells[1] == key(
        "as_written", value=Amount(0.25, "share", None, ("zhu",), "short"), unit="share of wages"
    )  # fmt: skip
    assert cells[5] == of_unit("price.yuan_per_yuan", 3.0, "yuan per yuan", "zhu")
    assert cells[6] is None


def gap(low, value, high):
    return Amount(value, "ratio", (low, high), SOURCES)


def test_how_sure_it_is_says_coverage_and_gaps_against_no_effect_and_the_simulator():
    """Of nine numbers of the lever eight were held; gaps are told to two digits."""
    whole = score("as_shipped", "all", above={"no_effect": (0.4567, 0.2345, 0.6789), "simulator": (-0.5, -0.9, -0.1)})
    own = score("as_shipped", "own", n=20, above={"no_effect": (0.1, -0.2, 0.4), "simulator": (9, 9, 9)})
    of_lever = score("as_shipped", "lever subsidy", numbers=9, coverage_90=8 / 9)
    told_all = in_short(replace(RECORD, scores=(whole, own, of_lever)))
    lines = (
        key("scored", rows=65, coverage=Amount(0.92, "share", (0.83, 0.98), SOURCES)),
        key("gap.no_effect.better", gap=gap(0.23, 0.46, 0.68), rows=20),
        key("gap.simulator.worse", gap=gap(-0.9, -0.5, -0.1), rows=20),
        key("gap.own.open", gap=gap(-0.2, 0.1, 0.4), rows=20),
    )  # fmt: skip
    held = key("scored_lever", numbers=9, held=8)
    assert told_all == Passage((*lines, held), sources=SOURCES)
    for others in ((), (replace(of_lever, coverage_90=None),)):
        assert in_short(replace(RECORD, scores=(whole, own, *others))) == Passage(lines, sources=SOURCES)


@pytest.mark.parametrize(
    ("ends", "sure"), [((0.0, 0.4), "open"), ((0.01, 0.4), "better"), ((-0.4, 0.0), "open"), ((-0.4, -0.01), "worse")]
)
def test_a_gap_that_touches_nought_is_open(ends, sure):
    above = {"no_effect": (0.0, *ends), "simulator": (0.0, *ends)}
    rows = tuple(score("as_shipped", group, above=above) for group in ("all", "own"))
    assert {each.key for each in in_short(replace(RECORD, scores=rows)).said[1:]} == {
        f"evidence.gap.{name}.{sure}" for name in ("no_effect", "simulator", "own")
    }


def test_scores_are_told_in_tables_by_forecast_and_group():
    made = how_sure(replace(RECORD, scores=(*SCORES, score("as_shipped", "year 2020"))))
    _, scores, gaps, lost = (told(block) for block in made)
    columns = ("forecast", "group", "count", "coverage_50", "coverage_80", "coverage_90", "crps", "log_score")
    assert scores[:2] == (key("scores_caption"), tuple(f"evidence.column.{name}" for name in columns))
    numbers = (
        "65", part(0.41, (0.26, 0.56)), part(0.8, (0.67, 0.91)), part(0.92, (0.83, 0.98)), gap(0.45, 0.6, 0.8),
        gap(-1.5, -1.3, -1.1),
    )  # fmt: skip
    assert scores[2] == [
        (key(f"forecast.{forecast}"), key(f"group.{group}"), *numbers) for group in GROUPS for forecast in FORECASTS
    ]
    assert scores[3] == (SOURCES, True, "evidence_scores")
    heads = ("evidence.column.forecast", "evidence.column.group", *(f"evidence.forecast.{name}" for name in SIMPLE))
    assert gaps[:2] == (key("gaps_caption"), heads)
    each = tuple(gap(0.2 + at / 100, 0.4 + at / 100, 0.6 + at / 100) for at in range(5))
    assert gaps[2] == [(key(f"forecast.{name}"), key(f"group.{group}"), *each) for group in GROUPS
                       for name in ("as_shipped", "synthesis")]  # fmt: skip
    assert gaps[3] == (SOURCES, False, "evidence_gaps")
    assert (lost[0], lost[2]) == (key("losses_caption"), [])


def test_a_simple_forecast_that_scores_better_is_a_loss_by_either_score():
    """A higher log score or a lower crps; as much of either is none, and nor is a crps that nobody has."""
    better = {("lever_mean", "numbers"): {"log_score": -1.1}, ("grand_mean", "signs"): {"log_score": -1.2},
              ("simulator", "money"): {"crps": 0.4}, ("pooled_priors", "all"): {"crps": 0.3},
              ("simulator_recalibrated", "own"): {"crps": 0.5},
              ("simulator", "all"): {"crps": None}, ("no_effect", "all"): {"crps": 0.7, "log_score": -1.4}}  # fmt: skip
    rows = [replace(row, **better.get((row.forecast, row.group), {})) for row in SCORES]
    of = {(row.forecast, row.group): row for row in rows}
    found = losses(rows)
    assert found == [
        Loss(of["as_shipped", "all"], "pooled_priors", "crps", 0.6, 0.3),
        Loss(of["as_shipped", "numbers"], "lever_mean", "log_score", -1.3, -1.1),
        Loss(of["as_shipped", "signs"], "grand_mean", "log_score", -1.3, -1.2),
        Loss(of["as_shipped", "own"], "simulator_recalibrated", "crps", 0.6, 0.5),
        Loss(of["as_shipped", "money"], "simulator", "crps", 0.6, 0.4),
    ]
    none = [replace(row, crps=None) if row.forecast == "as_shipped" else row for row in rows]
    assert [each.forecast for each in losses(none)] == ["lever_mean", "grand_mean"]
    table = told(how_sure(replace(RECORD, scores=tuple(rows)))[3])
    heads = tuple(f"evidence.column.{name}" for name in ("group", "better", "score", "ours", "theirs"))
    assert (table[1], table[3]) == (heads, (SOURCES, False, "evidence_losses"))
    assert table[2][2:4] == [
        (key("group.signs"), key("forecast.grand_mean"), key("column.log_score"), Amount(-1.3, "1"), Amount(-1.2, "1")),
        (key("group.own"), key("forecast.simulator_recalibrated"), key("column.crps"), Amount(0.6, "1"),
         Amount(0.5, "1")),
    ]  # fmt: skip
