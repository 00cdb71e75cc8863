"""Read what a command of the command line tells, and print it as JSON: ``python read_one.py FILE status|ITEM``.

For ``status`` the row of the world and how many items, plans and jobs there are; else the row of an item by its name.
"""

from __future__ import annotations

import json
import sqlite3
import sys


def status(db: sqlite3.Connection) -> object:
    (world,) = db.execute("SELECT body FROM world").fetchone()
    counts = {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in ("item", "plan", "job")}
    running = [json.loads(body) for (body,) in db.execute("SELECT body FROM job WHERE state = 'InProgress'")]
    return {**json.loads(world), "counts": counts, "running_jobs": running}


def item(db: sqlite3.Connection, key: str) -> object:
    (body,) = db.execute("SELECT body FROM item WHERE key = ?", (key,)).fetchone()
    return json.loads(body)


if __name__ == "__main__":
    _, path, word = sys.argv
    opened = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    print(json.dumps(status(opened) if word == "status" else item(opened, word), indent=2))
