"""The number of the rows' shape: whoever changes a field has to raise it, or old rows would be taken for new ones."""

from __future__ import annotations

import importlib
import json
import pkgutil
import types
import typing
from pathlib import Path
from typing import Any

from drconsole.records import rows, tables

SHAPES = Path(__file__).with_name("golden") / "rows"


def shape_of(kind: Any) -> Any:
    """A row's fields with their types, at every depth."""
    if typing.is_typeddict(kind):
        return {name: shape_of(field) for name, field in sorted(typing.get_type_hints(kind).items())}
    parts = typing.get_args(kind)
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return {"any of": [shape_of(part) for part in parts]}
    if parts:
        return {typing.get_origin(kind).__name__: [shape_of(part) for part in parts]}
    return kind if isinstance(kind, str) else kind.__name__


def types_of_rows() -> dict[str, Any]:
    """All that the modules of rows define: ``records.tables`` names them for checkers alone."""
    below = pkgutil.walk_packages(rows.__path__, f"{rows.__name__}.")
    modules = [importlib.import_module(found.name) for found in below]
    return {name: value for module in modules for name, value in vars(module).items()}


def shapes() -> dict[str, Any]:
    hints = typing.get_type_hints(tables, localns=types_of_rows())
    kinds = [typing.get_args(hint)[0] for hint in hints.values() if is_table(hint)]
    names = [str(value) for value in vars(tables).values() if isinstance(value, tables.Table)]
    return dict(sorted(zip(names, map(shape_of, kinds), strict=True)))


def is_table(hint: Any) -> bool:
    return typing.get_origin(hint) is tables.Table


def test_rows_are_of_the_shape_that_their_number_says() -> None:
    """Where it fails: raise ``records.tables.SHAPE``, and run this file with Python to write what has that number."""
    known = json.loads((SHAPES / f"{tables.SHAPE}.json").read_text())
    assert shapes() == known


def test_every_table_of_the_store_has_a_type_of_rows() -> None:
    assert set(shapes()) == set(tables.TABLES)


if __name__ == "__main__":
    (SHAPES / f"{tables.SHAPE}.json").write_text(json.dumps(shapes(), indent=1) + "\n")
