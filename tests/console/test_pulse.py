"""A terminal that answers no more is told apart from one that never could."""

from __future__ import annotations

from drconsole.console.terminal.pulse import Pulse


def test_a_terminal_that_has_answered_and_does_so_no_more_is_silent_since_it_was_asked() -> None:
    pulse = Pulse()
    pulse.answered()
    assert pulse.silence(5.0) == 0.0
    pulse.asked(10.0)
    pulse.asked(20.0)
    assert pulse.silence(31.0) == 21.0
    pulse.answered()
    assert pulse.silence(40.0) == 0.0


def test_a_terminal_that_never_answers_is_not_called_lost() -> None:
    pulse = Pulse()
    pulse.asked(10.0)
    assert pulse.silence(100.0) == 0.0
