"""What rises in one language rises in the other: words for up and down, sentence by sentence."""

import re

import pytest

from relode.language import sentence, sentence_keys

UP = {
    "en": r"\b(above|higher|highest|at least|rose|ris(e|es|en)|grew|grows?|grown|growth|surplus|largest|dearest)\b",
    "zh": "高|上升|上涨|增|超过|至少|以上|盈余|富余|过剩|大于|最大|更大",
}
DOWN = {
    "en": r"\b(below|lower|lowest|less than|at most|fell|falls?|fallen|shrank|shrinks?|shortage|smallest|cheapest)\b",
    "zh": "低|降|下跌|减|少于|不足|以下|至多|最多|短缺|缺口|小于|最小|更小",
}
HIGH = {
    "en": r"\b(above|high(er|est)?|at least|rose|ris(e|es|en)|grew|grows?|grown|growth|surplus|largest|dearest|more|"
    r"most|exceeds?|beyond|better|best|larger|longer|raises?d?|up|senior)\b",
    "zh": "高",
}
LOW = {
    "en": r"\b(below|low(er|est)?|less|at most|fell|falls?|fallen|shrank|shrinks?|shortage|smallest|cheapest|fewer|"
    r"under|worse|smaller|down|cuts?|lost|loses?)\b",
    "zh": "低",
}
"""The two characters that are taken for each other most easily: looked for alone, whatever else a sentence says."""
NOT = {"no less than": "at least", "不低于": "至少", "不少于": "至少", "不小于": "至少", "不得少于": "至少",
       "不高于": "至多", "不超过": "至多", "不多于": "至多", "增加值": ""}  # fmt: skip
"""Words that hold the opposite one, or one of neither, and what they mean."""
OTHERWISE = {
    "diagnosis.across.mining_places": "made less in English, two medians in Chinese",
    "equations.intro.mining": "prices fall in both, and dear mines (高成本矿) close",
}
"""Sentences that say one fact in two ways, each looked at."""


def direction(text: str, language: str, ups=UP, downs=DOWN) -> str:
    """Up or down where a sentence has words of one of them alone, else nothing."""
    text = re.sub(r"\{[^{}]*\}", "", text)
    for word, meaning in NOT.items():
        text = text.replace(word, meaning)
    up, down = (re.search(words[language], text, re.IGNORECASE) is not None for words in (ups, downs))
    return "" if up == down else "up" if up else "down"


def directions(ups, downs) -> dict[str, tuple[str, str]]:
    found = {
        key: (direction(sentence(key, "en"), "en", ups, downs), direction(sentence(key, "zh"), "zh", ups, downs))
        for key in sentence_keys()
    }
    return {key: both for key, both in found.items() if all(both)}


@pytest.mark.parametrize(("ups", "downs", "least"), [(UP, DOWN, 150), (HIGH, LOW, 70)])
def test_up_is_up_and_down_is_down_in_both_languages(ups, downs, least):
    found = directions(ups, downs)
    assert len(found) > least
    assert {key for key, (en, zh) in found.items() if en != zh} <= OTHERWISE.keys()


def test_sentences_that_say_it_otherwise_still_do():
    both = [directions(UP, DOWN), directions(HIGH, LOW)]
    assert {key for found in both for key, (en, zh) in found.items() if en != zh} == OTHERWISE.keys()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The highest of {count}", "up"),
        ("zh", "不低于{share}", "up"),
        ("zh", "最低", "down"),
        ("zh", "第二产业增加值", ""),
        ("en", "lower in half and higher in the rest", ""),
    ],
)
def test_a_direction_is_read(language, text, expected):
    assert direction(text, language) == expected


ENDS = {"low": ("p05", "p10", "p25", "low", "lower"), "high": ("p75", "p90", "p95", "high", "upper")}
WORDS_OF_ENDS = {"low": r"下限|\bfrom$|\blow(er)?\b", "high": r"上限|\bto$|\b(high|upper)\b"}


def test_the_end_of_an_interval_is_called_by_its_own_name():
    held = 0
    for key in sentence_keys():
        for end, other in (("low", "high"), ("high", "low")):
            if key.rpartition(".")[2] in ENDS[end]:
                for text in (sentence(key, "en").lower(), sentence(key, "zh")):
                    held += bool(re.search(WORDS_OF_ENDS[end], text))
                    assert not re.search(WORDS_OF_ENDS[other], re.sub(r"\{[^{}]*\}", "", text)), key
    assert held > 10
