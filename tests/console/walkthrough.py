"""A first failover from the overview to its commit, as data: keys, and what then stands on the screen.

Keys have Textual's names, ``tmux_key`` gives those of tmux's ``send-keys``. The engine's clock runs at ``max``.
"""

from __future__ import annotations

from dataclasses import dataclass

PLAN = "shop"
MACHINES = ("shop-db", "shop-app-01", "shop-app-02", "shop-web-01", "shop-web-02", "shop-search", "shop-mail")
"""Of the plan, in its order."""
POINT = "latest-app-consistent"
TMUX_KEYS = {"enter": "Enter", "escape": "Escape", "tab": "Tab", "space": "Space", "minus": "-", "full_stop": "."}


@dataclass(frozen=True, slots=True)
class Step:
    """Press the keys, then wait until the screen holds every text of ``see``, and none of ``gone``."""

    keys: tuple[str, ...]
    see: tuple[str, ...]
    gone: tuple[str, ...] = ()

    def done(self, screen: str) -> bool:
        return all(text in screen for text in self.see) and not any(text in screen for text in self.gone)

    def missing(self, screen: str) -> str:
        """What is not yet as it should be, for the eye."""
        absent = [text for text in self.see if text not in screen]
        left = [text for text in self.gone if text in screen]
        return f"after {' '.join(self.keys) or 'the start'}: not there: {absent}, still there: {left}\n{screen}"


def tmux_key(key: str) -> str:
    return TMUX_KEYS.get(key, key)


def confirmed(operation: str, tasks: int) -> tuple[Step, ...]:
    """The plan's name typed into the dialog, and the job's page once it has ended."""
    return (
        Step(("n",), (f"{operation} of plan {PLAN}", "type shop and press enter:")),
        Step(tuple(PLAN), (f"{operation} of plan {PLAN}",)),
        Step(
            ("enter",),
            (f"{operation} of plan {PLAN}  (job j", "✓ Succeeded  took", f"{tasks} of {tasks} tasks ended"),
            ("To start, type",),
        ),
    )


def validated() -> tuple[Step, ...]:
    """One machine after the other: ok, with a comment; then the page below again."""
    said = ("G", "k", "space", "o", "k", "enter")
    first = Step(("V",), (f"validate {MACHINES[0]}", "What you found"))
    others = tuple(Step(said, (f"validate {name}", "What you found")) for name in MACHINES[1:])
    return (first, *others, Step(said, ("(job j",), ("What you found",)))


WALKTHROUGH: tuple[Step, ...] = (
    Step((), ("SIMULATION", "Overview", "engine ok", PLAN)),
    Step(("2",), ("Plans", "warehouse", "Allowed")),
    Step(("enter",), (f"plan {PLAN}", MACHINES[0], "Protected"), ("warehouse",)),
    Step(("f",), (f"failover of plan {PLAN}", "✓ READY", "Do not cancel an in-progress failover", "digest")),
    *confirmed("failover", 33),
    *validated(),
    Step(("v",), (f"change-recovery-point of plan {PLAN}", "there is no default")),
    Step(("j", "j", "j", "space"), (f"(•)  {POINT}", "✓ READY", "digest"), ("there is no default",)),
    *confirmed("change-recovery-point", 35),
    Step(("c",), (f"commit of plan {PLAN}", "✓ READY", "deletes all recovery points", "digest")),
    *confirmed("commit", 14),
    Step(("1",), ("Overview", PLAN, "Committed"), ("COMMIT PENDING",)),
)
