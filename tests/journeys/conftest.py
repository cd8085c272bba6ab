import os
import shutil
import sys
import threading
import time
from functools import partial
from itertools import combinations
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Error, sync_playwright

from relode.language import LANGUAGES
from relode.plan.simulations.what_if import ground as grounded
from relode.web.plan_runs.run_process import PlanRuns
from relode.web.server.app import application
from relode.web.server.guard import Guard
from relode.web.what_if.simulator import Simulator

from ..fund.conftest import made_fund_record, made_fund_run

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip


def pytest_collection_modifyitems(items):
    """What needs a browser belongs to the slow set."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def browser():
    """A real browser; where none is installed the test skips, but not in continuous integration."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

OUTSIDE = """() => [...document.querySelectorAll('main *')].filter(e => {
  if (e.closest('.scroll, thead, details')) return false;
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.right > document.documentElement.clientWidth + 1 || box.left < -1);
}).map(e => e.tagName + ' ' + e.textContent.slice(0, 40))"""

TEXTS = """() => [...document.querySelectorAll('.picture svg')].filter(
    s => s.getBoundingClientRect().width > 0
).map(s => ({
  key: s.closest('.picture').id,
  frame: (b => [b.left, b.top, b.right, b.bottom])(s.getBoundingClientRect()),
  texts: [...s.querySelectorAll('text')].filter(t => t.textContent.trim() && getComputedStyle(t).opacity !== '0')
    .map(t => ({text: t.textContent, box: (b => [b.left, b.top, b.right, b.bottom])(t.getBoundingClientRect())}))
}))"""


def overlap(one, other):
    """Whether two boxes share more than the leading of their lines (3 pixels)."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 4


class Layout:
    """What stands where it should not on a page of a report."""

    @staticmethod
    def outside(page):
        """What is wider than the window, and whether the page must be scrolled sideways."""
        return [*page.evaluate(OUTSIDE), *(["sideways"] if page.evaluate(SIDEWAYS) else [])]

    @staticmethod
    def pictures(page):
        """Pictures with their frame and the boxes of their texts."""
        return page.evaluate(TEXTS)

    @staticmethod
    def faults(picture):
        """Texts of a picture that leave its frame, and pairs that hide each other."""
        left, top, right, bottom = picture["frame"]
        # A pixel and a half: browsers round the boxes of letters outwards.
        inside = (left - 1.5, top - 1.5), (right + 1.5, bottom + 1.5)
        texts = picture["texts"]
        cut = [
            (picture["key"], text["text"])
            for text in texts
            for box in [text["box"]]
            if box[0] < inside[0][0] or box[1] < inside[0][1] or box[2] > inside[1][0] or box[3] > inside[1][1]
        ]
        pairs = combinations(texts, 2)
        return cut + [(picture["key"], a["text"], b["text"]) for a, b in pairs if overlap(a["box"], b["box"])]


@pytest.fixture(scope="session")
def layout():
    return Layout


RUNS = """
import json, os, sys, threading, time
order = json.loads(sys.stdin.readline())
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(130)), daemon=True).start()
for what, done in (("page_one", 1), ("document", 1)):
    print(json.dumps({"what": what, "done": done, "of": 1}), flush=True)
    time.sleep(2.5)
time.sleep(600)
"""
"""Stands in for the process of a plan run: it writes its documents on and on."""


@pytest.fixture(scope="session")
def server(ground, plan_runs_folder, tmp_path_factory):
    """Address of a running server with eight futures; a plan run and one of a province are done, others do not end."""
    simulator = Simulator(count=8)
    simulator.grounds = {"": ground, "price_fall": grounded(ground.futures.world, "price_fall@2027", count=8)}
    simulator.state = "ready"
    folder = tmp_path_factory.mktemp("served") / "runs"
    shutil.copytree(plan_runs_folder, folder)
    made_fund_run(folder, "fund-heilongjiang-done", made_fund_record())
    plans = PlanRuns(folder, [sys.executable, "-c", RUNS])
    app = Guard(application(simulator, plans))
    running = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", access_log=False))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not running.started and time.monotonic() < until:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    running.should_exit = True
    thread.join(10)
    plans.close()


@pytest.fixture(scope="session")
def run_page(plan_runs_folder):
    """Address of the page of the plan run that is done."""
    return f"/city/hegang/plans/{next(plan_runs_folder.iterdir()).name}"


def until(page, condition, seconds=20):
    """Ask the page again and again: its content policy forbids what Playwright would do to wait."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if page.evaluate(condition):
                return
        except Error:  # the page is being left for the next one
            pass
        time.sleep(0.05)
    raise AssertionError(condition)


STAY = """selector => {
  const reached = () => document.activeElement.matches(selector);
  window.staying?.abort();
  window.staying = new AbortController();
  const stay = (event) => event.key === "Tab" && reached() && event.preventDefault();
  addEventListener("keydown", stay, { capture: true, signal: window.staying.signal });
}"""
"""What is pressed after the focus is where it should be leads no further, so that it need not be asked at each key."""


def tab_to(page, selector, most=400, at_once=8):
    """Press Tab until the focus is on what `selector` means, as somebody without a mouse does."""
    page.keyboard.press("Tab")
    page.evaluate(STAY, selector)
    done = 1
    while not page.evaluate("selector => document.activeElement.matches(selector)", selector):
        assert done < most, f"{selector} is not reached by Tab"
        for _ in range(min(at_once, most - done)):
            page.keyboard.press("Tab")
        done += at_once
    page.evaluate("window.staying.abort()")


QUIET = "/static/icon.svg"
"""Where a page waits between two tests: a drawing without scripts, which leaves what stood there before."""


class Tabs:
    """Pages that serve one test after another: one that is made anew reads and compiles every script again.

    A page is handed out without cookies, routes and emulations of the test before it. `is_strange` says of an address
    that no page may ask for it.
    """

    def __init__(self, browser, is_strange):
        self.browser, self.is_strange, self.idle, self.taken = browser, is_strange, {}, []

    def take(self, width, color_scheme="light", script=None, **more):
        """A page in a window of a width, in a context of its own where no idle one is like it."""
        key = (script, *sorted(more.items()))
        page = self.idle[key].pop() if self.idle.get(key) else self._made(script, more)
        self.taken.append((key, page))
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="null", color_scheme=color_scheme)
        page.complaints.clear()
        page.strangers.clear()
        return page

    def _made(self, script, more):
        context = self.browser.new_context(**more)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.complaints, page.strangers = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda asked: page.strangers.append(asked.url) if self.is_strange(asked.url) else None)
        return page

    def give_back(self, quiet=None):
        """All that were taken wait for the next test, at the address `quiet` if there is one; gives whom they asked."""
        strangers = [url for _, page in self.taken for url in page.strangers]
        for key, page in self.taken:
            page.unroute_all()
            page.context.clear_cookies()
            page.mouse.move(0, 0)
            if quiet:
                page.goto(quiet)
            self.idle.setdefault(key, []).append(page)
        self.taken.clear()
        return strangers


@pytest.fixture(scope="session")
def served_tabs(browser):
    return Tabs(browser, lambda url: urlsplit(url).hostname != "127.0.0.1")


@pytest.fixture(scope="session")
def offline_tabs(browser):
    return Tabs(browser, lambda url: not url.startswith(("file:", "data:")))


@pytest.fixture
def open_file(offline_tabs):
    """Opens a file, without a network; a request for anything but files fails the test."""

    def go(path, width=1280, query="", **more):
        page = offline_tabs.take(width, offline=True, **more)
        page.goto(path.as_uri() + query)
        return page

    yield go
    assert offline_tabs.give_back() == []


@pytest.fixture
def at_widths(open_file):
    """Opens a file, which no script draws, and gives its page in the windows of a phone, a tablet and a desk."""

    def go(path):
        page = open_file(path)
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            yield page

    return go


@pytest.fixture
def visit(server, served_tabs):
    """Opens a page of the server; a request to any other host fails the test."""

    def go(address, width=1440, **more):
        page = served_tabs.take(width, **more)
        page.until, page.tab_to = partial(until, page), partial(tab_to, page)
        page.goto(server + address)
        return page

    yield go
    assert served_tabs.give_back(server + QUIET) == []
