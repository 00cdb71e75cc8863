"""What the benchmarks share: the disk they ran on, rounds in shuffled order, and printing."""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def arguments(description: str | None, **defaults: int) -> argparse.Namespace:
    """``description``: the benchmark's own docstring; ``defaults``: its options, all whole numbers."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path.cwd(), help="on the disk to measure")
    for name, value in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder on the disk to measure, gone afterwards."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".bench-") as made:
        yield Path(made)


def fsync_ms(folder: Path, times: int = 200) -> float:
    """Median time of a 4 KiB write and fsync, in milliseconds: what durability costs here at least."""
    path = folder / "fsync"
    taken = []
    with path.open("wb") as file:
        for _ in range(times):
            start = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - start)
    path.unlink()
    return statistics.median(taken) * 1000


def rounds(arms: dict[str, Callable[[], float]], times: int) -> dict[str, float]:
    """The median of each arm over rounds in shuffled order, so that a noisy moment hits none alone."""
    found: dict[str, list[float]] = {name: [] for name in arms}
    draw = random.Random(1)
    for _ in range(times):
        order = list(arms)
        draw.shuffle(order)
        for name in order:
            found[name].append(arms[name]())
    return {name: statistics.median(values) for name, values in found.items()}


def resident_mib() -> float:
    """Resident memory of this process, MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def verdict(name: str, ratio: float, goal: float, *, at_most: bool = False) -> None:
    met = ratio <= goal if at_most else ratio >= goal
    print(
        f"{name}: {ratio:.2f}  (goal: {'at most' if at_most else 'at least'} {goal:g}; {'met' if met else 'NOT met'})"
    )
