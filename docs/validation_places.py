"""Tables of validation.md on what is told of a place as it is: its type, and how sections of counties changed."""

from marked_parts import markdown
from relode import shipped_tables
from relode.language import Language
from validation_forecasts import PER_CENT, WORDS, of, table, with_ends

RIDGES = ("log_share_ridge", "share_ridge")


def types(language: Language) -> list[str]:
    """The life-cycle model on provinces that it had not seen, two simple rules, and what it gains on them."""
    words = WORDS[language]
    rows = {(row["predictor"], row["measure"]): row
            for row in shipped_tables.rows("relode.diagnosis", "own_type_scores")}  # fmt: skip
    lines = []
    for predictor in dict.fromkeys(key[0] for key in rows):
        cells = [_ends(rows.get((predictor, name)), language) for name in
                 ("accuracy", "accuracy_gain_of_model", "log_score", "log_score_gain_of_model")]  # fmt: skip
        lines.append([words[f"predictor_{predictor}"], *cells])
    return markdown(words["types"], lines)


def _ends(row: dict[str, str] | None, language: Language) -> str:
    return "-" if row is None else with_ends(of(row, "value", "low", "high"), 3, language)


def type_checks(language: Language) -> list[str]:
    """How rightly chances of types rank cities, and how often what had a chance came true."""
    words = WORDS[language]
    lines = [
        [words[f"check_{row['check']}"].format(of=words.get(f"type_{row['of']}", row["of"])), row["count"],
         row["predicted"] and f"{float(row['predicted']):.2f}",
         with_ends(of(row, "value", "low", "high"), 2, language)]
        for row in table("diagnosis_checks")
        if row["check"] in ("ranking", "calibration")
    ]  # fmt: skip
    return markdown(words["type_checks"], lines)


def sections(language: Language) -> list[str]:
    """How the share of a section changed in counties, in percentage points: no change, national ratio, two ridges."""
    words = WORDS[language]
    rows = {(row["group"], row["target"], row["method"]): row
            for row in shipped_tables.rows("relode.pathways", "county_scores")}  # fmt: skip
    lines = []
    for group, target in dict.fromkeys(key[:2] for key in rows):
        ratio, stays = (rows[group, target, name] for name in ("national_ratio", "unchanged"))
        saved = [with_ends(of(rows[group, target, name], "saved", "saved_low", "saved_high"), 2, language, sign="+")
                 for name in RIDGES]  # fmt: skip
        errors = [f"{float(row['mean_error']):.2f}" for row in (stays, ratio)]
        lines.append([words[f"counties_{group}"], words[f"section_{target}"], ratio["count"], *errors, *saved])
    return markdown(words["sections"], lines)


def told(check: str, of_what: str) -> str:
    """A share of the checks of the diagnosis, in per cent."""
    (row,) = [row for row in table("diagnosis_checks") if (row["check"], row["of"]) == (check, of_what)]
    return f"{PER_CENT * float(row['value']):.0f}"


PARTS = {each.__name__: each for each in (types, type_checks, sections)}
