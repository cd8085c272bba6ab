"""A trial whose card, money and noise are invented: who, how many, what it sees and costs, and when it is refused."""

from dataclasses import replace
from math import expm1, log, sqrt
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from relode.decisions.decision_records import SaidText
from relode.decisions.gains import Gain
from relode.errors import NoVerdict, RelodeError
from relode.language import Amount, Bilingual
from relode.measures.power import honest_pass, looks, smallest_effect, units_needed
from relode.needs.service import remedies
from relode.places import find_city
from relode.trials import trial
from relode.trials.designs import TrialDesign, design_of, designs, key_of, measure_of, name_of
from relode.trials.noise import Noise
from relode.trials.record import TrialUnits, TrialWorth
from relode.trials.request import TrialRequest
from relode.trials.trial import (
    Card,
    OwnUnits,
    card_of,
    cost_of,
    effects_here,
    looked_for,
    noise_of,
    trial_of,
    worth_of,
)

from .test_trial_chapters import decision

HEGANG, RETRAINING = find_city("hegang"), measure_of("retraining_coverage")
SHARE_OF_ALL = units_needed(0.1, 0.5)
"""Units that see a tenth where a share spreads by a half: 128 times as many as see .5 of 1."""


def asked(measure="retraining_coverage", **options):
    return TrialRequest(city="hegang", measure=measure, seed=5, **options)


@pytest.fixture
def card(monkeypatch):
    """A card of 300 persons, whose effect here is .3 at most, and of which a trial is worth 50 and costs 20."""
    purse = SimpleNamespace(room=(0.0, 1e9, 2e9))
    fact = SimpleNamespace(state="present", amount=300.4)
    found = SimpleNamespace(
        asked=SimpleNamespace(fact=fact, purse=purse), gain=object(), decision=decision(), basis=None
    )  # fmt: skip
    monkeypatch.setattr(trial, "card_of", lambda *_: found)
    monkeypatch.setattr(trial, "effects_here", lambda *_: np.array([0.0, 0.3]))
    monkeypatch.setattr(trial, "looked_for", lambda *_: (0.1, "evidence"))
    found.worths = []

    def worth(_, error, cost):
        found.worths.append((error, cost))
        return TrialWorth(50.0, 20.0, "person-years", None, 1.0, 0.5)

    monkeypatch.setattr(trial, "worth_of", worth)
    return found


def test_a_trial_of_all_there_are_is_told_whole(card):
    """300 of 788: half of them get it; the smallest effect is that of 150 on either side."""
    found = trial_of(None, HEGANG, asked())
    least = smallest_effect(0.5, 150, 150)
    price = RETRAINING.price
    cost = (price.low * 150, price.value * 150, price.high * 150)
    assert SHARE_OF_ALL > 301
    assert found.units == TrialUnits("person", "lottery", 300, SHARE_OF_ALL, 150, 150, False)
    assert (found.first, found.years, found.outcome, found.transform) == (2027, 3, "months_at_work", "share")
    assert found.noise == Noise(0.5, 0.5, 0.5, "bound", None, None, ())
    assert (found.looked_for, found.looked_for_by, found.power, found.level) == (0.1, "evidence", 0.8, 0.05)
    assert (found.smallest_effect, found.smallest_at) == (least, (least, least))
    assert (found.cost, found.card, found.seed, found.sources) == (cost, decision(), 5, ())
    error = 0.5 * sqrt(2 / 150)
    assert card.worths == [(pytest.approx(error), cost)]
    assert [(look.part, look.errors, look.effect) for look in found.stop_rule] == [
        (each.part, each.errors, pytest.approx(each.errors * error / sqrt(each.part))) for each in looks()
    ]
    assert (found.place, found.place_name, found.measure) == (
        "230400", SaidText("Hegang", "鹤岗市"), "retraining_coverage",
    )  # fmt: skip


@pytest.mark.parametrize(("value", "cost", "most"), [(20.0, 20.0, 0.3), (50.0, None, 0.3), (50.0, 20.0, 0.1)])
def test_too_few_units_are_refused_unless_their_answer_is_worth_it_and_one_place_in_twenty_shows_as_much(
    card, monkeypatch, value, cost, most
):
    monkeypatch.setattr(trial, "worth_of", lambda *_: TrialWorth(value, cost, "person-years", None, 1.0, 0.5))
    monkeypatch.setattr(trial, "effects_here", lambda *_: np.full(2, most))
    with pytest.raises(NoVerdict) as caught:
        trial_of(None, HEGANG, asked())
    assert caught.value.key == "trials.cannot_tell"
    assert vars(caught.value)["values"] == {
        "name": name_of(RETRAINING), "place": Bilingual("Hegang", "鹤岗市"), "needed": Amount(SHARE_OF_ALL, "count"),
        "known": Amount(300, "count"), "effect": Amount(0.1, "share change"),
        "least": Amount(smallest_effect(0.5, 150, 150), "share change"),
    }  # fmt: skip
    assert card.decision == decision()


def test_one_draw_in_twenty_must_show_what_the_trial_sees(card, monkeypatch):
    """Of a hundred draws five show .3 and the others nothing; six are enough."""
    for many, refused in ((4, True), (7, False)):
        monkeypatch.setattr(trial, "effects_here", lambda *_, many=many: np.array([0.3] * many + [0.0] * (100 - many)))
        if refused:
            with pytest.raises(NoVerdict):
                trial_of(None, HEGANG, asked())
        else:
            assert trial_of(None, HEGANG, asked()).units.treated == 150
    assert card.worths


@pytest.mark.parametrize("fact", [None, SimpleNamespace(state="absent", amount=300), SimpleNamespace(
    state="present", amount=None), SimpleNamespace(state="present", amount=0)])  # fmt: skip
def test_nobody_counted_is_as_many_as_are_needed(card, fact):
    card.asked.fact = fact
    assert trial_of(None, HEGANG, asked()).units == TrialUnits(
        "person", "lottery", None, SHARE_OF_ALL, SHARE_OF_ALL // 2, SHARE_OF_ALL // 2, False
    )


def test_as_many_units_as_are_needed_are_enough_and_one_less_is_not(card):
    card.gain, card.asked.fact.amount = None, SHARE_OF_ALL
    found = trial_of(None, HEGANG, asked(choice="phased"))
    assert (found.units.treated, found.units.choice) == (SHARE_OF_ALL // 2, "phased")
    card.asked.fact.amount = SHARE_OF_ALL - 1
    with pytest.raises(NoVerdict):
        trial_of(None, HEGANG, asked())


@pytest.mark.parametrize(("room", "refused"), [(250_000.0, True), (300_000.0, False), (0.0, False)])
def test_more_money_than_the_pot_has_in_three_years_is_refused(card, room, refused):
    """150 persons at 6,000 yuan are 900,000, those of three years at 300,000; a pot of nothing is told elsewhere."""
    assert RETRAINING.price.value == 6000
    card.asked.purse.room = (1.0, room, 1e12)
    if not refused:
        assert trial_of(None, HEGANG, asked()).cost[1] == 900_000
        return
    with pytest.raises(NoVerdict) as caught:
        trial_of(None, HEGANG, asked())
    assert (caught.value.key, vars(caught.value)["values"]) == ("trials.beyond_money", {
        "name": name_of(RETRAINING), "place": Bilingual("Hegang", "鹤岗市"), "needed": 300,
        "cost": Amount(900_000.0, "yuan"), "room": Amount(3 * room, "yuan"),
    })  # fmt: skip
    card.asked.purse = None
    assert trial_of(None, HEGANG, asked()).cost[1] == 900_000


def test_a_line_of_points_takes_four_times_the_units_and_twice_the_error(card):
    card.asked.fact = None
    found = trial_of(None, HEGANG, asked(choice="threshold"))
    assert found.units.needed == units_needed(0.1, 1.0)
    half = found.units.treated
    assert found.smallest_effect == smallest_effect(1.0, half, half)
    assert card.worths[-1][0] == pytest.approx(1.0 * sqrt(2 / half))
    assert found.stop_rule[0].effect == pytest.approx(
        looks()[0].errors * 1.0 * sqrt(2 / half) / sqrt(looks()[0].part)
    )  # fmt: skip


def firms(count, size=1, step=0.1):
    rng = np.random.default_rng(3)
    histories = {f"f{at}": {2020 + year: rng.normal(0, step) for year in range(4)} for at in range(count)}
    return OwnUnits(histories, {f"f{at}": f"g{at // size}" for at in range(count)} if size > 1 else {})


def test_own_units_abroad_are_told_with_their_noise_and_group_size():
    """Their number is known, nothing of a card; both ends of the noise have the effect that is seen there."""
    units = firms(4000, 2)
    found = trial_of(None, HEGANG, asked("subsidy", country=Path()), units)
    noise = found.noise
    assert (found.units.unit, found.units.choice, found.units.known) == ("firm", "phased", 4000)
    assert (found.units.clusters, noise.cluster_size, noise.by, noise.sources) == (True, 2.0, "own", ("user",))
    more, aim = 1 + noise.correlation, 0.8 / honest_pass()
    half = found.units.treated
    assert found.units.needed == units_needed(found.looked_for, noise.high * sqrt(more), aim)
    assert half == min(found.units.needed, 4000) // 2
    assert found.smallest_at == tuple(
        pytest.approx(smallest_effect(end * sqrt(more), half, half, power=aim)) for end in (noise.low, noise.high)
    )
    assert found.smallest_effect == found.smallest_at[1]
    assert (found.card, found.cost, found.value_of_information) == (None, None, None)
    counties = trial_of(None, HEGANG, asked("subsidy", country=Path()), replace(units, unit="county", source="own"))
    assert (counties.units.unit, counties.units.choice, counties.outcome, counties.noise.sources) == (
        "county", "phased", "county_counts", ("own",),
    )  # fmt: skip


def test_too_few_own_units_abroad_are_refused_and_noise_of_prefectures_is_the_least(monkeypatch):
    with pytest.raises(NoVerdict) as caught:
        trial_of(None, HEGANG, asked("subsidy", country=Path()), firms(20, step=0.5))
    assert caught.value.key == "trials.cannot_tell"
    assert vars(caught.value)["values"]["known"] == Amount(20, "count")
    assert vars(caught.value)["values"]["effect"].unit == "share"
    monkeypatch.setattr(trial, "noise_of", lambda *_: (Noise(0.1, 0.1, 0.1, "prefectures", 9, 3, ()), 9000))
    with pytest.raises(NoVerdict) as caught:
        trial_of(None, HEGANG, asked("subsidy", country=Path()))
    assert (caught.value.key, vars(caught.value)["values"]["known"]) == ("trials.noise_is_least", 9000)


def design(**about):
    return replace(design_of(RETRAINING), **about)


def test_noise_is_the_users_that_of_the_facts_or_an_assumption(monkeypatch):
    for name in ("own_noise", "county_noise", "prefecture_noise"):
        monkeypatch.setattr(trial, name, lambda *given, name=name: Noise(1, 1, 1, name, 1, given[-1], ()))
    units = OwnUnits({"a": {}, "b": {}}, {}, source="mine")
    assert noise_of(None, HEGANG, design(), 3, units) == (Noise(1, 1, 1, "own_noise", 1, 3, ("mine",)), 2)
    for by in ("counties", "prefectures"):
        found, known = noise_of(None, HEGANG, design(noise=by), 3, None)
        assert (found.by, found.years, known) == ({"counties": "county_noise", "prefectures": "prefecture_noise"}[by],
                                                  3, None)  # fmt: skip
    assumed = noise_of(None, HEGANG, design(noise="assumption", sd=0.3, sd_low=0.1, sd_high=0.5), 3, None)
    assert assumed == (Noise(0.3, 0.1, 0.5, "assumption", None, None, ("assumption",)), None)
    exact = noise_of(None, HEGANG, design(sd=0.3, sd_low=None, sd_high=None), 3, None)
    assert exact == (Noise(0.3, 0.3, 0.3, "bound", None, None, ()), None)


def test_honest_trials_that_are_checked_before_need_more_power():
    assert [trial.test_power(design(noise=by)) for by in ("bound", "own")] == [0.8, pytest.approx(0.8 / honest_pass())]


@pytest.mark.parametrize(
    ("name", "average", "found"),
    [
        ("retraining_coverage", (4.0, 10.0), (0.07, "evidence")),
        ("retraining_coverage", (4.0, 6.0), (0.05, "practical")),
        ("subsidy", (0.01, 0.05), (0.03, "evidence")), ("subsidy", (0.0, 0.02), (0.02, "practical")),
        ("teachers_to_other_work", (9.0, 9.0), (0.1, "practical")),
    ],
)  # fmt: skip
def test_the_effect_that_studies_expect_is_looked_for_where_it_matters(monkeypatch, name, average, found):
    """Points of people are a hundredth; a need has no family of studies."""
    seen = []
    monkeypatch.setattr(trial, "expected", lambda *given: seen.append(given[1:3]) or SimpleNamespace(
        average=np.array(average)))  # fmt: skip
    measure = measure_of(name)
    assert looked_for(measure, design_of(measure), 1) == (pytest.approx(found[0]), found[1])
    assert seen == ([] if name == "teachers_to_other_work" else [((measure.lever, "measure"), measure.family)])


def test_what_those_who_get_it_cost_needs_a_price_and_who_there_is():
    """Half of the whole place, 100 a year for two years; what costs nothing costs nothing, whoever gets it."""
    free = next(each for each in remedies().values() if each.cost is not None and each.cost.high == 0)
    assert cost_of(free, None, 9, None, 3) == (0.0, 0.0, 0.0)
    dear = SimpleNamespace(price=SimpleNamespace(low=2.0, value=4.0, high=5.0), dose=SimpleNamespace(persons=False,
                           years=2))  # fmt: skip
    of = SimpleNamespace(asked=SimpleNamespace(request=object(), standard=100.0))
    assert cost_of(dear, of, 30, 60, 3) == (50.0, 100.0, 125.0)
    dear.dose = SimpleNamespace(persons=True, years=2)
    assert cost_of(dear, None, 30, None, 3) == (60.0, 120.0, 150.0)


def gain_of(yardstick=(2.0, 4.0), outcome="jobs"):
    account = SimpleNamespace(
        yardstick=np.array(yardstick), yuan=np.array([10.0, 30.0]), base=500.0, request=SimpleNamespace(outcome=outcome)
    )  # fmt: skip
    nothing = np.zeros(2)
    size = SimpleNamespace(here=np.array([1.0, 3.0]))
    return Gain(account, nothing, nothing, nothing, nothing, nothing, size, 0.25)


@pytest.mark.parametrize(("persons", "unit"), [(True, 100.0), (False, 1.0)])
def test_an_answer_is_worth_what_the_card_says_with_the_error_of_the_trial(monkeypatch, persons, unit):
    """Of a common study .25 of .5: a trial of error .1 has a fifth of it, in points a hundred times as much."""
    monkeypatch.setattr(trial, "gain_grounds", lambda own, *more: SimpleNamespace(found_out=(own.error, *more)))
    monkeypatch.setattr(trial, "gain_grounds", lambda own, dear, *more: SimpleNamespace(
        found_out=1000 * own.error if (own, more) == (dear, (True, False, 0.6)) else None))  # fmt: skip
    monkeypatch.setattr(trial, "gained", lambda *_: SimpleNamespace(found_out=7.0))
    monkeypatch.setattr(trial, "study_error", lambda draws, family: {("draws", "C"): 0.5}[draws, family])
    monkeypatch.setattr(trial, "seen_by", {"subsidy": 0.6}.get)
    programme = SimpleNamespace(
        dose=SimpleNamespace(persons=persons), family="C", lever="subsidy", price=SimpleNamespace(printed=True),
        stops=False,
    )  # fmt: skip
    card = Card(SimpleNamespace(draws="draws"), decision(), SimpleNamespace(programme=programme), gain_of())
    value = 1000 * 0.25 * 0.1 * unit / 0.5
    found = worth_of(card, 0.1, (1.0, 40.0, 90.0))
    # The yardstick is 3 of 20 yuan on average: .15 a yuan.
    assert found == TrialWorth(
        pytest.approx(value), pytest.approx(6.0), "person-years", pytest.approx(value / 0.15), 7.0, 0.6
    )
    assert worth_of(card, 0.1, None).cost is None
    for yardstick in ((0.0, 0.0), (-2.0, -4.0)):
        found = worth_of(replace(card, gain=gain_of(yardstick, "output")), 0.1, (1.0, 40.0, 90.0))
        assert (found.cost, found.worth_up_to, found.unit) == (0.0, None, "yuan")
    assert worth_of(replace(card, gain=gain_of(outcome="income")), 0.1, None).unit == "yuan"
    assert worth_of(replace(card, gain=None), 0.1, None) is worth_of(replace(card, asked=None), 0.1, None) is None


def test_effects_are_those_of_a_full_dose_on_each_who_is_reached():
    """Half a dose; 50 of 500 persons are a tenth."""
    of = {persons: SimpleNamespace(programme=SimpleNamespace(dose=SimpleNamespace(persons=persons)), doses=0.5,
          persons=50.0) for persons in (True, False)}  # fmt: skip
    for persons, expected in ((True, [20.0, 60.0]), (False, [2.0, 6.0])):
        assert effects_here(Card(None, decision(), of[persons]), gain_of()).tolist() == pytest.approx(expected)


def test_a_need_has_the_card_of_its_measure_and_none_where_it_is_not_judged(monkeypatch):
    wanted = measure_of("teachers_to_other_work")
    needs = [SimpleNamespace(name="merge_schools"), SimpleNamespace(name=wanted.id)]
    basis = SimpleNamespace(needs=SimpleNamespace(measures=needs))
    monkeypatch.setattr(trial, "begun", lambda *_: SimpleNamespace(basis=basis))
    monkeypatch.setattr(trial, "need_decision", lambda need: need)
    assert card_of(None, HEGANG, wanted, None) == Card(basis, needs[1])
    for lacking in (SimpleNamespace(measures=needs[:1]), None):
        basis.needs = lacking
        with pytest.raises(NoVerdict) as caught:
            card_of(None, HEGANG, wanted, None)
        assert vars(caught.value)["values"]["name"] == name_of(wanted)
    monkeypatch.setattr(trial, "begun", lambda *_: None)
    assert card_of(None, HEGANG, wanted, None) is None


def test_designs_are_read_by_their_columns():
    """Three years of private firms: by half a log point at most, which is assumed."""
    assert replace(designs()["subsidy"], reason=None) == TrialDesign(
        "subsidy", "firm", "phased", "insured_employees", "ln", "assumption", 0.3, 0.15, 0.5, 0.02, "assumption", None
    )
    assert designs()["subsidy"].reason.en.startswith("Log employment")
    assert designs()["subsidy"].reason.zh.startswith("企业用工")
    counties = designs()["other_jobs"]
    assert (counties.sd, counties.sd_low, counties.sd_high, counties.source) == (None, None, None, "rule")


def test_a_measure_is_found_by_key_or_name_and_has_a_design_or_is_counted():
    for name in (" Retraining_Coverage ", name_of(RETRAINING).en.upper(), name_of(RETRAINING).zh):
        assert key_of(measure_of(name)) == "retraining_coverage"
    assert key_of(measure_of("merge_schools")) == "merge_schools"
    with pytest.raises(NoVerdict) as caught:
        design_of(measure_of("merge_schools"))
    assert vars(caught.value)["values"] == {"name": remedies()["merge_schools"].name}
    with pytest.raises(RelodeError, match="merge_schools"):
        measure_of("nothing")


def test_an_effect_of_logs_is_a_part_of_the_level():
    assert trial.effect_told(log(1.25), "ln") == Amount(expm1(log(1.25)), "share")
    assert trial.effect_told(0.25, "share") == Amount(0.25, "share change")
