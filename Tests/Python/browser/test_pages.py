"""Every page, in both languages, light on a desk and dark on a phone: no fault of accessibility, nothing cut off."""

import pytest

import pages

LOOKS = [(1440, "light"), (390, "dark")]


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("role, path", pages.ALL, ids=[pages.name(path) for _, path in pages.ALL])
def test_page_is_accessible_and_fits(browser, role, path, language):
    browser.speak(language)
    if role:
        browser.sign_in(role)
    address = browser.address(path)
    faults = []
    for width, theme in LOOKS:
        browser.be(width, theme)
        browser.open(address)
        assert browser.status() == (404 if path == pages.MISSING else 200)
        html = browser.find("html")
        assert html.get_attribute("lang") == language
        assert html.get_attribute("dir") == ("rtl" if language == "fa" else "ltr")
        assert browser.driver.find_element("tag name", "h1").get_property("textContent").strip()
        first = next((top for top in ["/admin", "/supervisor"] if path.startswith(f"{top}/")), None)
        if first and not path.startswith("/supervisor/tv"):
            way = browser.find("nav.breadcrumbs")
            assert way.get_attribute("aria-label") and way.find_elements("css selector", f"li a[href='{first}']")
            assert len(way.find_elements("css selector", "[aria-current=page]")) == 1
        browser.photograph(f"{pages.name(path)}-{language}-{width}-{theme}")
        faults += [f"{width} {theme}: {fault}" for fault in browser.accessibility_faults()]
        if browser.is_too_wide():
            faults.append(f"{width} {theme}: the page has to be moved sideways to be read")
    assert not faults, "\n".join(faults)
    if path == pages.MISSING:
        # That the page is not there is no fault of this one.
        browser.console_faults()
