import string

import pytest

from relode.language import LANGUAGES, say, sentence_keys


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


class Echo(dict):
    def __missing__(self, key):
        return "{" + key + "}"


@pytest.mark.parametrize("key", sentence_keys())
def test_every_sentence_exists_in_both_languages_with_the_same_placeholders(key):
    from relode.language.sentences import _sentence

    english, chinese = (_sentence(key, language) for language in LANGUAGES)
    assert english.strip()
    assert chinese.strip()
    assert placeholders(english) == placeholders(chinese)


def test_a_missing_value_is_an_error_and_not_an_empty_place():
    with pytest.raises(KeyError):
        say("units.nonsense", "en")
