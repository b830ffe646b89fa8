"""The supervisor's live view, while somebody needs help."""

import pytest
from selenium.webdriver.common.keys import Keys

from scenario import Supervisor


@pytest.mark.parametrize("language, width", [("fa", 390), ("en", 1440)])
def test_supervisor_takes_a_request_that_they_see_ring(browser, site, unanswered, language, width):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall(language, width)
    request = site.asks_for_help("104", "*5004")
    supervisor.sees(request, "ringing_operator", "ringing_manager")
    browser.photograph(f"supervisor-ringing-{language}-{width}")
    supervisor.acts(request, "[data-act=take] button")
    supervisor.sees(request, "connected")
    found = site.ask("GET", f"/v1/help-requests/{request}")
    assert found["manager"]["extension"] == "200", found
    supervisor.sees_it_end(request)


def test_supervisor_comes_to_a_live_call(browser, site, talkative):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall("en", 1440)
    request = site.asks_for_help("101", "*5003")
    supervisor.sees(request, "connected")
    browser.photograph("supervisor-connected-en-1440")
    listen, whisper = (f"li[data-id='{request}'] button[value={mode}]" for mode in ["listen", "whisper"])
    browser.tab_to(listen)
    browser.press(Keys.ENTER)
    browser.find(".toast.floating")
    site.wait(request, lambda found: [visit["state"] for visit in found["supervisors"]] == ["joined"])
    # What they do already is not offered, and the keyboard stays at that request.
    browser.wait(lambda _: browser.has_focus(f"li[data-id='{request}'] h3"), "the focus is lost")
    assert not browser.all(listen)

    # Who is on the call already is not rung.
    browser.wait_until_gone(".toast.floating")
    browser.tab_to(whisper)
    browser.press(Keys.ENTER)
    site.wait(request, lambda found: [visit["mode"] for visit in found["supervisors"]] == ["whisper"])
    browser.find(f"{listen}:not([aria-disabled])")
    assert not browser.all(".toast.floating")
    supervisor.sees_it_end(request)


def test_a_button_whose_request_has_ended_gives_the_focus_to_no_button_of_another_one(
    browser, site, talkative, unanswered
):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall("en", 1440)
    first = site.asks_for_help("101", "*5004")
    supervisor.sees(first, "ringing_manager")
    second = site.asks_for_help("104", "*5004")
    supervisor.sees(second, "connected")
    browser.tab_to(f"li[data-id='{first}'] [data-act=take] button")
    site.ask("POST", f"/v1/help-requests/{first}/cancel")
    supervisor.sees_it_end(first)
    browser.wait(lambda _: browser.has_focus(".wall-count"), "the focus is elsewhere")
    site.ask("POST", f"/v1/help-requests/{second}/cancel")
    supervisor.sees_it_end(second)


def test_a_button_that_is_gone_when_a_helper_answers_gives_the_focus_to_no_other_button(
    browser, site, talkative, unanswered
):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall("en", 1440)
    request = site.asks_for_help("104", "*5004")
    supervisor.sees(request, "ringing_manager")
    browser.tab_to(f"li[data-id='{request}'] [data-act=take] button")
    site.ask("POST", f"/v1/help-requests/{request}/take", {"extension": "261"})
    supervisor.sees(request, "connected")
    browser.wait(lambda _: browser.has_focus(f"li[data-id='{request}'] h3"), "the focus is elsewhere")
    supervisor.sees_it_end(request)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_words_of_a_chart_can_be_read_on_any_screen(browser, width):
    browser.be(width)
    browser.speak("fa")
    browser.sign_in("supervisor")
    browser.open("/supervisor/statistics?period=month")
    browser.find(".chart .label")
    sizes = browser.driver.execute_script(
        """
        const chart = document.querySelector('.chart');
        const scale = chart.getBoundingClientRect().width / chart.viewBox.baseVal.width;
        return [...chart.querySelectorAll('text')].map(text => parseFloat(getComputedStyle(text).fontSize) * scale);
        """
    )
    assert min(sizes) > 10, sizes
    boxes = browser.driver.execute_script(
        """
        return [...document.querySelectorAll('.chart .label')].map(label => label.getBoundingClientRect())
          .filter(box => box.width).map(box => [box.left, box.right]).sort((one, other) => one[0] - other[0]);
        """
    )
    assert all(one[1] <= other[0] for one, other in zip(boxes, boxes[1:])), f"labels lie over each other: {boxes}"


def person(extension, state):
    return f"li[data-person='{extension}'][data-presence-state={state}]"


@pytest.mark.parametrize("language, width", [("fa", 390), ("en", 1440)])
def test_supervisor_sets_the_presence_of_somebody_in_their_departments(browser, site, language, width):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall(language, width)
    browser.find(person("200", "online"))
    for state in ["break", "online"]:
        browser.click("li[data-person='200'] summary")
        browser.tab_to(f"li[data-person='200'] button[value={state}]")
        browser.press(Keys.ENTER)
        browser.find(person("200", state))
        browser.wait(lambda _: browser.has_focus("li[data-person='200'] summary"), "the focus is lost")
        browser.photograph(f"supervisor-presence-{state}-{language}-{width}")
        assert site.ask("GET", "/v1/presence/200")["presence"] == state
    assert not browser.is_too_wide()


@pytest.mark.parametrize("language, width", [("fa", 390), ("en", 1440)])
def test_an_emergency_stays_until_somebody_has_seen_it(browser, site, unanswered, language, width):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall(language, width)
    # Others may have open requests already, which are counted as well.
    title = browser.driver.title.split(") ")[-1]
    request = site.ask("POST", "/v1/help-requests", {"operator": "104", "route": "*5004", "urgency": "emergency"})["id"]
    browser.find(f"[data-alarm='{request}'] .alarm-text")
    alarmed = browser.driver.title
    assert alarmed.startswith("(") and alarmed.endswith(f") {title}")
    assert browser.driver.find_element("css selector", "link[rel=icon]").get_attribute("href").startswith("data:image")
    site.ask("POST", f"/v1/help-requests/{request}/cancel")
    supervisor.sees_it_end(request)
    browser.find(f"[data-alarm='{request}'] .alarm-over")
    browser.photograph(f"supervisor-alarm-{language}-{width}")
    browser.press_button(f"[data-alarm='{request}'] button")
    browser.wait_until_gone(f"[data-alarm='{request}']")
    browser.wait(lambda driver: driver.title != alarmed and driver.title.endswith(title), "the title")


REMEMBER_NOTIFICATIONS = """
    window.told = [];
    window.Notification = class {
        static permission = 'default';
        static async requestPermission() { return Notification.permission = 'granted'; }
        constructor(title, options) { window.told.push([title, options.body, options.dir, options.requireInteraction]); }
    };
"""


@pytest.mark.parametrize("language, width", [("fa", 1440), ("en", 1440)])
def test_the_desktop_tells_of_a_new_request_once_that_was_asked_for_with_the_keyboard(
    browser, site, unanswered, language, width
):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall(language, width)
    browser.driver.execute_script(REMEMBER_NOTIFICATIONS)
    switch = "#notices [data-notice=desktop]"
    browser.tab_to(switch)
    browser.press(Keys.ENTER)
    browser.find(f"{switch}[aria-pressed=true]")
    request = site.ask("POST", "/v1/help-requests", {"operator": "104", "route": "*5004", "urgency": "emergency"})["id"]
    told = browser.wait(lambda driver: driver.execute_script("return window.told"), "nothing is told")
    title, text, direction, stays = told[0]
    assert title == {"fa": "اضطراری", "en": "Emergency"}[language]
    assert "پروین کاظمی" in text and stays and direction == ("rtl" if language == "fa" else "ltr")
    site.ask("POST", f"/v1/help-requests/{request}/cancel")
    supervisor.sees_it_end(request)
    browser.press_button(f"[data-alarm='{request}'] button")
    browser.press_button(f"{switch}[aria-pressed=true]")


def test_the_sound_is_switched_on_and_remembered(browser, site):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall("en", 1440)
    browser.press_button("#notices [data-notice=sound][aria-pressed=false]")
    browser.find("#notices [data-notice=sound][aria-pressed=true]")
    browser.open("/supervisor")
    browser.press_button("#notices [data-notice=sound][aria-pressed=true]")
    browser.find("#notices [data-notice=sound][aria-pressed=false]")


# What a browser does to a page that nobody has touched yet; each tone that the page plans is counted.
SLEEPING_SOUND = """
    window.tones = 0;
    window.isAwake = false;
    window.AudioContext = class extends AudioContext {
        get state() { return window.isAwake ? 'running' : 'suspended'; }
        async resume() {}
        createOscillator() { window.tones += 1; return super.createOscillator(); }
    };
"""


def test_alarms_that_may_not_be_heard_are_not_saved_up(browser, site, unanswered):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall("en", 1440)
    browser.driver.execute_script("localStorage.setItem('helpbridge-notice-sound', 'on')")
    script = browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": SLEEPING_SOUND})
    try:
        browser.open("/supervisor")
        browser.find(".wall-count")
        emergency = {"operator": "104", "route": "*5004", "urgency": "emergency"}
        request = site.ask("POST", "/v1/help-requests", emergency)["id"]
        browser.find(f"[data-alarm='{request}'] .alarm-text")
        # The alarm has been raised once by now.
        assert browser.driver.execute_script("return window.tones") == 0
        browser.driver.execute_script("window.isAwake = true")
        # It is repeated while nobody has answered.
        browser.wait(lambda driver: driver.execute_script("return window.tones") > 0, "nothing is heard")
        site.ask("POST", f"/v1/help-requests/{request}/cancel")
        supervisor.sees_it_end(request)
        browser.press_button(f"[data-alarm='{request}'] button")
    finally:
        browser.driver.execute_cdp_cmd(
            "Page.removeScriptToEvaluateOnNewDocument", {"identifier": script["identifier"]}
        )


FAST_CLOCK = "{ const now = Date.now; Date.now = () => now() + 600_000; }"


def test_the_wall_counts_how_long_somebody_waits_by_the_clock_of_the_bridge(browser, site, unanswered):
    script = browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": FAST_CLOCK})
    try:
        supervisor = Supervisor(browser, site)
        supervisor.opens_the_wall("en", 1440)
        request = site.asks_for_help("104", "*5004")
        counted = browser.text(f"li[data-id='{request}'] time")
        # The computer is ten minutes ahead.
        assert int(counted.split(":")[0]) < 5, counted
        site.ask("POST", f"/v1/help-requests/{request}/cancel")
        supervisor.sees_it_end(request)
    finally:
        browser.driver.execute_cdp_cmd(
            "Page.removeScriptToEvaluateOnNewDocument", {"identifier": script["identifier"]}
        )


def test_a_screen_on_the_wall_follows_without_anything_to_press(browser, site, unanswered):
    browser.be(1440)
    browser.sign_in("supervisor")
    browser.open("/supervisor/tv")
    request = site.asks_for_help("104", "*5004")
    browser.find(f".tv li[data-id='{request}']")
    assert not browser.all("main button, main form")
    browser.photograph("supervisor-tv-1440")
    site.ask("POST", f"/v1/help-requests/{request}/cancel")
    browser.wait_until_gone(f".tv li[data-id='{request}']")
