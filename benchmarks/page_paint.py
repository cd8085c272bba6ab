"""How soon main pages are painted, how much they shift, and how long their scripts run, in a real browser.

    python benchmarks/page_paint.py http://127.0.0.1:8600 [--width 1440 --width 390] [--language en] [--times 3]

The server runs already (`relode serve`), with a plan run of Hegang where that page is to be measured. Each page is
opened once to be computed and then, in fresh contexts that keep nothing, so many times; the middle one is told. First
and largest contentful paint in milliseconds from the beginning of the navigation, layout shift as browsers sum it up
(largest session window; .1 is called good), seconds of scripts and of the whole main thread, bytes over the wire. No
network or processor is slowed down: these are figures of this machine and of nobody's phone.
"""

import argparse
import re
import shutil
import statistics
import urllib.request

from playwright.sync_api import sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
PAGES = ("/", "/cities?listed=1", "/city/hegang/stand", "/city/hegang/next", "/city/hegang/ahead", "/city/hegang/act",
         "/city/hegang/past", "/city/hegang/unknown", "/compare?a=hegang&b=fuxin", "/deal")  # fmt: skip
SETTLED = 3500
"""Milliseconds after loading in which what is drawn by scripts may still shift."""
WATCH = """window.seen = { largest: 0, shifts: [] };
new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.largest = e.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) seen.shifts.push([e.startTime, e.value]);
}).observe({ type: "layout-shift", buffered: true });"""
READ = """() => ({ ...seen, first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  bytes: [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .reduce((sum, e) => sum + e.transferSize, 0) })"""


def shifted(shifts):
    """The largest sum of shifts of a window: parted by a second without one, five seconds long at most."""
    largest = total = 0.0
    begin = last = float("-inf")
    for at, value in sorted(shifts):
        if at - last > 1000 or at - begin > 5000:
            begin, total = at, 0.0
        total, last = total + value, at
        largest = max(largest, total)
    return largest


def measured(browser, address, width):
    """First and largest paint [ms], shift, seconds of scripts and of all tasks, bytes."""
    context = browser.new_context(viewport={"width": width, "height": 900 if width > 620 else 844})
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(address)
    page.wait_for_timeout(SETTLED)
    seen = page.evaluate(READ)
    spent = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    context.close()
    return (seen["first"], seen["largest"], shifted(seen["shifts"]), spent["ScriptDuration"], spent["TaskDuration"],
            seen["bytes"])  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("server")
    parser.add_argument("--width", type=int, action="append")
    parser.add_argument("--language", default="en")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    with urllib.request.urlopen(f"{asked.server}/city/hegang/plans?lang=en") as answer:
        runs = re.findall(r'href="(/city/hegang/plans/[^"?/]+)"', answer.read().decode())
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    print("| page | width | first paint ms | largest ms | shift | scripts s | main thread s | kB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for width in asked.width or (1440, 390):
            for page in (*PAGES, *runs[:1]):
                address = f"{asked.server}{page}{'&' if '?' in page else '?'}lang={asked.language}"
                measured(browser, address, width)
                each = zip(*(measured(browser, address, width) for _ in range(asked.times)), strict=True)
                first, largest, shift, script, task, size = map(statistics.median, each)
                print(f"| {page} | {width} | {first:.0f} | {largest:.0f} | {shift:.3f} | {script:.2f} | {task:.2f} "
                      f"| {size / 1000:.0f} |", flush=True)  # fmt: skip
        browser.close()


if __name__ == "__main__":
    main()
