"""The running bridge that the browser is let loose on."""

import json
import os
import urllib.request


class Site:
    """`url`, the API's `token`, and the `password` of the users admin, supervisor and operator."""

    def __init__(self):
        self.url = os.environ["HELPBRIDGE_URL"]
        self.token = os.environ["HELPBRIDGE_TOKEN"]
        self.password = os.environ["HELPBRIDGE_PASSWORD"]

    def ask(self, method, path, body=None):
        """Through the API; the answer's JSON."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None
