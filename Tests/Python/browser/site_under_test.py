"""The running bridge that the browser is let loose on."""

import json
import os
import re
import time
import urllib.request

PATIENCE = 180
"""Seconds."""


class Site:
    """`url`, the API's `token`, and the `password` of the users admin, supervisor, operator and several (extensions)."""

    def __init__(self):
        self.url = os.environ["HELPBRIDGE_URL"]
        self.token = os.environ["HELPBRIDGE_TOKEN"]
        self.password = os.environ["HELPBRIDGE_PASSWORD"]

    def ask(self, method, path, body=None, **fields):
        """Through the API; the answer's JSON. `fields` are of the header, with `_` in place of `-`."""
        return self._send(method, path, body, fields)[0]

    def change(self, path, change):
        """Changes a setting: `change` makes the new one of the present one, which is returned."""
        before, version = self._send("GET", path)
        self.ask("PUT", path, change(before), If_Match=version)
        return before

    def _send(self, method, path, body=None, fields=None):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                **{name.replace("_", "-"): value for name, value in (fields or {}).items()},
            },
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=300) as answer:
            text = answer.read()
            return json.loads(text) if text else None, answer.headers["ETag"]

    def asks_for_help(self, operator, route):
        """Asks in an operator's name, who has no open request; the new one's id."""
        request = self.ask("POST", "/v1/help-requests", {"operator": operator, "route": route})
        assert request["state"] == "accepted", f"one of an earlier case is still open: {request}"
        return request["id"]

    def describe(self):
        """The newest requests, for whoever reads of a failed case."""
        return json.dumps(self.ask("GET", "/v1/help-requests?limit=3"), ensure_ascii=False, indent=1)

    def event_streams(self):
        """How many the bridge has open at the moment."""
        with urllib.request.urlopen(self.url + "/metrics", timeout=300) as answer:
            text = answer.read().decode()
        found = re.search(r"^helpbridge_event_streams (\d+)$", text, re.MULTILINE)
        # Before the first one it has never been counted.
        return int(found[1]) if found else 0

    def wait(self, request, is_so):
        """Waits until a request is as it should be."""
        return self.wait_for(f"/v1/help-requests/{request}", is_so)

    def wait_for(self, path, is_so):
        """Waits until the API's answer is as it should be, for instance after a button that loads no other page."""
        end = time.monotonic() + PATIENCE
        while not is_so(found := self.ask("GET", path)):
            assert time.monotonic() < end, found
            time.sleep(0.05)
        return found
