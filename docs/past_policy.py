"""Renew the tables of past-policy.md and past-policy.zh.md from what ships: python -m studies run page_past_policy."""

from pathlib import Path

import pandas as pd

from relode import vocabulary
from relode.evaluation.evaluation_text import policy_name, short_verdict, sizes_of, verdict_words
from relode.evaluation.shipped_findings import shipped_policies, shipped_verdicts
from relode.language import Language, plain_value, say, spoken
from studies.evaluation.bust import shipped_bust

START, END = "<!-- verdicts -->", "<!-- end of verdicts -->"
PAGES: dict[Language, str] = {"en": "past-policy.md", "zh": "past-policy.zh.md"}


def verdict_lines(language: Language) -> list[str]:
    """A table of verdicts a policy, and that of the bust, as Markdown."""
    lines = []
    heads = [say(f"report.past.{name}", language) for name in ("outcome", "verdict", "estimate", "basis")]
    for name in shipped_policies():
        lines += [
            f"### {spoken(policy_name(name), language)}",
            "",
            f"| {' | '.join(heads)} |",
            "| --- | --- | --- | --- |",
        ]
        for found in shipped_verdicts(name):
            ends = {"effect": found.effect, "low": found.low, "high": found.high}
            sizes = sizes_of(found.outcome, {name: end or 0.0 for name, end in ends.items()})
            size = (
                "" if found.effect is None else " / ".join(f"{plain_value(s, language):+.1f}" for s in sizes.values())
            )
            label = vocabulary.quantity(found.outcome).label(language)
            short, words = (spoken(said, language) for said in (short_verdict(found), verdict_words(found)))
            lines.append(f"| {label} | {short} | {size} | {words} |")
        lines.append("")
    return lines + _bust_lines(language)


def _bust_lines(language: Language) -> list[str]:
    lines = [f"### {say('evaluation.bust.title', language)}", ""]
    heads = [say(f"evaluation.bust.{name}", language) for name in ("outcome", "period", "estimate", "shocks", "places")]
    lines += [f"| {' | '.join(heads)} |", "| --- | --- | --- | --- | --- |"]
    for row in shipped_bust().replace("", None).to_dict("records"):
        known = pd.notna(row["effect"])
        label = (
            say("evaluation.bust.multiplier", language)
            if row["outcome"] == "multiplier"
            else vocabulary.quantity(row["outcome"]).label(language)
        )
        numbers = [float(row[name]) for name in ("effect", "low", "high")] if known else []
        scale = 1 if row["outcome"] == "multiplier" else 100
        size = " / ".join(f"{scale * n:+.2f}" for n in numbers) or "—"
        shocks = f"{float(row['effective_shocks']):.1f}" if known else "—"
        period = say(f"evaluation.bust.years_{row['period'].replace('-', '_')}", language)
        lines.append(f"| {label} | {period} | {size} | {shocks} | {row['places']} |")
    return [*lines, ""]


def renewed(text: str, language: Language) -> str:
    """The page with its tables of verdicts as they ship."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return "\n".join([before + START, "", *verdict_lines(language), END]) + after


if __name__ == "__main__":
    for language, page in PAGES.items():
        path = Path(__file__).with_name(page)
        path.write_text(renewed(path.read_text(encoding="utf-8"), language), encoding="utf-8")
