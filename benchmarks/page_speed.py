"""How fast the page is, in a real browser and over HTTP: start, first page, slider to redrawn charts, eight clients.

    python benchmarks/page_speed.py [--moves 200]

Starts servers of its own on free ports. Times are wall times; the machine should be otherwise idle. The first start
finds what `relode serve --prepare` left in the user's cache folder, which an installation ends with; so do later ones,
each a new process. The unprepared start finds nothing there: no compiled programs and no paths. The simulator's seconds
count from the moment at which pages answer until a lever is answered with its bands; once nothing is asked meanwhile,
once pages are. Python keeps the bytecode of libraries, as it does for a user: `--prepare` makes it.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from tempfile import TemporaryDirectory

import numpy as np
from playwright.sync_api import sync_playwright

SERVE = [sys.executable, "-m", "relode", "serve", "--language", "en"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
READY, WARM, UNPREPARED = 2, 3, 8
"""Seconds until the page answers, and from then until the simulator does, prepared or not."""
SLIDER, CLIENTS = 80, 300
"""Milliseconds, of the slowest of 20."""
MOVE = """([lever, share]) => {
  const range = document.getElementById(lever);
  range.value = range.max * share;
  range.dispatchEvent(new Event("input", { bubbles: true }));
}"""
REDRAWS = "performance.getEntriesByName('redraw').map(e => e.duration)"


def environment(cache, bytecode):
    """That of a user whose cache folder is in `cache`."""
    return os.environ | {
        "XDG_CACHE_HOME": str(cache),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(bytecode),
    }


def started(settings):
    """A server process with these variables, its port, and the seconds until it answered."""
    begin = time.perf_counter()
    process = subprocess.Popen([*SERVE, "--port", "0"], stderr=subprocess.PIPE, text=True, env=settings)
    for line in process.stderr:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        if found:
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return process, int(found[1]), time.perf_counter() - begin
    raise SystemExit("the server did not start")


def seconds_of(port, path):
    begin = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return time.perf_counter() - begin, answer.status, content


def warmed(port, begin):
    """Seconds since `begin` until a lever is answered, and until it is with a shock."""
    spent = []
    for shock in ("", "&shock=demand_cap"):
        while seconds_of(port, f"/city/hegang/what-if.json?retraining_coverage=0.5{shock}")[1] != 200:
            time.sleep(0.1)
        spent.append(time.perf_counter() - begin)
    return spent


def start(name, settings, paths=(), bar=WARM):
    """Start a server, ask for pages at once, wait for the first lever, and tell how long each took."""
    process, port, ready = started(settings)
    begin = time.perf_counter()
    print(f"{name}: ready {against(ready, READY)}")
    for path in paths:
        print(f"  first {path}: {seconds_of(port, path)[0]:.2f} s (bar 1 s)")
    warm, shocks = warmed(port, begin)
    print(f"  first lever answered after another {against(warm, bar)}, with shocks after {shocks:.1f} s")
    return process, port


def against(seconds, bar):
    return f"{seconds:.1f} s (bar {bar} s: {'kept' if seconds < bar else 'MISSED'})"


def stop(process):
    process.terminate()
    process.wait(20)


def told(name, milliseconds, bar=None):
    p50, p95, most = np.quantile(milliseconds, (0.5, 0.95, 1.0))
    against = f"; bar {bar} ms: {'kept' if p95 < bar else 'MISSED'}" if bar else ""
    print(f"{name}: n {len(milliseconds)}, median {p50:.0f} ms, p95 {p95:.0f} ms, max {most:.0f} ms{against}")


def eight_clients(port, each=20):
    """Milliseconds of what-if answers asked by eight clients at once, every one a scenario of its own."""
    spent = []

    def client(seed):
        for i in range(each):
            dose = (seed * each + i + 1) / (8 * each + 2)
            taken, status, _ = seconds_of(port, f"/city/hegang/what-if.json?retraining_coverage={dose:.5f}")
            assert status == 200, status
            spent.append(1000 * taken)

    threads = [threading.Thread(target=client, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return spent


def slider(port, moves):
    """Milliseconds from the event of a moved slider to redrawn charts, a move every 120 ms."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        begin = time.perf_counter()
        page.goto(f"http://127.0.0.1:{port}/city/hegang/act?lang=en")
        while not page.evaluate("Number(document.documentElement.dataset.shown ?? 0)"):
            if time.perf_counter() - begin > 60:
                raise SystemExit(page.inner_text("#finding"))
            time.sleep(0.02)
        first = time.perf_counter() - begin
        skip = len(page.evaluate(REDRAWS))
        for i in range(moves):
            lever = ("subsidy", "retraining_coverage", "public_services_spending")[i % 3]
            page.evaluate(MOVE, [lever, ((i * 37) % 101 + 1) / 102])
            time.sleep(0.12)
        time.sleep(1)
        spent = page.evaluate(REDRAWS)[skip:]
        browser.close()
    return first, spent


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=200)
    asked = parser.parse_args()
    print(f"load of the machine before the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with TemporaryDirectory() as cache, TemporaryDirectory() as bare, TemporaryDirectory() as bytecode:
        settings = environment(cache, bytecode)
        begin = time.perf_counter()
        subprocess.run([*SERVE, "--prepare"], check=True, stderr=subprocess.DEVNULL, env=settings)
        print(f"relode serve --prepare: {time.perf_counter() - begin:.0f} s")
        stop(start("first start", settings)[0])
        stop(start("unprepared start", environment(bare, bytecode), bar=UNPREPARED)[0])
        process, port = start("later start", settings, ("/", "/cities?listed=1", "/city/hegang"))
        try:
            first, spent = slider(port, asked.moves)
            print(f"what-if page opened and drawn: {first:.2f} s")
            told("slider to redrawn charts", spent, SLIDER)
            told("eight clients at once", eight_clients(port), CLIENTS)
        finally:
            stop(process)


if __name__ == "__main__":
    main()
