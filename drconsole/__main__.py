"""``python -m drconsole``."""

from __future__ import annotations

import sys

from drconsole.cli.main import main

sys.exit(main())
