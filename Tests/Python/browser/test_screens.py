"""A screen on the wall that shows the open requests by a link, without anybody signed in."""

import pytest

from scenario import Supervisor


@pytest.mark.parametrize("language, width", [("fa", 390), ("en", 1440)])
def test_a_screen_shows_the_wall_by_a_link_until_that_is_withdrawn(browser, site, language, width, unanswered):
    Supervisor(browser, site).opens_the_wall(language, width)
    browser.leave_by("a[href='/supervisor/screens']")
    name = f"Hall {language}"
    browser.fill("input[name=name]", name)
    browser.leave_by("main form button.primary")
    link = browser.text("#link")
    browser.photograph(f"screens-made-{language}-{width}")
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide()

    # Somebody else's browser, with nothing but the link.
    browser.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.be(1440)
    browser.driver.get(link)
    browser.find(".tv .wall-count")
    assert browser.driver.current_url == f"{site.url}/supervisor/tv", "the secret stands in the address"
    assert browser.find("html").get_attribute("lang") == language
    request = site.asks_for_help("104", "*5004")
    browser.find(f".tv li[data-id='{request}']")
    assert not browser.all("main button, main form")
    browser.photograph(f"screen-by-link-{language}")
    site.ask("POST", f"/v1/help-requests/{request}/cancel")
    browser.wait_until_gone(f".tv li[data-id='{request}']")
    with_link = [cookie for cookie in browser.driver.get_cookies() if cookie["name"] == "helpbridge-screen"]
    browser.open("/supervisor/history")
    browser.find("input[name=password]")

    browser.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    Supervisor(browser, site).opens_the_wall(language, width)
    browser.open("/supervisor/screens")
    row = f"//tr[td//bdi[text()='{name}']]"
    # It was used, so that it says when.
    assert ":" in browser.driver.find_element("xpath", f"{row}/td[4]").text
    browser.driver.find_element("xpath", f"{row}//button").click()
    here = browser.page()
    browser.click("dialog button[value=yes]")
    browser.wait_for_another_page(here)
    assert not browser.driver.find_elements("xpath", row)

    browser.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.driver.execute_cdp_cmd("Network.setCookie", {
        "name": "helpbridge-screen", "value": with_link[0]["value"], "url": site.url,
    })
    browser.open("/supervisor/tv")
    browser.find(".fault")
    assert browser.status() == 403
    # That is what should be.
    browser.console_faults()


def test_a_form_that_is_sent_twice_on_a_slow_line_is_sent_once_and_its_secret_is_seen(browser, site):
    browser.speak("en")
    browser.sign_in("admin")
    browser.open("/admin/tokens")
    before = len(site.ask("GET", "/v1/tokens")["items"])
    browser.fill("input[name=name]", "Pressed twice")
    browser.click("input[name=scopes]")
    browser.slow_down()
    here = browser.page()
    browser.driver.execute_script(
        """
        const button = document.querySelector('form[action="/admin/tokens"] .button.primary');
        button.click();
        setTimeout(() => {
          // The page is loaded to its end only now: its fonts were slow, too.
          dispatchEvent(new PageTransitionEvent('pageshow', {persisted: false}));
          setTimeout(() => button.click());
        }, 300);
        """
    )
    browser.wait_for_another_page(here)
    browser.go_online()
    browser.find(".secret pre")
    assert len(site.ask("GET", "/v1/tokens")["items"]) == before + 1
