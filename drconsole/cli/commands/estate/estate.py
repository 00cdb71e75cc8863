"""Commands about estate documents."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TypedDict

from drconsole.cli.context import Context
from drconsole.cli.disk import room
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.words import counted
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.text import clean
from drconsole.settings.bundled import data_path


class BundledRow(TypedDict):
    """One bundled estate; ``counts`` are of what it holds, by kind."""

    name: str
    story: str
    counts: Mapping[str, int]
    file: str


class MadeRow(TypedDict):
    """State that was made of an estate, with its sizes."""

    estate: str
    items: int
    plans: int
    grain: str
    state: str


BUNDLED: tuple[Column[BundledRow], ...] = (
    Column("Estate", lambda record: Cell(clean(record["name"]))),
    Column("Items", lambda record: Cell(str(record["counts"].get("items", 0))), number=True),
    Column("Plans", lambda record: Cell(str(record["counts"].get("plans", 0))), number=True),
    Column("Story", lambda record: Cell(_first_words(clean(record["story"])))),
    Column("File", lambda record: Cell(clean(record["file"]))),
)


def _first_words(story: str) -> str:
    """The first sentence, as far as its colon: a list has room for no more, wherever it is printed."""
    return re.split(r"[.:]", story, maxsplit=1)[0]


def bundled() -> dict[str, Path]:
    """Return the estates that travel with the program, by name."""
    folder = data_path("fixtures") / "estates"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def find(word: str) -> Path:
    """Return the path of a file, or of a bundled estate. Raises ``BadInput`` where there is neither."""
    path = Path(word)
    known = bundled()
    if word in known and not path.is_file():
        return known[word]
    if not path.exists():
        raise BadInput(
            "no-such-estate",
            f"there is no file and no bundled estate {word!r}",
            place=word,
            advice=nearest(word, known),
        )
    return path


def list_estates(context: Context, args: argparse.Namespace) -> int:
    """Print the bundled estates."""
    from drconsole.documents.describe import describe

    found: list[BundledRow] = []
    for name, path in bundled().items():
        described = describe(path)
        found.append({"name": name, "story": described.story, "counts": described.counts, "file": str(path)})
    context.output.rows(BUNDLED, found, empty="no bundled estates")
    return 0


def check(context: Context, args: argparse.Namespace) -> int:
    """Print what a document holds. Raises ``DocumentFaults`` with all its faults."""
    from drconsole.documents.describe import describe
    from drconsole.documents.estate import load_estate

    path = find(args.file)
    warnings = load_estate(path).warnings
    counts = describe(path).counts
    if context.json:
        told = [asdict(warning) for warning in warnings]
        context.output.document({"ok": True, "file": str(path), "counts": counts, "warnings": told})
        return 0
    context.output.text(f"{path} holds {_counted(counts)}; no faults")
    for warning in warnings:
        context.output.text(f"warning: {clean(warning)}")
    return 0


def schema(context: Context, args: argparse.Namespace) -> int:
    """Print the JSON Schema of an estate document."""
    from drconsole.documents.estate import schema as json_schema

    context.output.document(json_schema())
    return 0


def generate(context: Context, args: argparse.Namespace) -> int:
    """Write a large estate to a file, or to standard output."""
    from drconsole.documents.generate import generate as generated

    text = generated(args.items, args.seed)
    if args.output == "-":
        if context.json:
            context.output.document({"items": args.items, "seed": args.seed, "file": None, "text": text})
        else:
            context.output.text(text.rstrip("\n"))
        return 0
    if Path(args.output).is_file() and not args.force:
        advice = "name another file, or say --force to write over it"
        raise BadInput("file-exists", "the file is there already", place=args.output, advice=advice)
    with room(args.output, "the estate is not written as a whole"):
        Path(args.output).write_text(text, encoding="utf-8")
    if context.json:
        context.output.document({"items": args.items, "seed": args.seed, "file": args.output})
    else:
        context.output.text(f"{args.output}: {counted(args.items, 'item')}, seed {args.seed}")
    return 0


def load(context: Context, args: argparse.Namespace) -> int:
    """Make world and store of an estate; on any fault nothing is made."""
    found = make(context.state, args.name, args.grain)
    if context.json:
        context.output.document(found)
    else:
        items = counted(found["items"], "item")
        context.output.text(f"{clean(found['estate'])} is loaded into {context.state}: {items}")
        context.output.text(f"next:  {context.output.command('engine', 'start')}")
    return 0


def make(state: Path, name: str, grain: str = "step") -> MadeRow:
    """Make world and store in an empty state; return what was made. Raises ``BadInput``, ``Refused``."""
    from drconsole.documents.estate import load_estate

    definition = load_estate(find(name))
    # Only now: a fault in the document is said before the engine's code is read.
    from drconsole.engine.process.folder.setup import load_estate_into
    from drconsole.providers import registry
    from drconsole.recovery.types.words import Grain

    with room(str(state), "no estate is loaded"):
        one = registry.find(registry.OF_ESTATES)
        made = load_estate_into(state, one, lambda folder: one.create(folder, definition, Grain(grain)))
    return {**made, "grain": grain, "state": str(state)}


def _counted(counts: Mapping[str, int]) -> str:
    """Return ``20 items, 1 replication group``: the counts go by the plural."""
    return ", ".join(f"{number} {_noun(name, number)}" for name, number in counts.items() if number)


def _noun(plural: str, number: int) -> str:
    words = plural.replace("_", " ")
    if number != 1:
        return words
    return f"{words.removesuffix('ies')}y" if words.endswith("ies") else words.removesuffix("s")
