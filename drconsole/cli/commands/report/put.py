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
    """Write a document, with ``--sign`` its signature beside it.

    Raises ``BadInput`` for a file that is there or cannot be written and for what is no key, ``Refused`` for a full
    disk and where it cannot be signed. With ``--json`` standard output has one JSON document: the document itself, or
    where it was written.
    """
    key = getattr(args, "sign", None)
    if args.output is None:
        if key is not None:
            advice = "-o FILE: the signature is written to FILE.sig"
            raise BadInput("no-file", "a document that is signed is written to a file", place="--sign", advice=advice)
        if context.json and form != JSON:
            context.output.document({"format": form, "file": None, "text": text})
        else:
            context.output.text(text.rstrip("\n"))
        return 0
    _refuse_there(args.output, force=args.force)
    if key is None:
        _write(args.output, text)
        _tell(context, {"format": form, "file": args.output}, f"{clean(args.output)}: written as {form}")
        return 0
    from drconsole.cli.commands.report.signed import how_to_check, signature_file, signed

    beside = str(signature_file(args.output))
    _refuse_there(beside, force=args.force)
    # Before anything is written: who has not the key leaves no report that seems to lack its signature.
    made = signed(text, key)
    _write(args.output, text)
    _write(beside, made.signature)
    told = {"format": form, "file": args.output, "signature": beside, "key": made.fingerprint}
    line = f"{clean(args.output)}: written as {form}, signed by {made.fingerprint} in {clean(beside)}"
    _tell(context, told, f"{line}\nanybody checks it by: {clean(how_to_check(args.output))}")
    return 0


def _refuse_there(file: str, *, force: bool) -> None:
    path = Path(file)
    if path.exists() and not (force and path.is_file()):
        what = "the file is there already" if path.is_file() else "this is there and is no file"
        advice = "name another file, or add --force to write over it" if path.is_file() else "name another file"
        raise BadInput("file-exists", what, place=file, advice=advice)


def _write(file: str, text: str) -> None:
    try:
        with room(file, "the document is not written as a whole"):
            Path(file).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadInput("not-written", f"it cannot be written: {why}", place=file, advice="name another file") from error


def _tell(context: Context, told: Mapping[str, str], text: str) -> None:
    if context.json:
        context.output.document(told)
    else:
        context.output.text(text)
