"""The administrators' home, the search, the colours, and the log of what was changed."""

import pytest
from selenium.webdriver.common.keys import Keys

SIZES = [("fa", 390), ("fa", 1440), ("en", 390), ("en", 1440)]


@pytest.mark.parametrize("language, width", SIZES)
def test_the_home_says_what_is_left_to_do_and_how_each_part_stands(admin, site, language, width):
    browser = admin(language, width)
    browser.open("/admin")
    health = browser.text(".health")
    for part in {"fa": ["سیستم تلفنی", "پایگاه داده", "صداها"], "en": ["Telephone system", "Database", "Announcements"]}[language]:
        assert part.lower() in health.lower(), health
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide()
    if browser.all(".checklist"):
        # What is not done yet leads to where it is done.
        assert all(link.get_attribute("href") for link in browser.all(".checklist a"))


@pytest.mark.parametrize("language, width", SIZES)
def test_everything_is_found_from_the_home_with_the_keyboard(admin, language, width):
    browser = admin(language, width)
    browser.open("/admin")
    # سارا کریمی, typed on an Arabic keyboard: a user, and a helper of a department.
    browser.write("#search-all", "سارا كريمي")
    here = browser.page()
    browser.press(Keys.ENTER)
    browser.wait_for_another_page(here)
    browser.see("supervisor", "main section a[href^='/admin/users/']")
    browser.photograph(f"admin-search-found-{language}-{width}")
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide()
    browser.follow("main section li a[href='/admin/departments/support']")
    browser.find("input[name=helperExtension]")
    if width == 1440:
        # There it stands above the list of sections, too.
        browser.write("#search-all", "۱۰۱")
        here = browser.page()
        browser.press(Keys.ENTER)
        browser.wait_for_another_page(here)
        browser.see("علی رضایی", "main section a[href='/admin/operators/101']")


@pytest.mark.parametrize("language, width", SIZES)
def test_what_was_changed_in_a_setting_is_read_in_the_log(admin, site, language, width):
    department = f"log-{language}-{width}"
    site.ask("POST", "/v1/departments", {"id": department, "name": "پیش از این", "helpers": []})
    browser = admin(language, width)
    browser.open(f"/admin/departments/{department}")
    browser.write("input[name=name]", "از این پس")
    browser.follow(".save .button.primary")
    browser.open("/admin/audit")
    row = f"//tr[.//*[text()='{department}'] and .//details]"
    summary = browser.driver.find_element("xpath", f"{row}//summary")
    browser.driver.execute_script("arguments[0].focus()", summary)
    browser.press(Keys.ENTER)
    text = browser.driver.find_element("xpath", row).text
    assert "پیش از این" in text and "از این پس" in text
    browser.photograph(f"admin-audit-differences-{language}-{width}")
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide()
    site.ask("DELETE", f"/v1/departments/{department}")


@pytest.mark.parametrize("language, width", SIZES)
def test_the_colours_are_chosen_with_the_keyboard_and_remembered(admin, language, width):
    browser = admin(language, width)
    browser.open("/admin/routes")
    background = "return getComputedStyle(document.body).backgroundColor"
    light = browser.driver.execute_script(background)
    browser.tab_to(".bar-end .menu summary")
    browser.press(Keys.ENTER)
    browser.follow(".bar-end .menu a[href^='/theme/dark']")
    dark = browser.driver.execute_script(background)
    assert dark != light
    assert browser.accessibility_faults() == []
    browser.open("/admin/sources")
    assert browser.driver.execute_script(background) == dark
    browser.tab_to(".bar-end .menu summary")
    browser.press(Keys.ENTER)
    browser.follow(".bar-end .menu a[href^='/theme/system']")
    assert browser.driver.execute_script(background) == light


@pytest.mark.parametrize("language, width", SIZES)
def test_the_two_kinds_of_source_of_the_original_come_first_and_a_fault_is_told_in_words(admin, site, language, width):
    browser = admin(language, width)
    browser.open("/admin/sources/new")
    kinds = [link.get_attribute("href").split("=")[-1] for link in browser.all("main .cards a")]
    assert kinds[:2] == ["payamgostar", "alovoip_opencrm"]
    browser.follow("main .cards a[href$='mapping=payamgostar']")
    labels = browser.text("main form[method=post]")
    assert ("نام کاربری" if language == "fa" else "username") in labels
    # Nobody listens at the address of this one.
    browser.open("/admin/sources/crm/test")
    browser.write("#operator", "۱۰۱")
    browser.follow("main form .button.primary")
    browser.see({"fa": "اتصال به سرور برقرار نشد", "en": "The server cannot be reached"}[language])
    browser.photograph(f"admin-source-fault-{language}-{width}")
    assert browser.accessibility_faults() == []
    assert not browser.is_too_wide()
