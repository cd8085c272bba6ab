"""The first table of validation.md: each subject's score, the benchmark beside it, its interval, what was not tried."""

from collections.abc import Callable, Mapping

from marked_parts import markdown
from relode import shipped_tables
from relode.evidence.evidence_answer import evidence_answer
from relode.language import Language
from relode.measures.sampling_error import share_interval
from relode.pathways.industries.city_scores import city_scores
from validation_forecasts import PER_CENT, WORDS, less_than_no_change, number, of, saved, table, with_ends

AHEAD = {
    "people": ("population", "10"),
    "age_15_59": ("age_15_59", "10"),
    "jobs": ("employment", "10"),
    "mining": ("mining_employment", "10"),
    "output": ("gdp_real", "10"),
    "prices": ("house_price", "5"),
}
"""Subjects of the outlook: quantity and years ahead."""
IN_USE = "zones_listings_everywhere"
"""The question that the model of entry in use answers."""
Cells = tuple[str, str, str]
"""Score, benchmark's score, interval."""


def summary(language: Language) -> list[str]:
    """A row a subject."""
    words = WORDS[language]
    lines = []
    for subject, (name, years) in AHEAD.items():
        scored = words["years"].format(years=years)
        lines.append([subject, scored, *ahead(name, years, language)])
    for subject, cells in OTHERS.items():
        own, other, interval = cells(language)
        benchmark = words[f"benchmark_{subject}"].format(value=other)
        lines.append([subject, words[f"scored_{subject}"], own, benchmark, interval])
    return markdown(
        words["summary"], [[words[f"subject_{each[0]}"], *each[1:], words[f"untried_{each[0]}"]] for each in lines]
    )


def ahead(name: str, years: str, language: Language) -> Cells:
    """A quantity of the outlook, and no change."""
    words = WORDS[language]
    (row,) = [row for row in shipped_tables.rows("relode.outlook.one_future", "coverage")
              if (row["quantity"], row["horizon"]) == (name, years)]  # fmt: skip
    own, other = (number(PER_CENT * float(row[key]), 1, language) for key in ("mean_error", "mean_error_no_change"))
    held = with_ends(of(row, "coverage_90", "coverage_90_low", "coverage_90_high"), 0, language, PER_CENT)
    bands = words["bands"].format(value=held)
    gain = less_than_no_change(name, years, language)
    told = bands if gain == "-" else words["gain_and_bands"].format(gain=gain, bands=bands)
    return own, words["stays"].format(value=other), told


def pupils(language: Language) -> Cells:
    """Primary pupils of all places."""
    key = ("primary", "primary", "all", "0")
    (row,) = [row for row in shipped_tables.rows("relode.needs", "service_scores")
              if tuple(of(row, "service", "target", "group", "least")) == key]  # fmt: skip
    own, other = (number(PER_CENT * float(row[name]), 1, language) for name in ("mae", "naive_mae"))
    return own, other, gained(saved("primary", "all", 0), 1, language, PER_CENT)


def industries(language: Language) -> Cells:
    """The model of entry in use, over all cities."""
    found = {one.model: one for one in city_scores()
             if (one.question, one.group, one.measure) == (IN_USE, "all", "average_precision")}  # fmt: skip
    gain = found["gain"]
    own, other = (number(found[model].value, 3, language) for model in ("full", "strong_null"))
    return own, other, gained([f"{end:.6f}" for end in (gain.value, gain.low, gain.high)], 3, language)


def studies(language: Language) -> Cells:
    """The synthesis as it ships, and no effect."""
    found = {row.forecast: row for row in evidence_answer().scores if row.group == "all"}
    above = found["as_shipped"].above["no_effect"]
    own, other = (number(found[name].log_score, 2, language) for name in ("as_shipped", "no_effect"))
    return own, other, gained([str(end) for end in above], 2, language)


def contracts(language: Language) -> Cells:
    """Planted deals as told, and all signed."""
    (row,) = [row for row in table("planted_deals") if row["kind"] == "all"]
    own, other = (number(float(row[name]), 2, language) for name in ("as_told", "sign_all"))
    return own, other, gained(of(row, "over_sign_all", "over_sign_all_low", "over_sign_all_high"), 2, language)


def false_effects(language: Language) -> Cells:
    """Verdicts of "effect" on panels in which nothing was planted, and a plain test's."""
    rows = [row for row in table("evaluation_error_rates") if not row["truth"].endswith(("practical_size", "sizes"))]
    panels = sum(int(row["panels"]) for row in rows)
    shares = [
        sum(int(row["panels"]) * float(row[name]) for row in rows) / panels for name in ("effect", "effect_plainly")
    ]
    cells = [with_ends([str(end) for end in (share, *share_interval(share, panels))], 0, language, PER_CENT)
             for share in shares]  # fmt: skip
    plain = [number(PER_CENT * share, 0, language) for share in shares]
    return plain[0], plain[1], WORDS[language]["plainly"].format(own=cells[0], other=cells[1])


def gained(ends: list[str], digits: int, language: Language, scale: float = 1) -> str:
    """What a score gains on its benchmark, with its interval."""
    return WORDS[language]["gained"].format(value=with_ends(ends, digits, language, scale, "+"))


OTHERS: Mapping[str, Callable[[Language], Cells]] = {
    "needs": pupils,
    "entry": industries,
    "evidence": studies,
    "deals": contracts,
    "evaluation": false_effects,
}
