"""A plan run from the page in a real browser: sent by keyboard, followed, cancelled; and one that is done."""

SHOWN = "Number(document.documentElement.dataset.shown ?? 0)"


def test_a_plan_run_is_begun_followed_and_cancelled_by_keyboard_alone(visit):
    page = visit("/city/hegang/act?lang=zh")
    page.until(f"{SHOWN} > 0")
    page.tab_to("#what-if select[name=until]")
    page.keyboard.type("2045")
    page.until("document.querySelector('#plan-form select[name=horizon]').value === '2045'")
    page.tab_to("#plan-form button")
    page.keyboard.press("Enter")
    page.until("location.pathname.startsWith('/city/hegang/plans/')")
    page.until("document.getElementById('progress-text').textContent.includes('简报首页已生成')")
    page.until("document.getElementById('progress').value > 0.5")
    assert "2045" in page.inner_text("#run")
    page.tab_to("#cancel")
    page.keyboard.press("Enter")
    page.until("document.getElementById('progress-text').textContent.includes('停止')")
    assert page.locator("#cancel").count() == 0
    assert page.complaints == []


def test_a_run_that_ends_elsewhere_is_noticed_without_a_reload(visit):
    page = visit("/city/hegang/act?lang=en")
    page.until(f"{SHOWN} > 0")
    page.click("#plan-form button")
    page.until("document.getElementById('progress-text') !== null")
    other = visit(page.url.partition("127.0.0.1")[2].partition("/")[1] + page.url.split("/", 3)[3])
    page.evaluate("window.here = true")
    other.click("#cancel")
    page.until("document.getElementById('progress-text').textContent.includes('Stopped')")
    assert page.evaluate("window.here") is True


def test_the_plans_of_a_city_lead_to_a_run_and_its_report_by_keyboard_alone(visit):
    page = visit("/city/hegang/act?lang=en")
    page.tab_to("#plans a[href='/city/hegang/plans']")
    page.keyboard.press("Enter")
    page.until("document.querySelectorAll('.runs a').length > 0")
    page.tab_to(".runs li:last-child a")
    page.keyboard.press("Enter")
    page.until("document.querySelector('#run table') !== null")
    page.tab_to("#run .keep a[href*='/report?']")
    page.keyboard.press("Enter")
    page.until("location.pathname.endsWith('/report')")
    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "1320px"
    assert page.complaints == []


def test_another_language_keeps_the_run(visit, run_page):
    page = visit(f"{run_page}?lang=en")
    page.click("a.language")
    page.until("document.documentElement.lang === 'zh-CN'")
    assert run_page in page.url
    assert page.locator("#run table").count() > 0


def test_without_scripts_a_run_can_be_begun_and_cancelled(visit):
    page = visit("/city/hegang/plans?lang=en", java_script_enabled=False)
    page.select_option("#plan-form select[name=horizon]", "2050")
    page.click("#plan-form button")
    assert page.locator("#cancel").count() == 1
    page.click("#cancel")
    assert "Stopped" in page.inner_text("#progress-text")
