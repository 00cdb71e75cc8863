"""Screens of the console: the one list from which keys, words, options and the app's modes are made."""

from __future__ import annotations

SCREENS: dict[str, str] = {
    "overview": "overview:OverviewScreen",
    "plans": "plans:PlansScreen",
    "items": "items:ItemsScreen",
    "points": "points:PointsScreen",
    "jobs": "jobs:JobsScreen",
    "journal": "journal:JournalScreen",
    "alarms": "alarms:AlarmsScreen",
}
"""Name -> ``module:Class`` in ``screens``; imported when the screen is first shown."""
FIRST = next(iter(SCREENS))
"""Screen on which the console opens, and to which ``esc`` leads in the end."""
