"""Tables of validation.md on what is chosen and judged: entry, evidence, deals, past policies."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.special import gammaln

from marked_parts import markdown, table_lines
from relode import vocabulary
from relode.deals.promises import cohort_rows, counts_of, fitted_curve
from relode.evaluation.shipped_findings import shipped_policies, shipped_verdicts
from relode.evaluation.text import policy_name, short_verdict
from relode.evidence.evidence_answer import evidence_answer
from relode.evidence.record import EvidenceScore
from relode.evidence.scored import losses_table
from relode.language import Language, say, spoken
from relode.pathways.industries.city_scores import CityScore, city_scores
from validation_forecasts import PER_CENT, WORDS, number, of, table, with_ends

FORECASTS = ("as_shipped", "no_effect", "grand_mean", "lever_mean", "simulator")
"""Forecasts of studies that the page shows; the table that ships has all."""
NULLS = ("strong_null", "size_and_industry")
"""Models beside which the full one is set, by question."""
ENDLESS = 1e9
"""Months after which nothing more begins: what the rule without age takes for every cohort."""
DRAWS = 2000


def entry(language: Language) -> list[str]:
    """The hindcast of industries that cities enter: the strong null, the full model, and popularity by size."""
    words = WORDS[language]
    scores = {(one.question, one.group, one.model, one.measure): one for one in city_scores()}
    lines = []
    for question, group in dict.fromkeys(key[:2] for key in scores):

        def cell(model: str, measure: str, sign: str = "", key: tuple[str, str] = (question, group)) -> str:
            one: CityScore = scores[*key, model, measure]
            ends = (f"{end:.6f}" for end in (one.value, one.low, one.high))
            return with_ends(list(ends), 3, language, sign=sign)

        one = scores[question, group, "full", "auc"]
        lines.append([
            words[question], words[f"cities_{group}"], f"{one.cells:,}", str(one.events),
            cell("strong_null", "average_precision"), cell("full", "average_precision"),
            cell("gain", "average_precision", "+"),
            cell("popularity_x_size", "recall_at_10"), cell("full", "recall_at_10"),
        ])  # fmt: skip
    return markdown(words["entry"], lines)


def counties(language: Language) -> list[str]:
    """The same kind of model on counties of the United States, states held out."""
    words = WORDS[language]
    lines = []
    rows = {(row["question"], row["model"]): row for row in table("entry_scores")}
    for question in dict.fromkeys(key[0] for key in rows):
        full = rows[question, "full"]
        null = next(rows[question, name] for name in NULLS if (question, name) in rows)
        lines.append([
            words[question], f"{int(full['cells']):,}", f"{int(full['events']):,}",
            *(f"{number(float(null[name]), 3, language)} / {number(float(full[name]), 3, language)}: "
              + with_ends(of(full, f"{name}_gain", f"{name}_gain_low", f"{name}_gain_high"), 3, language, sign="+")
              for name in ("auc", "average_precision")),
            number(float(full["predicted_over_observed"]), 2, language),
        ])  # fmt: skip
    return markdown(words["counties"], lines)


def studies(language: Language) -> list[str]:
    """How forecasts met studies that they had not seen: all rows, then those about the measures themselves."""
    words = WORDS[language]
    found = {(row.forecast, row.group): row for row in evidence_answer().scores}
    own = {group: found["as_shipped", group] for group in ("all", "own")}
    lines = []
    for group, shipped in own.items():
        for forecast in FORECASTS:
            row = found[forecast, group]
            lines.append([
                say(f"evidence.forecast.{forecast}", language), say(f"evidence.group.{group}", language), str(row.n),
                *_scored(row, language),
                words["itself"] if row is shipped else _plain(shipped.above.get(forecast), language),
            ])  # fmt: skip
    return markdown(words["studies"], lines)


def _scored(row: EvidenceScore, language: Language) -> list[str]:
    held = _plain((row.coverage_90, *(row.coverage_90_range or ())), language, PER_CENT, 0, "")
    error = _plain((row.crps, *(row.crps_range or ())), language, 1, 2, "")
    return [held, error, _plain((row.log_score, *row.log_score_range), language)]


def _plain(ends: tuple[float | None, ...] | None, language: Language, scale: float = 1, digits: int = 2,
           sign: str = "+") -> str:  # fmt: skip
    if ends is None or None in ends:
        return "-"
    return with_ends([str(end) for end in ends], digits, language, scale, sign)


def losses(language: Language) -> list[str]:
    """Groups of rows where a simple forecast scores better than what ships."""
    return table_lines(losses_table(evidence_answer().scores), language)


def deals(language: Language) -> list[str]:
    """Planted deals by contract: how often "sign" loses, and what following verdicts brings beside simple rules."""
    lines = [
        [
            say(f"deals.contract.{row['kind']}", language),
            *(row[name] for name in ("deals", "lose", "gain")),
            f"{row['sign_when_it_loses']} ({row['sign_when_it_loses_upper_95']})",
            row["sign_when_it_loses_if_tipped_run_half"],
            *(row[name] for name in ("called_when_it_gains", "as_told", "sign_all")),
            f"{row['over_sign_all']} [{row['over_sign_all_low']}, {row['over_sign_all_high']}]",
            *(row[name] for name in ("always_if", "always_if_all_accept")),
        ]
        for row in table("planted_deals")
    ]  # fmt: skip
    names = ("contract", "deals", "lose", "gain", "wrong", "wrong_tipped", "called", "as_told", "sign_all", "over",
             "always_if", "accepted")  # fmt: skip
    return markdown([say(f"deals.docs.{key}", language) for key in names], lines)


def cohorts(language: Language) -> list[str]:
    """Each cohort of contracts forecast from all others: with its age, and by one share for all ages."""
    counted = [each[1:] for each in counts_of(cohort_rows("contract"), "started_n", "denominator")]
    ageless = [(happened, count, ENDLESS) for happened, count, _ in counted]
    words = WORDS[language]
    lines = []
    for rule, rows in (("by_age", counted), ("pooled", ageless)):
        held, log, error = cohort_scores(rows)
        lines.append([words[rule], str(len(rows)), f"{held:.2f}", f"{log:.2f}", f"{error:.3f}"])
    return markdown(words["cohorts"], lines)


def cohort_scores(counted: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    """Share of cohorts inside the 90 % interval, mean log score, mean absolute error of the share; each left out once.

    `counted` are (happened, n, months).
    """
    rng = np.random.default_rng(1)
    scores = []
    for at, (happened, count, months) in enumerate(counted):
        share, after, spread = fitted_curve([*counted[:at], *counted[at + 1 :]], rng, DRAWS).T
        mean = share * (1 - np.exp(-months / after))
        a, b = mean * spread, (1 - mean) * spread
        drawn = rng.binomial(int(count), np.clip(rng.beta(a, b), 0, 1))
        low, high = np.quantile(drawn, (0.05, 0.95))
        ways = gammaln(count + 1) - gammaln(happened + 1) - gammaln(count - happened + 1)
        chance = ways + gammaln(happened + a) + gammaln(count - happened + b) - gammaln(count + spread)
        chance = chance - gammaln(a) - gammaln(b) + gammaln(spread)
        error = abs(float(mean.mean()) - happened / count)
        scores.append((low <= happened <= high, float(np.log(np.exp(chance).mean())), error))
    held, log, error = np.mean(scores, axis=0)
    return float(held), float(log), float(error)


def policies(language: Language) -> list[str]:
    """The verdict on each outcome of each past policy that ships."""
    found = {name: {each.outcome: each for each in shipped_verdicts(name)} for name in shipped_policies()}
    outcomes = dict.fromkeys(outcome for verdicts in found.values() for outcome in verdicts)
    lines = [
        [
            vocabulary.quantity(outcome).label(language),
            *(spoken(short_verdict(verdicts[outcome]), language) for verdicts in found.values()),
        ]
        for outcome in outcomes
    ]
    return markdown([WORDS[language]["outcome"], *(spoken(policy_name(name), language) for name in found)], lines)


def panels(language: Language) -> list[str]:
    """Verdicts of evaluations on simulated panels whose truth is known."""
    words = WORDS[language]
    lines = [
        [words[row["truth"]], row["panels"], *(number(float(row[name]), 2, language) for name in
         ("coverage_95", "effect", "no_effect_beyond", "not_identified", "effect_plainly"))]
        for row in table("evaluation_error_rates")
    ]  # fmt: skip
    return markdown(words["panels"], lines)


PARTS: Mapping[str, Callable[[Language], list[str]]] = {
    each.__name__: each for each in (entry, counties, studies, losses, deals, cohorts, policies, panels)
}
