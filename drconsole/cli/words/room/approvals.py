"""Verbs about approvals: what needs a second person, what was proposed, yes and no."""

from __future__ import annotations

from drconsole.cli.words import arguments
from drconsole.cli.words.common import arg
from drconsole.cli.words.verb import Arg, Verb
from drconsole.recovery.types.words import Mode

POLICY = "what needs a second person, and how they agree; its owner changes it: set, how"

_PROPOSAL = arg("proposal", help="the proposal's id", metavar="PROPOSAL")

BREAK_GLASS: tuple[Arg, ...] = (
    arg("--proposal", help="under which another person approved it; it does exactly that", metavar="PROPOSAL"),
    arg("--break-glass", help="do it without the approval that it needs, for this reason", metavar="TEXT"),
    arg("--break-glass-again", help="the same reason again; a terminal asks for it", metavar="TEXT"),
)
"""Option of a command that may need approval."""

APPROVALS = (
    Verb(("room", "policy"), "what needs a second person, and how they agree", "room.policy:show"),
    Verb(
        ("room", "policy", "set"),
        "say how many other people have to approve an operation; the strictest rule counts",
        "room.policy:set_rule",
        (
            arg(
                "operation",
                help="an operation, cancel, or any",
                type=arguments.ruled,
                metavar="OPERATION|any",
            ),
            arg("needed", help="so many people; 0 takes the rule back", type=arguments.whole("N"), metavar="N"),
            arg("--mode", help="there alone", choices=[each.value for each in Mode]),
            arg("--plan", help="this recovery plan and its items alone", metavar="PLAN"),
        ),
    ),
    Verb(
        ("room", "policy", "how"),
        "say how approvals are given: how long a proposal lasts, signatures, breaking the glass",
        "room.policy:how",
        (
            arg(
                "--minutes",
                help="for which a proposal lasts, 5 to 1440 (a day)",
                type=arguments.whole("--minutes"),
                metavar="N",
            ),
            arg("--break-glass", help="whether one may go without", choices=["allowed", "forbidden"]),
            arg("--signatures", help="by the approver's SSH key", choices=["required", "off"]),
            arg(
                "--allowed-signers",
                help="the keys that may sign (ssh-keygen(1)): outside of the state, and nobody else's to write",
                metavar="FILE",
            ),
        ),
    ),
    Verb(
        ("proposals",),
        "what waits for a second person, or one in full",
        "room.proposals:proposals",
        (
            arg("proposal", help="one proposal", nargs="?", metavar="PROPOSAL"),
            arg("--all", help="also those that are over", action="store_true"),
            arg("--export", help="write its signed approvals here: texts and signatures", metavar="DIR"),
        ),
    ),
    Verb(
        ("approve",),
        "approve a proposal of another person; it starts nothing",
        "room.proposals:approve",
        (
            _PROPOSAL,
            arg("--confirm", help="the name of its target, typed again; without it, it is shown", metavar="NAME"),
            arg("--comment", help="goes into the journal", default="", metavar="TEXT"),
            arg("--sign", help="sign it with your SSH key", action="store_true"),
            arg("--key", help="the key, or its public half if an agent has it; else your first one", metavar="FILE"),
        ),
    ),
    Verb(
        ("reject",),
        "reject a proposal, or take back your own",
        "room.proposals:reject",
        (_PROPOSAL, arg("--comment", help="why; goes into the journal", default="", metavar="TEXT")),
    ),
)
