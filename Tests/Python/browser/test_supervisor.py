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


def test_supervisor_is_not_rung_while_he_pauses(browser, site):
    supervisor = Supervisor(browser, site)
    supervisor.opens_the_wall("en", 390)
    browser.click("button[name=paused][value=true]")
    browser.find("form[data-paused=true]")
    assert site.ask("GET", "/v1/helpers/200")["paused"]
    browser.click("button[name=paused][value=false]")
    browser.find("form[data-paused=false]")
    assert not site.ask("GET", "/v1/helpers/200")["paused"]
