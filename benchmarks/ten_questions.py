"""Ten questions that a planner brings, each asked of the page in a real browser from where the last answer stood.

    python benchmarks/ten_questions.py RUNS [--city hegang] [--width 1440]

RUNS is a folder of plan runs that holds one of the city. Counted for each question: clicks, keys, screens to scroll
until the answer is in view, and seconds. Seconds of the machine are measured; those of a person are estimated by the
keystroke-level model (Card, Moran and Newell 1980: a key .28 s, pointing 1.1 s, pressing .2 s, hand to mouse .4 s,
making up one's mind 1.35 s); reading is not counted. A question whose answer is not found ends the run with an error.
"""

import argparse
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import ceil

from playwright.sync_api import Error, Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
KEY, POINT, PRESS, HAND, MIND = 0.28, 1.1, 0.2, 0.4, 1.35
HEIGHT, SEEN_AGAIN = 900, 100
"""Pixels of the window, and those that stay in view when somebody scrolls by a screen."""
PATIENCE, REDRAWN = 90, 0.5
"""Seconds until an answer is given up, and those that a page gets to draw what it was answered."""
FALLEN = re.compile(r"what-if\.json.*shock=price_fall")
PULL = """([css, share]) => {
  const range = document.querySelector(css);
  range.value = range.max * share;
  for (const each of ["input", "change"]) range.dispatchEvent(new Event(each, { bubbles: true }));
}"""
TOP = "each => each.getBoundingClientRect().top"


@dataclass
class Count:
    """What one question took."""

    clicks: int = 0
    keys: int = 0
    screens: int = 0
    machine: float = 0.0
    acts: list[str] = field(default_factory=list)

    @property
    def person(self) -> float:
        """Seconds of hands and mind of somebody with practice."""
        changes = sum(a != b for a, b in zip(self.acts, self.acts[1:], strict=False))
        hands = self.clicks * (POINT + PRESS) + self.keys * KEY + changes * HAND
        return hands + len(self.acts) * MIND + self.screens * (MIND + PRESS)


class Planner:
    """Somebody at the page: every act is counted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.count = page, address, Count()

    def click(self, selector: str) -> None:
        """Scrolls to something, points at it and presses."""
        self._scroll(selector)
        self._act("mouse", self.page.locator(selector).first.click)
        self.count.clicks += 1

    def write(self, selector: str, text: str) -> None:
        """Writes into a field that has been clicked, and confirms."""
        self._act("keys", lambda: self.page.locator(selector).first.fill(text))
        self._act("keys", lambda: self.page.keyboard.press("Enter"))
        self.count.acts.pop()  # one act
        self.count.keys += len(text) + 1

    def pull(self, selector: str, share: float) -> None:
        """Pulls a slider to a share of its range."""
        self._scroll(selector)
        self._act("mouse", lambda: self.page.evaluate(PULL, [selector, share]))
        self.count.clicks += 1

    def choose(self, selector: str, value: str) -> None:
        """Opens a list and takes a line of it."""
        self._scroll(selector)
        self._act("mouse", lambda: self.page.locator(selector).first.select_option(value))
        self.count.clicks += 2

    def read(self, selector: str, pattern: str) -> str:
        """Waits until the answer stands there, scrolls to it, and gives it. Raises SystemExit if it does not come."""
        begun = time.perf_counter()
        while time.perf_counter() - begun < PATIENCE:
            try:
                texts = self.page.locator(selector).all_inner_texts()
            except Error:  # the page is being left for the next one
                texts = []
            at = next((i for i, text in enumerate(texts) if re.search(pattern, text, re.DOTALL)), None)
            if at is not None:
                self.count.machine += time.perf_counter() - begun
                self._scroll(selector, at)
                return re.sub(r"\s+", " ", texts[at]).strip()
            time.sleep(0.02)
        raise SystemExit(f"no answer: {selector} {pattern}")

    def _scroll(self, selector: str, at: int = 0) -> None:
        found = self.page.locator(selector).nth(at)
        found.wait_for(state="attached", timeout=1000 * PATIENCE)
        self.count.screens += max(0, ceil((found.evaluate(TOP) - HEIGHT + SEEN_AGAIN) / (HEIGHT - SEEN_AGAIN)))
        found.scroll_into_view_if_needed()

    def _act(self, kind: str, act: Callable[[], object]) -> None:
        self.count.acts.append(kind)
        begun = time.perf_counter()
        act()
        self.count.machine += time.perf_counter() - begun


def answers(planner: Planner, city: str, beside: str) -> Iterator[tuple[str, str]]:
    """Each question in turn, and the answer as the page gives it."""
    to = "nav.questions a[href*='/{}']".format
    changed = r"jobs|people|work"

    planner.click("#q")
    planner.write("#q", city)
    yield "How many people did it lose?", planner.read(".three li", "people from 2010 to 2020")

    planner.click(".three li a")
    yield "Where does that figure come from?", planner.read("main", "census")

    planner.click(f"main a[href*='/city/{city}']")
    planner.click(to("next"))
    yield "What could come next, and why?", planner.read(".finding", "could come next")

    planner.click(to("ahead"))
    yield "How many people in 2035 if nothing is done?", planner.read(".finding", r"By 2035\s.*\speople")

    planner.click(to("act"))
    planner.read("#finding", "No lever")
    planner.pull("#retraining_coverage", 0.5)
    said = planner.read("#finding", changed)
    yield "What would training half of the displaced change and cost?", f"{said}; {planner.read('#money', 'yuan')}"

    # The sentence may stay as it is: wait for the answer to the question, then for the page to have drawn it.
    with planner.page.expect_response(lambda got: got.ok and FALLEN.search(got.url), timeout=1000 * PATIENCE):
        planner.click("input[name=shock][value=price_fall]")
    planner.page.wait_for_timeout(1000 * REDRAWN)
    yield "And if the price falls?", planner.read("#finding", changed)

    planner.click("#plans a[href$='/plans']")
    planner.click("ol.runs a")
    yield "What should 5 % of public spending go to?", planner.read(".finding", r"\w")

    planner.click(to("past"))
    yield "Did past policy work?", planner.read(".finding", "policies")

    planner.click("#b")
    planner.write("#b", beside)
    yield f"How does it stand beside {beside}?", planner.read("h2.finding", beside.capitalize())

    planner.click("header a.name")
    planner.choose("#map-form select[name=quantity]", "mining_employment_share")
    yield "Where does most work hang on mining?", planner.read("#map-said .finding", "mining")


def main() -> None:
    """Starts a server, asks, prints a line for each question."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs")
    parser.add_argument("--city", default="hegang")
    parser.add_argument("--beside", default="fuxin")
    parser.add_argument("--width", type=int, default=1440)
    asked = parser.parse_args()
    command = [sys.executable, "-m", "relode", "serve", "--port", "0", "--language", "en", "--output", asked.runs]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    try:
        address = next(found[0] for line in process.stderr if (found := re.search(r"http://[\d.:]+", line)))
        threading.Thread(target=process.stderr.read, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": asked.width, "height": HEIGHT})
            while '"ready"' not in page.goto(f"{address}/api/state").text():
                time.sleep(1)
            page.goto(f"{address}/?lang=en")
            planner = Planner(page, address)
            print("| question | clicks | keys | screens | machine, s | person, s | answer |")
            for question, answer in answers(planner, asked.city, asked.beside):
                c, planner.count = planner.count, Count()
                took = f"{c.clicks} | {c.keys} | {c.screens} | {c.machine:.1f} | {c.person:.0f}"
                print(f"| {question} | {took} | {answer} |")
            browser.close()
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    main()
