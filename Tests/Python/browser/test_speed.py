"""With 100,000 requests of a year: every page is there, and little is to load before it shows.

How long one takes is measured, and is a fault only where HELPBRIDGE_PAGE_MILLISECONDS says what it may take: the promise
is 20 in a release build on an otherwise idle machine (`Scripts/bench pages`).
"""

import os
import time
import urllib.request

import pytest

import pages

MILLISECONDS = float(os.environ.get("HELPBRIDGE_PAGE_MILLISECONDS", "inf"))
LIGHT = 60_000

# The Persian font is not waited for: until it is there, another one is shown (font-display: swap).
BEFORE_PAINT = """
    const page = performance.getEntriesByType('navigation')[0];
    const rest = performance.getEntriesByType('resource').filter(entry => !entry.name.endsWith('.woff2') &&
        (['link', 'script', 'css', 'img'].includes(entry.initiatorType) || entry.renderBlockingStatus === 'blocking'));
    return [page, ...rest].map(entry => [entry.name, entry.encodedBodySize]);
"""


def took(browser, path):
    """Milliseconds of the quickest of seven: what else the machine does is not the page's fault."""
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in browser.driver.get_cookies())
    request = urllib.request.Request(browser.site.url + path, headers={"Cookie": cookies})
    quickest = float("inf")
    for _ in range(7):
        start = time.perf_counter()
        with urllib.request.urlopen(request, timeout=300) as answer:
            answer.read()
        quickest = min(quickest, (time.perf_counter() - start) * 1000)
    return quickest


KNOWN = [(role, path) for role, path in pages.ALL if path != pages.MISSING]


@pytest.mark.parametrize("role, path", KNOWN, ids=[pages.name(path) for _, path in KNOWN])
def test_page_is_light_and_as_quick_as_promised(browser, role, path):
    browser.speak("fa")
    if role:
        browser.sign_in(role)
    browser.driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    path = browser.address(path)
    browser.open(path)
    loaded = browser.driver.execute_script(BEFORE_PAINT)
    browser.photograph(f"{pages.name(path)}-fa-with-history")
    milliseconds = took(browser, path)
    size = sum(bytes for _, bytes in loaded)
    print(f"{path}: {milliseconds:.1f} ms, {size} bytes")
    assert milliseconds < MILLISECONDS
    assert 0 < size <= LIGHT, loaded


def test_history_is_there(site):
    table = urllib.request.Request(
        f"{site.url}/v1/help-requests.csv", headers={"Authorization": f"Bearer {site.token}"}
    )
    with urllib.request.urlopen(table, timeout=300) as answer:
        assert sum(1 for _ in answer) > 100_000


def test_what_is_missed_was_not_helped(browser):
    """The history that is made up for this is one that could have been."""
    browser.speak("en")
    browser.sign_in("admin")
    browser.open("/supervisor/missed")
    text = browser.text("main .wall").lower()
    assert "nobody answered" in text or "all were on the phone" in text
    assert "helped" not in text
