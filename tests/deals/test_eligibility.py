"""Who may get the money of a channel: cases read off the lists by hand."""

import pytest

from relode.deals.eligibility import eligible
from relode.errors import RelodeError
from relode.facts import rows
from relode.language import LANGUAGES
from relode.places import local_facts, official

from ..tables_read import cases, plain


@pytest.mark.parametrize("case", cases("eligible_channels"), ids=lambda case: "-".join(case.values()))
def test_a_channel_is_open_to_whom_its_list_names(case):
    found = eligible(case["channel"], case["place"], case["use"])
    assert found.answer == case["answer"]
    assert all("{" not in plain(found.reason, language) for language in LANGUAGES)


def test_the_transfer_is_offered_to_the_listed_alone_and_heat_to_the_heated_alone():
    for code, entry in official().items():
        assert (eligible("exhausted_transfer", code).answer == "yes") == entry.is_exhausted
        fact = local_facts(code).get("central_heating")
        if fact is not None and fact.value == "no":
            assert {eligible(row["id"], code, "heat").answer for row in rows("funding_channels")} <= {"no", "ask"}


def test_every_channel_answers_and_an_unknown_one_is_refused():
    for row in rows("funding_channels"):
        assert eligible(row["id"], "hegang").answer in ("yes", "no", "ask")
    with pytest.raises(RelodeError, match="no channel"):
        eligible("lottery", "hegang")
