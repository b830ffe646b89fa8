#!/usr/bin/env python3
"""A CRM that answers what a mapping's recorded example has, in its order, and then again from the beginning.

    crm.py PORT MAPPING.yaml
"""

import http.server, json, sys
import yaml


def recorded(path):
    with open(path) as file:
        examples = yaml.safe_load(file).get("examples") or []
    example = next((one for one in examples if one.get("answer")), examples[0])
    return [exchange["response"] for exchange in example["exchanges"]]


def main(port, path):
    responses = recorded(path)
    next_one = 0

    class CRM(http.server.BaseHTTPRequestHandler):
        def do(self):
            nonlocal next_one
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            response = responses[next_one % len(responses)]
            next_one += 1
            body = json.dumps(response["json"]) if "json" in response else response.get("body", "")
            self.send_response(response.get("status", 200))
            headers = {"Content-Type": "application/json" if "json" in response else "text/xml", **(response.get("headers") or {})}
            for name, value in headers.items():
                if name.lower() != "content-length":
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = do_PUT = do_PATCH = do

        def log_message(self, *_):
            pass

    http.server.ThreadingHTTPServer(("127.0.0.1", port), CRM).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
