"""Exit codes that no error of ours carries (the others: ``recovery.types.errors``)."""

from __future__ import annotations

LOST = 74
"""Exit code where stdout cannot be written (EX_IOERR)."""
INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 + SIGINT, as shells have it."""
