from __future__ import annotations

import pytest
from benches import SIMULATOR


@pytest.fixture(params=SIMULATOR)
def make_bench(request):
    """Makes a bench of the simulator at each grain; words for its estate: ``seed``, ``faults``, ``actions``. The
    contract's tests have a fixture of their own, with every provider."""
    return SIMULATOR[request.param]


@pytest.fixture
def bench(make_bench):
    return make_bench()
