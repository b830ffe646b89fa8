"""What administrators do in lists and forms, with a mouse, a finger or the keyboard."""

import subprocess
from urllib.parse import quote

import pytest
from selenium.webdriver.common.keys import Keys

SIZES = [("fa", 390), ("en", 1440)]


@pytest.mark.parametrize("language, width", SIZES)
def test_a_route_is_found_and_copied_with_the_keyboard(admin, site, language, width):
    browser = admin(language, width)
    browser.open("/admin/routes")
    # Typed on an Arabic keyboard, without the half-space.
    browser.write("#q", "كمك پشتيباني")
    here = browser.page()
    browser.press(Keys.ENTER)
    browser.wait_for_another_page(here)
    browser.find(".paging, tbody .menu summary")
    assert [cell.text for cell in browser.all("tbody td:first-child .code")] == ["*5003"]
    browser.tab_to("tbody .menu summary")
    browser.press(Keys.ENTER)
    browser.find("tbody .menu a[href$='/test']")
    browser.photograph(f"admin-routes-menu-{language}-{width}")
    assert not browser.is_too_wide()
    assert not browser.accessibility_faults()
    browser.press(Keys.TAB)
    browser.press(Keys.ESCAPE)
    browser.wait_until_gone("tbody .menu a[href$='/test']")
    assert browser.has_focus("tbody .menu summary")
    browser.press(Keys.ENTER)
    browser.follow("tbody .menu a[href*='copy=']")
    code = browser.value("input[name=code]")
    assert code not in ["*5003", "*5004"] and code.startswith("*50")
    # It is nothing yet.
    assert code not in [route["code"] for route in site.ask("GET", "/v1/routes")["items"]]
    browser.follow(".save .button.primary")
    copy = site.ask("GET", "/v1/routes/" + code)
    assert copy["detection"] == "crm" and copy["name"] != site.ask("GET", "/v1/routes/*5003")["name"]
    browser.click(f"tr:has(a[href$='{code[1:]}']) .menu summary")
    browser.click(f"tr:has(a[href$='{code[1:]}']) .menu button.danger")
    browser.leave_by("dialog .button.danger")
    assert code not in browser.text()


@pytest.mark.parametrize("language, width", SIZES)
def test_a_route_is_tried_without_ringing_anybody(admin, language, width):
    browser = admin(language, width)
    browser.open("/admin/routes/*5004/test")
    browser.fill("#operator", "101")
    browser.leave_by("main form .button.primary")
    browser.see("200")
    browser.photograph(f"admin-route-test-{language}-{width}")
    assert not browser.accessibility_faults()
    assert not browser.is_too_wide()


@pytest.mark.parametrize("language, width", SIZES)
def test_helpers_are_set_in_the_tree(admin, site, language, width):
    parent, child = f"tree-{width}", f"branch-{width}"
    site.ask("POST", "/v1/departments", {"id": parent, "name": "ستاد " * 3 + "ن" * 60, "helpers": []})
    site.ask("POST", "/v1/departments", {"id": child, "name": "شعبه", "parent": parent, "helpers": []})
    browser = admin(language, width)
    browser.open("/admin/departments")
    node = f"#department-{parent} #department-{child} > details"
    for number in ["201", "210"]:
        browser.fill(f"{node} input[name=extension]", number)
        browser.leave_by(f"{node} .add-helper .button")
    assert helpers(site, child) == ["201", "210"]
    # The simulated PBX knows both phones.
    browser.find(f"{node} .tree-helpers .badge[data-tone=good], {node} .tree-helpers .badge[data-tone=busy]")
    browser.leave_by(f"{node} .tree-helpers li:last-child button[value='up:1']")
    assert helpers(site, child) == ["210", "201"]
    browser.leave_by(f"{node} .tree-helpers li:last-child button[value='out:1']")
    assert helpers(site, child) == ["210"]
    browser.fill(f"{node} input[name=extension]", "210")
    browser.leave_by(f"{node} .add-helper .button")
    assert browser.has_focus(f"{node} input[name=extension]")
    browser.find(f"{node} .error")
    # The refusal of what was sent.
    browser.console_faults()
    browser.photograph(f"admin-departments-tree-{language}-{width}")
    assert not browser.accessibility_faults()
    assert not browser.is_too_wide()
    # A branch is put away with the keyboard, without a script of ours.
    browser.tab_to(f"#department-{parent} > details > summary", back=True)
    browser.press(Keys.ENTER)
    browser.wait_until_gone(node)
    for department in [child, parent]:
        site.ask("DELETE", "/v1/departments/" + department)


def helpers(site, department):
    return [helper["extension"] for helper in site.ask("GET", "/v1/departments/" + department)["helpers"]]


@pytest.mark.parametrize("language, width", SIZES)
def test_an_operator_is_made_with_the_user_who_signs_in(admin, site, language, width):
    number, login = str(600 + width % 100), f"made-{width}"
    browser = admin(language, width)
    browser.open("/admin/operators/new")
    # What the PBX has is offered.
    assert browser.driver.execute_script("return document.querySelectorAll('#extensions option[value=\"101\"]').length") == 1
    browser.fill("input[name=extension]", number)
    browser.fill("input[name=name]", "ندا راد")
    browser.click("select[name=department] option[value=support]")
    browser.click("input[name='account.kind'][value=new]")
    browser.fill("input[name='account.login']", login)
    browser.fill("input[name='account.password']", site.password)
    browser.photograph(f"admin-operator-account-{language}-{width}")
    assert not browser.accessibility_faults()
    browser.leave_by(".save .button.primary")
    browser.see(number)
    browser.reset()
    browser.sign_in(login)
    browser.open("/panel")
    browser.see(number)
    site.ask("DELETE", "/v1/operators/" + number)


@pytest.mark.parametrize("language, width", SIZES)
def test_placeholders_are_put_into_a_prompt_with_a_click(admin, language, width):
    browser = admin(language, width)
    browser.open("/admin/routes/*5003")
    browser.click("input[name='prompts.requestSent.source'][value=text]")
    browser.fill("textarea[name='prompts.requestSent.text']", "X ")
    browser.click("#prompts-requestSent [data-insert='{manager}']")
    assert browser.value("textarea[name='prompts.requestSent.text']") == "X {manager}"
    # The voice is Persian, whatever the text begins with.
    assert browser.find("textarea[name='prompts.requestSent.text']").get_attribute("dir") == "rtl"
    browser.fill("textarea[name='prompts.requestSent.text']", "{foo}")
    browser.leave_by(".save .button.primary")
    browser.find("#prompts-requestSent-fault")
    # The refusal of what was sent.
    browser.console_faults()
    browser.photograph(f"admin-route-fault-{language}-{width}")
    assert not browser.accessibility_faults()


@pytest.mark.parametrize("language, width", SIZES)
def test_a_form_outlives_its_session(admin, site, language, width):
    browser = admin(language, width)
    browser.open("/admin/departments/support")
    browser.fill("input[name=name]", "چیزی که نوشته‌ام")
    browser.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.leave_by(".save .button.primary")
    browser.fill("input[name=login]", "admin")
    browser.fill("input[name=password]", site.password)
    browser.click("main form button")
    browser.wait(lambda _: "/admin/departments/support" in browser.driver.current_url, "the form")
    browser.wait(lambda _: browser.value("input[name=name]") == "چیزی که نوشته‌ام", "what was typed")
    assert site.ask("GET", "/v1/departments/support")["name"] == "پشتیبانی"


def test_a_form_outlives_a_new_sign_in_in_another_window(admin, site):
    browser = admin("en", 1440)
    with browser.windows(2, "/admin/departments/support") as (first, second):
        browser.driver.switch_to.window(first)
        browser.fill("input[name=name]", "Typed")
        browser.driver.switch_to.window(second)
        browser.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        del browser.sessions["admin"]
        browser.sign_in("admin")
        browser.driver.switch_to.window(first)
        browser.leave_by(".save .button.primary")
        browser.wait(lambda _: browser.value("input[name=name]") == "Typed", "what was typed")
        browser.find("form:has([data-unsaved])")
        assert site.ask("GET", "/v1/departments/support")["name"] == "پشتیبانی"


@pytest.mark.parametrize("language, width", SIZES)
def test_one_long_name_makes_no_list_wider_than_the_screen(admin, site, language, width):
    long = "ن" * 80
    site.ask("POST", "/v1/operators", {"extension": "978", "name": long, "department": "support"})
    site.ask("POST", "/v1/departments", {"id": "long", "name": long, "helpers": [{"extension": "979", "name": long}]})
    browser = admin(language, width)
    request = site.ask("POST", "/v1/help-requests", {"operator": "978", "route": "*5004", "reason": long, "customer": long})["id"]
    site.ask("POST", f"/v1/help-requests/{request}/cancel")
    for path in [
        "/admin/operators", "/admin/departments", "/admin/operators/978", f"/admin/search?q={quote(long)}", "/supervisor",
        "/supervisor/history", f"/supervisor/history/{request}",
    ]:
        browser.open(path)
        browser.see(long)
        assert not browser.is_too_wide(), path
    # The preview of a list keeps what is wrong with a line in sight.
    browser.open("/admin/operators/import")
    browser.fill("textarea[name=list]", f"97x,{long},{long}")
    browser.leave_by("main form .button.primary")
    browser.find("tbody .badge[data-tone=bad]")
    assert not browser.is_too_wide()
    box = browser.find("tbody .badge[data-tone=bad]").rect
    assert box["x"] >= 0 and box["x"] + box["width"] <= width, box
    site.ask("DELETE", "/v1/operators/978")
    site.ask("DELETE", "/v1/departments/long")


def test_what_was_typed_is_not_lost_by_a_slip(admin):
    browser = admin("fa", 1440)

    def is_asked_before_leaving():
        """A driver answers that question itself, so that the page is asked whether the browser would put it."""
        return browser.driver.execute_script(
            """
            const leaving = new Event('beforeunload', {cancelable: true});
            dispatchEvent(leaving);
            return leaving.defaultPrevented;
            """
        )

    browser.open("/admin/routes/*5004")
    browser.find("input[name=name]")
    assert not is_asked_before_leaving()
    browser.fill("input[name=name]", "نامی تازه")
    assert is_asked_before_leaving()
    # Signing out stores nothing of it, nor does any other form of the page.
    browser.driver.execute_script(
        "document.querySelector('.bar-user').dispatchEvent(new Event('submit', {bubbles: true}))"
    )
    assert is_asked_before_leaving()
    # A list that is changed by its buttons.
    browser.open("/admin/departments/support")
    browser.find("input[name=name]")
    assert not is_asked_before_leaving()
    browser.click(".add-item")
    assert is_asked_before_leaving()
    # What is refused is not stored yet.
    browser.fill("input[name=name]", " ")
    browser.leave_by(".save .button.primary")
    browser.find("#name-fault")
    browser.console_faults()
    assert is_asked_before_leaving()
    browser.fill("input[name=name]", "پشتیبانی")
    browser.leave_by(".save .button.primary")
    assert not is_asked_before_leaving()
    # A search is not worth a question.
    browser.open("/admin/operators")
    browser.fill("#q", "علی")
    assert not is_asked_before_leaving()


@pytest.mark.parametrize("language, width", SIZES)
def test_a_file_is_chosen_in_the_language_of_the_page(admin, tmp_path, language, width):
    browser = admin(language, width)
    browser.open("/admin/operators/import")
    assert browser.text(".file .button") == {"fa": "انتخاب فایل", "en": "Choose a file"}[language]
    operators = tmp_path / "operators.csv"
    operators.write_text("977,Somebody New,support\n")
    # It is there for the keyboard, and shows that it has the focus.
    browser.tab_to("input[type=file]")
    assert browser.is_focus_visible(browser.driver.find_element("css selector", ".file .button"))
    browser.driver.find_element("css selector", "input[type=file]").send_keys(str(operators))
    browser.see("operators.csv", ".file")
    browser.leave_by("main form .button.primary")
    browser.see("977")


@pytest.mark.parametrize("path", ["/admin/routes", "/admin/sources", "/admin/users", "/admin/audit", "/admin/operators"])
def test_on_a_phone_what_a_cell_says_stands_beside_its_label(admin, path):
    browser = admin("en", 390)
    browser.open(path)
    astray = browser.driver.execute_script(
        """
        const column = 8.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);
        return [...document.querySelectorAll('td[data-label] > *')].filter(child => {
          const box = child.getBoundingClientRect();
          return box.width && box.left < child.parentElement.getBoundingClientRect().left + column;
        }).map(child => child.outerHTML);
        """
    )
    assert astray == []


def test_the_lines_that_are_printed_for_a_webhook_prove_themselves(admin):
    """For every kind of CRM that calls: what stands on the page, run in a shell as it is."""
    browser = admin("en", 1440)
    browser.open("/admin/webhooks/new")
    kinds = [option.get_attribute("value") for option in browser.all("select[name=mapping] option")]
    assert len(kinds) > 3
    refused = {}
    for kind in kinds:
        browser.open("/admin/webhooks/new")
        browser.click(f"select[name=mapping] option[value='{kind}']")
        browser.fill("input[name=id]", f"lines-{kind}".replace("_", "-"))
        browser.leave_by(".save .button.primary")
        made = browser.driver.current_url
        lines = browser.driver.execute_script("return document.querySelector('#curl').textContent")
        answer = subprocess.run(["bash", "-c", lines], capture_output=True, text=True, timeout=300).stdout
        if " 401 " in answer.split("\n")[0] or not answer.startswith("HTTP/"):
            refused[kind] = answer
        # Loading the page anew makes no second webhook.
        browser.driver.refresh()
        assert browser.driver.current_url == made
    assert refused == {}
