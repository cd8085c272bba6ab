"""The 20 sections of GB/T 4754, the level at which a census tells what people work at."""

from relode.facts.shipped import rows

SECTION_LETTERS: dict[str, str] = {
    row["census_column"].removeprefix("employment_"): row["code"]
    for row in rows("industries")
    if row["level"] == "section"
}
"""The name that the vocabulary gives a section -> letter."""
SECTIONS = tuple(SECTION_LETTERS)
