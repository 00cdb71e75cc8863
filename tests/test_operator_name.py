"""Who is at the keyboard, as the person or the log-in tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from drconsole.recovery.types.work.errors import BadInput
from drconsole.settings.operator import operator_name, require_name

KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIK"


def test_what_the_person_says_goes_first_and_nonsense_is_passed_over() -> None:
    assert operator_name({"DRCONSOLE_AS": "ann", "SUDO_USER": "alice"}) == "ann"
    assert operator_name({"DRCONSOLE_AS": "root (login x)", "SUDO_USER": "alice"}) == "alice"
    assert operator_name({}) == ""


def test_the_comment_of_the_key_that_logged_in_is_read_from_authorized_keys(tmp_path: Path) -> None:
    told = tmp_path / "auth"
    told.write_text(f"publickey ssh-ed25519 {KEY}\n")
    keys = tmp_path / ".ssh" / "authorized_keys"
    keys.parent.mkdir()
    keys.write_text(
        "# ours\n\nssh-ed25519 AAAAother bob@example.org\n"
        f'from="192.0.2.0/24",command="drconsole console" ssh-ed25519 {KEY} ann@example.org\n'
    )
    environ = {"SSH_USER_AUTH": str(told), "HOME": str(tmp_path), "SUDO_USER": "alice"}
    assert operator_name(environ) == "ann@example.org"
    keys.write_text(f"ssh-ed25519 {KEY}\n")
    assert operator_name(environ) == "alice"
    assert operator_name({**environ, "SSH_USER_AUTH": str(tmp_path / "gone")}) == "alice"


@pytest.mark.parametrize("said", ["", "a(b)", "a, b", "x" * 65, "a\nb", "a  b"])
def test_a_name_that_is_none_is_refused_with_what_would_be_right(said: str) -> None:
    with pytest.raises(BadInput, match="no name of a person") as caught:
        require_name(said, "--as")
    assert caught.value.place == "--as"
    assert "letters" in caught.value.advice
