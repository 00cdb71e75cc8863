from __future__ import annotations

import pytest
from benches import BENCHES


@pytest.fixture(params=BENCHES)
def make_bench(request):
    """Makes a bench of each provider; words for its estate: ``seed``, ``faults``, ``actions``."""
    return BENCHES[request.param]


@pytest.fixture
def bench(make_bench):
    return make_bench()
