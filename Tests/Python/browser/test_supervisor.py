"""The supervisor's live view, while somebody needs help."""

import pytest

from scenario import Supervisor


@pytest.mark.parametrize("language, width", [("fa", 390), ("en", 1440)])
def test_supervisor_takes_a_request_that_he_sees_ring(browser, site, language, width):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall(language, width)
    request = site.asks_for_help("104", "*5004")
    supervisor.sees(request, "ringing_operator", "ringing_manager")
    browser.photograph(f"supervisor-ringing-{language}-{width}")
    supervisor.acts(request, "[data-act=take] button")
    supervisor.sees(request, "connected")
    found = site.ask("GET", f"/v1/help-requests/{request}")
    assert found["manager"]["extension"] == "200", found
    supervisor.sees_it_end(request)


def test_supervisor_comes_to_a_live_call(browser, site):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall("en", 1440)
    assert site.ask("PUT", "/v1/helpers/200/pause")["paused"]
    request = site.asks_for_help("101", "*5003")
    supervisor.sees(request, "connected")
    browser.photograph("supervisor-connected-en-1440")
    supervisor.acts(request, "button[value=whisper]")
    site.wait(request, lambda found: [visit["mode"] for visit in found["supervisors"]] == ["whisper"])
    supervisor.sees_it_end(request)
    site.ask("DELETE", "/v1/helpers/200/pause")


def person(extension, state):
    return f"li[data-person='{extension}'][data-presence-state={state}]"


@pytest.mark.parametrize("language, width", [("fa", 390), ("en", 1440)])
def test_supervisor_sets_the_presence_of_somebody_in_their_departments(browser, site, language, width):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall(language, width)
    browser.find(person("200", "online"))
    for state in ["break", "online"]:
        browser.click("li[data-person='200'] summary")
        browser.press_button(f"li[data-person='200'] button[value={state}]")
        browser.find(person("200", state))
        browser.photograph(f"supervisor-presence-{state}-{language}-{width}")
        assert site.ask("GET", "/v1/presence/200")["presence"] == state
    assert not browser.is_too_wide()
