import contextlib
import functools
import os
import re

import pytest

from browser import Browser
from site_under_test import Site


@pytest.fixture(scope="session")
def site():
    return Site()


@pytest.fixture(scope="session")
def chromium(site):
    browser = Browser(site, os.environ["HELPBRIDGE_SCREENSHOTS"])
    yield browser
    browser.quit()


def described(fixture):
    """What has made the case fail, such as a browser that is gone, may make this fail, too; the report goes on."""
    try:
        return fixture.describe()
    except Exception as error:
        return f"cannot be told: {error}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A case that fails says what its page and the bridge showed: elsewhere it may not fail again for weeks."""
    report = yield
    if report.failed:
        for title, fixture in [("The page", "chromium"), ("The newest requests", "site")]:
            if fixture in item.funcargs:
                report.sections.append((title, described(item.funcargs[fixture])))
    setattr(item, f"{report.when}_report", report)
    return report


@pytest.fixture
def browser(chromium, request):
    """A browser in which nobody is signed in. Afterwards nothing may stand in its console, and no other host may have
    been asked; a test that cuts the network says so with the mark `cut_off`."""
    chromium.reset()
    yield chromium
    if not getattr(request.node, "call_report", None) or request.node.call_report.failed:
        chromium.photograph("failed-" + re.sub(r"\W+", "-", request.node.name))
    faults = chromium.console_faults()
    if request.node.get_closest_marker("cut_off"):
        faults = [fault for fault in faults if "net::ERR_" not in fault]
    assert faults == [], "the console is not empty"
    assert chromium.foreign_requests() == [], "another host was asked"


@pytest.fixture
def admin(browser):
    """Signs the administrator in, in a language and on a screen of that width; returns the browser."""
    return functools.partial(browser.sign_in_on_a_screen, "admin")


@pytest.fixture
def supervisor(browser):
    """The same for the supervisor."""
    return functools.partial(browser.sign_in_on_a_screen, "supervisor")


@contextlib.contextmanager
def helped_by(site, extension, name):
    """Every department has this helper before its others."""
    helper = {"extension": extension, "name": name}
    paths = ["/v1/departments/" + department["id"] for department in site.ask("GET", "/v1/departments")["items"]]

    def add(department):
        return {**department, "helpers": [helper, *department["helpers"]]}

    before = [site.change(path, add) for path in paths]
    yield
    for path, former in zip(paths, before):
        site.change(path, lambda department: {**department, "helpers": former["helpers"]})


@pytest.fixture
def unanswered(site):
    """Whoever is asked for help lets it ring, so that a request stays open for as long as a slow machine needs."""
    with helped_by(site, "260", "نگار"):
        yield


@pytest.fixture
def talkative(site):
    """Whoever is asked for help talks for half a minute."""
    with helped_by(site, "261", "مهری"):
        yield
