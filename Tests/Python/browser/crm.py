"""A CRM, as far as the panel is concerned: another site, whose server signs tokens and whose page has a frame."""

import base64
import contextlib
import hashlib
import hmac
import html
import http.server
import json
import os
import threading
import time


class CRM:
    """`host` is one that may show the panel, `stranger` one that may not; both lead here."""

    page = b""
    """The page that is served, of whichever CRM was the last to serve: a browser keeps connections of earlier ones."""

    def __init__(self):
        port = int(os.environ["HELPBRIDGE_CRM_PORT"])
        self.secret = os.environ["HELPBRIDGE_EMBED_SECRET"]
        self.port = port
        self.host = f"crm.localhost:{port}"
        self.stranger = f"stranger.localhost:{port}"

    def token(self, **claims):
        """A JSON Web Token of five minutes (RFC 7519, HS256)."""
        claims = {"exp": int(time.time()) + 300, **claims}
        head, body = (encoded(json.dumps(part).encode()) for part in [{"alg": "HS256", "typ": "JWT"}, claims])
        signature = hmac.new(self.secret.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
        return f"{head}.{body}.{encoded(signature)}"

    @contextlib.contextmanager
    def serving(self, frame, size=(700, 600)):
        """Serves one page with a frame of that address and so many pixels."""
        width, height = size
        CRM.page = f"<!doctype html><title>CRM</title><link rel=icon href=data:,><h1>CRM</h1>" \
            f'<iframe src="{html.escape(frame)}" width={width} height={height}></iframe>'.encode()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(CRM.page)

            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler) as server:
            threading.Thread(target=server.serve_forever).start()
            try:
                yield
            finally:
                server.shutdown()


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
