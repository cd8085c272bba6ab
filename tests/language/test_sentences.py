import string

import pytest

from relode.language import LANGUAGES, say, sentence, sentence_keys


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("key", sentence_keys())
def test_every_sentence_exists_in_both_languages_with_the_same_placeholders(key):
    english, chinese = (sentence(key, language) for language in LANGUAGES)
    assert english.strip()
    assert chinese.strip()
    assert placeholders(english) == placeholders(chinese)


def test_a_missing_value_is_an_error_and_not_an_empty_place():
    with pytest.raises(KeyError):
        say("units.nonsense", "en")
