"""What the pages are for, from the first route to the two who talk, as a manager and an operator do it."""

import pytest

from scenario import Manager, Operator


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_manager_adds_a_route_and_a_helper_and_the_operator_is_connected(browser, site, language, width):
    code = {("fa", 390): "*5021", ("fa", 1440): "*5022", ("en", 390): "*5023", ("en", 1440): "*5024"}[language, width]
    helper = "4" + code[-2:]
    browser.be(width)
    browser.speak(language)

    manager = Manager(browser)
    browser.sign_in("admin")
    manager.adds_a_route(code, language)
    route = site.ask("GET", "/v1/routes/" + code)
    assert route["detection"] == "department" and route["voice"] == language
    assert route["prompts"]["requestSent"]["text"] == Manager.prompt[language]

    manager.adds_a_helper(helper)
    helpers = site.ask("GET", "/v1/departments/support")["helpers"]
    assert [person["extension"] for person in helpers][-1] == helper

    browser.reset()
    browser.be(width)
    browser.speak(language)
    browser.sign_in("operator")
    Operator(browser, site).is_helped(code)
