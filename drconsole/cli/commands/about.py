"""Commands about the program itself: help, version, manual page, completion of shells."""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import tempfile

import drconsole
from drconsole.cli.context import Context
from drconsole.cli.words.parser import help_of


def show_help(context: Context, args: argparse.Namespace) -> int:
    """Print what ``COMMAND --help`` prints. Raises ``BadInput`` for words that are no command."""
    text = help_of(args.command)
    if context.json:
        context.output.document({"command": " ".join(args.command), "text": text})
    else:
        context.output.text(text.rstrip("\n"))
    return 0


def version(context: Context, args: argparse.Namespace) -> int:
    """Print the version of the program."""
    if context.json:
        context.output.document({"version": drconsole.__version__, "python": platform.python_version()})
    else:
        context.output.text(f"drconsole {drconsole.__version__}")
    return 0


def manual(context: Context, args: argparse.Namespace) -> int:
    """Show the manual page in a pager; into a pipe or a file, and where there is no ``man``, it is printed as roff."""
    from drconsole.cli.shell.manual import page

    text = page()
    if context.json:
        context.output.document({"name": "drconsole", "section": 1, "roff": text})
        return 0
    if context.output.out.isatty() and (man := shutil.which("man")):
        context.output.flush()
        with tempfile.NamedTemporaryFile("w", prefix="drconsole-", suffix=".1", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if subprocess.run([man, "-l", file.name], check=False).returncode == 0:  # noqa: S603 - the user's own man
                return 0
    context.output.text(text.rstrip("\n"))
    return 0


def completion(context: Context, args: argparse.Namespace) -> int:
    """Print a shell's completion script; without a shell, which there are and how each is turned on."""
    from drconsole.cli.shell.scripts import SHELLS
    from drconsole.cli.shell.slots import commands

    if args.shell is None:
        rows = [{"shell": name, "now": shell.now, "always": shell.always} for name, shell in SHELLS.items()]
        if context.json:
            context.output.document(rows)
        for row in () if context.json else rows:
            context.output.text(f"{row['shell']}\n  in this shell:   {row['now']}\n  in every shell:  {row['always']}")
        return 0
    script = SHELLS[args.shell].script(commands())
    if context.json:
        context.output.document({"shell": args.shell, "script": script})
    else:
        context.output.text(script.rstrip("\n"))
    return 0
