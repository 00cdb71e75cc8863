"""The screens of the console: the one list that keys, words, options and the app's modes are made of."""

from __future__ import annotations

SCREENS: dict[str, str] = {
    "overview": "overview:OverviewScreen",
    "plans": "plans:PlansScreen",
    "items": "items:ItemsScreen",
    "points": "points:PointsScreen",
    "jobs": "jobs:JobsScreen",
    "journal": "journal:JournalScreen",
}
"""Name -> where its screen is; imported when it is first shown."""
FIRST = next(iter(SCREENS))
"""Where the console opens, and where the way back ends."""
