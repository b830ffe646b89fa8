"""Fills a bridge's database with 100,000 requests of a year, made after the last one that is in there.

The bridge must not run meanwhile: python seed.py DATABASE
"""

import pathlib
import sqlite3
import sys
import time

DAY = 24 * 60 * 60 * 1000
# The script's departments, as those of the site that its users see.
DEPARTMENTS = "CASE WHEN department IN ('department0', 'department1') THEN 'sales' ELSE 'support' END"
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
        for statement in SCRIPT.read_text().split(";\n"):
            if statement.strip():
                names = {name: value for name, value in values.items() if f":{name}" in statement}
                database.execute(statement, names)
        for table in ["help_requests", "ring_attempts", "listenings", "missed_requests"]:
            database.execute(
                f"UPDATE {table} SET department = {DEPARTMENTS} WHERE department LIKE 'department%'"
            )
        print(database.execute("SELECT count(*) FROM help_requests").fetchone()[0])


if __name__ == "__main__":
    main()
