"""Deeds of a step of the guide: what a person does outside of Site Recovery, each with the site of the machine."""

from __future__ import annotations

from drconsole.recovery.guide.subject import Subject
from drconsole.recovery.states.assessments.authority import sides
from drconsole.recovery.types.remedies import Deed

Deeds = tuple[tuple[Deed, str], ...]


def none(subject: Subject) -> Deeds:
    return ()


def start(subject: Subject) -> Deeds:
    """The machine that counts is powered on."""
    return ((Deed.START, sides(subject.item, subject.status, subject.known)[0]),)


def keep_down(subject: Subject) -> Deeds:
    return ((Deed.SHUT_DOWN, sides(subject.item, subject.status, subject.known)[1]),)


def protect(subject: Subject) -> Deeds:
    """The machine at the recovery side is the only one that is left."""
    return ((Deed.PROTECT, subject.item.target),)


def decide(subject: Subject) -> Deeds:
    """The machine at the recovery side counts, or the old one takes its place."""
    source, target = subject.item.source, subject.item.target
    return ((Deed.PROTECT, target), (Deed.SHUT_DOWN, target), (Deed.START, source))


def reconnect(subject: Subject) -> Deeds:
    here = sides(subject.item, subject.status, subject.known)[0]
    return ((Deed.MEND, here), (Deed.RECONNECT, here), (Deed.START, here))


def network(subject: Subject) -> Deeds:
    return ((Deed.MEND_NETWORK, sides(subject.item, subject.status)[0]),)


def restore(subject: Subject) -> Deeds:
    """The machine that counts is restored."""
    return ((Deed.RESTORE, sides(subject.item, subject.status, subject.known)[0]),)
