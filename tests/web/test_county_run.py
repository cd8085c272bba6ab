"""A run of a county, which gets no plans: its page and its report say why."""

import pytest

from relode.language import LANGUAGES, spoken
from relode.places import find
from relode.plan.making.plan_text import why_words
from relode.web.plan_runs.run_process import PlanRuns
from relode.web.plan_runs.stored_runs import listed
from relode.web.server.app import application
from relode.web.server.guard import Guard


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_county_gets_a_report_without_plans_and_its_page_says_why(client_of, undrawn_county_runs_folder, language):
    run = listed(undrawn_county_runs_folder)[0]
    client = client_of(Guard(application(None, PlanRuns(undrawn_county_runs_folder))))
    reason = spoken(why_words(run.record(), find("renqiu")), language)
    page = client.get(f"/city/renqiu/plans/{run.name}?lang={language}")
    assert page.text.count(reason) >= 1
    assert reason in client.get(f"/city/renqiu/plans/{run.name}/report?lang={language}").text
