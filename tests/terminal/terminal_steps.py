"""Steps of a walkthrough, taken in a real terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.walkthrough import Step, tmux_key
from terminal_tmux import Pane
from terminal_wait import until


def take(step: Step, pane: Pane) -> None:
    """Press, then look until all is there; a failure shows what was on the screen."""
    if step.keys:
        pane.press(*map(tmux_key, step.keys))
    seen = [("", "")]

    def done() -> bool:
        over = pane.code is not None
        seen[0] = (pane.screen, pane.cursor)
        return over or step.done(*seen[0])

    until(done, lambda: f"{step.missing(*seen[0])}\n{pane.look}")
    assert step.done(*seen[0]), f"the console ended: {step.missing(*seen[0])}\n{pane.look}"


def written_as(steps: Iterable[Step], signs: Callable[[str], str]) -> list[Step]:
    """The same steps on a terminal that writes texts with other signs."""

    def each(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(signs, texts))

    return [Step(step.keys, each(step.see), each(step.gone), signs(step.focus)) for step in steps]
