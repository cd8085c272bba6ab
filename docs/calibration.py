"""Write docs/calibration.md and docs/calibration.zh.md from the shipped tables: python docs/calibration.py."""

from pathlib import Path

from relode import shipped_tables
from relode.calibration.fitting.fit import DRAWS, ROUNDS
from relode.language import LANGUAGES, Language, name, say
from relode.vocabulary import quantity

DOCS = Path(__file__).parent
PAGES = {"en": "calibration.md", "zh": "calibration.zh.md"}
FORECAST, NEWEST = "forecast_2010", "2020"
POINTS = ("secondary_share", "mining_employment_share")
"""Targets whose errors are shown in percentage points."""


def page(language: Language) -> str:
    """The whole page as Markdown."""
    parts = [f"# {_say('title', language)}", _say("lead", language), _say("fit", language, rounds=ROUNDS, draws=DRAWS)]
    parts += [f"## {_say('scores', language)}", _say("scores_text", language), _table(_scores(language))]
    parts += [_say("scores_read", language), f"## {_say('since', language)}", _say("since_text", language)]
    parts += [_table(_since(language)), _say("since_read", language, **_held())]
    parts += [f"## {_say('people', language)}", _say("people_text", language)]
    for basis in ("forecast_2010", "fitted_2020"):
        parts += [f"### {_say(f'basis.{basis}', language)}", _table(_people(basis, language)), _chance(basis, language)]
    parts += [
        _say("people_read", language, **_counted()),
        f"## {_say('moments', language)}",
        _say("moments_text", language),
    ]
    for origin in ("2010", "2013", "2015", "2020"):
        parts += [f"### {origin}", _table(_moments(origin, language))]
    parts += [
        _say("failed", language, **_revenue(language)),
        f"## {_say('mechanisms', language)}",
        _say("mechanisms_text", language),
    ]
    parts += [_table(_mechanisms(language)), f"## {_say('limits', language)}", _say("limits_text", language)]
    return "\n\n".join(parts) + "\n"


def _scores(language: Language) -> list[list[str]]:
    head = [
        _say(f"column.{name}", language) for name in ("target", "method", "group", "crps", "held", "walk", "benchmark")
    ]
    rows = [head]
    for row in shipped_tables.rows("relode.calibration", "backcast"):
        if row["method"] == "random_walk":
            continue
        scale, digits = (100.0, 2) if row["target"] in POINTS else (1.0, 4)
        span = f"{row['origin']}—{int(row['origin']) + int(row['horizon'])}"
        held = f"{_two(row['coverage_90'])} [{_two(row['coverage_90_low'])}, {_two(row['coverage_90_high'])}]"
        rows.append(
            [
                f"{say('outlook.target.' + row['target'], language)} {span}",
                say(f"outlook.method.{row['method']}", language),
                _say(f"group.{row['group']}", language),
                f"{scale * float(row['crps']):.{digits}f}",
                held,
                *(
                    f"{_signed(row[name])} [{_signed(row[low])}, {_signed(row[high])}]"
                    for name, low, high in (
                        ("over_random_walk", "low", "high"),
                        ("over_benchmark", "over_benchmark_low", "over_benchmark_high"),
                    )
                ),
            ]
        )
    return rows


def _since(language: Language) -> list[list[str]]:
    """Every year of listed places, and the newest of all: errors, gains with intervals, bands that held."""
    columns = ("quantity", "year", "group", "n", "alone", "given", "held")
    rows = shipped_tables.rows("relode.calibration", "since_opening")
    newest = {row["quantity"]: row["year"] for row in rows}
    found = [[_say(f"column.{name}", language) for name in columns]]
    for row in rows:
        if row["group"] == "resource" or row["year"] == newest[row["quantity"]]:
            held = f"{_two(row['coverage_90'])} [{_two(row['coverage_90_low'])}, {_two(row['coverage_90_high'])}]"
            pairs = (("simulator", "no_change"), ("simulator_given", "no_difference"))
            gains = [
                f"{float(row[own]):.3f} / {float(row[other]):.3f}: {_signed(row[f'{own}_gain'])} "
                f"[{_signed(row[f'{own}_gain_low'])}, {_signed(row[f'{own}_gain_high'])}]"
                for own, other in pairs
            ]
            of = quantity(row["quantity"]).label(language)
            found.append([of, row["year"], _say(f"group.{row['group']}", language), row["n"], *gains, held])
    return found


def _people(basis: str, language: Language) -> list[list[str]]:
    """Type by class of change: published count, expected count and its 95 % range."""
    rows = [row for row in shipped_tables.rows("relode.calibration", "population_table") if row["basis"] == basis]
    changes = list(dict.fromkeys(row["change"] for row in rows))
    head = [_say("column.type", language), *(_say(f"change.{i}", language) for i in range(len(changes)))]
    found: dict[str, list[str]] = {}
    for row in rows:
        mark = "" if row["inside"] == "yes" else "*"
        span = f"[{float(row['low']):.0f}, {float(row['high']):.0f}]"
        found.setdefault(row["type"], []).append(f"{row['published']}{mark} / {float(row['expected']):.1f} {span}")
    return [head, *([name("type", kind, language), *cells] for kind, cells in found.items())]


def _chance(basis: str, language: Language) -> str:
    rows = [row for row in shipped_tables.rows("relode.calibration", "population_table") if row["basis"] == basis]
    inside = sum(row["inside"] == "yes" for row in rows)
    return say("calibration.page.people_chance", language, inside=inside, cells=len(rows), p=rows[0]["p"])


def _moments(origin: str, language: Language) -> list[list[str]]:
    head = [say(f"calibration.fit.{name}", language) for name in ("moment", "target", "prior", "model", "passed")]
    return [
        head,
        *(
            [
                f"`{row['name']}`",
                f"{row['target']} ± {row['sd']}",
                row["prior"],
                f"{row['model']} ± {row['spread']}",
                say(f"calibration.fit.{row['passed']}", language),
            ]
            for row in shipped_tables.rows("relode.calibration", "fitted_moments")
            if row["origin"] == origin
        ),
    ]


def _mechanisms(language: Language) -> list[list[str]]:
    found: dict[str, dict[str, str]] = {}
    targets: list[str] = []
    for row in shipped_tables.rows("relode.calibration", "mechanism_scores"):
        targets += [row["target"]] if row["target"] not in targets else []
        mark = "*" if float(row["low"]) > 0 or float(row["high"]) < 0 else ""
        found.setdefault(row["mechanism"], {})[row["target"]] = f"{_signed(row['gain'])}{mark}"
    head = [_say("column.mechanism", language), *(say(f"outlook.target.{name}", language) for name in targets)]
    names = {name: _say(f"mechanism.{name}", language) for name in found}
    return [head, *([names[name], *(cells[target] for target in targets)] for name, cells in found.items())]


def _table(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _held() -> dict[str, str]:
    """Least and most of the shares of outcomes in 90 % bands: where bands are wide enough, and where they are not."""
    rows = shipped_tables.rows("relode.calibration", "since_opening")
    first = min(row["year"] for row in rows)
    wide = {True: [], False: []}
    for row in rows:
        is_wide = row["quantity"] == "house_price" or (
            row["quantity"] in ("population", "gdp_real") and row["year"] != first
        )
        wide[is_wide].append(100 * float(row["coverage_90"]))
    named = {"held": wide[True], "missed": wide[False]}
    return {f"{name}_{end.__name__.replace('min', 'least').replace('max', 'most')}": f"{end(values):.0f}"
            for name, values in named.items() for end in (min, max)}  # fmt: skip


def _counted() -> dict[str, str]:
    """Published and expected counts of cities by type and class of change, as forecast from 2010."""
    rows = [row for row in shipped_tables.rows("relode.calibration", "population_table") if row["basis"] == FORECAST]
    changes = list(dict.fromkeys(row["change"] for row in rows))
    at = {f"{row['type']}_{changes.index(row['change'])}": row for row in rows}
    counts = {name: row["published"] for name, row in at.items()}
    return counts | {f"{name}_expected": f"{float(row['expected']):.0f}" for name, row in at.items()}


def _revenue(language: Language) -> dict[str, str]:
    """How revenue follows output in the fit of the newest origin, and what was measured."""
    rows = shipped_tables.rows("relode.calibration", "fitted_moments")
    (row,) = [each for each in rows if (each["origin"], each["name"]) == (NEWEST, "revenue_growth_on_output")]
    texts = {f"revenue_{name}": f"{float(row[name]):.2f}" for name in ("model", "target")}
    return texts if language == "zh" else {name: text.removeprefix("0") for name, text in texts.items()}


def _say(key: str, language: Language, **values: object) -> str:
    return say(f"calibration.page.{key}", language, **values)


def _two(text: str) -> str:
    return f"{float(text):.2f}"


def _signed(text: str) -> str:
    return f"{float(text):+.3f}"


if __name__ == "__main__":
    for language in LANGUAGES:
        (DOCS / PAGES[language]).write_text(page(language), encoding="utf-8")
