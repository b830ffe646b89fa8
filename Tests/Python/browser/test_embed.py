"""The panel in a CRM's own page, which is another site to the browser."""

import pytest
from selenium.webdriver.common.keys import Keys

from crm import CRM
from scenario import Operator


@pytest.fixture
def crm():
    return CRM()


def test_operator_asks_from_the_crm_and_is_connected_without_any_cookie(browser, site, crm):
    token = crm.token(extension="101", name="علی رضایی", route="*5003", customer="+98912")
    with crm.serving(f"{site.url}/panel?embed={token}&language=fa"):
        browser.visit(crm.host)
        browser.driver.switch_to.frame(0)
        assert browser.find("html").get_attribute("dir") == "rtl"
        operator = Operator(browser, site)
        browser.click("#ask button.primary")
        request = operator.sees_their_request()
        operator.is_connected(request)
        browser.photograph("panel-in-a-crm")
        operator.sees("completed")
        found = site.ask("GET", f"/v1/help-requests/{request}")
        assert (found["operator"], found["route"], found["customer"]) == ("101", "*5003", "+98912")
        assert browser.cookies() == []


# As a browser does that keeps no data for the frames of other sites: it may not even be asked.
WITHOUT_STORAGE = """
    for (const kind of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, kind, {get() { throw new DOMException('refused', 'SecurityError'); }});
    }
"""


def test_a_panel_that_may_remember_nothing_asks_all_the_same(browser, site, crm, unanswered):
    token = crm.token(extension="101", name="علی رضایی", route="*5004", customer="+98912")
    script = browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WITHOUT_STORAGE})
    try:
        # Without the CRM around it: a driver prepares no frame of another site.
        browser.open(f"/panel?embed={token}&language=en")
        operator = Operator(browser, site)
        browser.click("#ask button.primary")
        request = operator.sees_their_request()
        browser.press_button(f"form[data-cancel='{request}'] button")
        operator.sees("cancelled")
    finally:
        browser.driver.execute_cdp_cmd(
            "Page.removeScriptToEvaluateOnNewDocument", {"identifier": script["identifier"]}
        )


SMALL = (320, 180)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_small_frame_has_all_that_is_needed_in_sight_and_by_keyboard(browser, site, crm, unanswered, language):
    token = crm.token(extension="101", name="علی رضایی", route="*5004", customer="+98912")
    with crm.serving(f"{site.url}/panel?embed={token}&language={language}", SMALL):
        browser.visit(crm.host)
        browser.driver.switch_to.frame(0)
        operator = Operator(browser, site)
        browser.find("#ask button.primary")
        assert not browser.all("header")
        assert is_in_sight(browser, "#ask button.primary", "#ask summary")
        assert not browser.is_too_wide()
        assert browser.accessibility_faults() == []
        browser.photograph(f"panel-in-a-small-frame-{language}")

        browser.tab_to("#ask button.primary")
        browser.press(Keys.ENTER)
        request = operator.sees_their_request()
        browser.find("#request form button")
        assert is_in_sight(browser, "#request .headline", "#request form button")
        browser.tab_to(f"form[data-cancel='{request}'] button")
        browser.press(Keys.ENTER)
        operator.sees("cancelled")
        assert not browser.is_too_wide()
        assert browser.accessibility_faults() == []
        browser.photograph(f"panel-in-a-small-frame-ended-{language}")
        assert is_in_sight(browser, "#request .headline")


def is_in_sight(browser, *parts):
    """Whether they lie within the frame without it being moved."""
    return browser.driver.execute_script(
        """
        return arguments[0].every(part => {
            const {top, bottom, left, right} = document.querySelector(part).getBoundingClientRect();
            return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth && bottom > top;
        });
        """,
        list(parts),
    )


def test_no_other_site_may_show_the_panel(browser, site, crm):
    with crm.serving(f"{site.url}/panel?embed={crm.token(extension='101')}"):
        browser.visit(crm.stranger)
        browser.sees_nothing_in_the_frame()


@pytest.mark.parametrize("page", ["/login", "/panel"])
def test_no_other_page_is_for_a_frame(browser, site, crm, page):
    with crm.serving(site.url + page):
        browser.visit(crm.host)
        browser.sees_nothing_in_the_frame()
