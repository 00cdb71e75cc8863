"""How good the forecast is: coverage of low to high, its mean width, and its likely time against a constant median.

python tests/bench/forecast.py [WORLDS]

Both sides come from one run: single items of every kind around their circle in simulated worlds. The constant median
is that of the recorded jobs of each operation.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.foretelling import scores, walks


def main(worlds: int) -> None:
    told = list(walks(range(worlds)))
    print(f"{len(told)} jobs in {worlds} worlds; seconds")
    print(f"{'operation':24}{'jobs':>6}{'covered':>9}{'width':>8}{'recorded':>10}{'error':>8}{'median':>8}{'ratio':>7}")
    found = scores(told)
    for one in found:
        ratio = one.error / one.median_error if one.median_error else 1.0
        print(
            f"{one.operation:24}{one.jobs:6}{one.covered:9.0%}{one.width:8.0f}{one.recorded:10.0f}"
            f"{one.error:8.0f}{one.median_error:8.0f}{ratio:7.2f}"
        )
    covered = sum(one.covered * one.jobs for one in found) / len(told)
    ratio = sum(one.error * one.jobs for one in found) / sum(one.median_error * one.jobs for one in found)
    print(f"all: {covered:.1%} covered (goal 90%), likely against a constant median {ratio:.2f} (goal below 1)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
