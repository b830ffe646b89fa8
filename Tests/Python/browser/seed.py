"""Fills a bridge's database with 100,000 requests of a year, made after the last one that is in there.

The bridge must not run meanwhile: python seed.py DATABASE
"""

import pathlib
import sqlite3
import sys
import time

DAY = 24 * 60 * 60 * 1000
# The script's departments, and those of the site that its users see.
SCRIPTED = "'department' || (chance / 64 % :departments)"
DEPARTMENTS = "iif(chance / 64 % :departments < 2, 'sales', 'support')"
SCRIPT = pathlib.Path(__file__).parents[2] / "Support/Database/large-history.sql"


def main():
    (path,) = sys.argv[1:]
    with sqlite3.connect(path) as database:
        (template,) = database.execute(
            "SELECT id FROM help_requests WHERE outcome = 'helped' ORDER BY id DESC LIMIT 1"
        ).fetchone()
        values = {
            "count": 100_000,
            "end": int(time.time() * 1000),
            "duration": 365 * DAY,
            "template": template,
            "operators": 60,
            "departments": 8,
            "helpers": 20,
        }
        script = SCRIPT.read_text()
        assert SCRIPTED in script
        for statement in script.replace(SCRIPTED, DEPARTMENTS).split(";\n"):
            if statement.strip():
                names = {name: value for name, value in values.items() if f":{name}" in statement}
                database.execute(statement, names)
        print(database.execute("SELECT count(*) FROM help_requests").fetchone()[0])


if __name__ == "__main__":
    main()
