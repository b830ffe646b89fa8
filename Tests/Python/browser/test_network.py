"""What an operator sees when the network goes away and comes back."""

import pytest

from scenario import Operator


@pytest.mark.cut_off
def test_panel_says_that_the_network_is_lost_and_then_shows_the_truth(browser, site, unanswered):
    browser.speak("en")
    browser.sign_in("operator")
    operator = Operator(browser, site)
    request = operator.asks("*5004")
    browser.go_offline()
    browser.find("#network")

    # What they do not see: their request ends meanwhile.
    site.ask("POST", f"/v1/help-requests/{request}/cancel")
    assert not browser.all("#request article[data-state=cancelled]")

    browser.go_online()
    operator.sees("cancelled")
    browser.wait_until_gone("#network")


def about_to_press(browser, site):
    """Returns the operator, and the requests that there were before."""
    browser.speak("en")
    browser.sign_in("operator")
    operator = Operator(browser, site)
    browser.open("/panel")
    browser.click("input[name=route][value='*5004']")
    return operator, requests(site)


def press_without_a_network(browser, site):
    """The same after they have pressed."""
    operator, before = about_to_press(browser, site)
    browser.go_offline()
    browser.click("#ask button.primary")
    browser.find("#network")
    # What the bridge knows nothing of yet is said all the same, here and in the header.
    browser.see("being sent", "#request")
    assert browser.text(".help-state") == "Sending"
    return operator, before


@pytest.mark.cut_off
def test_a_press_without_a_network_becomes_one_request_when_it_is_back(browser, site, unanswered):
    operator, before = press_without_a_network(browser, site)
    assert requests(site) == before

    browser.go_online()
    request = operator.sees_their_request()
    assert requests(site) == [request, *before]
    site.ask("POST", f"/v1/help-requests/{request}/cancel")
    operator.sees("cancelled")


@pytest.mark.cut_off
def test_a_press_without_a_network_is_not_sent_long_after_it_was_made(browser, site, unanswered):
    operator, before = press_without_a_network(browser, site)
    # As if the computer had slept for three minutes.
    browser.driver.execute_script("const now = Date.now; Date.now = () => now() + 180_000;")
    browser.see("will not be sent any more", "#fault")

    browser.go_online()
    browser.wait_until_gone("#network")
    assert requests(site) == before
    # Whoever still needs help presses again.
    browser.click("#ask button.primary[aria-disabled=false]")
    request = operator.sees_their_request()
    assert requests(site) == [request, *before]
    site.ask("POST", f"/v1/help-requests/{request}/cancel")
    operator.sees("cancelled")


def test_a_press_whose_answer_never_comes_is_made_again_and_becomes_one_request(browser, site, unanswered):
    operator, before = about_to_press(browser, site)
    with browser.unanswered("*/v1/help-requests"):
        browser.click("#ask button.primary")
        browser.find("#network")
    request = operator.sees_their_request()
    assert requests(site) == [request, *before]
    site.ask("POST", f"/v1/help-requests/{request}/cancel")
    operator.sees("cancelled")


# What a proxy answers while the bridge behind it starts anew; the key of each attempt is kept.
STARTING_ANEW = """
    const answers = [502, 503, 504];
    window.keys = [];
    const send = window.fetch;
    window.fetch = async (address, options) => {
        if (address !== '/v1/help-requests' || options.method !== 'POST') return send(address, options);
        window.keys.push(options.headers['Idempotency-Key']);
        const status = answers.shift();
        return status ? new Response('', {status}) : send(address, options);
    };
"""


def test_a_press_while_the_bridge_behind_a_proxy_starts_anew_becomes_one_request(browser, site, unanswered):
    operator, before = about_to_press(browser, site)
    browser.driver.execute_script(STARTING_ANEW)
    browser.click("#ask button.primary")
    request = operator.sees_their_request()
    assert requests(site) == [request, *before]
    keys = browser.driver.execute_script("return window.keys")
    assert len(keys) == 4 and len(set(keys)) == 1, keys
    site.ask("POST", f"/v1/help-requests/{request}/cancel")
    operator.sees("cancelled")


def test_a_page_that_is_loaded_anew_shows_the_request_that_is_open(browser, site, unanswered):
    browser.speak("en")
    browser.sign_in("operator")
    operator = Operator(browser, site)
    request = operator.asks("*5004")
    browser.open("/panel")
    assert operator.sees_their_request() == request
    browser.click(f"form[data-cancel='{request}'] button")
    operator.sees("cancelled")


def requests(site):
    """The ids of the operator's requests, newest first."""
    return [request["id"] for request in site.ask("GET", "/v1/help-requests?operator=101")["items"]]
