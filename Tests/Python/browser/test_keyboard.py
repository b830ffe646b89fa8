"""The same way with the keyboard alone: no mouse, no finger."""

import pytest
from selenium.webdriver.common.keys import Keys

from scenario import Manager, Operator

MOST_STOPS = 150
"""Stops of the Tab key on one page."""


@pytest.mark.parametrize("language", ["fa", "en"])
def test_everything_is_done_with_the_keyboard(browser, site, language):
    code, helper = {"fa": ("*5031", "431"), "en": ("*5032", "432")}[language]
    browser.speak(language)

    browser.open("/login")
    signs_in(browser, "admin")
    browser.follow("a[href='/admin']")
    browser.follow("main a[href='/admin/routes']")
    browser.follow("a[href='/admin/routes/new']")
    browser.write("input[name=code]", code)
    browser.write("input[name=name]", "Keyboard")
    browser.choose("input[name=detection][value=department]")
    browser.choose("input[name='prompts.requestSent.source'][value=text]")
    browser.write("textarea[name='prompts.requestSent.text']", Manager.prompt[language])
    # Back to the button that stands before the text.
    listen = "#prompts-requestSent [data-listen]"
    browser.tab_to(listen, back=True)
    browser.press(Keys.ENTER)
    browser.is_playing()
    browser.follow(".save .button.primary")
    assert site.ask("GET", "/v1/routes/" + code)["name"] == "Keyboard"

    browser.follow("a[href='/admin/departments']")
    browser.follow("a[href='/admin/departments/support']")
    browser.tab_to(".add-item")
    browser.press(Keys.ENTER)
    browser.write("ol.reorder > li:last-child input[name=helperExtension]", helper)
    browser.write("ol.reorder > li:last-child input[name=helperName]", "Nouri")
    # They are rung first from now on.
    browser.tab_to("ol.reorder > li:last-child .move-up")
    for _ in browser.all("ol.reorder > li")[1:]:
        browser.press(Keys.ENTER)
    assert browser.value("ol.reorder > li:first-child input[name=helperExtension]") == helper
    browser.follow(".save .button.primary")
    helpers = site.ask("GET", "/v1/departments/support")["helpers"]
    assert helpers[0]["extension"] == helper

    browser.follow("form[action='/logout'] button")
    browser.open("/login")
    signs_in(browser, "operator")
    operator = Operator(browser, site)
    browser.choose(f"input[name=route][value='{code}']")
    browser.tab_to("#ask button.primary", back=True)
    browser.press(Keys.ENTER)
    request = operator.sees_their_request()
    operator.is_connected(request)
    operator.sees("completed")


# Of what has the focus: whether the bar at the foot of the form lies over it.
COVERED = """
    const focused = document.activeElement;
    const bar = document.querySelector('.save');
    if (!bar || bar.contains(focused)) return null;
    const [box, over] = [focused, bar].map(element => element.getBoundingClientRect());
    return box.bottom > over.top + 1 && box.top < over.bottom ? focused.outerHTML : null;
"""


@pytest.mark.parametrize("path", ["/admin/users/new", "/admin/routes/*5003", "/admin/sources/crm"])
def test_the_bar_at_the_foot_of_a_form_covers_nothing_that_has_the_focus(browser, path):
    browser.speak("fa")
    browser.sign_in("admin")
    browser.open(path)
    browser.find(".save")
    covered = []
    for _ in range(MOST_STOPS):
        browser.press(Keys.TAB)
        covered.append(browser.driver.execute_script(COVERED))
        if browser.has_focus(".save *"):
            break
    assert browser.has_focus(".save *")
    assert [element for element in covered if element] == []


def signs_in(browser, login):
    browser.write("input[name=login]", login)
    browser.write("input[name=password]", browser.site.password)
    here = browser.page()
    browser.press(Keys.ENTER)
    browser.wait_for_another_page(here)
