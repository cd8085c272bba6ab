"""More jobs than people of working age are said to be so, with the reason."""

from types import SimpleNamespace

from relode.outlook import outlook
from relode.outlook.ahead.forecasts import more_jobs_than_people
from relode.outlook.ahead.outlook_text import outlook_sentences


def told(jobs, people):
    def of(opening, end):
        return SimpleNamespace(
            opening=opening, unit="persons", origin=2020, quantiles={"median": (None, end)}, sources=()
        )

    quantities = {"employment": of(90.0, jobs), "age_15_59": of(100.0, people)}
    return SimpleNamespace(years=(2021, 2035), quantities=quantities)


def test_the_reason_has_jobs_a_person_of_working_age_then_and_now():
    (said,) = more_jobs_than_people(told(84.0, 80.0))
    assert said.key == "outlook.city.more_jobs_than_people"
    assert (said.values["counted"].value, said.values["expected"].value) == (0.9, 1.05)
    assert (said.values["origin"], said.values["until"]) == (2020, 2035)
    assert more_jobs_than_people(told(80.0, 80.0)) == ()
    assert more_jobs_than_people(SimpleNamespace(years=(2035,), quantities={})) == ()


def test_no_place_has_more_jobs_than_people_without_the_reason(panel):
    for place, more in (("panzhihua", True), ("hegang", False)):
        found = outlook(panel, place)
        ends = [found.quantities[name].quantiles["median"][-1] for name in ("employment", "age_15_59")]
        keys = [each.key for part in outlook_sentences(found) for each in part]
        assert (ends[0] > ends[1]) == more == ("outlook.city.more_jobs_than_people" in keys)
