"""Signs a JSON body as the Standard Webhooks library does, posts it, and prints the answer as one line of JSON.

Run it with the interpreter that Scripts/test-tools python prints. An answer of any status is printed and ends it with 0;
1 means that there was none.
"""

import argparse
import datetime
import json
import sys
import urllib.error
import urllib.request

from standardwebhooks.webhooks import Webhook


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--secret", required=True, action="append",
                        help="whsec_… ; given several times, each signs, as during a rotation")
    parser.add_argument("--body", help="the JSON text; from standard input when left out")
    parser.add_argument("--id", default="msg_test", help="webhook-id (%(default)s)")
    parser.add_argument("--offset", type=int, default=0, help="seconds added to the time of signing; negative is past")
    parser.add_argument("--prefix", default="webhook", choices=["webhook", "svix"],
                        help="how the names of the fields begin (%(default)s)")
    parser.add_argument("--tamper", action="store_true", help="change the body after it has been signed")
    parser.add_argument("--timeout", type=float, default=180, help="seconds to wait for an answer")
    return parser.parse_args()


def request(options):
    body = sys.stdin.read() if options.body is None else options.body
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=options.offset)
    signatures = [Webhook(secret).sign(options.id, time, body) for secret in options.secret]
    if options.tamper:
        body += " "
    return urllib.request.Request(options.url, body.encode(), {
        "Content-Type": "application/json",
        f"{options.prefix}-id": options.id,
        f"{options.prefix}-timestamp": str(int(time.timestamp())),
        f"{options.prefix}-signature": " ".join(signatures),
    })


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def post(request, timeout):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
    try:
        with opener.open(request, timeout=timeout) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def main():
    options = arguments()
    try:
        status, headers, body = post(request(options), options.timeout)
    except OSError as error:
        sys.exit(f"standard_webhook: {options.url}: {error}")
    print(json.dumps({"status": status, "location": headers.get("Location"),
                      "body": body.decode(errors="replace")}))


if __name__ == "__main__":
    main()
