"""Putting a document where it was asked for: standard output, or a file."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from drconsole.cli.context import Context
from drconsole.cli.disk import room
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.text import clean

MARKDOWN, HTML, JSON, CSV = "md", "html", "json", "csv"
ENDINGS: Mapping[str, str] = {".md": MARKDOWN, ".html": HTML, ".htm": HTML, ".json": JSON, ".csv": CSV}


def format_of(args: argparse.Namespace, forms: tuple[str, ...], *, json: bool = False) -> str:
    """Return the form that is meant: what was said, else that of the file's ending, else Markdown (or JSON)."""
    if args.format is not None:
        return str(args.format)
    ending = "" if args.output is None else Path(args.output).suffix.lower()
    found = ENDINGS.get(ending)
    if found in forms:
        return str(found)
    return JSON if json and args.output is None else MARKDOWN


def put(context: Context, args: argparse.Namespace, form: str, text: str) -> int:
    """Write a document. Raises ``BadInput`` for a file that is there or cannot be written, ``Refused`` for a full disk.

    With ``--json`` standard output has one JSON document: the document itself, or where it was written.
    """
    if args.output is None:
        if context.json and form != JSON:
            context.output.document({"format": form, "file": None, "text": text})
        else:
            context.output.text(text.rstrip("\n"))
        return 0
    path = Path(args.output)
    if path.exists() and not (args.force and path.is_file()):
        what = "the file is there already" if path.is_file() else "this is there and is no file"
        advice = "name another file, or add --force to write over it" if path.is_file() else "name another file"
        raise BadInput("file-exists", what, place=args.output, advice=advice)
    try:
        with room(args.output, "the document is not written as a whole"):
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadInput(
            "not-written", f"it cannot be written: {why}", place=args.output, advice="name another file"
        ) from error
    if context.json:
        context.output.document({"format": form, "file": args.output})
    else:
        context.output.text(f"{clean(args.output)}: written as {form}")
    return 0
