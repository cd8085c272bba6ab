"""A server that was given figures of the user's own: they stand on its pages and go into the runs that it starts."""

import json
import re
import sys
import time
from html import unescape

import pytest

from relode.panel.overrides import Override
from relode.places import find
from relode.web.pages import page_cache
from relode.web.plan_runs.plan_request import settings
from relode.web.plan_runs.run_process import PlanRuns

OWN = Override("230400", "population", 2020, 880000.0, "own count", doubts=({"en": "odd", "zh": "异常"},))


@pytest.fixture
def given():
    page_cache.take([OWN])
    page_cache.warm_pages()  # as the server does: no page waits for it
    page_cache.drawn("230400", "en")
    yield page_cache.panel().attrs["overrides"]
    page_cache.take(())


@pytest.mark.slow
@pytest.mark.usefixtures("given")
def test_pages_show_the_figure_beside_the_shipped_one_and_without_it_all_is_back(client):
    shown = client.get("/city/hegang/stand?lang=en").text
    assert 'id="overrides"' in shown
    assert "880,000" in shown
    assert "891,271" in shown
    number = client.get("/city/hegang/number/population/2020?lang=zh").text
    assert "用户自有数字" in number
    assert json.loads(client.get("/api/explain/hegang/population/2020").text)["value"] == 880000
    page_cache.take(())
    page_cache.drawn("230400", "en")
    again = client.get("/city/hegang/stand?lang=en").text
    assert 'id="overrides"' not in again
    assert "880,000" not in again


@pytest.mark.slow
def test_a_run_that_is_started_there_has_the_figures(tmp_path, given):
    kept = tmp_path / "order.json"
    script = f"import sys; open({str(kept)!r}, 'w').write(sys.stdin.readline())"
    place, asked = find("hegang"), settings(find("hegang"), {"budget": "5%", "horizon": "2035", "size": "quick"})
    plans = PlanRuns(tmp_path / "runs", [sys.executable, "-c", script], given)
    without = PlanRuns(tmp_path / "others")
    name = plans.send(place, asked)
    end = time.monotonic() + 20
    while not kept.exists() or not kept.read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    plans.close()
    (record,) = json.loads(kept.read_text())["overrides"]
    assert Override(**record).value == 880000
    assert record["before"] == 891271
    assert name != without.send(place, asked)


def picture_addresses(client) -> list[str]:
    """Addresses of the drawings of people on a page of a city, as a browser would ask for them."""
    page = client.get("/city/hegang/stand?lang=en").text
    found = re.findall(r'(?:src|srcset|data-live)="(/city/hegang/picture/population_change[^"]*)"', page)
    return [unescape(address) for address in found]


@pytest.mark.slow
def test_pictures_of_the_figures_that_are_loaded_are_shown_by_a_browser_that_kept_others(client):
    kept = {}

    def browser(address):
        """What a browser shows that keeps what it is allowed to keep, by its address."""
        if address in kept:
            return kept[address]
        answer = client.get(address)
        if "max-age" in answer.headers["cache-control"]:
            kept[address] = answer.text
        return answer.text

    page_cache.take(())
    shipped = picture_addresses(client)
    before = [browser(address) for address in shipped]
    assert len(kept) == len(set(shipped)) > 3
    page_cache.take([OWN])
    try:
        assert "no-store" in client.get(shipped[0]).headers["cache-control"]
        own = picture_addresses(client)
        assert not set(own) & set(shipped)
        assert [browser(address) for address in own] != before
    finally:
        page_cache.take(())
    assert [browser(address) for address in picture_addresses(client)] == before
