"""Memory of a process that holds an encryption key: no core file of it, and freed parts of it given back."""

from __future__ import annotations

import contextlib
import ctypes
import resource

_PR_SET_DUMPABLE = 4
"""prctl(2)."""


def forbid_core() -> None:
    """Let the kernel write no core of this process, and let no other process of this user read its memory.

    Not dumpable: ``RLIMIT_CORE`` alone does not hold where ``core_pattern`` pipes cores to a program (core(5)). What
    this process starts is dumpable again, and inherits the soft limit, which it may raise.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def give_back() -> None:
    """Hand freed memory back to the kernel, which gives it out again as zeros.

    Copies of a key that were made on its way here (the socket's buffer, the message, its text) are freed and not
    overwritten: Python cannot. Whole pages of them go with this; what shares a page with something in use remains.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
