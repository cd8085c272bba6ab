"""What a reader sees, in Chinese and English: sentences, names, numbers. Nothing else holds a sentence for readers.

Sentences live in `*.toml` files beside this module, both languages side by side; a key is
`file.section.name`, and `{name}` in a sentence is filled by the caller. What several rooms say stands once,
heads and short words in `words.toml`: `{ as = "key" }` is said as the sentence of that key. Words for coded values are
in `names.csv`.
"""

from relode.language.names import in_clauses, joined, labelled, name, of_year
from relode.language.numbers import about_style, interval_text, number_text, unit_name, unit_word
from relode.language.sentences import LANGUAGES, Language, choose_language, has_sentence, say, sentence, sentence_keys
from relode.language.spoken import (
    Amount,
    Bilingual,
    ByLanguage,
    Clauses,
    Figure,
    Named,
    Sentence,
    Word,
    figure_text,
    is_figure,
    is_named,
    plain_cell,
    plain_value,
    spoken,
    with_label,
)

__all__ = [
    "LANGUAGES",
    "Amount",
    "Bilingual",
    "ByLanguage",
    "Clauses",
    "Figure",
    "Language",
    "Named",
    "Sentence",
    "Word",
    "about_style",
    "choose_language",
    "figure_text",
    "has_sentence",
    "in_clauses",
    "interval_text",
    "is_figure",
    "is_named",
    "joined",
    "labelled",
    "name",
    "number_text",
    "of_year",
    "plain_cell",
    "plain_value",
    "say",
    "sentence",
    "sentence_keys",
    "spoken",
    "unit_name",
    "unit_word",
    "with_label",
]
