"""An ensemble in words: what was run, the table of bands, and how exact they are."""

from relode.language import Amount, Language, Sentence, spoken
from relode.model.streamed_quantiles import ERROR
from relode.plan.simulations.ensemble import PART, Ensemble
from relode.plan.simulations.simulation_text import band_table, policy_words
from relode.story.text import table_lines


def ensemble_text(ensemble: Ensemble, language: Language) -> str:
    """What was run, the table, and how exact it is."""
    about = {
        "place": ensemble.place,
        "start": ensemble.years[0],
        "until": ensemble.years[-1],
        "seed": ensemble.asked.seed,
    }
    counts = {"futures": ensemble.asked.futures, "places": len(ensemble.opened.codes) - 1}
    table = band_table(ensemble.bands, ensemble.without, ensemble.tags)
    head = [Sentence("simulate.head", {**about, **counts}), policy_words(ensemble.policy)]
    closing = [
        Sentence("simulate.closing", {}),
        Sentence("ensemble.error", {"share": Amount(ERROR, "share"), "part": PART}),
    ]
    return "\n".join(
        [
            *(spoken(each, language) for each in head),
            "",
            *table_lines(table, language),
            *(spoken(each, language) for each in closing),
        ]
    )
