import pytest

from relode.language import choose_language

NAMES = ("RELODE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.mark.parametrize(
    ("asked", "environment", "language"),
    [
        ("en", {"RELODE_LANGUAGE": "zh", "LANG": "zh_CN.UTF-8"}, "en"),
        ("zh", {"RELODE_LANGUAGE": "en", "LANG": "en_GB.UTF-8"}, "zh"),
        (None, {"RELODE_LANGUAGE": "zh", "LC_ALL": "en_US.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        (None, {"RELODE_LANGUAGE": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
        (None, {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        (None, {"LC_MESSAGES": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        (None, {"LANG": "zh_CN.GB18030"}, "zh"),
        (None, {"RELODE_LANGUAGE": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "C"}, "en"),
        (None, {"LANG": "fr_FR.UTF-8"}, "en"),
        (None, {}, "en"),
        ("zh-CN", {}, "zh"),
        ("ZH", {}, "zh"),
    ],
)
def test_what_was_asked_comes_before_the_variable_and_the_variable_before_the_locale(
    monkeypatch, asked, environment, language
):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert choose_language(asked) == language
