"""A first failover from the welcome to its commit, as data: keys, and what then stands on the screen.

Keys have Textual's names, ``tmux_key`` gives those of tmux's ``send-keys``. The engine's clock runs at ``max``.
"""

from __future__ import annotations

from dataclasses import dataclass

PLAN = "shop"
MACHINES = ("shop-db", "shop-app-01", "shop-app-02", "shop-web-01", "shop-web-02", "shop-search", "shop-mail")
"""Of the plan, in its order."""
POINT = "latest-app-consistent"
TMUX_KEYS = {
    "enter": "Enter",
    "escape": "Escape",
    "tab": "Tab",
    "left": "Left",
    "right": "Right",
    "space": "Space",
    "minus": "-",
    "asterisk": "*",
    "full_stop": ".",
}


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


def confirmed(operation: str, verb: str, *said: str) -> tuple[Step, ...]:
    """The plan's name typed on the last page of the dialog, which says all this, and the job's page once it ended."""
    prompt = f"To {verb}, type {PLAN}:"
    return (
        Step(("n",), (f"{operation} of plan {PLAN}", "Digest", *said), focus=prompt),
        Step(tuple(PLAN), (f"{operation} of plan {PLAN}",), focus=f"{prompt} {PLAN}"),
        Step(
            ("enter",),
            (f"{operation} of plan {PLAN}  (job j", "✓ Succeeded  took", "tasks ended"),
            (prompt,),
        ),
    )


def validated() -> tuple[Step, ...]:
    """All machines on one page: each ok, with a comment; then the page below again."""
    steps = [Step(("V",), (f"validate plan {PLAN}: 0 of 7 validated",), focus="ok: it works")]
    for number, name in enumerate(MACHINES, start=1):
        shown, prompt = f"validate plan {PLAN}: ", f"OK for {name}, what did you check?"
        steps += [
            Step(("o",), (shown, "(•)  o  ok: it works"), focus="ok: it works"),
            Step(("c",), (shown,), focus=prompt),
            Step(("o", "k"), (shown,), focus=f"{prompt} ok"),
            Step(("enter",), (f"{shown}{number} of 7 validated",), (prompt,), focus="ok: it works")
            if number < len(MACHINES)
            else Step(("enter",), ("(job j",), (shown,)),
        ]
    return tuple(steps)


WALKTHROUGH: tuple[Step, ...] = (
    Step((), ("SIMULATION", "Welcome to drconsole", "contoso are simulated", "jumps over every wait")),
    Step(("enter",), ("SIMULATION", "Overview", "contoso", PLAN), ("Welcome",)),
    Step((":",), ("Overview",), focus=":"),
    Step(("escape",), ("Overview", "enter open")),
    Step(("2",), ("warehouse", "Allowed")),
    Step(("enter",), (f"plan {PLAN}", MACHINES[0], "Protected"), ("warehouse",)),
    Step(("f",), (f"SIMULATED failover of plan {PLAN}", "users are moved", "1 Check", "✓ READY")),
    Step(("enter",), ("Recovery point", "(•)  latest: ")),
    Step(("enter",), ("Shut the source machines at Seattle down first",)),
    Step(("right",), ("with the point of each", "shop-db")),
    Step(("left", "1"), ("✓ READY", "Machines that take part: 7")),
    *confirmed("failover", "FAIL OVER", "Do not cancel an in-progress failover"),
    *validated(),
    Step(("v",), (f"change-recovery-point of plan {PLAN}", "there is no default", f"( )  {POINT}")),
    Step(("j",) * 2, (f"( )  {POINT}: the newest; loses ",)),
    Step(("space",), (f"(•)  {POINT}", "Nothing has started"), ("there is no default",)),
    *confirmed("change-recovery-point", "CHANGE THE POINT"),
    Step(("c",), (f"commit of plan {PLAN}", "✓ READY")),
    *confirmed("commit", "COMMIT", "deletes all recovery points"),
    Step(("1",), ("Overview", PLAN, "Failed over"), ("COMMIT PENDING",)),
)
