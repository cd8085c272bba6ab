"""Write docs/calibration.md and docs/calibration.zh.md from the shipped tables.

python docs/calibration.py                  the pages, after a table has changed
python docs/calibration.py --again FOLDER   first the fits of all origins, the backcast and every table that rests on
                                            them; FOLDER keeps finished rounds, so that a stopped run goes on (an hour)
"""

import sys
from pathlib import Path

from relode.calibration.scores.calibration_text import page
from relode.language import LANGUAGES

DOCS = Path(__file__).parent
PAGES = {"en": "calibration.md", "zh": "calibration.zh.md"}
SHIPPED = DOCS.parent / "src" / "relode" / "calibration"
SEED = 1


def again(folder: Path) -> None:
    """Fit every origin and write the posteriors, then the tables that are computed with them."""
    from relode.calibration.fitting.fit_text import posterior_text
    from relode.calibration.scores.backcast_table import backcast_table, mechanism_table
    from relode.calibration.scores.population_table import population_table
    from relode.calibration.targets.observed import observed
    from relode.model.opening.opening_state import OPENING_YEARS
    from relode.model.opening.opening_world import world
    from relode.panel import load
    from relode.runs.fit_runs import fit_run

    panel = load()
    lines = ["origin,name,target,sd,prior,model,spread,passed"]
    for origin in OPENING_YEARS:
        fit = fit_run(panel, origin, SEED, folder).fit
        (SHIPPED / "posteriors" / f"{origin}.csv").write_text(posterior_text(fit), encoding="utf-8")
        for m in fit.fitted:
            numbers = ",".join(f"{number:.3f}" for number in (m.target, m.se, m.prior, m.model, m.spread))
            lines.append(f"{origin},{m.name},{numbers},{'yes' if m.passed else 'no'}")
        print(origin, fit.diagnostics, fit.directions, flush=True)
    (SHIPPED / "fitted_moments.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    past = observed(panel)
    for name, table in (
        ("backcast", lambda: backcast_table(panel, past).round(5)),
        ("population_table", lambda: population_table(world(panel, 2010), past).round(4)),
        ("mechanism_scores", lambda: mechanism_table(panel, past).round(4)),
    ):
        table().to_csv(SHIPPED / f"{name}.csv", index=False, lineterminator="\n")
        print(name, flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--again"]:
        again(Path(sys.argv[2]))
    for language in LANGUAGES:
        (DOCS / PAGES[language]).write_text(page(language), encoding="utf-8")
