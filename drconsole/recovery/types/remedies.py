"""Remedies as data: what would help, as an act with its arguments.

``render.command_lines`` words one for a command line, ``render.remedies`` for the console. No other module names a
command.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Required, TypedDict

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Operation, TargetType

if TYPE_CHECKING:
    from drconsole.recovery.types.naming import Named


class Act(StrEnum):
    RUN = "run"
    """Start ``operation`` on ``target``, with ``options``."""
    CHOOSE = "choose"
    """Ask for the same again, with ``options`` said otherwise."""
    CHECK = "check"
    """Look at all that stands in the way of ``operation`` on ``target``."""
    NEXT = "next"
    """Look at what is due for ``target``."""
    LOOK = "look"
    """Look at ``target``, or at the list of its kind."""
    POINTS = "points"
    """Look at the recovery points of ``target``."""
    VALIDATE = "validate"
    ANSWER = "answer"
    """Answer ``task`` of ``job`` with ``outcome``."""
    WATCH = "watch"
    APPROVE = "approve"
    """Look at a proposal (``Option.PROPOSAL``), and approve or reject it."""
    POLLS = "polls"
    """Look at the go/no-go polls, and answer the open one."""
    UNPIN = "unpin"
    """Take the pin of a note (``Option.NOTE``), once it was read."""
    LEAD = "lead"
    """Ask for the lead of ``job``, take it, or hand it over."""
    HOLD = "hold"
    RESUME = "resume"
    JOBS = "jobs"
    """Look at the list of jobs."""
    JOURNAL = "journal"
    """Look at the journal, with ``Option.SINCE`` from a revision on."""
    STATUS = "status"
    """Look at the whole: what runs, and what needs a person."""
    EXAMINE = "examine"
    """Examine store and journal."""
    START_ENGINE = "start-engine"
    DRAIN_ENGINE = "drain-engine"
    """Let the engine begin nothing new, finish what is under way, and go."""
    STOP_ENGINE = "stop-engine"
    """Stop the engine where no job runs."""
    END_ENGINE = "end-engine"
    """Stop the engine at once; the next one resumes."""
    ACCEPT_LOSS = "accept-loss"
    """Take a store that lost the end of its journal as it is."""
    LOAD_ESTATE = "load-estate"
    """Load the first of the bundled estates."""
    ESTATES = "estates"
    """Look at the list of bundled estates."""
    EXAMPLE = "example"
    """Look at an estate document."""
    CONNECTION_SCHEMA = "connection-schema"
    """Look at what a connection document holds."""
    ARM = "arm"
    """Let this person act on what the provider stands for."""
    WAIT = "wait"
    OUTSIDE = "outside"
    """Do ``deed`` outside of Site Recovery; None = the text beside it says what."""
    REPAIR = "repair"
    """Let people outside of a simulation do it at ``target``: there is nobody else."""


class Deed(StrEnum):
    """Work of a person at the machine of an item, outside of Site Recovery."""

    START = "start"
    """Power it on."""
    SHUT_DOWN = "shut-down"
    """Shut it down, and keep it down."""
    RESTORE = "restore"
    """Bring back the machine, which is gone."""
    RECONNECT = "reconnect"
    """See that it, its agent and its site are reached again."""
    PREPARE = "prepare"
    """Change what stands ready there: networks, addresses, quota."""
    MEND = "mend"
    """Mend what its health errors name."""
    MEND_NETWORK = "mend-network"
    """Attach it to its network, with its address."""
    PROTECT = "protect"
    """Protect it from where it runs, as another item."""


class Option(StrEnum):
    """Option that can be said with an act: of a run, or to confirm something."""

    POINT = "point"
    POINT_ID = "point-id"
    DIRECTION = "direction"
    SHUTDOWN = "shutdown"
    NETWORK = "network"
    ENCRYPTION_KEY = "encryption-key"
    ACCEPT = "accept"
    CONFIRM = "confirm"
    """The name of what is meant, repeated."""
    COMMENT = "comment"
    DIGEST = "digest"
    """Digest of the preview that is meant."""
    BREAK_GLASS = "break-glass"
    """Why something begins without the approval that it needs."""
    PROPOSAL = "proposal"
    """Id of the proposal under which it was approved."""
    NOTE = "note"
    RESULT = "result"
    """Result of a validation."""
    OUTCOME = "outcome"
    """Outcome that an answer gives."""
    SINCE = "since"
    """Revision of the journal."""


YES, NO = "yes", "no"
"""Values of ``Option.SHUTDOWN``."""


@dataclass(frozen=True, slots=True)
class Target:
    """A plan or an item. ``key`` None = any of its kind; ``shared``: its name may mean another, too: say its key."""

    type: TargetType
    key: str | None = None
    name: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Remedy:
    """``options``: each with its value; None = the operator has to say it."""

    act: Act
    operation: Operation | None = None
    target: Target | None = None
    options: tuple[tuple[Option, str | None], ...] = ()
    job: str | None = None
    task: str | None = None
    outcome: str | None = None
    """Outcome that an answer gives; None = the operator chooses."""
    deed: Deed | None = None
    """What is done outside, to the machine of ``target`` at ``site``."""
    site: str | None = None


class SaidOptionRow(TypedDict):
    """An option of a remedy; ``value`` None: the operator has to say it."""

    option: str
    value: str | None


class RemedyRow(TypedDict, total=False):
    """A remedy in the fields of the command line: only those that say something, ``act`` always."""

    act: Required[str]
    operation: str
    target_type: str
    key: str
    name: str
    shared: bool
    options: list[SaidOptionRow]
    job: str
    task: str
    outcome: str
    deed: str
    site: str


def choose(option: Option, value: str | None = None) -> Remedy:
    return Remedy(Act.CHOOSE, options=((option, value),))


def outside(deed: Deed, site: str) -> Remedy:
    """Return what a person does at the machine at ``site``; of a row of findings ``site`` may be a word in braces."""
    return Remedy(Act.OUTSIDE, deed=deed, site=site)


def at_site(remedy: Remedy, words: Mapping[str, object]) -> Remedy:
    """Return a row's remedy at the site that its check has named."""
    return remedy if remedy.site is None else replace(remedy, site=remedy.site.format(**words))


def target_in(things: Mapping[str, Named], kind: TargetType, key: str) -> Target:
    """Return the plan or item of this key. ``things``: all of its kind by key, each with its name."""
    name = things[key].name if key in things else key
    return Target(kind, key, name, shares_name(key, name, ((at, other.name) for at, other in things.items())))


def shares_name(key: str, name: str, all_of_them: Iterable[tuple[str, str]]) -> bool:
    """Return whether a name may mean another than the thing of this key. ``all_of_them``: keys and names."""
    return any(name in (at, called) for at, called in all_of_them if at != key)


def as_json(remedy: Remedy) -> RemedyRow:
    """Return its fields, without those that say nothing."""
    found: RemedyRow = {"act": remedy.act.value}
    if remedy.operation is not None:
        found["operation"] = remedy.operation.value
    if (target := remedy.target) is not None:
        found["target_type"] = target.type.value
        if target.key:
            found["key"] = target.key
        if target.name:
            found["name"] = target.name
        if target.shared:
            found["shared"] = target.shared
    if remedy.options:
        found["options"] = [{"option": option.value, "value": value} for option, value in remedy.options]
    if remedy.job:
        found["job"] = remedy.job
    if remedy.task:
        found["task"] = remedy.task
    if remedy.deed is not None:
        found["deed"] = remedy.deed.value
    if remedy.site:
        found["site"] = remedy.site
    if remedy.outcome:
        found["outcome"] = remedy.outcome
    return found
