"""What callers of a route hear, and how the manager is found: each way of the original module, with the keyboard."""

import math
import struct
import wave

import pytest
from selenium.webdriver.common.keys import Keys

SIZES = [("fa", 390), ("fa", 1440), ("en", 390), ("en", 1440)]


@pytest.fixture
def route(browser, site):
    """A route of one's own, opened; gone afterwards."""
    made = []

    def opened(language, width):
        code = f"*60{SIZES.index((language, width))}"
        site.ask("POST", "/v1/routes", {"code": code, "name": "صدا", "detection": "department", "voice": "fa"})
        made.append(code)
        browser.be(width)
        browser.speak(language)
        browser.sign_in("admin")
        browser.open(f"/admin/routes/{code}")
        return code

    yield opened
    for code in made:
        site.ask("DELETE", f"/v1/routes/{code}")


def prompts(site, code):
    return site.ask("GET", f"/v1/routes/{code}").get("prompts", {})


@pytest.mark.parametrize("language, width", SIZES)
def test_a_prompt_is_silenced_or_has_words_of_its_own(browser, site, route, language, width):
    code = route(language, width)
    browser.choose("input[name='prompts.requestSent.source'][value=silent]")
    browser.choose("input[name='prompts.unavailable.source'][value=text]")
    browser.write("textarea[name='prompts.unavailable.text']", "مدیر مربوطه در دسترس نمی‌باشد")
    # Who is rung is not known when the introduction is made.
    named = "[data-insert='{manager}']"
    assert browser.driver.find_elements("css selector", f"#prompts-unavailable {named}")
    assert not browser.driver.find_elements("css selector", f"#prompts-managerIntro {named}")
    browser.photograph(f"route-prompts-{language}-{width}")
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide()
    browser.follow(".save .button.primary")
    assert prompts(site, code) == {
        "requestSent": {"silent": True}, "unavailable": {"text": "مدیر مربوطه در دسترس نمی‌باشد"}
    }
    browser.open(f"/admin/routes/{code}")
    assert browser.driver.find_element(
        "css selector", "input[name='prompts.requestSent.source'][value=silent]"
    ).is_selected()


@pytest.fixture
def tone(tmp_path):
    path = tmp_path / "greeting.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"".join(
            struct.pack("<h", int(9_000 * math.sin(2 * math.pi * 440 * sample / 16_000))) for sample in range(32_000)
        ))
    return path


@pytest.mark.parametrize("language, width", SIZES)
def test_a_file_becomes_a_prompt_and_one_that_is_no_sound_is_refused_in_words(
    browser, site, route, tone, tmp_path, language, width
):
    code = route(language, width)
    wrong = tmp_path / "voice.m4a"
    wrong.write_bytes(b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom" + bytes(200))
    browser.choose("input[name='prompts.requestSent.source'][value=recording]")
    field = "input[name='prompts.requestSent.file']"
    # The chooser offers nothing that is refused.
    offered = browser.driver.find_element("css selector", field).get_attribute("accept")
    assert ".wav" in offered and ".m4a" not in offered and "*" not in offered
    browser.driver.find_element("css selector", field).send_keys(str(wrong))
    browser.follow(".save .button.primary")
    browser.see("m4a", "#prompts-requestSent-fault")
    # The refusal of what was sent.
    browser.console_faults()
    assert browser.accessibility_faults() == []
    browser.driver.find_element("css selector", field).send_keys(str(tone))
    browser.follow(".save .button.primary")
    sound = prompts(site, code)["requestSent"]["recording"]
    browser.open(f"/admin/routes/{code}")
    browser.tab_to("#prompts-requestSent [data-listen]")
    browser.press(Keys.ENTER)
    browser.is_playing()
    assert browser.find("#prompts-requestSent [download]").get_attribute("href").endswith(f"/{sound}/audio")


@pytest.mark.parametrize("language, width", SIZES)
def test_a_prompt_is_recorded_by_phone_without_leaving_the_form(browser, site, route, language, width):
    code = route(language, width)
    here = browser.page()
    browser.choose("input[name='prompts.unavailable.source'][value=recording]")
    browser.tab_to("#prompts-unavailable .record-by-phone")
    browser.press(Keys.ENTER)
    browser.find("dialog #record-phone")
    browser.photograph(f"route-record-{language}-{width}")
    assert browser.accessibility_faults() == []
    browser.write("dialog #record-phone", "۱۰۱")
    browser.tab_to("dialog .primary")
    browser.press(Keys.ENTER)
    browser.wait_until_gone("dialog")
    sound = browser.value("select[name='prompts.unavailable.recording']")
    assert sound
    assert browser.find("#prompts-unavailable [download]").get_attribute("href").endswith(f"/{sound}/audio")
    assert browser.page() == here
    browser.follow(".save .button.primary")
    assert prompts(site, code)["unavailable"]["recording"]


# The network, and then a proxy, fail once while the phone rings.
FAILING_TWICE = """
    const faults = [() => Promise.reject(new TypeError()), () => new Response('', {status: 502})];
    const send = window.fetch;
    window.fetch = (address, options) => {
        const isLook = options?.method === undefined && String(address).endsWith('/recording');
        return isLook && faults.length ? faults.shift()() : send(address, options);
    };
"""


def test_a_recording_by_phone_is_followed_though_a_look_at_it_fails(browser, site, route):
    route("en", 1440)
    browser.choose("input[name='prompts.unavailable.source'][value=recording]")
    browser.driver.execute_script(FAILING_TWICE)
    browser.click("#prompts-unavailable .record-by-phone")
    browser.find("dialog #record-phone")
    browser.write("dialog #record-phone", "101")
    browser.click("dialog .primary")
    browser.wait_until_gone("dialog")
    assert browser.value("select[name='prompts.unavailable.recording']")


@pytest.mark.parametrize("language, width", SIZES)
def test_the_manager_is_detected_by_department_or_by_lookup_source(browser, site, route, language, width):
    code = route(language, width)
    browser.choose("input[name=detection][value=crm]")
    browser.tab_to("input[name=sources][value=crm]")
    browser.press(Keys.SPACE)
    browser.follow(".save .button.primary")
    found = site.ask("GET", f"/v1/routes/{code}")
    assert (found["detection"], found["sources"]) == ("crm", ["crm"])
    browser.open(f"/admin/routes/{code}")
    browser.choose("input[name=detection][value=department]")
    browser.wait_until_gone("input[name=sources]")
    browser.follow(".save .button.primary")
    assert site.ask("GET", f"/v1/routes/{code}")["detection"] == "department"
