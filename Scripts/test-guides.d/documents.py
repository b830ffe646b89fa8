"""The blocks of the documents: what each is for stands behind its fence.

    sh                  commands on the bridge's machine
    sh asterisk         commands on the machine of the PBX; `sh freepbx` where it is FreePBX's
    sh nfs              commands that need a kernel of their own
    sh instead          another way to what has just been done
    ini /etc/asterisk/… lines for that file of the PBX
    ini printed         lines that `helpbridge pbx dialplan` prints
    yaml NAME           what stands in callcenter.yaml, or in another file
    nginx /etc/nginx/…  a site of nginx, which Tests/Live/ReverseProxyTests tries
"""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = r"(sudo|helpbridge|curl|systemctl|journalctl|make|apt-get|asterisk|printf|echo|mkdir|mount) "


@dataclass
class Block:
    document: str
    line: int
    language: str
    purpose: str
    text: str

    @property
    def place(self):
        return f"{self.document}:{self.line}"

    def commands(self):
        """Each with its line; a line that ends with a backslash goes on."""
        found, pending = [], None
        for number, line in enumerate(self.text.splitlines(), self.line + 1):
            if pending is not None:
                pending = (pending[0], pending[1][:-1].rstrip() + " " + line.strip())
            elif line.strip() and not line.startswith("#"):
                pending = (number, line.strip())
            if pending is not None and not pending[1].endswith("\\"):
                found.append((pending[0], re.sub(r"\s+#.*$", "", pending[1])))
                pending = None
        return found


def blocks(document):
    """The fenced blocks of a document, in their order."""
    found, opened = [], None
    for number, line in enumerate((ROOT / document).read_text().splitlines(), 1):
        fence = re.match(r"( *)```(.*)$", line)
        if fence and opened is None:
            language, _, purpose = fence.group(2).strip().partition(" ")
            opened = (number, len(fence.group(1)), language, purpose, [])
        elif fence:
            start, _, language, purpose, lines = opened
            found.append(Block(document, start, language, purpose, "\n".join(lines) + "\n"))
            opened = None
        elif opened is not None:
            opened[4].append(line[opened[1]:])
    return found


def indented_commands(document):
    """The command lines of blocks that are only indented, as the reference has them."""
    isFenced = False
    for number, line in enumerate((ROOT / document).read_text().splitlines(), 1):
        if line.strip().startswith("```"):
            isFenced = not isFenced
        elif not isFenced and line.startswith("    ") and re.match(COMMAND, line.strip()):
            yield Block(document, number - 1, "sh", "", line.strip() + "\n")
