"""The page in a real browser: journeys by keyboard, no other host, no breach of the content policy, three widths."""

from io import BytesIO
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from relode.language import LANGUAGES
from relode.web.pages.city_page import QUESTIONS

SHOWN = "Number(document.documentElement.dataset.shown ?? 0)"
LINES = "[...document.querySelectorAll('.drawing svg path')].map(p => p.getAttribute('d')).join('|')"
EACH = """[...document.querySelectorAll('figure.fan')].map(
  f => [...f.querySelectorAll('svg path')].map(p => p.getAttribute('d')).join('|'))"""
SLOW_DRAWINGS = """() => {
  const quick = window.vegaEmbed;
  let under_way = 0;
  window.most = 0;
  window.vegaEmbed = async (...asked) => {
    window.most = Math.max(window.most, ++under_way);
    await new Promise((done) => setTimeout(done, 400));
    under_way -= 1;
    return quick(...asked);
  };
}"""
BELOW = "[...document.querySelectorAll('figure.fan')].filter(f => f.getBoundingClientRect().top > innerHeight).length"


def asked_again(page, action):
    """Do something and wait until the pictures have followed it and nothing more is under way."""
    before = page.evaluate(SHOWN)
    action()
    page.until(f"{SHOWN} > {before}")


COLOURED = """[...document.querySelector('.fan .drawing svg').querySelectorAll('path')]
  .filter(e => e.getAttribute('stroke') && Number(e.getAttribute('stroke-width')) > 2)
  .map(e => [e.getAttribute('stroke'), e.getAttribute('stroke-dasharray') ?? ''])"""


def test_a_lever_moved_by_keyboard_redraws_the_fans_tells_its_dose_and_stands_in_the_address(visit):
    """Facts, doing nothing and the plan are three lines before and after; the dose is told to those who hear it."""
    page = visit("/city/hegang/act?lang=en")
    page.until(f"{SHOWN} > 0")
    before, coloured = page.evaluate(LINES), page.evaluate(COLOURED)
    assert page.inner_text("[data-value=subsidy]") == page.get_attribute("#subsidy", "aria-valuetext") == "not used"
    page.focus("#subsidy")
    asked_again(page, lambda: page.keyboard.press("End"))
    assert page.inner_text("[data-value=subsidy]").startswith("10")
    assert page.get_attribute("#subsidy", "aria-valuetext") == page.inner_text("[data-value=subsidy]")
    assert page.get_attribute("#finding", "aria-live") == "polite"
    assert page.get_attribute("#money", "role") == "status"
    assert page.evaluate(LINES) != before
    for lines in (coloured, page.evaluate(COLOURED)):
        assert len(lines) == len({tuple(line) for line in lines}) == 3
    assert "subsidy=0.1" in page.url
    assert page.complaints == []


def test_pictures_out_of_view_follow_once_the_lever_rests(visit):
    page = visit("/city/hegang/act?lang=en")
    page.until(f"{SHOWN} > 0")
    assert page.evaluate(BELOW) >= 3
    before = page.evaluate(EACH)
    page.focus("#public_services_spending")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    page.until(f"({EACH}).every((lines, at) => lines !== {before!r}[at])")


def test_small_pictures_tell_facts_until_a_lever_is_set(visit):
    """Empty axes told nothing. With a lever they are what it changes, and once it is let go of facts again."""
    page = visit("/city/hegang/act?lang=en")
    page.until(f"{SHOWN} > 0")
    small = "[...document.querySelectorAll('.fans .fan')]"
    areas, unit = "f.querySelectorAll('.drawing svg .mark-area').length", "f.querySelector('h3 .subtitle').textContent"
    drawn = f"{small}.map(f => [{areas}, {unit}])"
    before = page.evaluate(drawn)
    assert len(before) == 5
    assert not any("changes" in unit for _, unit in before)
    assert all(count == 2 for count, _ in before)
    page.focus("#public_services_spending")
    asked_again(page, lambda: page.keyboard.press("End"))
    assert all("changes" in unit for _, unit in page.evaluate(drawn))
    page.click("#reset")
    page.until(f"!{small}.some(f => f.querySelector('h3 .subtitle').textContent.includes('changes'))")
    assert page.evaluate(drawn) == before
    assert page.complaints == []


LENT = "Object.defineProperty(navigator, 'clipboard', {value: %s});"
LENDS = {True: LENT % "{writeText: async (text) => { window.kept = text; }}", False: LENT % "undefined"}


@pytest.mark.parametrize("lends", LENDS)
def test_a_link_is_copied_only_where_the_browser_lends_a_clipboard(visit, lends):
    """Browsers lend none to plain addresses of other machines: a button that does nothing is not shown."""
    page = visit("/city/hegang/act?lang=en&retraining_coverage=0.5", script=LENDS[lends])
    page.until(f"{SHOWN} > 0")
    assert page.is_visible("#copy") == lends
    if lends:
        page.click("#copy")
        page.until("window.kept !== undefined")
        assert "retraining_coverage=0.5" in page.evaluate("window.kept")
    page.goto(page.url.split("/act")[0] + "/past?lang=en")
    page.until("document.querySelector('button[data-copies]') !== null")
    page.wait_for_timeout(300)
    assert page.is_visible("button[data-copies]") == lends
    assert page.complaints == []


def test_a_link_restores_the_exact_picture(visit):
    page = visit("/city/hegang/act?lang=en")
    page.until(f"{SHOWN} > 0")
    page.focus("#public_services_spending")
    asked_again(page, lambda: page.keyboard.press("End"))
    page.until("document.querySelector('[data-value=public_services_spending]').textContent.startsWith('5')")
    again = visit(page.url.partition("127.0.0.1")[2].partition("/")[1] + page.url.split("/", 3)[3])
    again.until(f"{SHOWN} > 0")
    assert again.evaluate(LINES) == page.evaluate(LINES)
    assert again.inner_text("#finding") == page.inner_text("#finding")


def test_undo_goes_back_step_by_step(visit):
    page = visit("/city/hegang/act?lang=en")
    page.until(f"{SHOWN} > 0")
    assert page.is_disabled("#undo")
    lines = [page.evaluate(LINES)]
    for lever in ("subsidy", "retraining_coverage"):
        page.focus(f"#{lever}")
        asked_again(page, lambda: page.keyboard.press("End"))
        lines.append(page.evaluate(LINES))
    for earlier in lines[-2::-1]:
        asked_again(page, lambda: page.focus("#undo") or page.keyboard.press("Enter"))
        page.until(f"{LINES} === {earlier!r}")
    assert page.is_disabled("#undo")
    assert page.input_value("#subsidy") == "0"


def test_a_click_on_a_track_sets_a_dose_of_its_steps_and_one_undo_takes_it_back(visit):
    """The slider goes to the pointer, as one expects of it; what was clicked by mistake is one press away."""
    page = visit("/city/hegang/act?lang=en&retraining_coverage=0.5")
    page.until(f"{SHOWN} > 0")
    before = page.evaluate(LINES), page.inner_text("#finding"), page.url
    steps = "(e => Math.abs(e.value / e.dataset.grid - Math.round(e.value / e.dataset.grid)))"
    for _ in range(2):  # what undo has set keeps its steps
        box = page.locator("#subsidy").bounding_box()
        at = {"x": box["width"] * 0.633, "y": box["height"] / 2}
        asked_again(page, lambda at=at: page.click("#subsidy", position=at))
        page.until("location.search.includes('subsidy')")
        assert float(page.input_value("#subsidy")) == pytest.approx(0.063, abs=0.004)
        assert page.evaluate(f"{steps}(document.getElementById('subsidy'))") < 1e-6
        assert page.evaluate("history.state.depth") == 1
        asked_again(page, lambda: page.click("#undo"))
        page.until(f"{LINES} === {before[0]!r}")
        assert (page.inner_text("#finding"), page.url) == before[1:]
        assert page.input_value("#subsidy") == "0"
    assert page.is_disabled("#undo")


def test_a_shock_gives_other_axes_and_other_fans(visit):
    page = visit("/city/hegang/act?lang=zh")
    page.until(f"{SHOWN} > 0")
    before = page.evaluate(LINES)
    asked_again(page, lambda: page.check("input[value=price_fall]"))
    assert page.evaluate(LINES) != before
    assert "shock=price_fall" in page.url
    assert page.complaints == []


def test_paths_and_what_differs_stand_above_each_other_and_another_picture_can_be_picked(visit):
    page = visit("/city/hegang/act?lang=en&public_services_spending=0.02")
    page.until(f"{SHOWN} > 0")
    assert page.inner_text("#paths-unit") == "thousand people"
    assert "per cent" in page.inner_text(".first [data-quantity=employment] h3")
    asked_again(page, lambda: page.select_option("select[name=first]", "house_price"))
    assert page.inner_text("#paths-of") == "House price (listing)"
    assert page.evaluate(
        "document.querySelector('.first').contains(document.querySelector('[data-quantity=house_price]'))"
    )
    assert "first=house_price" in page.url
    assert page.complaints == []


def test_a_chip_lets_go_of_its_lever_and_keeps_the_others(visit):
    page = visit("/city/hegang/act?lang=en&tax_relief=0.1&retraining_coverage=0.5")
    page.until(f"{SHOWN} > 0")
    asked_again(page, lambda: page.click("[data-off=tax_relief]"))
    assert page.input_value("#tax_relief") == "0"
    assert page.evaluate("[...document.querySelectorAll('#set a')].map(e => e.dataset.off)") == ["retraining_coverage"]
    assert "tax_relief" not in page.url
    assert "retraining_coverage=0.5" in page.url


def test_a_replay_goes_from_nothing_to_what_is_set_and_leaves_it_there(visit):
    page = visit("/city/hegang/act?lang=en&public_services_spending=0.02")
    page.until(f"{SHOWN} > 0")
    before = page.evaluate(LINES)
    page.evaluate("""() => { window.doses = []; const lever = document.getElementById("public_services_spending");
      new MutationObserver(() => window.doses.push(Number(lever.value)))
        .observe(document.querySelector("[data-value=public_services_spending]"), { childList: true }); }""")
    page.click("#replay")
    page.until("document.getElementById('replay').disabled")
    page.until("!document.getElementById('replay').disabled")
    doses = page.evaluate("window.doses")
    assert len(doses) >= 5
    assert doses == sorted(doses)
    assert page.input_value("#public_services_spending") == "0.02"
    page.until(f"{LINES} === {before!r}")


def test_the_studies_of_a_lever_lie_over_the_charts_and_go_by_a_key(visit):
    page = visit("/city/hegang/act?lang=en")
    page.until(f"{SHOWN} > 0")
    sheet = "#about-retraining_coverage"
    assert page.is_hidden(sheet)
    page.click(".lever:has(#retraining_coverage) summary")
    assert page.is_visible(sheet)
    levers = page.evaluate("document.getElementById('levers').getBoundingClientRect().left")
    box = page.evaluate(f"document.querySelector('.sheet:has({sheet})').getBoundingClientRect().right")
    assert box <= levers + 24  # no lever lies beneath it
    page.keyboard.press("Escape")
    assert page.is_hidden(sheet)


SEEN = """selector => { const box = document.querySelector(selector).getBoundingClientRect();
  return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight; }"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_finding_first_picture_and_all_levers_are_in_view_together(visit, language):
    page = visit(f"/city/hegang/act?lang={language}&public_services_spending=0.02", 1440)
    page.until(f"{SHOWN} > 0")
    levers = page.evaluate("[...document.querySelectorAll('input[type=range]')].map(e => '#' + e.id)")
    assert len(levers) == 16
    for selector in ("#finding", ".fan .drawing svg", "#set", "#payers", *levers):
        assert page.evaluate(SEEN, selector), selector


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_of_a_plan_lies_beside_the_levers_and_pushes_none_of_them_away(visit, language):
    page = visit(f"/city/hegang/act?lang={language}", 1440)
    page.until(f"{SHOWN} > 0")
    levers = page.evaluate("[...document.querySelectorAll('input[type=range]')].map(e => '#' + e.id)")
    opened = "#newest > details"
    for is_open in (False, True):
        assert page.evaluate("s => document.querySelector(s).open", opened) is is_open
        for selector in (*levers, "#newest .documents"):
            assert page.evaluate(SEEN, selector), (selector, is_open)
        page.click(f"{opened} > summary")
    assert page.evaluate("s => document.querySelector(s).open", opened) is False
    page.click(f"{opened} > summary")
    assert page.inner_text("#newest table")
    page.keyboard.press("Escape")
    assert page.is_hidden(f"{opened} .sheet")


TOLD_LINES = """() => { const told = document.querySelector('#finding'), counts = told.querySelectorAll('.counts a');
  if (counts.length) return new Set([...counts].map((each) => each.offsetTop)).size;
  return Math.round(told.getBoundingClientRect().height / parseFloat(getComputedStyle(told).lineHeight)); }"""


@pytest.mark.parametrize(("language", "cities"), [("en", ("hegang", "fuxin")), ("zh", ("hegang",))])
def test_on_a_phone_a_finding_takes_three_lines_at_most(visit, language, cities, run_page):
    """In both cities in English, which takes more room."""
    page = visit(f"{run_page}?lang={language}", 390)
    server = page.url.split("/city")[0]
    questions = ("stand", "next", "ahead", "past", "unknown")
    for address in (run_page, *(f"/city/{of}/{q}" for of in cities for q in questions)):
        page.goto(f"{server}{address}?lang={language}")
        assert 1 <= page.evaluate(TOLD_LINES) <= 3, (address, page.inner_text("#finding"))


def test_on_a_phone_finding_and_cost_stay_while_levers_scroll(visit):
    page = visit("/city/hegang/act?lang=en&public_services_spending=0.02", 360)
    page.until(f"{SHOWN} > 0")
    page.evaluate("document.querySelectorAll('.lever')[9].scrollIntoView({block: 'end'})")
    for selector in ("#finding", "#money"):
        assert page.evaluate(SEEN, selector), selector
    assert page.evaluate("document.querySelector('.told').getBoundingClientRect().height") < 0.4 * 900


def test_the_first_lever_is_reached_within_twelve_tabs(visit):
    page = visit("/city/hegang/act?lang=en")
    page.until(f"{SHOWN} > 0")
    page.tab_to(".skip[href='#levers']", 2)
    page.keyboard.press("Enter")
    page.tab_to("input[type=range]", 10)


def no_answer(route):
    """A connection that is refused."""
    route.abort()


def page_of_a_proxy(route):
    """An answer by somebody on the way."""
    route.fulfill(status=502, content_type="text/html", body="<html><body>Bad gateway</body></html>")


def page_in_place_of_an_answer(route):
    """A page to log in, as if it were the answer."""
    route.fulfill(status=200, content_type="text/html", body="<html><body>Sign in</body></html>")


def half_an_answer(route):
    """The first half of the true answer."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text()[: len(answer.text()) // 2])


LOST = "document.getElementById('refused').textContent.includes('does not answer')"


def on_the_way(page, pattern):
    """Sets what becomes of requests from now on, None for nothing. One route a visit: a new one may miss the next."""
    happens = {}
    page.route(pattern, lambda route: happens["fault"](route) if happens.get("fault") else route.continue_())
    return lambda fault: happens.update(fault=fault)


def test_a_lost_request_says_so_and_is_made_again(visit):
    page = visit("/city/hegang/act?lang=en")
    befall = on_the_way(page, "**/what-if.json**")
    page.until(f"{SHOWN} > 0")
    page.focus("#subsidy")
    faults = (no_answer, page_of_a_proxy, page_in_place_of_an_answer, half_an_answer)
    for fault, key in zip(faults, ("End", "ArrowLeft", "ArrowLeft", "ArrowLeft"), strict=True):
        before = page.inner_text("[data-value=subsidy]")
        befall(fault)
        page.keyboard.press(key)
        page.until(LOST)
        befall(None)
        page.until(f"!{LOST}")
        told = page.inner_text("[data-value=subsidy]")
        assert told == page.get_attribute("#subsidy", "aria-valuetext") != before, fault


def test_pictures_that_did_not_come_are_asked_for_again(visit):
    """The pictures of a new width are refused: that is said, and then they come, and levers move as before."""
    page = visit("/city/hegang/act?lang=en")
    befall = on_the_way(page, "**/what-if-pictures.json**")
    page.until(f"{SHOWN} > 0")
    for fault, width in ((no_answer, 1000), (page_of_a_proxy, 1440), (half_an_answer, 1000)):
        befall(fault)
        before = page.evaluate(SHOWN)
        page.set_viewport_size({"width": width, "height": 800})
        page.until(LOST)
        befall(None)
        page.until(f"{SHOWN} > {before}")
        assert "does not answer" not in page.inner_text("#refused"), fault
    page.focus("#subsidy")
    asked_again(page, lambda: page.keyboard.press("End"))
    assert page.inner_text("[data-value=subsidy]").startswith("10")


def test_levers_move_after_the_window_was_dragged(visit):
    """Fifteen widths one after another, each long enough for drawing to begin: no picture is drawn twice at a time."""
    page = visit("/city/hegang/act?lang=en")
    page.until(f"{SHOWN} > 0")
    page.evaluate(SLOW_DRAWINGS)
    for step in range(15):
        page.set_viewport_size({"width": 1440 - 40 * step, "height": 900})
        page.wait_for_timeout(230)
    for key in ("End", "Home", "End"):
        page.focus("#subsidy")
        asked_again(page, lambda key=key: page.keyboard.press(key))
    assert page.inner_text("[data-value=subsidy]").startswith("10")
    assert page.evaluate("window.most") == page.evaluate("document.querySelectorAll('figure.fan').length")


def test_keys_on_one_lever_are_one_step_back(visit):
    page = visit("/city/hegang/act?lang=en")
    page.until(f"{SHOWN} > 0")
    page.focus("#subsidy")
    for _ in range(5):
        asked_again(page, lambda: page.keyboard.press("ArrowRight"))
    assert page.evaluate("history.state.depth") == 1
    asked_again(page, lambda: page.click("#undo"))
    assert page.input_value("#subsidy") == "0"


def test_another_language_and_another_question_keep_the_scenario(visit):
    """The language is changed on the page of levers, and on one that has none."""
    page = visit("/city/hegang/act?lang=en&until=2040")
    page.until(f"{SHOWN} > 0")
    page.focus("#retraining_coverage")
    asked_again(page, lambda: page.keyboard.press("End"))

    def is_kept():
        return (page.input_value("#retraining_coverage"), page.input_value("select[name=until]")) == ("1", "2040")

    page.click("a.language")
    page.until(f"document.documentElement.lang === 'zh-CN' && {SHOWN} > 0")
    assert is_kept()
    page.click(".questions a[href*='/past']")
    page.until("location.pathname.endsWith('/past')")
    page.click("a.language")
    page.until("document.documentElement.lang === 'en'")
    page.click(".questions a[href*='/act']")
    page.until(f"location.pathname.endsWith('/act') && {SHOWN} > 0")
    assert is_kept()


def test_all_levers_go_to_zero_at_once(visit):
    page = visit("/city/hegang/act?lang=en&retraining_coverage=0.5")
    page.until(f"{SHOWN} > 0")
    asked_again(page, lambda: page.click("#reset"))
    assert "retraining" not in page.url
    assert page.inner_text("[data-value=retraining_coverage]") == "not used"


def test_from_the_first_page_to_the_answer_of_each_question_by_keyboard_alone(visit):
    page = visit("/?lang=zh")
    page.tab_to("#q")
    page.keyboard.type("鹤岗")
    page.keyboard.press("Enter")
    page.until("location.pathname === '/city/hegang'")  # the only match opens, with the first question
    for question in (*QUESTIONS[1:], QUESTIONS[0]):
        page.tab_to(f".questions a[href*='/{question}']")
        page.keyboard.press("Enter")
        page.until(f"location.pathname.endsWith('/{question}')")
        assert page.get_attribute("html", "lang") == "zh-CN"
        assert page.inner_text("#finding")
        if question in ("stand", "next", "ahead"):  # the numbers of a picture as a table
            page.tab_to("figure details summary")
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.closest('details').open")
        if question == "act":
            page.until(f"{SHOWN} > 0")
            page.tab_to("#retraining_coverage")
            asked_again(page, lambda: page.keyboard.press("ArrowRight"))
            assert "retraining_coverage=" in page.url
    assert page.complaints == []


def test_any_number_leads_to_its_story_and_back_by_keyboard_alone(visit):
    page = visit("/city/hegang/stand?lang=en")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the frame of the site, to the content
    page.tab_to(".tiles a.story")
    page.keyboard.press("Enter")
    page.until("location.pathname.includes('/number/')")
    assert "census2020" in page.inner_text("main")
    page.tab_to("main a[href='/city/hegang']")
    page.keyboard.press("Enter")
    page.until("location.pathname === '/city/hegang'")
    assert page.complaints == []


def test_the_table_of_cities_follows_its_filters(visit):
    page = visit("/cities?listed=1&lang=en")
    page.select_option("select[name=type]", "declining")
    page.until("document.querySelectorAll('.cities tbody tr').length === 67")
    assert "type=declining" in page.url
    page.fill("main input[name=q]", "鹤岗")
    page.until("document.querySelectorAll('.cities tbody tr').length === 1")
    assert page.complaints == []


def test_without_scripts_the_page_still_answers(visit):
    page = visit("/city/hegang/act?lang=en&retraining_coverage=0.5", java_script_enabled=False)
    assert page.locator(".fan img").count() == 7
    assert page.locator(".what-if button:not([type])").count() == 1


def printed(page):
    """The text of a page as it is printed on A4, as `closed` has it."""
    return closed("".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages))


def closed(text):
    """A text without its spaces and breaks of lines, joined letters parted."""
    return "".join(normalize("NFKC", text).split())


def test_what_levers_show_is_printed(visit):
    page = visit("/city/hegang/act?lang=en", color_scheme="dark")
    page.until(f"{SHOWN} > 0")
    page.focus("#subsidy")
    asked_again(page, lambda: page.keyboard.press("End"))
    seen = [page.inner_text(each) for each in ("#finding", "#money", "[data-value=subsidy]", ".what-if figcaption")]
    text = printed(page)
    assert [each for each in seen if closed(each) not in text] == []
    assert "Undo" not in text


def test_a_city_is_printed_with_the_leads_of_its_folded_parts(visit):
    page = visit("/city/hegang/stand?lang=en")
    leads = page.evaluate("[...document.querySelectorAll('.part:not([open]) > summary .lead')].map(e => e.textContent)")
    text = printed(page)
    assert len(leads) > 5
    assert [lead for lead in leads if closed(lead) not in text] == []


PALE = """() => [...document.querySelectorAll("main svg text, main p, main td, main li")]
  .filter(e => e.getBoundingClientRect().width > 0 && e.textContent.trim())
  .map(e => getComputedStyle(e)[e instanceof SVGElement ? "fill" : "color"])
  .filter(colour => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 140;
  })"""


def test_a_plan_is_printed_dark_on_white_from_the_dark_theme(visit, run_page):
    page = visit(f"{run_page}?lang=en", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(PALE) == []
    text = printed(page)
    heads = page.evaluate("[...document.querySelectorAll('main h2')].map(e => e.textContent)")
    assert heads
    assert [head for head in heads if closed(head) not in text] == []


POINTED = """name => { const figure = document.querySelector(`[data-quantity=${name}]`);
  return [figure.querySelector(".readout").textContent, !figure.querySelector(".pointed").hidden]; }"""


def test_values_of_a_picture_are_read_where_the_pointer_stands_and_by_keys(visit):
    page = visit("/city/hegang/act?lang=en&public_services_spending=0.02")
    page.until(f"{SHOWN} > 0")
    box = page.locator("[data-quantity=employment] .drawing svg").bounding_box()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + box["height"] / 2)
    text, is_marked = page.evaluate(POINTED, "employment")
    assert is_marked
    year = int(text[:4])
    assert 2033 <= year <= 2042
    assert "90 %:" in text
    page.focus("[data-quantity=employment] .drawing")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(POINTED, "employment")[0].startswith(str(year + 1))
    numbers = page.request.get(page.url.split("/act")[0] + "/what-if.csv?public_services_spending=0.02").text()
    (row,) = [r.split(",") for r in numbers.splitlines() if f"employment,share,difference,{year + 1}," in r]
    told = float(page.evaluate(POINTED, "employment")[0].split(": ")[1].split(" ")[0].replace("−", "-"))
    assert told == pytest.approx(100 * float(row[6]), rel=0.01)
