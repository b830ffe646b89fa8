"""The panel in a CRM's own page, which is another site to the browser."""

import pytest

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
        request = operator.sees_his_request()
        operator.is_connected(request)
        browser.photograph("panel-in-a-crm")
        operator.sees("completed")
        found = site.ask("GET", f"/v1/help-requests/{request}")
        assert (found["operator"], found["route"], found["customer"]) == ("101", "*5003", "+98912")
        assert browser.cookies() == []


def test_no_other_site_may_show_the_panel(browser, site, crm):
    with crm.serving(f"{site.url}/panel?embed={crm.token(extension='101')}"):
        browser.visit(crm.stranger)
        browser.sees_nothing_in_the_frame()


@pytest.mark.parametrize("page", ["/login", "/panel"])
def test_no_other_page_is_for_a_frame(browser, site, crm, page):
    with crm.serving(site.url + page):
        browser.visit(crm.host)
        browser.sees_nothing_in_the_frame()
