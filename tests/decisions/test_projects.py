"""Projects of a list as decisions: their gain by hand, their verdicts, what is kept and read again."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from relode.deals.chapter import reasons
from relode.deals.deal_draws import drawn
from relode.deals.file import project_sheet, sheet_of_text
from relode.deals.flows import flows
from relode.deals.review import fault_words
from relode.decisions.chapter import chapter, headline, steps_table
from relode.decisions.deciding import decided
from relode.decisions.decision_records import Decisions
from relode.decisions.decision_text import decision_object
from relode.decisions.local_facts import LocalFigures
from relode.decisions.money_account import MoneyAccount
from relode.decisions.programme_decisions import pay_share
from relode.decisions.projects import LEVER, cost_of, listed_projects, project_requests, why
from relode.errors import RelodeError
from relode.evidence.shipped_draws import shipped_draws
from relode.language import LANGUAGES, Sentence, say, spoken
from relode.places import find
from relode.plan.asked.request import PlanRequest
from relode.record import decoded
from relode.report.brief_html import fill_in_table
from relode.report.page_one import on_terms
from relode.story import Chapter
from relode.story.text import chapter_text

from ..deals.test_list_of_projects import clean, planted, workbook, works

HEGANG = find("hegang")
NOBODY = LocalFigures(1e10, 8e5, {}, ())
JOBS_A_YUAN = {"own": (-2e-6, 1e-6), "granted": (1e-6, 8e-6)}
"""Pot -> jobs for a yuan a year by its money and by its yardstick: invented, simple numbers."""


def accounts(requests):
    """What a yuan does is the same in every future."""
    made = []
    for each in requests:
        money, services = JOBS_A_YUAN.get(each.pot, (0.0, 0.0)) if each.outcome == "jobs" else (1.0, 1.0)
        yuan = np.full(80, each.yuan * 0.9)
        ones = np.ones(80)
        made.append(MoneyAccount(each, ones, yuan * money, ones, yuan * services, yuan, (2026,), {"city": (1.0,)}, 0.0))
    return made


@pytest.fixture(scope="module")
def rows():
    shared = {**clean(3), "give.payer": "city 60%, province 40%"}
    above = {**planted(41, "above_pot"), "project.name": "Dear works"}
    return [clean(1), shared, works(1), above, planted(40, "unlawful"), {**clean(9), "give.basis": None}]


@pytest.fixture(scope="module")
def listed(rows, tmp_path_factory):
    sheet = project_sheet(workbook(tmp_path_factory.mktemp("list") / "list.xlsx", rows))
    return listed_projects(sheet, HEGANG, 2035, 1)


@pytest.fixture(scope="module")
def record(listed):
    return decided("230400", None, NOBODY, (), accounts, shipped_draws(), 2035, 1, listed)


def named(record):
    return {each.name: each for each in record.decisions if each.kind == "project"}


def test_the_gain_of_a_project_by_hand(listed, record):
    """Net jobs of ten years, and of every yuan of a pot what its money does less what its yardstick does."""
    deal = listed.projects[1].deal.stated
    chance = drawn(deal, 1)
    run = flows(deal, chance)
    net = (chance.but_for[:, None] * run.net_jobs_per_but_for)[:, :10].mean()
    paid = run.gifts[0].paid[:, :10].mean()
    by_pot = {"own": 0.6 * paid, "granted": 0.4 * paid}
    money, services = (sum(JOBS_A_YUAN[pot][at] * yuan for pot, yuan in by_pot.items()) for at in (0, 1))
    gain = named(record)["Project 3"].project.gain
    assert gain.net_jobs.value == pytest.approx(net)
    assert gain.money_effect.value == pytest.approx(money)
    assert gain.yardstick.value == pytest.approx(services)
    assert gain.gain.value == pytest.approx(net + money - services)
    assert gain.gain_per_million == pytest.approx((net + money - services) / paid * 1e6)


def test_accounts_are_asked_for_the_money_of_all_projects_once_a_pot(listed):
    requests = project_requests(listed, pay_share(LEVER))
    assert set(requests) == {"own", "granted"}
    shared = float(listed.draws[1].paid["granted"].mean())
    assert requests["granted"].yuan == pytest.approx(shared)
    assert requests["own"].yuan == pytest.approx(sum(float(each.paid["own"].mean()) for each in listed.draws if each))
    assert {each.yardstick_uses for each in requests.values()} == {"services", "works"}


def test_verdicts_stand_beside_those_of_needs_and_programmes(record):
    """Works of a channel are applied for, within what it gave to one; a deal that pays on terms waits for these."""
    verdicts = {name: each.verdict for name, each in named(record).items()}
    assert verdicts == {
        "Project 1": "do_on_terms",
        "Project 3": "do_on_terms",
        "Works 1": "do_if_granted",
        "Dear works": "do_on_terms",
        "Project 40": "leave",
        "Project 9": "fill_in",
    }
    assert named(record)["Works 1"].channel.channel == "special_bonds"
    assert named(record)["Project 40"].law.verdict == "not_allowed"
    assert [cell.cell for cell in named(record)["Project 9"].fill_in] == ["give_basis"]
    assert {each.kind for each in record.decisions} == {"project", "programme"}


def test_works_have_no_gain_and_before_accounts_nothing_has(listed):
    before = decided("230400", None, NOBODY, (), None, shipped_draws(), 2035, 1, listed)
    assert {each.project.gain for each in before.decisions} == {None}
    assert len(before.decisions) == 6


def test_a_record_with_projects_is_written_and_read_again(record):
    assert decoded(Decisions, json.loads(json.dumps(record.record()))) == record
    told = decision_object(named(record)["Project 1"])
    assert told["gain"]["value"] == named(record)["Project 1"].project.gain.gain.value
    assert told["bureau"]["zh"] == "投资促进局"


def test_what_is_not_lawful_is_said_once_and_other_faults_beside_the_reasons(listed):
    """Works above their pot have their reasons and what is to be mended; who is not lawful has the reasons alone."""
    above, unlawful = listed.projects[3:5]
    assert (above.faults, unlawful.faults) == (("above_pot",), ("unlawful",))
    assert why(unlawful) == list(reasons(unlawful.deal))
    assert why(above) == [*reasons(above.deal), fault_words("above_pot", above)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_projects_are_told_in_the_chapter_of_decisions(record, language):
    text = chapter_text(chapter(record), language)
    for name in named(record):
        assert name in text
    assert "Sentence(" not in text
    told = spoken(headline(record, HEGANG), language)
    assert {"en": "3 projects of the list", "zh": "清单中的3个项目"}[language] in told
    assert "Works 1" in told  # one alone has its name
    assert {"en": "bureau of justice", "zh": "司法局"}[language] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_names_projects_to_agree_on_and_cells_to_fill_in(record, language):
    blocks = (*on_terms(record), fill_in_table(SimpleNamespace(needs=None, outlook=None), record))
    text = chapter_text(Chapter("page_one", Sentence("brief.heading.on_terms", {}), blocks), language)
    assert "Project 1" in text
    assert say("deals.field.give_basis", language) in text


def test_a_run_keeps_the_cells_of_the_list(rows, tmp_path):
    sheet = project_sheet(workbook(tmp_path / "list.xlsx", rows))
    request = PlanRequest(projects=sheet.text)
    again = PlanRequest(**json.loads(json.dumps(request.record())))
    assert again == request
    assert again.listed.sheet == sheet.sheet
    assert again.listed.workbook == "list.xlsx"  # no path of a machine is kept


@pytest.mark.parametrize("text", ["nothing", "{}", '{"workbook": "a", "sheet": ["b", [[1, "c"]], {}]}'])
def test_a_text_that_holds_no_list_is_refused(text):
    with pytest.raises(RelodeError, match="cannot be read"):
        sheet_of_text(text)


def test_projects_of_another_place_are_refused(tmp_path):
    sheet = project_sheet(workbook(tmp_path / "list.xlsx", [clean(1), {**clean(2), "project.place": "fuxin"}]))
    with pytest.raises(RelodeError, match="fuxin"):
        listed_projects(sheet, HEGANG, 2035, 1)


@pytest.mark.parametrize(("channel", "payer"), [(None, "city"), ("exhausted_transfer", "centre")])
def test_works_cost_the_same_in_each_year_of_the_plan(channel, payer):
    """By hand: 1,000 in 2026 to 2030 are 200 a year, 800 to 1,300 are 160 to 260."""
    works = SimpleNamespace(cost_middle=1000.0, cost_band=(800.0, 1300.0))
    cost = cost_of(SimpleNamespace(deal=SimpleNamespace(works=works), channel=channel), None, 2030)
    assert (cost.yuan_a_year, cost.low, cost.high, cost.by_payer) == (200.0, 160.0, 260.0, {payer: 200.0})


def test_steps_stand_in_the_order_of_verdicts_and_what_is_left_has_none():
    """Done whatever comes first, then what waits for a grant, for terms, for a trial."""
    record = SimpleNamespace(of=lambda kind: [kind], sources=())
    assert list(steps_table(record).rows) == ["do", "do_if_granted", "do_on_terms", "try_small"]
