"""Lists whose order counts, put in another one with the pointer: the grip promises it."""

import pytest


@pytest.mark.parametrize("width", [390, 1440])
def test_helpers_are_dragged_into_another_order(browser, site, width):
    department = f"dragged-{width}"
    helpers = [{"extension": str(number), "name": f"Helper {number}"} for number in (471, 472, 473, 474)]
    site.ask("POST", "/v1/departments", {"id": department, "name": "Dragged", "helpers": helpers})
    browser.be(width)
    browser.speak("en")
    browser.sign_in("admin")

    browser.open(f"/admin/departments/{department}")
    browser.drag("ol.reorder > li:first-child .grip", "ol.reorder > li:last-child")
    assert order(browser) == ["472", "473", "474", "471"]
    browser.drag("ol.reorder > li:nth-child(3) .grip", "ol.reorder > li:first-child")
    assert order(browser) == ["474", "472", "473", "471"]
    browser.leave_by(".save .button.primary")

    saved = site.ask("GET", f"/v1/departments/{department}")["helpers"]
    assert [helper["extension"] for helper in saved] == ["474", "472", "473", "471"]


def order(browser):
    return [field.get_attribute("value") for field in browser.all("ol.reorder input[name=helperExtension]")]
