"""All rows of the console's budget, as one table in Markdown.

    python tests/bench/console/all.py [--quick] [--only ROW ...] [--folder DIR]

``--quick`` measures smaller states in fewer rounds. Each state is made once and shared by the rows. What is being
measured is said on stderr; a row that cannot be measured stands in the table with its reason.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from outside.figures import Figure, Options, end_tidily
from outside.states import States

ROWS = (
    "first_frame",
    "many_items",
    "memory",
    "down_key",
    "down_bytes",
    "at_rest",
    "slow_line",
    "sort_filter",
    "engine_start",
    "cli_json",
    "durable_steps",
)
HEAD = "| what | goal | measured | met | of what | command |\n|---|---|---|---|---|---|"


def measured(row: str, states: States, quick: bool) -> Iterator[str]:
    """The lines of one row's command."""
    module = importlib.import_module(row)
    options: Options = module.QUICK if quick else module.FULL
    command = f"`{row}.py --items {options.items} --rounds {options.rounds}`"
    try:
        figures: Iterator[Figure] = module.measure(states, options)
        for each in figures:
            cells = each.what, each.wanted, each.measured, "yes" if each.met else "**no**", each.sides, command
            yield f"| {' | '.join(cells)} |"
    except Exception as error:
        traceback.print_exc()
        yield f"| {row} | | not measured | | {type(error).__name__}: {error} | {command} |".replace("\n", " ")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=ROWS, default=ROWS, metavar="ROW")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where the states are made; else the temporary folder"
    )
    given = parser.parse_args()
    end_tidily()
    failed = False
    with States(given.folder) as states:
        print(HEAD, flush=True)
        for row in given.only:
            print(f"{row} ...", file=sys.stderr, flush=True)
            for line in measured(row, states, given.quick):
                failed |= "not measured" in line
                print(line, flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
