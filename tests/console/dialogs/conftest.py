"""Fixtures of the dialogs' tests: what a real engine answers, and a model of a job that runs."""

from __future__ import annotations

import pytest
from console_fakes import news_at, samples

from drconsole.console.state.model.model import Model


@pytest.fixture(autouse=True, scope="module")
def _samples() -> None:
    samples()


@pytest.fixture
def model() -> Model:
    made = Model()
    made.apply(news_at("running"))
    return made
