"""The page on verdicts: error rates and the tables that were fixed beforehand, as lines of Markdown."""

from collections.abc import Iterable

from relode.language import Amount, Language, Sentence, interval_text, joined, number_text, say, spoken, unit_name
from relode.plan.verdicts.error_rates import RateRow, met, shipped_rates, widest
from relode.plan.verdicts.planted_worlds import Rate, shipped_widths
from relode.plan.verdicts.verdict_tables import ROOM, aims, practical_sizes
from relode.plan.verdicts.verdict_text import SHARE, outcome_words
from relode.shipped_tables import rows
from relode.vocabulary import quantity

SHOWN = ("false_do", "power", "false_leave")


def headline(language: Language) -> list[str]:
    """Whether power is as asked, with what it would take."""
    lines = shipped_rates()
    power = next(row.rate for row in lines if (row.table, row.rate.name) == ("all", "power"))
    values: dict[str, object] = {"power": Amount(power.share, SHARE, (power.low, power.high))}
    if met(power):
        return [spoken(Sentence("verdicts.page.power_met", values), language)]
    width = widest(lines)
    narrow = sum(width is not None and each <= width for each in shipped_widths().values())
    values |= {"width": f"{width or 0:g}", "narrow": narrow, "levers": len(shipped_widths())}
    return [spoken(Sentence("verdicts.page.power_missed", values), language)]


def rate_table(language: Language) -> list[str]:
    """Rates of all worlds beside what was asked."""
    return _table("rates", language, (_rate_cells(row.rate, language) for row in _of("all")))


def chosen_table(language: Language) -> list[str]:
    """Rates of all worlds where the dose is chosen among three."""
    return _table("rates", language, (_rate_cells(row.rate, language) for row in _of("chosen")))


def seed_table(language: Language) -> list[str]:
    """Rates of each seed."""
    names = ("false_do", "power", "false_leave", "wrong_do", "agreement")
    keys = dict.fromkeys(row.key for row in _of("seed"))
    return _table("seeds", language, ([key, *_shares("seed", key, 1.0, names, language)] for key in keys))


def lever_table(language: Language) -> list[str]:
    """Width and rates of each lever that has a published cost."""
    reasons = {row["lever"]: (row[f"reason_{language}"], row["effect_id"]) for row in rows(ROOM, "effect_widths")}
    lines = (
        [
            quantity(lever).label(language),
            f"{width:.3g}",
            *_shares("lever", lever, 1.0, SHOWN, language),
            " ".join(filter(None, reasons[lever])),
        ]
        for lever, width in shipped_widths().items()
    )
    return _table("levers", language, lines)


def width_table(language: Language) -> list[str]:
    """Power and false "do" where every lever has the same width, of honest posteriors and of overconfident ones."""
    keys = dict.fromkeys(row.key for row in _of("width"))
    names = ("power", "false_do")
    lines = (
        [key, *(cell for times in (1.0, 2.0) for cell in _shares("width", key, times, names, language))] for key in keys
    )
    return _table("widths", language, lines)


def size_table(language: Language) -> list[str]:
    """The practical sizes."""
    lines = (
        [
            spoken(outcome_words(row.outcome), language),
            number_text(row.size, row.unit, language),
            interval_text((row.lower, row.upper), row.unit, language),
            row.measured.name(language),
            row.reason.name(language),
        ]
        for row in practical_sizes().values()
    )
    return _table("sizes", language, lines)


def aim_table(language: Language) -> list[str]:
    """The one aim of each lever."""
    lines = (
        [
            quantity(aim.lever).label(language),
            spoken(outcome_words(aim.outcome), language),
            joined([spoken(outcome_words(each), language) for each in aim.known_harms], language),
            aim.reason.name(language),
        ]
        for aim in aims().values()
    )
    return _table("aims", language, lines)


def band_table(language: Language) -> list[str]:
    """The published costs."""
    return _table("bands", language, (_band_cells(row, language) for row in rows(ROOM, "published_bands")))


PARTS = {
    "headline": headline,
    "rates": rate_table,
    "seeds": seed_table,
    "levers": lever_table,
    "chosen": chosen_table,
    "widths": width_table,
    "sizes": size_table,
    "aims": aim_table,
    "bands": band_table,
}


def _of(table: str) -> list[RateRow]:
    return [row for row in shipped_rates() if row.table == table]


def _shares(table: str, key: str, overconfidence: float, names: Iterable[str], language: Language) -> list[str]:
    result = {row.rate.name: row.rate for row in _of(table) if (row.key, row.overconfidence) == (key, overconfidence)}
    return [f"{_tenths(result[name].share, language)} ({_ends(result[name], language)})" for name in names]


def _rate_cells(rate: Rate, language: Language) -> list[str]:
    good = met(rate)
    return [
        say(f"verdicts.rate.{rate.name}", language),
        _tenths(rate.share, language),
        _ends(rate, language),
        str(rate.of),
        "" if good is None else say(f"verdicts.asked.{rate.name}", language),
        "" if good is None else say(f"verdicts.met.{'yes' if good else 'no'}", language),
    ]


def _band_cells(row: dict[str, str], language: Language) -> list[str]:
    if not row["high"]:
        ends = [say("verdicts.page.no_band", language), "", "", ""]
    else:
        per_worker = row["scale"] == "value_added_per_worker"
        shown = [float(row[name]) for name in ("suspicious", "low", "high")]
        ends = [
            unit_name(row["unit"], language),
            *(
                say("verdicts.page.of_value_added", language, value=f"{end:g}") if per_worker else f"{end:,g}"
                for end in shown
            ),
        ]
    sources = "" if not row["high"] else row["source"].replace(";", ", ")
    return [quantity(row["lever"]).label(language), *ends, sources, row[f"reason_{language}"]]


def _tenths(share: float, language: Language) -> str:
    return number_text(share, SHARE, language, "tenths")


def _ends(rate: Rate, language: Language) -> str:
    return f"{100 * rate.low:.1f}–{_tenths(rate.high, language)}"


def _table(head: str, language: Language, lines: Iterable[list[str]]) -> list[str]:
    first = say(f"verdicts.page.{head}_head", language)
    rule = "| " + " | ".join("---" for _ in first.strip("|").split("|")) + " |"
    return [first, rule, *(f"| {' | '.join(line)} |" for line in lines)]
