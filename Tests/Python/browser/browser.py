"""A real Chromium, and what a person does with it."""

import base64
import contextlib
import importlib.resources
import json
import os
import pathlib
import urllib.parse

from axe_selenium_python import Axe
from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as conditions
from selenium.webdriver.support.wait import WebDriverWait

import pages

PATIENCE = 180
"""Seconds to wait for what ought to happen at once: the machine may be slow, and busy with something else."""

MOST_TABS = 150

# Newer rules than those that come with axe-selenium-python for Debian's Python.
AXE = importlib.resources.files("axe_core_python") / "axe.min.js"

PHONE, DESKTOP = 390, 1440
HEIGHTS = {PHONE: 844, DESKTOP: 900}

REMEMBER_SOUNDS = """
    window.sounds = [];
    window.Audio = class extends Audio {
        constructor(...source) { super(...source); window.sounds.push(this); }
    };
"""

# What a browser loads from itself.
OWN_SCHEMES = {"data", "blob", "about", "chrome", "chrome-extension", "devtools"}


class Browser:
    def __init__(self, site, screenshots):
        self.site = site
        self.screenshots = pathlib.Path(screenshots)
        options = webdriver.ChromeOptions()
        # Chromium without its windows: a quarter less work than `chromium --headless` for the same pages. The script of
        # that name in /usr/bin would outlive it.
        options.binary_location = "/usr/lib/chromium/chromium-headless-shell"
        for argument in ["--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]:
            options.add_argument(argument)
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        # Only what goes over the network is looked at; the rest is a tenth of the work.
        options.add_experimental_option("perfLoggingPrefs", {"enableNetwork": True, "enablePage": False})
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
        self.driver.set_script_timeout(PATIENCE)
        self.prepare()
        self.sessions = {}

    def prepare(self):
        """Once for each window."""
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": REMEMBER_SOUNDS})
        self.driver.execute_cdp_cmd("Network.enable", {})

    def quit(self):
        self.driver.quit()

    # What the person has before them.

    def reset(self):
        """A browser in which nobody is signed in and nothing is remembered."""
        self.guests = set()
        self.go_online()
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.driver.execute_cdp_cmd(
            "Storage.clearDataForOrigin", {"origin": self.site.url, "storageTypes": "local_storage"}
        )
        self.be(DESKTOP)
        self.driver.get_log("browser")
        self.driver.get_log("performance")

    def be(self, width, theme="light"):
        """A screen of that many pixels."""
        self.width = width
        self._screen(HEIGHTS[width])
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": theme}]}
        )

    def _screen(self, height):
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": self.width, "height": height, "deviceScaleFactor": 1, "mobile": self.width == PHONE},
        )

    def open(self, path):
        self.driver.get(self.site.url + path)

    @contextlib.contextmanager
    def windows(self, count, path):
        """So many windows beside each other, all in sight, each with that page; the one that is there is the first."""
        first = self.driver.current_window_handle
        opened = [first]
        self.open(path)
        for _ in range(1, count):
            self.driver.switch_to.new_window("window")
            opened.append(self.driver.current_window_handle)
            self.open(path)
        try:
            yield opened
        finally:
            left = self.driver.window_handles
            for window in left[1:]:
                self.driver.switch_to.window(window)
                self.driver.close()
            self.driver.switch_to.window(left[0])
            if left[0] != first:
                self.prepare()

    def visit(self, host):
        """Another site, from which the bridge's pages may then be asked for."""
        self.guests = {host}
        self.driver.get(f"http://{host}/")

    def sees_nothing_in_the_frame(self):
        """The browser shows an error of its own in place of a page that may not be there."""
        self.driver.switch_to.frame(0)
        self.wait(lambda driver: driver.execute_script("return location.protocol") == "chrome-error:", "the frame")
        self.driver.switch_to.default_content()
        # It has complained of it, as it should.
        self.console_faults()

    def cookies(self):
        """Those of all sites."""
        return self.driver.execute_cdp_cmd("Network.getAllCookies", {})["cookies"]

    def address(self, path):
        """The path itself, except for a user's page: that has its address from the list of users."""
        if path != pages.USER:
            return path
        self.open("/admin/users")
        login = path.rsplit("/", 1)[1]
        link = self.driver.find_element(By.XPATH, f"//tr[.//bdi[text()='{login}']]//a").get_attribute("href")
        return urllib.parse.urlsplit(link).path

    def describe(self):
        """The address and the words of the page, for whoever reads of a failed case."""
        return f"{self.driver.current_url}\n{self.driver.find_element(By.TAG_NAME, 'body').text}"

    def status(self):
        """The HTTP status of the page that is shown."""
        return self.driver.execute_script("return performance.getEntriesByType('navigation')[0].responseStatus")

    def speak(self, language):
        """Chooses the language as the link at the top does, and is remembered as it is."""
        self.driver.execute_cdp_cmd(
            "Network.setCookie", {"name": "helpbridge_language", "value": language, "url": self.site.url}
        )

    def sign_in(self, login):
        """With the session that this person has already, or by the form."""
        if login in self.sessions:
            for cookie in self.sessions[login]:
                self.driver.execute_cdp_cmd("Network.setCookie", {**cookie, "url": self.site.url})
            return
        self.open("/login")
        self.find("input[name=login]").send_keys(login)
        self.find("input[name=password]").send_keys(self.site.password)
        self.find("main form button").click()
        self.wait(lambda _: "/login" not in self.driver.current_url)
        self.sessions[login] = [
            {key: cookie[key] for key in ["name", "value", "path", "httpOnly"]}
            for cookie in self.driver.get_cookies()
            if cookie["name"] != "helpbridge_language"
        ]

    def sign_in_on_a_screen(self, login, language, width):
        self.be(width)
        self.speak(language)
        self.sign_in(login)
        return self

    def go_offline(self):
        self._network(True)

    def go_online(self):
        self._network(False)

    def slow_down(self):
        """Each answer takes a second and a half."""
        self._network(False, latency=1500)

    @contextlib.contextmanager
    def unanswered(self, address):
        """What is asked of such an address gets no answer, nor an error, as where the network is gone without a word."""
        self.driver.execute_cdp_cmd("Fetch.enable", {"patterns": [{"urlPattern": address}]})
        try:
            yield
        finally:
            self.driver.execute_cdp_cmd("Fetch.disable", {})

    def _network(self, offline, latency=0):
        self.driver.execute_cdp_cmd(
            "Network.emulateNetworkConditions",
            {"offline": offline, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1},
        )

    # What the person looks for and does.

    def wait(self, condition, what=""):
        return WebDriverWait(self.driver, PATIENCE, poll_frequency=0.05).until(condition, what)

    def find(self, css):
        """The first such thing that can be seen; waits until there is one."""
        return self.wait(conditions.visibility_of_element_located((By.CSS_SELECTOR, css)), css)

    def read(self, css, take):
        """What `take` finds in the first such thing that can be seen, also when the page puts it in place anew meanwhile."""

        def taken(_):
            try:
                return (take(self.find(css)),)
            except StaleElementReferenceException:
                return None

        return self.wait(taken, css)[0]

    def wait_until_gone(self, css):
        """Selenium's own condition takes what is put in place anew for gone."""

        def is_gone(_):
            try:
                return not any(element.is_displayed() for element in self.all(css))
            except StaleElementReferenceException:
                return False

        self.wait(is_gone, f"{css} stays")

    def all(self, css):
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def text(self, css="main"):
        return self.read(css, lambda element: element.text)

    def see(self, text, css="main"):
        """Waits until it is written there."""
        self.wait(conditions.text_to_be_present_in_element((By.CSS_SELECTOR, css), text), f"{text!r} in {css}")

    def click(self, css):
        clickable = conditions.element_to_be_clickable((By.CSS_SELECTOR, css))

        def is_clicked(driver):
            try:
                element = clickable(driver)
                if not element:
                    return False
                driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
                element.click()
            except StaleElementReferenceException:
                # The page has put it in place anew meanwhile.
                return False
            return True

        self.wait(is_clicked, css)

    def press_button(self, css):
        """Clicks what may be put in place anew at any moment: as often as it takes to hit it."""

        def is_hit(_):
            try:
                self.driver.find_element(By.CSS_SELECTOR, css).click()
                return True
            except (NoSuchElementException, StaleElementReferenceException, ElementClickInterceptedException):
                return False

        self.wait(is_hit, css)

    def leave_by(self, css):
        """Clicks what leads to another page, and waits for that."""
        here = self.page()
        self.click(css)
        self.wait_for_another_page(here, css)

    def page(self):
        """Tells the page that is shown from every other, also from itself when it is loaded anew."""
        return self.driver.execute_script("return performance.timeOrigin")

    def wait_for_another_page(self, here, what="this"):
        """- here: what `page` was before."""
        self.wait(lambda _: self.page() != here, f"{what} leads nowhere")

    def drag(self, grip, target):
        """Takes something by its grip up or down to the far end of something else, as a hand does: bit by bit."""
        grip = self.find(grip)
        # The list as a whole has to be in sight.
        whole = grip.find_element(By.XPATH, "ancestor::ol")
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", whole)
        rectangle = "return arguments[0].getBoundingClientRect().toJSON()"
        start = self.driver.execute_script(rectangle, grip)
        end = self.driver.execute_script(rectangle, self.find(target))
        middle = start["top"] + start["height"] / 2
        goal = end["bottom"] - 4 if end["top"] > middle else end["top"] + 4
        actions = ActionChains(self.driver, duration=20).move_to_element(grip).click_and_hold()
        steps = 12
        marks = [round((goal - middle) * step / steps) for step in range(steps + 1)]
        for before, after in zip(marks, marks[1:]):
            actions.move_by_offset(0, after - before)
        actions.release().perform()

    def value(self, css):
        return self.read(css, lambda element: element.get_property("value"))

    def fill(self, css, text):
        element = self.find(css)
        element.clear()
        element.send_keys(text)

    # The keyboard alone.

    def press(self, *keys):
        actions = ActionChains(self.driver, duration=0)
        for key in keys:
            actions.send_keys(key)
        actions.perform()

    def tab_to(self, css, back=False):
        """Presses Tab until that has the focus, as somebody without a mouse has to."""
        for _ in range(MOST_TABS):
            if self.has_focus(css):
                active = self.driver.switch_to.active_element
                assert self.is_focus_visible(active), f"nothing shows that {css} has the focus"
                return
            if back:
                ActionChains(self.driver, duration=0).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
            else:
                self.press(Keys.TAB)
        raise AssertionError(f"{css} is not reached with {MOST_TABS} times Tab")

    def has_focus(self, css):
        return self.driver.execute_script("return document.activeElement?.matches(arguments[0]) ?? false", css)

    def is_focus_visible(self, element):
        return self.driver.execute_script(
            """
            const style = getComputedStyle(arguments[0]);
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
            """,
            element,
        )

    def write(self, css, text):
        """Reaches a field with Tab and writes into it, in place of what is there."""
        self.tab_to(css)
        ActionChains(self.driver, duration=0).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).perform()
        self.press(text)

    def choose(self, css):
        """Reaches a radio button through its group: Tab to the group, then the arrows."""
        wanted = self.all(css)[0]
        name = wanted.get_attribute("name")
        self.tab_to(f"input[name='{name}']")
        for _ in range(10):
            if wanted.is_selected():
                return
            self.press(Keys.ARROW_DOWN)
        raise AssertionError(f"{css} is not reached with the arrows")

    def follow(self, css):
        """Reaches a link or a button with Tab, presses Enter, and waits for another page."""
        here = self.page()
        self.tab_to(css)
        self.press(Keys.ENTER)
        self.wait_for_another_page(here, css)

    # What can be said of the page.

    def is_playing(self):
        """Waits until the newest sound can be heard: it has a length, no fault, and time passes in it."""

        def state(_):
            found = self.driver.execute_script(
                """
                const sound = (window.sounds ?? []).at(-1) ?? document.querySelector('audio');
                return sound && {
                    error: sound.error?.message ?? null, duration: sound.duration, time: sound.currentTime,
                    ended: sound.ended
                };
                """
            )
            if found and found["error"]:
                raise AssertionError(f"the sound cannot be played: {found}")
            return found if found and found["duration"] and (found["time"] > 0 or found["ended"]) else False

        return self.wait(state, "no sound is played")

    def accessibility_faults(self):
        """What axe holds for serious or critical, one line each."""
        axe = Axe(self.driver, str(AXE))
        axe.inject()
        violations = axe.run(options={"resultTypes": ["violations"]})["violations"]
        return [
            f"{violation['impact']} {violation['id']}: {node['target']} {node.get('failureSummary', '')}"
            for violation in violations
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]

    def is_too_wide(self):
        return self.driver.execute_script(
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )

    def console_faults(self):
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

    def foreign_requests(self):
        """The addresses of other hosts to which the browser has turned since the last time."""
        own = {urllib.parse.urlsplit(self.site.url).netloc, *self.guests}
        addresses = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                addresses.append(message["params"]["request"]["url"])
            if message["method"] == "Network.webSocketCreated":
                addresses.append(message["params"]["url"])
        parts = [(address, urllib.parse.urlsplit(address)) for address in addresses]
        return [
            address for address, split in parts if split.scheme not in OWN_SCHEMES and split.netloc not in own
        ]

    def photograph(self, name):
        """The whole page, on a screen that is as high as it is, in the folder of screenshots."""
        self.screenshots.mkdir(parents=True, exist_ok=True)
        height = HEIGHTS[self.width]
        self._screen(max(height, self.driver.execute_script("return document.documentElement.scrollHeight")))
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        self._screen(height)
        (self.screenshots / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))
