"""The examination in words: rows of sentences with their figures, and a terminal's lines of them."""

from relode.examination.effect_text import effect_words
from relode.examination.examination_record import examination_answer
from relode.examination.examine import Examination, ExperimentResult
from relode.language import Language, Sentence, plain_cell, spoken
from relode.story.text_columns import aligned

COLUMNS = ("id", "study", "outcome", "horizon", "published", "simulated", "overlap", "verified", "transfer", "use",
           "standing", "reason")  # fmt: skip


def examination_text(examination: Examination, language: Language) -> str:
    """What was run, the table, and how many rows hold."""
    about = {"rows": len(examination.results), "draws": examination.draws, "seed": examination.seed}
    head = [Sentence(f"examine.column.{name}", {}) for name in COLUMNS]
    rows = [[spoken(cell, language) for cell in row] for row in (head, *map(row_words, examination.results))]
    first, last = spoken(Sentence("examine.head", about), language), summary_lines(examination, language)
    return "\n".join([first, "", *aligned(rows), "", *last])


def summary_lines(examination: Examination, language: Language) -> list[str]:
    """For each use how many rows there are, can be set up and hold."""
    counts = examination_answer(examination).summary
    return [spoken(Sentence(f"examine.summary.{use}", own.record()), language) for use, own in counts.items()]


def row_words(result: ExperimentResult) -> list[Sentence]:
    """A row of the table of results."""
    own, answer = result.experiment, result.score
    nothing, plain = Sentence("examine.none", {}), (own.effect_id, own.study, own.outcome.name, own.horizon)
    return [
        *(plain_cell(value) for value in plain),
        effect_words(own.estimate, own.low, own.high, ("published_effects",)),
        effect_words(answer.median, answer.p05, answer.p95, ("simulator",)) if answer else nothing,
        Sentence(f"examine.yes.{str(answer.overlap).lower()}", {}) if answer else nothing,
        Sentence(f"examine.verified.{own.verified}", {}),
        Sentence(f"examine.transfer.{own.transfer}", {}),
        Sentence(f"examine.use.{own.use}", {}),
        Sentence(f"examine.standing.{result.standing}", {}),
        result.reason,
    ]


def cells(result: ExperimentResult, language: Language) -> list[str]:
    """A row of the table of results as plain text."""
    return [spoken(cell, language) for cell in row_words(result)]
