"""The way from any page to any city, question and run by keys, and a file that opens without its server."""

import threading

import pytest

LIST = "document.getElementById('palette-list')"
OPTIONS = "[...document.querySelectorAll('#palette-list [role=option]')].map(e => e.textContent)"


def test_a_slash_leads_to_a_city_by_keys(visit):
    page = visit("/city/hegang/past?lang=en")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "go-to"
    page.keyboard.type("fuxin")
    page.until(f"{OPTIONS}.length > 3")
    assert page.input_value("#go-to") == "fuxin"  # the stroke that called is not typed
    assert page.evaluate(OPTIONS)[0].startswith("Fuxin ")
    page.keyboard.press("ArrowDown")
    chosen = page.get_attribute("#go-to", "aria-activedescendant")
    assert page.get_attribute(f"#{chosen}", "aria-selected") == "true"
    page.keyboard.press("ArrowUp")  # back to what is typed
    assert page.get_attribute("#go-to", "aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.until("location.pathname === '/city/fuxin'")
    assert page.complaints == []


def test_words_of_a_question_lead_to_it(visit):
    page = visit("/cities?listed=1&lang=en")
    page.keyboard.press("Control+k")
    page.keyboard.type("hegang outlook")
    page.until(f"{OPTIONS}.length > 0")
    assert page.evaluate(OPTIONS) == ["Hegang · Outlook"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.until("location.pathname === '/city/hegang/ahead'")


@pytest.mark.parametrize(("word", "language"), [("subsidy", "en"), ("补贴", "zh")])
def test_other_words_for_a_question_lead_to_it(visit, word, language):
    page = visit(f"/city/fuxin?lang={language}")
    labels = {"en": ["Plan and levers", "Deals"], "zh": ["方案与试算", "招商评估"]}[language]
    page.keyboard.press("/")
    page.keyboard.insert_text(word)
    page.until(f"{OPTIONS}.length > 1")
    assert set(page.evaluate(OPTIONS)) == set(labels)
    page.keyboard.insert_text(" hegang")
    page.until(f"{OPTIONS}.length > 0 && {OPTIONS}[0].includes('·')")
    assert page.evaluate(OPTIONS) == [f"{'Hegang' if language == 'en' else '鹤岗市'} · {labels[0]}"]


@pytest.mark.parametrize(("word", "language"), [("graphite", "en"), ("石墨", "zh")])
def test_the_name_of_an_industry_leads_to_where_it_could_come_next(visit, word, language):
    page = visit(f"/cities?listed=1&lang={language}")
    page.keyboard.press("/")
    page.keyboard.insert_text(word)
    page.until(f"{OPTIONS}.length > 0")
    assert page.evaluate(OPTIONS)[0].startswith({"en": "Graphite, carbon", "zh": "石墨"}[language])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.until("location.pathname === '/industry/309'")
    assert page.complaints == []


def test_a_run_is_found_by_its_words(visit):
    page = visit("/cities?listed=1&lang=en")
    page.keyboard.press("/")
    page.keyboard.type("plan of")
    page.until(f"{OPTIONS}.length > 0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.until("location.pathname.includes('/plans/')")


def test_escape_closes_and_gives_the_focus_back(visit):
    page = visit("/city/hegang/past?lang=en")
    page.focus(".questions a")
    before = page.evaluate("document.activeElement.href")
    page.keyboard.press("/")
    page.keyboard.type("he")
    page.until(f"!{LIST}.hidden")
    page.keyboard.press("Escape")
    assert page.evaluate(f"{LIST}.hidden")
    assert page.get_attribute("#go-to", "aria-expanded") == "false"
    assert page.evaluate("document.activeElement.href") == before


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_who_types_in_another_field_stays_there(visit, key):
    page = visit("/cities?listed=1&lang=en")
    page.focus("input[name=q]:not(#go-to)")
    page.keyboard.press(key)
    assert page.evaluate("document.activeElement.id") != "go-to"


def test_without_scripts_it_is_a_search(visit):
    page = visit("/city/hegang/past?lang=en", java_script_enabled=False)
    page.fill("#go-to", "fuxin")
    page.press("#go-to", "Enter")
    page.wait_for_url("**/city/fuxin")


def test_a_kept_page_opens_when_the_server_is_gone(browser, client_page, tmp_path):
    """Opened from disk: nothing is asked for, nothing is complained of; links stay within or lead to publications."""
    path = tmp_path / "hegang.html"
    path.write_text(client_page("/city/hegang/file/stand?lang=en"), encoding="utf-8")
    page = browser.new_page()
    asked, told = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: told.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(path.as_uri())
    page.wait_for_timeout(500)
    assert (asked, told) == ([path.as_uri()], [])
    assert page.evaluate("[...document.querySelectorAll('figure.picture svg')].length") > 20
    assert (
        page.evaluate("""[...document.querySelectorAll('a:not([rel~=noopener])')].filter(
        a => !a.getAttribute('href').startsWith('#') || !document.getElementById(a.getAttribute('href').slice(1))
    ).length""")
        == 0
    )
    page.close()


@pytest.fixture
def client_page():
    """The text at an address of a server that is stopped before it is read."""
    import time
    import urllib.request

    import uvicorn

    from relode.web.server.app import application
    from relode.web.server.guard import Guard

    def of(address):
        server = uvicorn.Server(uvicorn.Config(Guard(application()), port=0, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}{address}").read().decode()
        finally:
            server.should_exit = True
            thread.join()

    return of
