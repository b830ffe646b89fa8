"""The help request from the header of any page: asked for, seen through, and given up without leaving the page."""

import pytest
from selenium.webdriver.common.keys import Keys

import pages
from conftest import helped_by

LOOKS = [("fa", 390), ("fa", 1440), ("en", 390), ("en", 1440)]

PAGES = ["/panel", "/supervisor", "/supervisor/history", "/supervisor/statistics", "/admin", "/admin/routes", "/admin/operators/101"]
"""One of each kind."""


class HelpButton:
    def __init__(self, browser, site):
        self.browser = browser
        self.site = site

    def opens(self):
        self.browser.click(".help-open")
        self.browser.find("#help-ask, #help-popover article[data-open]")

    def chooses(self, extension):
        self.browser.click(f"#help-popover select[name=operator] option[value='{extension}']")

    def sees_request(self, *states):
        wanted = ", ".join(f"#help-popover article[data-state={state}]" for state in states)
        return self.browser.read(wanted, lambda article: article.get_attribute("data-id"))

    def cancels(self):
        self.browser.press_button("#help-popover form[data-cancel] button")
        self.sees_request("cancelled")
        self.browser.wait(lambda _: self.browser.has_focus("#help-popover *"), "the focus is lost")


@pytest.fixture
def button(browser, site):
    return HelpButton(browser, site)


def remembers(browser, extension):
    """As if they had chosen that extension on an earlier day."""
    browser.driver.execute_cdp_cmd(
        "Network.setCookie", {"name": "helpbridge-operator", "value": extension, "url": browser.site.url}
    )


@pytest.mark.parametrize("language, width", LOOKS)
def test_somebody_asks_from_the_page_that_they_are_on_and_stays_there(browser, site, button, language, width):
    browser.be(width)
    browser.speak(language)
    browser.sign_in("admin")
    remembers(browser, "103")
    browser.open("/admin/routes")
    here = browser.page()
    box = browser.find(".help-open").rect
    # The top start corner.
    middle = box["x"] + box["width"] / 2
    assert box["y"] < 60 and (middle > width / 2 if language == "fa" else middle < width / 2), box

    button.opens()
    assert browser.find(".help-open").get_attribute("aria-expanded") == "true"
    assert browser.value("#help-popover select[name=operator]") == "103"
    browser.click("#help-popover input[name=route][value='*5004']")
    browser.click("#help-popover input[name=mode][value=consult]")
    browser.click("#help-popover summary")
    browser.fill("#help-reason", "یک پرسش" if language == "fa" else "A question")
    browser.fill("#help-customer", "+989120000000")
    browser.photograph(f"help-button-form-{language}-{width}")
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide()
    popover = browser.find("#help-popover").rect
    assert popover["x"] >= 0 and popover["x"] + popover["width"] <= width, popover

    browser.click("#help-popover .help-send")
    request = button.sees_request("accepted", "ringing_operator", "ringing_manager", "connected", "completed")
    asked = site.ask("GET", f"/v1/help-requests/{request}")
    assert (asked["operator"], asked["route"], asked["mode"]) == ("103", "*5004", "consult")
    assert (asked["customer"], asked["reason"] is not None) == ("+989120000000", True)
    button.sees_request("connected", "completed")
    assert "Emma Brown" in browser.text("#help-popover article")
    browser.photograph(f"help-button-connected-{language}-{width}")
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide()
    button.sees_request("completed")

    # The next one is about somebody else.
    assert (browser.driver.find_element("id", "help-customer").get_property("value"),
            browser.driver.find_element("id", "help-reason").get_property("value")) == ("", "")
    browser.click("[data-close]")
    browser.wait_until_gone("#help-popover")
    browser.wait_until_gone(".help-state")
    assert browser.page() == here


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_shows_the_request_that_a_program_made_and_cancels_it(
    browser, site, button, unanswered, path, language
):
    browser.be(390)
    browser.speak(language)
    browser.sign_in("admin")
    remembers(browser, "104")
    browser.open(path)
    here = browser.page()
    browser.find(".help-open")
    request = site.asks_for_help("104", "*5004")
    browser.find(".help-state")
    button.opens()
    assert button.sees_request("accepted", "ringing_operator", "ringing_manager") == request
    browser.photograph(f"help-button-elsewhere-{pages.name(path)}-{language}")
    assert not browser.is_too_wide()
    button.cancels()
    site.wait(request, lambda found: found["outcome"] == "cancelled")
    assert browser.page() == here


@pytest.mark.parametrize("language", ["fa", "en"])
def test_everything_is_done_with_the_keyboard(browser, site, button, language):
    browser.be(1440)
    browser.speak(language)
    browser.sign_in("operator")
    browser.open("/panel")
    browser.tab_to(".help-open")
    opener = browser.driver.switch_to.active_element
    assert opener.get_attribute("aria-expanded") == "false"
    browser.press(Keys.ENTER)
    browser.find("#help-popover")
    browser.wait(lambda _: browser.has_focus("#help-popover *"), "the focus stays outside")
    assert opener.get_attribute("aria-expanded") == "true"

    browser.press(Keys.ESCAPE)
    browser.wait_until_gone("#help-popover")
    assert browser.has_focus(".help-open")
    assert opener.get_attribute("aria-expanded") == "false"

    browser.press(Keys.SPACE)
    browser.find("#help-popover")
    browser.choose("#help-popover input[name=route][value='*5004']")
    browser.tab_to("#help-popover input[name=mode]")
    browser.tab_to("#help-popover .help-send")
    browser.press(Keys.ENTER)
    request = button.sees_request("accepted", "ringing_operator", "ringing_manager", "connected", "completed")
    browser.wait(lambda _: browser.has_focus("#help-popover *"), "the focus is lost")
    # A screen reader is told, once: on this page by the panel.
    browser.wait(lambda _: browser.driver.execute_script("return document.getElementById('says').textContent") != "")
    # The page below shows the same.
    assert browser.read("#request article", lambda article: article.get_attribute("data-id")) == request
    button.sees_request("completed")
    browser.tab_to("[data-close]")
    browser.press(Keys.ENTER)
    browser.wait_until_gone("#help-popover")
    assert browser.has_focus(".help-open")


# What the page fetches is counted, and other routes come with the form.
OTHER_ROUTES = """
    window.popovers = 0;
    const send = window.fetch;
    window.fetch = async (address, options) => {
        const answer = await send(address, options);
        if (!String(address).startsWith('/panel/popover?')) return answer;
        window.popovers += 1;
        const text = (await answer.text()).replaceAll('*5004', '*5999');
        return new Response(text, {status: answer.status});
    };
"""


def test_the_routes_are_those_of_the_extension_that_was_chosen(browser, button):
    browser.speak("en")
    browser.sign_in("admin")
    remembers(browser, "104")
    browser.open("/panel")
    before = "#ask input[name=route][value='*5004']"
    browser.find(before)
    # As if the next extension were on another PBX.
    browser.driver.execute_script(OTHER_ROUTES)
    browser.click("#ask select[name=operator] option[value='103']")
    browser.find("#ask input[name=route][value='*5999']")
    assert not browser.all(before)


def test_a_button_that_is_pressed_twice_opens_one_form(browser, button):
    browser.speak("en")
    browser.sign_in("operator")
    browser.open("/panel")
    browser.driver.execute_script(
        f"{OTHER_ROUTES} const opener = document.querySelector('.help-open'); opener.click(); opener.click();"
    )
    browser.find("#help-popover form")
    assert browser.driver.execute_script("return window.popovers") == 1


def test_an_idle_page_learns_of_a_request_and_another_tab_cancels_it(browser, site, button, unanswered):
    browser.speak("en")
    browser.sign_in("operator")
    browser.open("/panel")
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    browser.open("/panel")
    request = site.asks_for_help("101", "*5004")
    browser.read(f"#request article[data-id='{request}']", lambda article: article.text)
    browser.press_button(f"#request form[data-cancel='{request}'] button")
    browser.read("#request article[data-state=cancelled]", lambda article: article.text)
    browser.driver.close()
    browser.driver.switch_to.window(first)
    # It was not in sight meanwhile, and says no more what is not so.
    browser.wait_until_gone("#request article[data-open]")
    assert not browser.all(".help-state:not([hidden])[data-tone=busy]")


def test_a_page_stays_with_its_extension_when_another_one_was_chosen_in_another_tab(browser, site, button, unanswered):
    browser.speak("en")
    browser.sign_in("several")
    remembers(browser, "104")
    browser.open("/panel")
    # What the other tab leaves behind.
    remembers(browser, "103")
    button.opens()
    assert browser.value("#help-popover select[name=operator]") == "104"
    browser.click("#help-popover input[name=route][value='*5004']")
    browser.click("#help-popover .help-send")
    request = button.sees_request("accepted", "ringing_operator", "ringing_manager")
    assert site.ask("GET", f"/v1/help-requests/{request}")["operator"] == "104"
    button.cancels()


def test_where_the_chosen_extension_has_no_route_nothing_is_sent_and_the_next_one_can_ask(browser, site, button, unanswered):
    browser.speak("en")
    browser.sign_in("admin")
    remembers(browser, "104")
    browser.open("/panel")
    # As it is on a PBX without a route of its own: what comes for that extension is the notice alone.
    browser.driver.execute_script(
        """
        const get = window.fetch;
        window.fetch = async (address, options) => {
          const answer = await get(address, options);
          if (!String(address).includes('/panel/popover?operator=103')) return answer;
          const part = document.createElement('template');
          part.innerHTML = await answer.text();
          part.content.querySelector('.ask-routes').innerHTML = '<p class="notice">none</p>';
          return new Response(part.innerHTML, {status: 200});
        };
        """
    )
    browser.click("#ask select[name=operator] option[value='103']")
    browser.wait_until_gone("#ask [name=route]")
    browser.wait_until_gone("#ask .ask-first button")
    browser.driver.execute_script("document.getElementById('ask').requestSubmit()")
    assert not browser.all("#request .help-sending")
    browser.click("#ask select[name=operator] option[value='104']")
    browser.click("#ask input[name=route][value='*5004']")
    browser.click("#ask button.primary[aria-disabled=false]")
    request = browser.read("#request article[data-open]", lambda article: article.get_attribute("data-id"))
    assert site.ask("GET", f"/v1/help-requests/{request}")["operator"] == "104"
    site.ask("POST", f"/v1/help-requests/{request}/cancel")


# As many cancellations as it says are answered in place of the bridge.
ANSWER_CANCELLATIONS = """
    const [count, status, code] = arguments;
    window.cancellations = 0;
    const send = window.fetch;
    window.fetch = async (address, options) => {
        if (!String(address).endsWith('/cancel') || window.cancellations++ >= count) return send(address, options);
        return new Response(JSON.stringify({code}), {status});
    };
"""


def press_cancel(browser, site, count, status, code="other"):
    browser.speak("en")
    browser.sign_in("operator")
    browser.open("/panel")
    request = site.asks_for_help("101", "*5004")
    browser.find(f"#request article[data-id='{request}'][data-open]")
    browser.driver.execute_script(ANSWER_CANCELLATIONS, count, status, code)
    browser.press_button(f"#request form[data-cancel='{request}'] button")
    return request


def test_a_cancellation_that_the_bridge_cannot_take_yet_is_sent_again(browser, site, unanswered):
    request = press_cancel(browser, site, 1, 503)
    site.wait(request, lambda found: found["outcome"] == "cancelled")
    browser.wait_until_gone("#network")
    assert not browser.all("#fault:not([hidden])")


def test_a_cancellation_that_fails_for_long_says_so(browser, site, unanswered):
    request = press_cancel(browser, site, 1_000_000, 500)
    browser.find("#network")
    assert not browser.all("#fault:not([hidden])")
    # As if two minutes had passed.
    browser.driver.execute_script("const now = Date.now; Date.now = () => now() + 180_000;")
    browser.see("That did not work", "#fault")
    site.ask("POST", f"/v1/help-requests/{request}/cancel")


def test_a_cancellation_that_is_refused_says_why(browser, site, unanswered):
    request = press_cancel(browser, site, 1, 409, "request_over")
    browser.see("This request is over already", "#fault")
    site.ask("POST", f"/v1/help-requests/{request}/cancel")


@pytest.mark.parametrize("language, name", [("fa", "مریم رستگاری"), ("en", "Emily Walker")])
def test_a_phone_shows_the_name_of_who_is_rung(browser, site, language, name):
    browser.be(390)
    browser.speak(language)
    browser.sign_in("admin")
    remembers(browser, "104")
    with helped_by(site, "260", name):
        browser.open("/admin/routes")
        browser.find(".help-open")
        request = site.asks_for_help("104", "*5004")
        browser.see(name, ".help-state")
        badge = browser.find(".help-state")
        assert badge.get_property("scrollWidth") <= badge.get_property("clientWidth")
        assert not browser.is_too_wide()
        site.ask("POST", f"/v1/help-requests/{request}/cancel")


def test_escape_puts_away_what_has_ended(browser, site, button, unanswered):
    browser.speak("en")
    browser.sign_in("admin")
    remembers(browser, "104")
    browser.open("/admin/routes")
    browser.find(".help-open")
    site.asks_for_help("104", "*5004")
    browser.find(".help-state")
    button.opens()
    button.cancels()
    browser.press(Keys.ESCAPE)
    browser.wait_until_gone("#help-popover")
    browser.wait_until_gone(".help-state")


def test_a_page_that_is_older_than_the_sign_in_says_that_it_is_to_be_loaded_again(browser, site):
    # Both have a session before the page is opened.
    for login in ["several", "operator"]:
        browser.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        browser.sign_in(login)
    browser.speak("en")
    browser.open("/panel")
    browser.click("input[name=route][value='*5004']")
    # Somebody signs in beside it.
    browser.sign_in("several")
    browser.click("#ask button.primary")
    browser.see("Load the page again", "#fault")
    browser.driver.get("about:blank")
    # The refusal of what was sent.
    browser.console_faults()


def test_the_chosen_extension_is_remembered(browser, site, button):
    browser.be(1440)
    browser.speak("fa")
    browser.sign_in("supervisor")
    browser.open("/supervisor")
    button.opens()
    assert browser.value("#help-popover select[name=operator]") == ""
    button.chooses("104")
    browser.wait(
        lambda _: any(cookie["name"] == "helpbridge-operator" for cookie in browser.cookies()), "it is not remembered"
    )
    browser.open("/supervisor/statistics")
    button.opens()
    assert browser.value("#help-popover select[name=operator]") == "104"
    # A click elsewhere puts it away.
    browser.click(".bar-user span")
    browser.wait_until_gone("#help-popover")


@pytest.mark.parametrize("language, width", [("fa", 390), ("en", 1440)])
def test_an_operator_with_several_extensions_chooses_among_their_own(browser, site, button, language, width):
    browser.be(width)
    browser.speak(language)
    browser.sign_in("several")
    # What somebody else has chosen in this browser.
    remembers(browser, "101")
    browser.open("/panel")
    button.opens()
    own = "#help-popover select[name=operator]"
    assert browser.value(own) == "104"
    offered = browser.read(own, lambda select: [option.get_property("value") for option in select.find_elements("css selector", "option")])
    assert offered == ["103", "104"]
    button.chooses("103")
    browser.photograph(f"help-button-several-{language}-{width}")
    browser.wait(lambda _: browser.driver.get_cookie("helpbridge-operator")["value"] == "103", "it is not remembered")
    browser.open("/panel")
    button.opens()
    assert browser.value(own) == "103"
