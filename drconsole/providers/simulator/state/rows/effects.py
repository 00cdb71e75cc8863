"""Entries of the world's ledger of effects, as its file keeps them."""

from __future__ import annotations

from drconsole.providers.port import Effect
from drconsole.providers.simulator.state.file.text import from_json, to_json
from drconsole.providers.simulator.state.moments import as_datetime, moment


def effect_row(effect: Effect) -> str:
    return to_json([effect.seq, moment(effect.at), effect.item, effect.what, effect.work, effect.detail])


def effect_from_row(data: str) -> Effect:
    seq, at, item, what, work, detail = from_json(data)
    return Effect(seq, as_datetime(at), item, what, work, detail)
