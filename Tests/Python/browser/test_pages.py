"""Every page, in both languages, light on a desk and dark on a phone: no fault of accessibility, nothing cut off."""

import pytest

import pages


@pytest.mark.parametrize("width, theme", [(1440, "light"), (390, "dark")], ids=["desktop-light", "phone-dark"])
@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("role, path", pages.ALL, ids=[pages.name(path) for _, path in pages.ALL])
def test_page_is_accessible_and_fits(browser, role, path, language, width, theme):
    browser.speak(language)
    if role:
        browser.sign_in(role)
    browser.be(width, theme)
    browser.open(path)
    html = browser.find("html")
    assert html.get_attribute("lang") == language
    assert html.get_attribute("dir") == ("rtl" if language == "fa" else "ltr")
    assert browser.find("h1").text
    browser.photograph(f"{pages.name(path)}-{language}-{width}-{theme}")
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide(), "the page has to be moved sideways to be read"
    if path == "/nothing-here":
        # That the page is not there is no fault of this one.
        browser.console_faults()
