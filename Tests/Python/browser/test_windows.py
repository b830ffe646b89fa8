"""Several pages of one browser: one of them holds the event stream, the others hear from it."""

import time

from scenario import Operator

# What the operator's page shows comes by the stream alone: it asks for nothing by the clock.
WITHOUT_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', {value: undefined})"


def have_streams(browser, site, count):
    browser.wait(lambda _: site.event_streams() == count, f"{count} event streams; there are {site.event_streams()}")


def all_show(browser, windows, css):
    for window in windows:
        browser.driver.switch_to.window(window)
        browser.find(css)


def test_three_windows_have_one_stream_and_another_takes_over_when_its_window_is_closed(browser, site, unanswered):
    have_streams(browser, site, 0)
    browser.sign_in("operator")
    with browser.windows(3, "/panel") as windows:
        have_streams(browser, site, 1)
        request = site.asks_for_help("101", "*5004")
        all_show(browser, windows, f"#request article[data-id='{request}'][data-open]")
        assert site.event_streams() == 1

        # The first one asked for it first.
        holder, *rest = windows
        browser.driver.switch_to.window(holder)
        browser.driver.close()
        closed = time.monotonic()
        browser.driver.switch_to.window(rest[0])
        browser.wait(lambda _: site.event_streams() == 1 and holds(browser), "another window holds the stream")
        print(f"after {time.monotonic() - closed:.2f} s")
        site.ask("POST", f"/v1/help-requests/{request}/cancel")
        all_show(browser, rest, f"#request article[data-id='{request}'][data-state=cancelled]")
        assert site.event_streams() == 1
    # Whoever is signed in is led from the login to their own page.
    browser.driver.get("about:blank")
    have_streams(browser, site, 0)


def holds(browser):
    """Whether a window has the lock that goes with the stream."""
    return browser.driver.execute_async_script(
        """
        const answer = arguments[0];
        navigator.locks.query().then(({held}) => answer(held.some(lock => lock.name.startsWith('helpbridge '))));
        """
    )


def test_a_page_with_two_parts_that_follow_has_one_stream(browser, site):
    browser.sign_in("supervisor")
    browser.open("/supervisor")
    browser.find(".help-open")
    have_streams(browser, site, 1)


def test_the_eighth_window_is_served_as_the_first(browser, site):
    # A browser gives a site six connections; a stream in each window would leave none to the seventh.
    site.ask("PUT", "/v1/presence/200", {"state": "online"})
    browser.sign_in("supervisor")
    with browser.windows(8, "/supervisor") as windows:
        have_streams(browser, site, 1)
        browser.click("#presence summary")
        browser.press_button("#presence button[value=break]")
        site.wait_for("/v1/presence/200", lambda found: found["presence"] == "break")
        browser.driver.switch_to.window(windows[0])
        browser.open("/supervisor/history")
        browser.find("main h1")
    site.ask("PUT", "/v1/presence/200", {"state": "online"})


def test_a_window_that_is_opened_later_learns_that_the_network_is_lost(browser, site):
    browser.sign_in("operator")
    with browser.windows(2, "/panel") as windows:
        have_streams(browser, site, 1)
        for window in windows:
            browser.driver.switch_to.window(window)
            # Only the holder has a connection to lose.
            browser.driver.execute_script("dispatchEvent(new Event('offline'))")
        for window in windows:
            browser.driver.switch_to.window(window)
            browser.wait_until_gone("#network")
        have_streams(browser, site, 1)


def test_without_locks_each_window_has_a_stream_of_its_own(browser, site, unanswered):
    browser.sign_in("operator")
    script = browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WITHOUT_LOCKS})
    try:
        operator = Operator(browser, site)
        browser.open("/panel")
        have_streams(browser, site, 1)
        request = site.asks_for_help("101", "*5004")
        assert operator.sees_their_request() == request
        site.ask("POST", f"/v1/help-requests/{request}/cancel")
        operator.sees("cancelled")
        with browser.windows(2, "/panel"):
            # The second window has the locks, and shares its stream with nobody here.
            have_streams(browser, site, 2)
    finally:
        browser.driver.execute_cdp_cmd(
            "Page.removeScriptToEvaluateOnNewDocument", {"identifier": script["identifier"]}
        )
