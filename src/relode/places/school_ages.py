"""Ages of the stages of school at a place: six years of primary and three of junior school, or five and four."""

from relode.places.local_facts import PlaceFact, local_facts
from relode.places.place import Place, by_code

USUAL, FIVE_FOUR = "six_three", "five_four"
AGES = {
    USUAL: {"primary": (6, 11), "junior": (12, 14), "senior": (15, 17)},
    FIVE_FOUR: {"primary": (6, 10), "junior": (11, 14), "senior": (15, 17)},
}
"""System of school -> stage -> first and last age of its pupils."""
FACT = "school_system"


def school_system_fact(place: Place) -> PlaceFact | None:
    """What is known of the system of school; a county has that of its prefecture."""
    home = by_code().get(place.code[:4] + "00", place)
    return local_facts(place).get(FACT) or local_facts(home).get(FACT)


def school_system(place: Place) -> str:
    """five_four where a fact that may decide says so, else the usual six_three."""
    fact = school_system_fact(place)
    return FIVE_FOUR if fact is not None and fact.decides and fact.value == FIVE_FOUR else USUAL


def school_ages(stage: str, system: str) -> tuple[int, int]:
    """First and last age of pupils of a stage (primary, junior, senior) in a system of school.

    Limits: six_three: 6 to 11, 12 to 14; five_four: 6 to 10, 11 to 14; senior schools are the same in both.
    """
    return AGES[system][stage]
