"""How the simulator alone fared on what came after its opening, in sentences: where it wins, and where it loses."""

from collections.abc import Iterator, Mapping

from relode.language import Amount, Sentence
from relode.shipped_tables import rows
from relode.vocabulary import Label

BESIDE = {"no_change": "simulator", "mean": "simulator_given"}
"""What its error stands beside -> the columns of the gain on it."""

BUDGETS = ("city_yearbooks", "rating_reports", "local_debt_tables")
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "population": ("census2020", "population_annual"),
    "gdp_real": ("gdp_revised",),
    "house_price": ("house_listing",),
    "budget_revenue": BUDGETS,
    "budget_expenditure": BUDGETS,
}
"""Quantity -> sources of the outcomes that it is scored with."""


def since_opening_words() -> Iterator[Sentence]:
    """One sentence a quantity: its newest year with outcomes, all places.

    A gain counts as one where its 95 % interval lies above 0, as a loss where it lies below.
    """
    newest = {row["quantity"]: row for row in rows("relode", "calibration/since_opening") if row["group"] == "all"}
    for quantity, row in newest.items():
        yield Sentence(
            "report.since.scored",
            {
                "quantity": Label(quantity),
                "year": int(row["year"]),
                "count": int(row["n"]),
                "coverage": Amount(float(row["coverage_90"]), "share", None, OUTCOMES[quantity]),
                **{name: _beside(row, name, column, OUTCOMES[quantity]) for name, column in BESIDE.items()},
            },
        )


def _beside(row: Mapping[str, str], name: str, column: str, sources: tuple[str, ...]) -> Sentence:
    """The error beside that of a naive forecast: so much less, so much more, or no telling."""
    gain, low, high = (float(row[f"{column}_gain{end}"]) for end in ("", "_low", "_high"))
    kind = "less" if low > 0 else "more" if high < 0 else "even"
    if kind == "more":
        gain, low, high = -gain, -high, -low
    ends = {"gain": gain, "low": low, "high": high}
    values = {end: Amount(each, "share", None, sources) for end, each in ends.items()}
    return Sentence(f"report.since.{name}_{kind}", values)
