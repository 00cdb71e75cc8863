"""A first failover from the welcome to its commit, as data: keys, and what then stands on the screen.

Keys have Textual's names, ``tmux_key`` gives those of tmux's ``send-keys``. The engine's clock runs at ``max``.
"""

from __future__ import annotations

from dataclasses import dataclass

PLAN = "shop"
MACHINES = ("shop-db", "shop-app-01", "shop-app-02", "shop-web-01", "shop-web-02", "shop-search", "shop-mail")
"""Of the plan, in its order."""
POINT = "latest-app-consistent"
COMMENT = "What did you check? Enter records it:"
TMUX_KEYS = {"enter": "Enter", "escape": "Escape", "tab": "Tab", "space": "Space", "minus": "-", "full_stop": "."}


@dataclass(frozen=True, slots=True)
class Step:
    """Press the keys, then wait until the screen holds every text of ``see``, none of ``gone``, and has its focus."""

    keys: tuple[str, ...]
    see: tuple[str, ...]
    gone: tuple[str, ...] = ()
    focus: str = ""
    """What the line with the terminal's cursor ends with, the blanks at its end left out."""

    def done(self, screen: str, cursor: str) -> bool:
        """Whether it is all there; ``cursor`` is the line that the terminal's cursor is on."""
        return not any(self._left_to_do(screen, cursor))

    def missing(self, screen: str, cursor: str) -> str:
        """What is not yet as it should be, for the eye."""
        absent, left, focus = self._left_to_do(screen, cursor)
        told = f"not there: {absent}, still there: {left}, focus not on: {focus}, but on {cursor.strip()!r}"
        return f"after {' '.join(self.keys) or 'the start'}: {told}\n{screen}"

    def _left_to_do(self, screen: str, cursor: str) -> tuple[list[str], list[str], list[str]]:
        return (
            [text for text in self.see if text not in screen],
            [text for text in self.gone if text in screen],
            [] if cursor.rstrip().endswith(self.focus) else [self.focus],
        )


def tmux_key(key: str) -> str:
    return TMUX_KEYS.get(key, key)


def confirmed(operation: str) -> tuple[Step, ...]:
    """The plan's name typed into the dialog, and the job's page once it has ended."""
    return (
        Step(("n",), (f"{operation} of plan {PLAN}",), focus="type shop and press enter:"),
        Step(tuple(PLAN), (f"{operation} of plan {PLAN}",), focus="type shop and press enter: shop"),
        Step(
            ("enter",),
            (f"{operation} of plan {PLAN}  (job j", "✓ Succeeded  took", "tasks ended"),
            ("To start, type",),
        ),
    )


def validated() -> tuple[Step, ...]:
    """One machine after the other: ok, with a comment; then the page below again."""
    steps = [Step(("V",), (f"validate {MACHINES[0]}", "What you found"))]
    for name, following in zip(MACHINES, (*MACHINES[1:], ""), strict=True):
        shown = f"validate {name}"
        steps += [
            Step(("G",), (shown,), focus="failed: it does not"),
            Step(("k",), (shown,), focus="ok: it works"),
            Step(("space",), (shown, "(•)  o  ok: it works"), focus="ok: it works"),
            Step(("c",), (shown,), focus=COMMENT),
            Step(("o", "k"), (shown,), focus=f"{COMMENT} ok"),
            Step(("enter",), (f"validate {following}", "What you found"), ("(•)",))
            if following
            else Step(("enter",), ("(job j",), ("What you found",)),
        ]
    return tuple(steps)


WALKTHROUGH: tuple[Step, ...] = (
    Step((), ("SIMULATION", "Welcome to drconsole", "contoso are simulated", "jumps over every wait")),
    Step(("enter",), ("SIMULATION", "Overview", "engine ok", PLAN), ("Welcome",)),
    Step((":",), ("Overview",), focus=":"),
    Step(("escape",), ("Overview", "enter open")),
    Step(("2",), ("Last test failover", "warehouse", "Allowed")),
    Step(("enter",), (f"plan {PLAN}", MACHINES[0], "Protected"), ("warehouse",)),
    Step(("f",), (f"failover of plan {PLAN}", "✓ READY", "Do not cancel an in-progress failover", "digest")),
    *confirmed("failover"),
    *validated(),
    Step(("v",), (f"change-recovery-point of plan {PLAN}", "there is no default", f"( )  {POINT}")),
    Step(("j",) * 5, (f"( )  {POINT}",), focus=f"{POINT}: the newest app-consistent point"),
    Step(("space",), (f"(•)  {POINT}", "✓ READY", "digest"), ("there is no default",)),
    *confirmed("change-recovery-point"),
    Step(("c",), (f"commit of plan {PLAN}", "✓ READY", "deletes all recovery points", "digest")),
    *confirmed("commit"),
    Step(("1",), ("Overview", PLAN, "Committed"), ("COMMIT PENDING",)),
)
