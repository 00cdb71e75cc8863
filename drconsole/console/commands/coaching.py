"""Commands of an exercise: a hint, the coach's page or the debrief, the coach's pane, and the end of the exercise."""

from __future__ import annotations

from drconsole.console.context import Command, Console
from drconsole.render.words.command_lines import command


class _OfAnExercise(Command):
    """Command that only an exercise has."""

    at_once = True

    def why_not(self, app: Console) -> str | None:
        if app.coaching.view is None:
            return f"no exercise: {command('train', 'list')} lists the lessons, {command('train', 'start')} begins one"
        return None


class Coach(_OfAnExercise):
    """Show all that the coach has said: story, step, hints, mistakes; once the exercise is over, its debrief"""

    id = "coach"
    at_once = False
    title = "Coach"
    keys = ("C",)
    words = ("debrief", "story")
    verb = "train status"

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.coach import CoachDialog, DebriefDialog

        if isinstance(app.screen, CoachDialog | DebriefDialog):
            return
        view = app.coaching.view
        await app.push_screen(DebriefDialog() if view is not None and view.ended is not None else CoachDialog())


class Hint(_OfAnExercise):
    """Ask the coach for the next hint: 2 of 100 points each, all together at most 20, and it does not fail you"""

    id = "hint"
    title = "Hint"
    keys = ("i",)
    verb = "train hint"

    def why_not(self, app: Console) -> str | None:
        view = app.coaching.view
        if view is None:
            return super().why_not(app)
        if view.ended is not None:
            return "the exercise is over"
        if view.hints_left is None:
            return "an exam gives no hints"
        return None if view.hints_left else "there is no further hint for this step"

    async def run(self, app: Console, argument: str = "") -> None:
        app.coaching.hint()


class HideCoach(_OfAnExercise):
    """Hide the coach beside the pages and in dialogs, or show it again"""

    id = "coach-pane"
    title = "Coach on or off"
    keys = ("w",)

    async def run(self, app: Console, argument: str = "") -> None:
        app.coaching.hidden = not app.coaching.hidden
        app.draw_coach()


class EndExercise(_OfAnExercise):
    """Score the exercise as everything stands, end it for good, and show its debrief"""

    id = "end-exercise"
    at_once = False
    title = "End exercise"
    keys = ("E",)
    words = ("stop-exercise",)
    verb = "train stop"
    dangerous = True

    def why_not(self, app: Console) -> str | None:
        view = app.coaching.view
        return "the exercise is over" if view is not None and view.ended is not None else super().why_not(app)

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.confirm import ConfirmDialog

        view = app.coaching.view
        left = view.total - view.done if view is not None and view.mode == "guided" else 0
        lines = [
            *([f"{left} of {view.total} steps are not done yet."] if view is not None and left else []),
            "The exercise is scored as everything stands now, and ends for good. The debrief is shown and kept.",
            "Its machines are thrown away once this console is closed.",
        ]
        if await app.push_screen_wait(ConfirmDialog("end the exercise?", lines, yes="end it")):
            app.coaching.end()


COMMANDS: tuple[Command, ...] = (Coach(), Hint(), HideCoach(), EndExercise())
