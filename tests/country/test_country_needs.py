"""Needs of a place of another country: ages by hand and against what was put in, its own norms, faults of tables."""

import csv
from pathlib import Path

import numpy as np
import pytest

from relode.country import country_answer, country_outlook, country_text, load_country, usual_chapters
from relode.country.outlook import age_futures, country_needs
from relode.errors import NoVerdict, RelodeError
from relode.outlook.people_by_age.counted_cohorts import CountedAges, carried_on
from relode.outlook.people_by_age.single_years import AGES

EXAMPLE = Path(__file__).parents[2] / "examples" / "invented_country"


def counts(*years):
    """Counts of one place up to an open age of 50, one more in each year after the first as (age -> persons)."""
    people = np.zeros((len(years), 1, AGES))
    for t, by_age in enumerate(years):
        for age, persons in by_age.items():
            people[t, 0, age] = persons
    return CountedAges(tuple(range(2020, 2020 + len(years))), ("a",), people, 50)


def test_a_cohort_goes_on_as_it_changed_between_the_last_two_counts():
    # One year apart: of 200 aged 19 are 190 aged 20 left (.95), of 100 + 40 aged 49 and over 126 (.9).
    ages = counts({19: 200, 49: 100, 50: 40}, {19: 200, 20: 190, 49: 100, 50: 126, 0: 10, 2: 20, 4: 20})
    path = carried_on(ages, 2)[:, 0]
    assert path[0].tolist() == ages.people[-1, 0].tolist()
    assert path[1, 20] == pytest.approx(190, rel=1e-12)  # exact but for logarithms
    assert path[1, 50] == pytest.approx((100 + 126) * 0.9, rel=1e-12)
    # Children: 50 of 0 to 4, 10 a year, over 490 of 15 to 49; so many a year are born to those of the year.
    assert path[1, 0] == pytest.approx(10 / 490 * 490, rel=1e-12)


def test_equal_counts_of_equal_ages_stay_as_they_are():
    flat = dict.fromkeys(range(51), 100.0)
    path = carried_on(counts({**flat, 50: 0}, {**flat, 50: 0}), 10)
    np.testing.assert_allclose(path[-1, 0, :50], 100.0, rtol=1e-12)


def test_the_put_in_survival_is_found(halvia, put_in):
    ages, alive = halvia.ages, put_in["alive"](np.arange(AGES))
    path = carried_on(ages, 1)
    # Moves of all districts together change all ages alike, so the ratio of two ages is that of the part alive.
    cohort = path[1, :, 61].sum() / path[0, :, 60].sum() / (path[1, :, 41].sum() / path[0, :, 40].sum())
    assert cohort == pytest.approx(alive[60] / alive[40], rel=2e-3)  # a mean of ten cohorts' changes, counts are whole


def test_ages_add_up_to_the_people_of_the_outlook(halvia):
    place = halvia.find("District 7")
    people = next(each for each in country_outlook(halvia, place).forecasts if each.quantity == "population")
    futures = age_futures(halvia.ages, place, people, {}, seed=1)
    np.testing.assert_allclose(futures.between(0, AGES - 1), futures.total, rtol=1e-12)
    ends = np.quantile(futures.total[:, futures.years.index(2030)], (0.05, 0.5, 0.95))
    at = people.years.index(2030)
    # 200 futures at equal steps of chance: ends lie between two of them.
    np.testing.assert_allclose(ends, (people.p05[at], people.median[at], people.p95[at]), rtol=2e-3)
    again, other = (age_futures(halvia.ages, place, people, {}, seed).people for seed in (1, 2))
    assert (again == futures.people).all()
    assert (other != futures.people).any()


def test_need_is_users_times_the_norm_by_hand(halvia):
    care = country_needs(halvia, halvia.find("District 1")).service("care")
    told = care.at(2029)
    by_norm = {name: need.value for name, need in told.need.items()}
    assert by_norm["40 for 1 000"] == pytest.approx(told.users.value * 0.04, rel=1e-12)
    assert by_norm["60 for 1 000"] == pytest.approx(told.users.value * 0.06, rel=1e-12)
    assert by_norm["own"] == pytest.approx(care.capacity.value * told.users.value / care.at(2024).users.value, rel=1e-9)
    assert care.verdict == "shortage"
    # The least that is lacking: by today's own norm at the lower end of its band.
    assert told.sure == pytest.approx(care.capacity.value - told.need["own"].interval_90[0], rel=1e-9)
    assert [care.norms[name].en for name in ("40 for 1 000",)] == ["40 for 1 000 (Care plan of Halvia 2020; invented)"]


def test_chapters_are_told_in_both_languages_and_nothing_of_china_is_in_them(halvia):
    assert "needs" in usual_chapters(halvia)
    answer = country_answer(halvia, "District 1", ("needs",))
    for language, head in (("en", "What must be ready, or is too much"), ("zh", "公共服务供需")):
        told = country_text(answer, language)
        assert head in told
        assert "Care plan of Halvia" in told
    assert answer.needs.sources == ("own_table", "user")


def changed(tmp_path, name, change):
    """The example with one table changed by a function of its rows; without jobs and policies, which take longest."""
    for each in ("country.toml", "accounts.csv", "places.csv", "ages.csv", "norms.csv", "capacity.csv"):
        (tmp_path / each).write_bytes((EXAMPLE / each).read_bytes())
    path = tmp_path / f"{name}.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(change(rows))
    return tmp_path


def put(row, column, text):
    """Rows with one cell replaced."""

    def change(rows):
        rows[row - 1][rows[0].index(column)] = text
        return rows

    return change


def without(row):
    """Rows without one of them."""
    return lambda rows: [*rows[: row - 1], *rows[row:]]


def again(row):
    """Rows with one of them twice."""
    return lambda rows: [*rows, rows[row - 1]]


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("ages", put(3, "age", "0-4"), "no year of age"),
        ("ages", put(3, "persons", "-5"), "from 0 on"),
        ("ages", put(3, "persons", "900000"), "add up to"),
        ("ages", put(3, "place", "H999"), "H999"),
        ("ages", without(3), "each age from 0 to 85"),
        ("ages", again(3), "twice"),
        ("ages", lambda rows: [[*row[:2], row[2].replace("+", ""), row[3]] for row in rows], "85+"),
        ("ages", lambda rows: [row for row in rows if row[1] != "2014"], "Add an older count"),
        ("norms", put(2, "source", ""), "needs a service, a name and a source"),
        ("norms", put(2, "amount", "0"), "above 0"),
        ("norms", put(2, "high_age", "3"), "first no higher than the last"),
        ("norms", put(2, "high_age", "90"), "below the open age 85"),
        ("norms", put(3, "low_age", "75"), "other ages"),
        ("norms", again(2), "norm of the service stands there twice"),
        ("capacity", put(2, "service", "primry"), "primary, care"),
        ("capacity", put(2, "count", "-1"), "no number from 0 on"),
        ("capacity", again(2), "stands there twice"),
    ],
    ids=range(17),
)
def test_a_fault_is_refused_with_its_row(tmp_path, table, change, said):
    with pytest.raises(RelodeError) as refused:
        load_country(changed(tmp_path, table, change))
    assert said in refused.value.say("en")
    assert f"{table}.csv" in refused.value.say("zh")


def test_what_is_lacking_is_told(tmp_path):
    folder = changed(tmp_path, "accounts", lambda rows: [row for row in rows if row[1] in ("year", "2014", "2024")])
    country = load_country(folder)
    with pytest.raises(NoVerdict, match="cannot be forecast"):
        country_needs(country, country.find("District 1"))
    (folder / "norms.csv").unlink()
    (folder / "capacity.csv").unlink()
    country = load_country(folder)
    assert "needs" not in usual_chapters(country)
    with pytest.raises(RelodeError, match="Needed are the tables ages"):
        country_needs(country, country.find("District 1"))


def test_a_count_older_than_the_ages_has_no_norm_as_today_and_says_so(tmp_path):
    folder = changed(
        tmp_path, "capacity", lambda rows: [[*row[:2], row[2].replace("2024", "2020"), row[3]] for row in rows]
    )
    country = load_country(folder)
    care = country_needs(country, country.find("District 1")).service("care")
    assert "own" not in care.at(2029).need
    assert "2020" in care.note.en
