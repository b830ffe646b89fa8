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


WIDTHS_OF_DIGITS = """
    const done = arguments[arguments.length - 1];
    const context = document.createElement('canvas').getContext('2d');
    (async () => {
        const widths = [];
        for (const weight of [400, 700]) {
            context.font = `${weight} 100px "HelpBridge Arabic"`;
            const faces = await document.fonts.load(context.font, '۰۱۲۳۴۵۶۷۸۹');
            if (faces.length !== 1) throw new Error(`${faces.length} fonts of weight ${weight}`);
            widths.push([...'۰۱۲۳۴۵۶۷۸۹'].map(digit => context.measureText(digit).width));
        }
        return widths;
    })().then(done, error => done(String(error)));
"""


def test_persian_digits_are_of_one_width(browser):
    browser.speak("fa")
    browser.open("/login")
    # The font's own tables do not tell: a browser may take the widths of what a digit is put together from.
    for widths in browser.driver.execute_async_script(WIDTHS_OF_DIGITS):
        assert max(widths) - min(widths) <= 1, widths
