"""The wall's picture is drawn as those of the frames are, which stand beside them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "frames"))
