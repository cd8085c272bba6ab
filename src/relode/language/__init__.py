"""What a reader sees, in Chinese and English: sentences, names, numbers. Nothing else holds a sentence for readers.

Sentences live in `*.toml` files beside this module, both languages side by side; a key is
`file.section.name`, and `{name}` in a sentence is filled by the caller.
"""

from relode.language.numbers import number_text
from relode.language.sentences import LANGUAGES, Language, choose_language, say, sentence_keys

__all__ = ["LANGUAGES", "Language", "choose_language", "number_text", "say", "sentence_keys"]
