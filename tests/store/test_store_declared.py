"""What a store declares is known by its digest: nobody waits for the migrations to know that it is as it should be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from drconsole.store.tables.schema import DECLARED_DIGEST, digest_of, expected_shape, strange

OPEN = """
import sys
from pathlib import Path
from drconsole.store.writing.transaction import Writer
Writer.open(Path(sys.argv[1])).close()
print("sqlite_utils" in sys.modules)
"""


def opened(path: Path) -> str:
    return subprocess.run([sys.executable, "-c", OPEN, str(path)], capture_output=True, text=True, check=True).stdout


def test_the_digest_is_of_what_the_migrations_declare() -> None:
    assert digest_of(expected_shape()) == DECLARED_DIGEST


def test_only_a_store_that_is_not_of_today_loads_the_migrations(tmp_path: Path) -> None:
    assert opened(tmp_path / "store.db") == "True\n"
    assert opened(tmp_path / "store.db") == "False\n"


def test_every_other_declaration_is_named() -> None:
    shape = expected_shape()
    assert list(strange(shape)) == []
    for name, sql in shape.items():
        assert list(strange(shape | {name: f"{sql} -- x"})) == [
            f"the {name[0]} {name[1]!r} is not declared as drconsole declares it"
        ]
        assert list(strange({other: shape[other] for other in shape if other != name})) == [
            f"the {name[0]} {name[1]!r} is missing in the store"
        ]
