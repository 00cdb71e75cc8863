"""What a store says that is owed, and what a provider is asked to look at."""

from __future__ import annotations


def kinds(rig, prefix="obligation."):
    return [event for event in rig.store.journal() if event["kind"].startswith(prefix)]


def owed(rig, what="stay-down"):
    return {row["item"]: row for row in rig.store.rows("obligation") if row["what"] == what}


def item(rig, name="m1"):
    return next(row for row in rig.store.rows("item") if row["name"] == name)


def counting(player):
    """Counts what the provider is asked to look at from now on."""
    provider, asked = player.engine.provider, []
    really = provider.look

    async def look(items, probes):
        asked.append((tuple(items), tuple(probes)))
        return await really(items, probes)

    provider.look = look
    return asked
