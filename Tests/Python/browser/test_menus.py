"""What opens from a page, with the keyboard alone: Tab goes in and out in order, Escape closes it and gives the focus back."""

import pytest
from selenium.webdriver.common.keys import Keys

LANGUAGES = ["fa", "en"]

MENUS = {
    "presence": ("supervisor", "/supervisor", "#presence summary", "#presence button[value=online]"),
    "theme": ("supervisor", "/supervisor", ".bar-end .menu summary", ".bar-end .menu a"),
    "somebody's presence": (
        "supervisor", "/supervisor", "li[data-person='200'] summary", "li[data-person='200'] button[value=online]",
    ),
}
"""Who opens it, where, with what, and what is the first thing in it."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("menu", MENUS)
def test_a_menu_opens_with_enter_and_escape_gives_the_focus_back(browser, menu, language):
    login, path, opener, first = MENUS[menu]
    browser.speak(language)
    browser.sign_in(login)
    browser.open(path)
    browser.tab_to(opener)
    browser.press(Keys.ENTER)
    browser.find(first)
    browser.press(Keys.TAB)
    assert browser.has_focus(first), "the first thing of the menu does not come next"
    assert browser.accessibility_faults() == []
    browser.press(Keys.ESCAPE)
    browser.wait_until_gone(first)
    assert browser.has_focus(opener)
    # Closed, it is one stop on the way.
    browser.press(Keys.TAB)
    assert not browser.has_focus(first) and not browser.has_focus(opener)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_request_opens_with_enter_is_gone_through_with_tab_and_escape_gives_the_focus_back(browser, language):
    browser.speak(language)
    browser.sign_in("several")
    browser.open("/panel")
    browser.tab_to(".help-open")
    browser.press(Keys.ENTER)
    browser.find("#help-popover .help-send")
    assert browser.has_focus("#help-popover select[name=operator]")
    # A group of radio buttons is one stop; the arrows choose.
    browser.press(Keys.TAB)
    assert browser.has_focus("#help-popover input[name=route]")
    before = chosen(browser)
    browser.press(Keys.ARROW_DOWN)
    assert chosen(browser) != before
    for stop in ["input[name=mode]", "input[name=emergency]", "summary", ".help-send", "[data-close]", ".help-large"]:
        browser.press(Keys.TAB)
        assert browser.has_focus(f"#help-popover {stop}"), f"{stop} does not come next"
    browser.press(Keys.ESCAPE)
    browser.wait_until_gone("#help-popover")
    assert browser.has_focus(".help-open")
    assert browser.find(".help-open").get_attribute("aria-expanded") == "false"


def chosen(browser):
    return browser.driver.execute_script(
        "return document.querySelector('#help-popover input[name=route]:checked').value"
    )
