import string

import pytest

from relode.language import LANGUAGES, say, sentence, sentence_keys


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_every_sentence_exists_in_both_languages_with_the_same_placeholders():
    said = {key: [sentence(key, language) for language in LANGUAGES] for key in sentence_keys()}
    assert len(said) > 1500
    assert [key for key, both in said.items() if not all(text.strip() for text in both)] == []
    assert [key for key, (one, other) in said.items() if placeholders(one) != placeholders(other)] == []


def test_a_missing_value_is_an_error_and_not_an_empty_place():
    with pytest.raises(KeyError, match=r"units\.nonsense stands not in language/units\.toml"):
        say("units.nonsense", "en")
