#!/usr/bin/env python3
"""Phones that pick up every call after a second: what answers at the extensions of the guides' Asterisk.

    phones.py PORT      serves all extensions at 127.0.0.1:PORT; none of them ever hangs up
"""

import re, socket, sys, time

RINGS = 1


def header(message, name):
    return [line.split(":", 1)[1].strip() for line in message.split("\r\n") if line.lower().startswith(name.lower() + ":")]


def main(port):
    phones = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    phones.bind(("127.0.0.1", port))
    due = []  # (when, call, datagram, where to)
    number = 0
    while True:
        phones.settimeout(max(0.01, min((entry[0] for entry in due), default=time.monotonic() + 3600) - time.monotonic()))
        try:
            data, peer = phones.recvfrom(65536)
        except TimeoutError:
            now = time.monotonic()
            for _, _, datagram, where in [entry for entry in due if entry[0] <= now]:
                phones.sendto(datagram, where)
            due = [entry for entry in due if entry[0] > now]
            continue
        message = data.decode()
        method, target = message.split(" ")[:2]
        if method in ("SIP/2.0", "ACK"):
            continue
        call = header(message, "Call-ID")[0]
        to = header(message, "To")[0]
        isNew = "tag=" not in to
        if isNew:
            # The same for all answers to one call, also to its CANCEL.
            to += f";tag={abs(hash(call)):x}"
        user = re.match(r"sips?:([^@;]+)@", target).group(1)

        def answer(status, body="", to=to, message=message, user=user):
            lines = [f"SIP/2.0 {status}", *(f"Via: {via}" for via in header(message, "Via")),
                     f"From: {header(message, 'From')[0]}", f"To: {to}", f"Call-ID: {header(message, 'Call-ID')[0]}",
                     f"CSeq: {header(message, 'CSeq')[0]}", f"Contact: <sip:{user}@127.0.0.1:{port}>"]
            if body:
                lines.append("Content-Type: application/sdp")
            return "\r\n".join(lines + [f"Content-Length: {len(body)}", "", body]).encode()

        if method == "INVITE":
            number += 1
            session = "\r\n".join([
                "v=0", f"o=phone {number} {number} IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0",
                f"m=audio {20000 + 2 * (number % 1000)} RTP/AVP 0", "a=rtpmap:0 PCMU/8000", ""])
            if not isNew:
                phones.sendto(answer("200 OK", session), peer)
                continue
            phones.sendto(answer("180 Ringing"), peer)
            due.append((time.monotonic() + RINGS, call, answer("200 OK", session), peer))
        else:
            phones.sendto(answer("200 OK"), peer)
            if method in ("BYE", "CANCEL"):
                waiting = [entry for entry in due if entry[1] == call]
                due = [entry for entry in due if entry[1] != call]
                if method == "CANCEL" and waiting:
                    ended = answer("487 Request Terminated").replace(b" CANCEL\r\n", b" INVITE\r\n")
                    phones.sendto(ended, peer)


if __name__ == "__main__":
    main(int(sys.argv[1]))
