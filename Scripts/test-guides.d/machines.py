"""The two machines of the guides: a bare Debian 12 with its systemd for the bridge, and a real Asterisk. They share a network in which both
have the guides' addresses, and which nothing else sees."""

import os, pty, re, select, shutil, subprocess, tempfile, time
from pathlib import Path

from documents import ROOT

LAB = Path(os.environ.get("PBX_LAB", ROOT / ".lab")).resolve()
TEMPLATES = ROOT / "Scripts/pbx-lab.d"
SIP, PHONES = 5060, 5070
PASSWORD = "correct horse battery"
# The versions of both packages, which lie in the bridge's machine beside each other.
OLD, NEW = "0.0.1", "0.0.2"
# What the reader knows, by the question that setup asks; to all others an empty line.
ANSWERS = [
    (r"That user's password", "THE-PASSWORD"),
    (r"Language of voice", "en"),
    (r"Login of the first administrator", "reza"),
    (r"Password for reza|Once more", PASSWORD),
]
# A bare Debian has no sudo: this does what the guides use of it.
SUDO = """#!/bin/bash
user=root
while [[ $1 == -* ]]; do case $1 in -u) user=$2; shift 2 ;; *) shift ;; esac; done
[[ $user == root ]] && exec "$@"
exec setpriv --reuid "$user" --regid "$user" --init-groups -- env HOME=/var/lib/helpbridge "$@"
"""


class Failure(Exception):
    pass


class Network:
    """Namespaces of the network and of the mounts, which end with their holder."""

    def __init__(self):
        self.holder = subprocess.Popen([
            "unshare", "--net", "--mount", "--propagation", "private", "sh", "-c",
            "ip link set lo up && ip addr add 192.0.2.10/32 dev lo && ip addr add 192.0.2.20/32 dev lo"
            # The bridge comes to the PBX from its own address, which the PBX looks at.
            " && ip route replace table local local 192.0.2.10 dev lo src 192.0.2.20 && echo && exec sleep infinity"],
            stdout=subprocess.PIPE)
        if not self.holder.stdout.readline():
            raise Failure("no network of its own can be had")
        self.enter = ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net", f"--mount=/proc/{self.holder.pid}/ns/mnt"]

    def close(self):
        self.holder.terminate()
        self.holder.wait()


class Machine:
    """A system in a folder."""

    environment = {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root",
                   "DEBIAN_FRONTEND": "noninteractive", "ARI_PASSWORD": "THE-PASSWORD", "ADMIN_PASSWORD": PASSWORD}

    def __init__(self, network, root):
        self.network = network
        self.root = Path(root)
        # What leads to where its commands are run.
        self.enter = network.enter

    def run(self, command, place, typed="SECRET\n", timeout=600):
        """Runs a command line of bash; what is typed is its standard input."""
        done = subprocess.run(
            [*self.enter, "chroot", self.root, "bash", "-c", command], env=self.environment, text=True,
            input=typed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout, check=False)
        if done.returncode != 0:
            raise Failure(f"{place}: {command}: exit code {done.returncode}: {done.stdout.strip()[-1500:]}")
        return done.stdout

    def mount(self, *arguments):
        subprocess.run([*self.network.enter, "mount", *map(str, arguments)], check=True)


class BridgeMachine(Machine):
    def __init__(self, network, work, program):
        super().__init__(network, Path(work) / "debian")
        subprocess.run(["cp", "-a", LAB / "debian-12-systemd", self.root], check=True)
        for version in (OLD, NEW):
            package = subprocess.run(
                [ROOT / "Packaging/debian/build", program, work, version], check=True, capture_output=True, text=True,
                env={**os.environ, "HELPBRIDGE_PACKAGE_COMPRESSION": "0"}).stdout.strip().splitlines()[-1]
            shutil.copy(package, self.root / Path(package).name)
        # A debug build needs the toolchain's libraries, which are no part of the package.
        for line in subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout.splitlines():
            library = re.search(r"=> (\S*swift\S*\.so\S*)", line)
            if library:
                shutil.copy(library.group(1), self.root / "usr/lib/x86_64-linux-gnu")
        (self.root / "usr/local/bin/sudo").write_text(SUDO)
        (self.root / "usr/local/bin/sudo").chmod(0o755)
        # Outside of the network: what this script itself uses, and what the package depends on, which apt would fetch.
        depends = subprocess.run(["dpkg-deb", "--field", package, "Depends"], check=True, capture_output=True, text=True).stdout
        needed = " ".join(["curl", *(one.split()[0] for one in depends.split(",") if one.strip())])
        done = subprocess.run(
            ["chroot", self.root, "bash", "-c", f"dpkg -s {needed} >/dev/null 2>&1 || {{ apt-get update && "
             f"apt-get install --yes --no-install-recommends {needed}; }}"], text=True, check=False, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env={**self.environment, **{
                name: value for name, value in os.environ.items() if name in ("http_proxy", "https_proxy")}})
        if done.returncode != 0:
            raise Failure(f"{needed} cannot be installed: {done.stdout.strip()[-600:]}")
        # In the network of both machines.
        with (Path(work) / "boot.log").open("w") as log:
            self.machine = subprocess.Popen(
                [*network.enter, ROOT / "Scripts/test-package.d/boot", self.root], stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            init = self.machine.stdout.readline().strip()
            if not init:
                raise Failure(f"the machine does not start: {(Path(work) / 'boot.log').read_text()[-600:]}")
            self.enter = ["nsenter", f"--target={init}", "--pid", "--mount", "--uts", "--ipc", "--net"]
            super().run("systemctl is-system-running --wait", "starting the machine")
        except BaseException:
            self.close()
            raise

    def run(self, command, place, **options):
        try:
            return super().run(command, place, **options)
        except Failure as failure:
            journal = super().run("journalctl --unit helpbridge --no-pager --output cat --lines 20", place)
            raise Failure(f"{failure}\n{journal}") from None

    def close(self):
        self.machine.terminate()
        self.machine.wait()

    def install(self):
        self.run(f"apt-get --yes install /helpbridge_{OLD}_amd64.deb", "the package")

    def forget(self):
        """As it was after the package had been installed."""
        self.run("systemctl stop helpbridge; rm -rf /etc/helpbridge/*.yaml /etc/helpbridge/secrets/* /var/lib/helpbridge/*"
                 " /etc/systemd/system/helpbridge.service.d && cp /usr/share/helpbridge/helpbridge.yaml /etc/helpbridge/"
                 " && systemctl daemon-reload", "starting anew")

    def ask(self, command, place):
        """Runs a command that asks, and types the answers."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [*self.enter, "chroot", self.root, "bash", "-c", command], env=self.environment, stdin=theirs,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        os.close(theirs)
        said, answered = "", 0
        deadline = time.monotonic() + 600
        try:
            while True:
                if not select.select([process.stdout], [], [], max(0, deadline - time.monotonic()))[0]:
                    raise Failure(f"{place}: {command}: it waits for ever: {said[-600:]}")
                piece = os.read(process.stdout.fileno(), 65536)
                if not piece:
                    break
                said += piece.decode(errors="replace")
                if said[answered:].endswith(": "):
                    question = said[answered:].rsplit("\n", 1)[-1]
                    answered = len(said)
                    answer = next((text for pattern, text in ANSWERS if re.search(pattern, question)), "")
                    os.write(ours, f"{answer}\n".encode())
        except BaseException:
            process.kill()
            raise
        finally:
            os.close(ours)
        if process.wait() != 0:
            raise Failure(f"{place}: {command}: exit code {process.returncode}: {said[-1500:]}")
        return said


# How a telephone system is laid out: the context of its phones, the file for the printed lines, and what its own pages have
# written before the guide begins.
SYSTEMS = {
    "plain": ("internal", "extensions.conf", {}),
    "issabel": ("from-internal", "extensions_custom.conf", {}),
    "freepbx": ("from-internal", "extensions_custom.conf", {
        "http.conf": "[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=8088\n",
        "ari.conf": "[general]\nenabled=yes\n[helpbridge]\ntype=user\npassword=THE-PASSWORD\npassword_format=plain\nread_only=no\n"}),
    "mikopbx": ("all_peers", "extensions.conf", {
        "http.conf": "[general]\nenabled=yes\nbindaddr=192.0.2.10\nbindport=8088\n",
        "ari.conf": "[general]\nenabled=yes\n[helpbridge]\ntype=user\npassword=THE-PASSWORD\nread_only=no\n"}),
}
DIALPLAN = """\
[general]
static=yes
writeprotect=yes
#include "extensions_custom.conf"

[{context}]
include => {context}-custom
exten => _[1-9]XX,1,Dial(PJSIP/${{EXTEN}},30)
 same => n,Hangup()
"""


class AsteriskMachine(Machine):
    """An Asterisk of Scripts/pbx-lab, laid out as a telephone system does it."""

    def __init__(self, network, version, system):
        super().__init__(network, LAB / f"asterisk-{version}")
        self.context, self.dialplan, written = SYSTEMS[system]
        home = Path(tempfile.mkdtemp(prefix="guides-", dir=self.root))
        home.chmod(0o755)
        self.home, self.inside = home, f"/{home.name}"
        shutil.copytree(self.root / "etc/asterisk", home / "etc")
        for name in ["lib", "spool/recording", "run", "log", "c", "bin"]:
            (home / name).mkdir(parents=True)
        modules = next((self.root / "usr/lib").rglob("res_ari.so")).parent
        for name in ["asterisk", "logger", "rtp"]:
            text = (TEMPLATES / f"{name}.conf").read_text()
            for key, value in [("inside", self.inside), ("modules", f"/{modules.relative_to(self.root)}"),
                               ("rtpFirst", "10000"), ("rtpLast", "10999")]:
                text = text.replace(f"@{key}@", value)
            self.write(f"{name}.conf", text)
        # The laboratory's, and what lets the console place calls.
        wanted = ["res_clioriginate"] + [line for line in (TEMPLATES / "modules.list").read_text().splitlines() if re.match("[a-z]", line)]
        self.write("modules.conf", "[modules]\nautoload=no\n" + "".join(
            f"load={name}.so\n" for name in wanted if (modules / f"{name}.so").exists()))
        self.write("acl.conf", "")
        self.write("musiconhold.conf", "")
        self.write("manager.conf", "[general]\nenabled=yes\nbindaddr=0.0.0.0\nport=5038\n#include \"manager_custom.conf\"\n")
        self.write("manager_custom.conf", "")
        self.write("extensions_custom.conf", "")
        self.write("extensions.conf", DIALPLAN.format(context=self.context))
        self.write("pjsip.conf", f"[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:{SIP}\n" + "".join(
            f"[{number}]\ntype=endpoint\ntransport=udp\ncontext={self.context}\ndisallow=all\nallow=ulaw\ndirect_media=no\n"
            f"aors={number}\ncallerid=Phone {number} <{number}>\n[{number}]\ntype=aor\ncontact=sip:{number}@127.0.0.1:{PHONES}\n"
            for number in ["101", "102", "200", "201"]))
        for name, text in written.items():
            self.write(name, text)
        console = f"asterisk -C {self.inside}/etc/asterisk.conf"
        for name, text in [("asterisk", f"exec /usr/sbin/{console} \"$@\""), ("sudo", "exec \"$@\""),
                           ("fwconsole", f"exec /usr/sbin/{console} -rx \"core $1\"")]:
            (home / "bin" / name).write_text(f"#!/bin/sh\n{text}\n")
            (home / "bin" / name).chmod(0o755)
        self.environment = {**self.environment, "PATH": f"{self.inside}/bin:{self.environment['PATH']}"}
        self.process = subprocess.Popen(
            [*network.enter, "chroot", self.root, "/usr/sbin/asterisk", "-f", "-C", f"{self.inside}/etc/asterisk.conf"],
            stdin=subprocess.DEVNULL, stdout=(home / "console.log").open("w"), stderr=subprocess.STDOUT)
        for _ in range(600):
            if self.process.poll() is not None:
                raise Failure(f"Asterisk ends: {(home / 'console.log').read_text()[-600:]}")
            try:
                self.run('asterisk -rx "core waitfullybooted"', "Asterisk")
                return
            except Failure:
                time.sleep(0.1)
        raise Failure("Asterisk does not come up")

    def write(self, name, text):
        (self.home / "etc" / name).write_text(text)

    def add(self, name, text):
        """Lines at the end of a file; http.conf and ari.conf are what the guide says, and nothing else."""
        path = self.home / "etc" / name
        before = path.read_text() if path.exists() and name not in ("http.conf", "ari.conf") else ""
        path.write_text(f"{before}\n{text}")

    def console(self, command, place):
        """Gives Asterisk's console a command; one that it does not know is a fault, too."""
        said = self.run(f"asterisk -rx '{command}'", place)
        if "No such command" in said:
            raise Failure(f"{place}: {command}: {said}")
        return said

    def log(self):
        path = self.home / "log/full"
        return path.read_text(errors="replace") if path.exists() else ""

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.home)
