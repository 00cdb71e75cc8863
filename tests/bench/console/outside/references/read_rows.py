"""Read every row of SQLite files, decode what is JSON, keep it all: ``python read_rows.py FILE...``.

Prints how many rows there were, its CPU seconds and its resident MiB by then.
"""

from __future__ import annotations

import gc
import json
import resource
import sqlite3
import sys
import time
from typing import Any


def decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value[:1] in ("{", "[") else value


def rows(file: str) -> dict[str, list[list[Any]]]:
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: [[*map(decoded, row)] for row in db.execute(f'SELECT * FROM "{name}"')] for name in tables}


if __name__ == "__main__":
    gc.disable()  # as little as it can be
    kept = [rows(file) for file in sys.argv[1:]]
    with open("/proc/self/statm") as file:
        resident = int(file.read().split()[1]) * resource.getpagesize() / 2**20
    print(sum(len(table) for file in kept for table in file.values()), time.process_time(), resident)
