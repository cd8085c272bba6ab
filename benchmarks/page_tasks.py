"""Eleven tasks that a planner brings, each done on the page in a real browser, in both languages; none ends nowhere.

    python benchmarks/page_tasks.py RUNS [--width 1440] [--language zh] [--task 3]

RUNS is a folder of runs that holds a plan run of Hegang and a run of Heilongjiang. Counted for each task: clicks, keys,
and screens to scroll until the answer is in view; beside them what the page of November 2026 took before it was mended
(counted by hand in Chinese; None: no answer). Seconds of the machine are measured; those of a person are estimated by
the keystroke-level model (Card, Moran and Newell 1980: a key .28 s, pointing 1.1 s, pressing .2 s, hand to mouse .4 s,
making up one's mind 1.35 s); reading is not counted. A task whose answer is not there ends in an error.
"""

import argparse
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from tempfile import NamedTemporaryFile

from playwright.sync_api import Error, Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
KEY, POINT, PRESS, HAND, MIND = 0.28, 1.1, 0.2, 0.4, 1.35
HEIGHT, SEEN_AGAIN = 900, 100
"""Pixels of the window, and those that stay in view when somebody scrolls by a screen."""
PATIENCE = 90
"""Seconds until an answer is given up."""
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

    def give(self, selector: str, file: Path) -> None:
        """Chooses a file."""
        self._scroll(selector)
        self._act("mouse", lambda: self.page.set_input_files(selector, file))
        self.count.clicks += 2

    def go(self, address: str) -> None:
        """Begins at an address that is open already."""
        self.page.goto(f"{self.address}{address}")

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


CITY, BESIDE, PROVINCE = "hegang", "fuxin", "heilongjiang"
NAMES = {"zh": ("鹤岗", "阜新", "黑龙江"), "en": ("Hegang", "Fuxin", "Heilongjiang")}
OWN = "place,quantity,year,value,note\nhegang,population,2020,800000,a count of our own\n"
QUESTION = "nav.questions a[href*='/{}']"


def find_city(planner: Planner, language: str) -> str:
    """From the first page to the city."""
    planner.go("/")
    planner.click("#q")
    planner.write("#q", NAMES[language][0])
    return planner.read("h1", NAMES[language][0])


def why_people_leave(planner: Planner, language: str) -> str:
    """Births and deaths, and moves, of the last decade: the picture that the city's page begins with."""
    find_city(planner, language)
    return planner.read("#picture-bridge", {"zh": "迁移", "en": "moves"}[language])


def what_to_do(planner: Planner, language: str) -> str:
    """The plan's own sentence, where what to do is asked."""
    planner.go(f"/city/{CITY}")
    planner.click(QUESTION.format("act"))
    return planner.read("#newest .finding", NAMES[language][0])


def move_a_lever(planner: Planner, language: str) -> str:
    """What half of the displaced in training change and cost."""
    planner.go(f"/city/{CITY}")
    planner.click(QUESTION.format("act"))
    planner.pull("#subsidy", 0.5)
    planner.read("#set", r"\d")
    return planner.read("#money", {"zh": "财政支出", "en": "public spending"}[language])


def compare(planner: Planner, language: str) -> str:
    """Two cities side by side."""
    planner.go(f"/city/{CITY}")
    planner.click(f".switch a[href='/compare?a={CITY}']")
    planner.click("input[name=b]")
    planner.write("input[name=b]", NAMES[language][1])
    return planner.read("h2.finding", NAMES[language][1])


def where_from(planner: Planner, _: str) -> str:
    """A figure to its published row."""
    planner.go(f"/city/{CITY}")
    planner.click("p.number a.story")
    return planner.read("main", "census")


def plan_again(planner: Planner, _: str) -> str:
    """A plan with 5 % of public spending: the same run is not made twice, so its page is the answer."""
    planner.go(f"/city/{CITY}")
    planner.click(QUESTION.format("act"))
    planner.click("#newest a[href$='/plans']")
    planner.click("#plan-form button")
    return planner.read("#run .subtitle", "5")


def keep_the_document(planner: Planner, _: str) -> str:
    """The Word file of the newest plan."""
    planner.go(f"/city/{CITY}")
    planner.click(QUESTION.format("act"))
    with planner.page.expect_download() as kept:
        planner.click("#newest a[href*='plan.docx']")
    return planner.read("#newest .documents a", r"\S") + f" ({kept.value.suggested_filename})"


def province(planner: Planner, language: str) -> str:
    """Where a province's money goes."""
    planner.go("/")
    planner.click("#q")
    planner.write("#q", NAMES[language][2])
    planner.click("ol.runs a")
    return planner.read("div.province > ul > li", r"\d")


def own_figures(planner: Planner, _: str) -> str:
    """A figure of one's own, and what it changes."""
    planner.go("/")
    planner.click("a[href='/own']")
    with NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(OWN)
        file.flush()
        planner.give("input[type=file]", Path(file.name))
        planner.click("form[action='/own'] button")
    said = planner.read("#overrides", "800,000|80")
    planner.page.click("form[action='/own/forget'] button")
    planner.page.wait_for_url("**/own")
    return said


TASKS = (
    ("find Hegang", find_city, (1, 0.0)),
    ("why is it losing people", why_people_leave, None),
    ("what should it do", what_to_do, (2, 2.4)),
    ("move a lever, understand", move_a_lever, (2, 0.0)),
    ("compare with Fuxin", compare, (1, 3.7)),
    ("where is it from", where_from, (1, 0.0)),
    ("plan with 5 %", plan_again, (3, 2.3)),
    ("get the document", keep_the_document, (3, 6.2)),
    ("the province", province, None),
    ("my own figures", own_figures, None),
)
"""Task, what is done, clicks and screens before (None: it ended nowhere on the page)."""


def served(runs: str) -> tuple[subprocess.Popen[str], str]:
    """A server of its own and its address."""
    command = [sys.executable, "-m", "relode", "serve", "--port", "0", "--language", "en", "--output", runs]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    address = next(at[0] for line in process.stderr if (at := re.search(r"http://[\d.:]+", line)))
    threading.Thread(target=process.stderr.read, daemon=True).start()
    return process, address


def main() -> None:
    """Starts a server, does each task, prints a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs")
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--language", choices=("zh", "en"), action="append")
    parser.add_argument("--task", type=int, action="append")
    asked = parser.parse_args()
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    process, address = served(asked.runs)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            print("| task | before: clicks, screens | clicks | keys | screens | machine, s | person, s | answer |")
            for language in asked.language or ("zh", "en"):
                context = browser.new_context(
                    viewport={"width": asked.width, "height": HEIGHT},
                    locale={"zh": "zh-CN", "en": "en-GB"}[language],
                )
                context.set_default_timeout(1000 * PATIENCE)
                page = context.new_page()
                while '"ready"' not in page.goto(f"{address}/api/state").text():
                    time.sleep(1)
                for number, (task, does, before) in enumerate(TASKS, 1):
                    if asked.task and number not in asked.task:
                        continue
                    planner = Planner(page, address)
                    answer, c = does(planner, language), planner.count
                    was = "no answer" if before is None else f"{before[0]}, {before[1]}"
                    took = f"{c.clicks} | {c.keys} | {c.screens} | {c.machine:.1f} | {c.person:.0f}"
                    print(f"| {task} ({language}) | {was} | {took} | {answer[:90]} |", flush=True)
                context.close()
            browser.close()
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    main()
