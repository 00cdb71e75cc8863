"""Actors of the journal: the account, as the kernel names it; beside it who had logged in, and who it is said to be."""

from __future__ import annotations


def actor(user: str, login: str | None, told: str) -> str:
    """Return an actor as the journal names it: ``root``, ``root (login alice)``, ``root (as ann)``."""
    beside = [f"login {login}"] if login not in (None, user) else []
    beside += [f"as {told}"] if told and told not in (user, login) else []
    return f"{user} ({', '.join(beside)})" if beside else user


_CLAIMED = " (claimed)"


def claimed(name: str) -> str:
    """Return the name of who plays a seat in an exercise: known by nothing but what a console says, and marked so."""
    return f"{name}{_CLAIMED}"


def is_claimed(actor: str) -> bool:
    """Return whether an actor is one of those."""
    return actor.endswith(_CLAIMED)


def names_of(said: str) -> frozenset[str]:
    """Return every name by which somebody may look for an actor: the whole of it, and each of its parts."""
    user, _, beside = said.removesuffix(")").partition(" (")
    parts = [part.removeprefix("login ").removeprefix("as ") for part in beside.split(", ") if part]
    return frozenset({said, user, *parts})


def accounts_of(actor: str) -> frozenset[str]:
    """Return the accounts of an actor that the kernel told: its own, and who had logged in; a claim is none."""
    user, _, beside = actor.removesuffix(")").partition(" (")
    logins = [part.removeprefix("login ") for part in beside.split(", ") if part.startswith("login ")]
    return frozenset({actor if is_claimed(actor) else user, *logins})
