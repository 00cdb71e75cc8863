"""Parts of rows that jobs, checks and previews share: points, forecasts, errors, options. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from drconsole.records.rows.common import AboutRow, ErrorRow
from drconsole.records.rows.estate.points import ChosenPointRow, ItemPointRow, PointUsedRow
from drconsole.records.rows.work.jobs import ConsequenceRow, ForecastRow, OptionsRow
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.work.observed import PointUsed
from drconsole.recovery.types.work.tasks import Consequence, Forecast, RunOptions, TaskError


@lru_cache(maxsize=4096)
def stamp(when: datetime | None) -> str | None:
    """ISO 8601 in UTC, whole seconds where there is no fraction."""
    if when is None:
        return None
    text = when.isoformat(timespec="microseconds" if when.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def about(key: str | None, names: Mapping[str, str]) -> AboutRow:
    """Return which item an entry is about: its key, and ``item`` as a label that two may share. None: the whole."""
    return {"key": key, "item": None if key is None else names.get(key, key)}


def used_json(used: PointUsed, data_loss: float | None) -> PointUsedRow:
    return {"id": used.id, "time": stamp(used.time), "consistency": used.consistency, "data_loss": data_loss}


def points_json(points: Mapping[str, ChosenPoint], names: Mapping[str, str]) -> list[ItemPointRow]:
    """Return the point that was chosen for each item."""
    return [{"key": key, "name": names.get(key, key), "point": point_json(point)} for key, point in points.items()]


def consequence_json(left: Consequence, names: Mapping[str, str]) -> ConsequenceRow:
    return {
        **about(left.item, names),
        "outcome": left.outcome,
        "text": left.text,
        "loses_replication": left.loses_replication,
    }


def error_json(error: TaskError) -> ErrorRow:
    return {
        "code": error.code,
        "message": error.message,
        "possible_causes": error.possible_causes,
        "recommended_action": error.recommended_action,
        "level": error.level,
        "task": error.task,
    }


def point_json(point: ChosenPoint) -> ChosenPointRow:
    return {
        "choice": point.choice,
        "id": point.id,
        "time": stamp(point.time),
        "consistency": point.consistency,
        "multi_vm": point.multi_vm,
        "data_loss": point.data_loss,
        "note": point.note,
    }


def forecast_json(forecast: Forecast, names: Mapping[str, str]) -> ForecastRow:
    return {
        "low": round(forecast.low),
        "likely": round(forecast.likely),
        "high": round(forecast.high),
        "reasons": [{"text": r.text, **about(r.item, names), "seconds": round(r.seconds)} for r in forecast.reasons],
    }


def options_json(options: RunOptions) -> OptionsRow:
    return {
        "point": options.point and str(options.point),
        "point_id": options.point_id,
        "direction": options.direction and str(options.direction),
        "shutdown": options.shutdown,
        "network": options.network,
        "encryption_key": options.certificate.thumbprint if options.certificate else None,
        "comment": options.comment,
    }
