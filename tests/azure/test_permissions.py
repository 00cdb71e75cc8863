"""What somebody lacks at a vault is named action by action, with the role that has it."""

from __future__ import annotations

import pytest

from drconsole.providers.azure.permissions import ACTS, READS, Granted, missing

VAULT = "Microsoft.RecoveryServices/vaults"


@pytest.mark.parametrize("pattern", ["*", "Microsoft.RecoveryServices/*", f"{VAULT}/*".lower()])
def test_who_has_everything_lacks_nothing(pattern: str) -> None:
    assert missing([Granted((pattern,))], read_only=False) == ()


def test_who_has_nothing_lacks_all() -> None:
    assert len(missing([], read_only=True)) == len(READS)
    assert len(missing([], read_only=False)) == len(READS) + len(ACTS)


def test_a_reader_lacks_no_read_and_every_act() -> None:
    reader = [Granted(("Microsoft.RecoveryServices/Vaults/*/read", f"{VAULT}/read"))]
    assert missing(reader, read_only=True) == ()
    assert [one.action for one in missing(reader, read_only=False)] == [one.action for one in ACTS]


def test_what_is_taken_away_is_missing_and_says_who_has_it() -> None:
    granted = [Granted(("*",), (f"{VAULT}/replicationFabrics/replicationProtectionContainers/switchProtection/*",))]
    (lacking,) = missing(granted, read_only=False)
    assert lacking.action.endswith("/switchprotection/action")
    assert (lacking.needed_for, lacking.role) == ("re-protect between Azure regions", "Site Recovery Contributor")


def test_another_entry_may_grant_what_one_takes_away() -> None:
    granted = [Granted(("*",), (f"{VAULT}/*",)), Granted((f"{VAULT}/*",))]
    assert missing(granted, read_only=False) == ()


def test_a_dot_stands_for_a_dot() -> None:
    assert missing([Granted(("MicrosoftXRecoveryServices/*",))], read_only=True) != ()
