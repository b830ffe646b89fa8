"""What supervisors look up afterwards: found, read and taken away with the keyboard, in both languages."""

import io
import urllib.request
import zipfile

import pytest
from selenium.webdriver.common.keys import Keys

from scenario import Supervisor

SIZES = [("fa", 390), ("fa", 1440), ("en", 390), ("en", 1440)]

WORDS = {
    "fa": {"operator": "داخلی اپراتور", "listener": "داخلی شنونده"},
    "en": {"operator": "Operator", "listener": "Listener"},
}


def fetched(browser, path):
    """What a link for a download gives, with the cookies of whoever is signed in."""
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in browser.driver.get_cookies())
    language = browser.find("html").get_attribute("lang")
    request = urllib.request.Request(path, headers={"Cookie": cookies, "Accept-Language": language})
    with urllib.request.urlopen(request, timeout=300) as answer:
        return answer.headers["Content-Type"], answer.read()


def sheet(book):
    """All that is written in a workbook."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/") and name.endswith(".xml")]
        return "".join(parts.read(name).decode() for name in names)


@pytest.mark.parametrize("language, width", SIZES)
def test_a_request_is_found_in_the_history_with_the_keyboard_and_the_way_leads_back(
    supervisor, site, unanswered, language, width
):
    request = site.asks_for_help("104", "*5004")
    site.ask("POST", f"/v1/help-requests/{request}/cancel")
    site.wait(request, lambda found: found["outcome"] == "cancelled")
    browser = supervisor(language, width)
    browser.open("/supervisor/history")
    # In Persian digits, as they are typed.
    browser.write("input[name=operator]", "۱۰۴")
    browser.follow("main form .button.primary")
    assert browser.value("input[name=operator]") == "104"
    link = f"td a[href='/supervisor/history/{request}']"
    browser.find(link)
    csv, xlsx = (browser.find(f"a[href*='history.{kind}']").get_attribute("href") for kind in ["csv", "xlsx"])
    kind, table = fetched(browser, csv)
    assert kind.startswith("text/csv") and "پروین کاظمی" in table.decode("utf-8-sig")
    assert WORDS[language]["operator"] in table.decode("utf-8-sig").splitlines()[0]
    kind, book = fetched(browser, xlsx)
    assert "spreadsheetml" in kind and "پروین کاظمی" in sheet(book)
    assert ('rightToLeft="1"' in sheet(book)) == (language == "fa")

    browser.follow(link)
    browser.see("104")
    browser.photograph(f"history-request-{language}-{width}")
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide()
    browser.follow("nav.breadcrumbs a[href='/supervisor/history']")
    browser.follow("nav.breadcrumbs a[href='/supervisor']")
    browser.find(".wall-count")


@pytest.mark.parametrize("language, width", SIZES)
def test_people_are_found_in_reports_whatever_keyboard_their_name_was_typed_on(
    supervisor, site, unanswered, language, width
):
    request = site.asks_for_help("104", "*5004")
    site.ask("POST", f"/v1/help-requests/{request}/cancel")
    site.wait(request, lambda found: found["outcome"] == "cancelled")
    browser = supervisor(language, width)
    browser.open("/supervisor/history")
    # پروین کاظمی, with the Arabic ك and ي.
    browser.write("input[name=operator]", "پروين كاظمي")
    browser.follow("main form .button.primary")
    browser.find(f"td a[href='/supervisor/history/{request}']")
    browser.write("input[name=operator]", "هیچ‌کس")
    browser.follow("main form .button.primary")
    browser.find("main .empty")
    # A day that is none is marked, and said how to write it.
    browser.write("input[name=from]", "someday")
    browser.follow("main form .button.primary")
    browser.find("#from-fault")
    assert browser.accessibility_faults() == []


@pytest.mark.parametrize("language, width", [("fa", 390), ("en", 1440)])
def test_who_whispered_on_a_call_stands_in_the_listening_report(supervisor, site, talkative, language, width):
    browser = supervisor(language, width)
    wall = Supervisor(browser, site)
    wall.opens_the_wall(language, width)
    request = site.asks_for_help("101", "*5003")
    wall.sees(request, "connected")
    wall.acts(request, "button[value=whisper]")
    site.wait(request, lambda found: [visit["mode"] for visit in found["supervisors"]] == ["whisper"])
    wall.sees_it_end(request)
    # Written once the last phone of the request is free, a moment after its end.
    site.wait_for("/v1/listenings", lambda found: request in [listening["request"] for listening in found["items"]])

    browser.follow("a[href='/supervisor/listening']")
    browser.tab_to("select[name=mode]")
    for _ in browser.all("select[name=mode] option"):
        if browser.value("select[name=mode]") != "whisper":
            browser.press(Keys.ARROW_DOWN)
    assert browser.value("select[name=mode]") == "whisper"
    browser.write("input[name=listener]", "كريمي")
    browser.follow("main form .button.primary")
    browser.see("سارا کریمی", "main tbody")
    browser.see("علی رضایی", "main tbody")
    assert {row.get_attribute("data-mode") for row in browser.all("tbody .badge")} == {"whisper"}
    browser.photograph(f"listening-found-{language}-{width}")
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide()
    kind, table = fetched(browser, browser.find("a[href*='listening.csv']").get_attribute("href"))
    assert WORDS[language]["listener"] in table.decode("utf-8-sig").splitlines()[0]
    kind, book = fetched(browser, browser.find("a[href*='listening.xlsx']").get_attribute("href"))
    assert "سارا کریمی" in sheet(book)


@pytest.fixture
def nobody(site):
    """The helper of the night is not there."""
    site.ask("PUT", "/v1/presence/250", {"state": "offline"})
    yield
    site.ask("PUT", "/v1/presence/250", {"state": "online"})


@pytest.mark.parametrize("language, width", SIZES)
def test_a_missed_request_is_settled_with_a_note_by_the_keyboard(supervisor, site, nobody, language, width):
    request = site.asks_for_help("104", "*5004")
    site.wait(request, lambda found: found["state"] == "unavailable")
    browser = supervisor(language, width)
    browser.open("/supervisor")
    before = browser.text(".bar-links a[href='/supervisor/missed'] .count-badge")
    assert before.strip()
    browser.follow(".bar-links a[href='/supervisor/missed']")
    item = f"li[data-id='{request}']"
    browser.find(f"{item} input[name=note]")
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide()
    browser.write(f"{item} input[name=note]", "با مشتری تماس گرفتم")
    browser.follow(f"{item} button[name=done]")
    browser.see("با مشتری تماس گرفتم", item)
    browser.see("سارا کریمی", item)
    browser.photograph(f"missed-settled-{language}-{width}")
    assert browser.accessibility_faults() == []
    # It can be taken back, and done again.
    browser.follow(f"{item} button[name=done][value=false]")
    browser.find(f"{item} input[name=note]")
    browser.follow(f"{item} button[name=done][value=true]")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_number_of_missed_requests_grows_on_the_wall_without_loading_it_anew(supervisor, site, nobody, language):
    browser = supervisor(language, 1440)
    browser.open("/supervisor")
    badge = "document.querySelector(\".bar-links a[href='/supervisor/missed'] .count-badge\")?.textContent"
    before = browser.driver.execute_script(f"return {badge}")
    here = browser.page()
    request = site.asks_for_help("104", "*5004")
    site.wait(request, lambda found: found["state"] == "unavailable")
    browser.wait(lambda driver: driver.execute_script(f"return {badge}") != before, "the badge")
    assert browser.page() == here
    site.ask("PUT", f"/v1/missed-requests/{request}/settlement", {"note": None})
