"""The people, and how they find their way with a mouse or a finger."""

from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select


class Manager:
    prompt = {"en": "Your request was sent to {manager}.", "fa": "درخواست شما برای {manager} فرستاده شد."}

    def __init__(self, browser):
        self.browser = browser

    def adds_a_route(self, code, language):
        browser = self.browser
        browser.open("/admin/routes")
        browser.leave_by("a[href='/admin/routes/new']")
        browser.fill("input[name=code]", code)
        browser.fill("input[name=name]", f"Help {code}")
        browser.click("input[name=detection][value=department]")
        Select(browser.find("select[name=voice]")).select_by_value(language)
        browser.click("input[name='prompts.requestSent.source'][value=text]")
        browser.fill("textarea[name='prompts.requestSent.text']", self.prompt[language])
        browser.click("#prompts-requestSent [data-listen]")
        browser.is_playing()
        browser.leave_by(".save .button.primary")
        browser.see(code)

    def adds_a_helper(self, extension):
        browser = self.browser
        browser.open("/admin/departments")
        browser.leave_by("a[href='/admin/departments/support']")
        before = len(browser.all("ol.reorder > li"))
        browser.click(".add-item")
        browser.wait(lambda _: len(browser.all("ol.reorder > li")) == before + 1)
        new = browser.all("ol.reorder > li")[-1]
        new.find_element(By.NAME, "helperExtension").send_keys(extension)
        new.find_element(By.NAME, "helperName").send_keys("مریم نوری")
        browser.leave_by(".save .button.primary")
        browser.see(extension)


class Operator:
    def __init__(self, browser, site):
        self.browser = browser
        self.site = site

    def asks(self, code):
        """Presses the button; returns the request's id once it is shown."""
        browser = self.browser
        browser.open("/panel")
        browser.click(f"input[name=route][value='{code}']")
        browser.click("#ask button.primary")
        return self.sees_their_request()

    def sees_their_request(self):
        return self.browser.read("#request article[data-open]", lambda article: article.get_attribute("data-id"))

    def sees(self, *states):
        """Waits until the page shows the request in one of these states."""
        wanted = ", ".join(f"#request article[data-state={state}]" for state in states)
        return self.browser.find(wanted)

    def is_connected(self, request):
        """Where the machine is slow the two may have talked already."""
        self.sees("connected", "completed")
        assert self.site.ask("GET", f"/v1/help-requests/{request}")["state"] in ("connected", "completed")

    def is_helped(self, code):
        """Presses the button and watches, without touching anything again, until the two have talked."""
        request = self.asks(code)
        self.is_connected(request)
        self.browser.photograph(f"panel-connected-{code[1:]}")
        self.sees("completed")
        found = self.site.ask("GET", f"/v1/help-requests/{request}")
        assert (found["route"], found["outcome"]) == (code, "helped")


class Supervisor:
    def __init__(self, browser, site):
        self.browser = browser
        self.site = site

    def opens_the_wall(self, language, width):
        self.browser.be(width)
        self.browser.speak(language)
        self.browser.sign_in("supervisor")
        self.browser.open("/supervisor")
        self.browser.find(".wall-count")

    def sees(self, request, *states):
        """Waits until the wall, which nobody loads anew, shows the request in one of these states."""
        self.browser.find(", ".join(f"li[data-id='{request}'] .badge[data-state={state}]" for state in states))

    def acts(self, request, button):
        """Presses one of the request's buttons, again when the wall has changed under their finger."""
        self.browser.press_button(f"li[data-id='{request}'] {button}")

    def sees_it_end(self, request):
        self.browser.wait_until_gone(f"li[data-id='{request}']")
