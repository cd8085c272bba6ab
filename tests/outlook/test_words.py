import pytest
import xarray as xr

from relode.language import LANGUAGES, say, sentence_keys
from relode.outlook import MODES, TARGETS, methods
from relode.outlook.backcasts.backcast import groups
from relode.outlook.backcasts.harness import eligible
from relode.outlook.backcasts.targets import exposure, past_of
from relode.vocabulary import quantities


@pytest.mark.parametrize("name", TARGETS)
def test_every_method_has_words_in_both_languages(name: str) -> None:
    for mode in MODES:
        for method in methods(name, mode):
            texts = {say(f"outlook.method.{method}", language) for language in LANGUAGES}
            assert len(texts) == 2


@pytest.mark.parametrize("name", TARGETS)
def test_targets_are_in_the_vocabulary_and_have_words(name: str) -> None:
    assert name in quantities()
    assert TARGETS[name].quantity in quantities()
    assert f"outlook.target.{name}" in sentence_keys()


def test_every_group_has_words(panel: xr.Dataset) -> None:
    of = TARGETS["mining_employment_share"]
    places = eligible(panel, of, 2010)
    for group in groups(places, exposure(past_of(panel, of, 2010, places)), of.name):
        assert f"outlook.group.{group}" in sentence_keys()


def test_every_mode_has_words() -> None:
    assert {f"outlook.mode.{mode}" for mode in MODES} <= set(sentence_keys())
