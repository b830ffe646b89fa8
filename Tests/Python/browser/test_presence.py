"""Whether somebody may be rung, in the header of every page."""

import pytest
from selenium.webdriver.common.keys import Keys

LOOKS = [("fa", 390), ("fa", 1440), ("en", 390), ("en", 1440)]


@pytest.fixture
def online(site):
    """The operator whose phone is 101, back online afterwards."""
    yield "101"
    site.ask("PUT", "/v1/presence/101", {"state": "online"})


def shown(state):
    return f"#presence summary [data-presence-state={state}]"


@pytest.mark.parametrize("language, width", LOOKS)
def test_an_operator_takes_a_break_and_stays_on_the_page(browser, site, online, language, width):
    browser.be(width)
    browser.speak(language)
    browser.sign_in("operator")
    browser.open("/panel")
    here = browser.page()
    browser.find(shown("online"))
    browser.click("#presence summary")
    browser.photograph(f"presence-menu-{language}-{width}")
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide()
    menu = browser.find("#presence form").rect
    assert menu["x"] >= 0 and menu["x"] + menu["width"] <= width, menu

    browser.tab_to("#presence button[value=break]")
    browser.press(Keys.ENTER)
    browser.find(shown("break"))
    browser.wait(lambda _: browser.has_focus("#presence summary"), "the focus is lost")
    assert ("استراحت" if language == "fa" else "On a break") in browser.text("#presence summary")
    assert browser.page() == here
    found = site.ask("GET", f"/v1/presence/{online}")
    assert (found["presence"], found["since"] is not None) == ("break", True)


def test_what_a_supervisor_changes_is_seen_at_once(browser, site, online):
    browser.be(1440)
    browser.speak("en")
    browser.sign_in("operator")
    browser.open("/panel")
    browser.find(shown("online"))
    site.ask("PUT", f"/v1/presence/{online}", {"state": "offline"})
    browser.find(shown("offline"))


@pytest.mark.parametrize("language", ["fa", "en"])
def test_on_a_phone_the_menu_stays_on_the_screen_while_the_button_says_how_a_request_stands(browser, language):
    browser.be(390)
    browser.speak(language)
    browser.sign_in("operator")
    browser.open("/panel")
    browser.driver.execute_script(
        """
        const state = document.querySelector('.help-state');
        state.textContent = 'Talking to somebody with a long name';
        state.hidden = false;
        """
    )
    browser.click("#presence summary")
    menu = browser.find("#presence form").rect
    assert menu["x"] >= 0 and menu["x"] + menu["width"] <= 390, menu
    assert not browser.is_too_wide()
