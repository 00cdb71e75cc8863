"""Where things lie, and who may read them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from drconsole.settings import sockets
from drconsole.settings.bundled import data_path
from drconsole.settings.config.load import config_path
from drconsole.settings.errors import SettingsError
from drconsole.settings.sockets import may_be_socket_of, runtime_dir, socket_path
from drconsole.settings.speed import parse_speed
from drconsole.settings.state import StatePaths, make_state_dir, state_dir, umask_for


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DRCONSOLE_STATE", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_the_state_folder_is_what_was_said_nearest(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert state_dir() == home / ".local/state/drconsole"
    monkeypatch.setenv("XDG_STATE_HOME", "relative/is/ignored")
    assert state_dir() == home / ".local/state/drconsole"
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "xdg"))
    assert state_dir() == home / "xdg/drconsole"
    monkeypatch.setenv("DRCONSOLE_STATE", str(home / "env"))
    assert state_dir() == home / "env"
    assert state_dir("~/said") == home / "said"
    assert not (home / "said").exists()


def test_a_relative_state_folder_does_not_depend_on_the_current_folder_later(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    assert state_dir("here") == home / "here"


def test_a_state_has_one_name_whatever_link_leads_to_it(home: Path) -> None:
    (home / "real").mkdir()
    (home / "link").symlink_to("real")
    assert state_dir(str(home / "link")) == home / "real"
    assert StatePaths.of(home / "link") == StatePaths.of(home / "real")


def test_a_new_state_folder_is_its_owners_alone_and_an_old_one_keeps_its_mode(home: Path) -> None:
    paths = make_state_dir(home / "a/b")
    assert stat.S_IMODE(paths.folder.stat().st_mode) == 0o700
    assert umask_for(paths.folder) == 0o077
    paths.folder.chmod(0o2750)
    make_state_dir(home / "a/b")
    assert stat.S_IMODE(paths.folder.stat().st_mode) == 0o2750
    assert umask_for(paths.folder) == 0o027
    paths.folder.chmod(0o740)
    assert umask_for(paths.folder) == 0o077


def test_a_file_is_no_state_folder(home: Path) -> None:
    (home / "file").touch()
    for wrong in (home / "file", home / "file/below"):
        with pytest.raises(SettingsError) as error:
            make_state_dir(wrong)
        assert error.value.place == str(wrong)


@pytest.mark.parametrize(("length", "plain"), [(107, True), (108, False)])
def test_a_socket_path_over_107_bytes_gets_a_name_in_the_runtime_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch, length: int, plain: bool
) -> None:
    runtime = Path("/run") if os.access("/run", os.W_OK) else Path("/tmp")
    monkeypatch.setattr(sockets, "runtime_dir", lambda: runtime)
    folder = Path("/" + "é" * 10 + "s" * (length - 1 - 20 - len("/engine.sock")))
    found = StatePaths.of(folder).socket
    assert (found == folder / "engine.sock") is plain
    assert len(os.fsencode(found)) <= 107
    if not plain:
        assert found.parent == runtime
        assert found != socket_path(folder.with_name(folder.name + "x"))
        assert may_be_socket_of(folder, f"/elsewhere/{found.name}")
    assert not may_be_socket_of(folder, "/elsewhere/other.sock")


def test_the_runtime_folder_is_made_for_us_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short = Path(os.path.realpath(f"/tmp/drc-test-{os.getpid()}"))
    short.mkdir()
    try:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
        folder = runtime_dir()
        assert folder == short / "drconsole"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        folder.chmod(0o777)
        with pytest.raises(SettingsError) as error:
            runtime_dir()
        assert error.value.place == str(folder)
        folder.rmdir()
        folder.symlink_to(home)
        with pytest.raises(SettingsError):
            runtime_dir()
        folder.unlink()
    finally:
        short.rmdir()


def test_the_config_file_lies_in_the_users_own_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert config_path() == home / ".config/drconsole/config.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "xdg"))
    assert config_path() == home / "xdg/drconsole/config.toml"


def test_bundled_data_is_found() -> None:
    assert data_path("fixtures").is_dir()
    assert data_path("themes").is_dir()


@pytest.mark.parametrize(
    ("said", "speed"),
    [("max", "max"), (60, 60.0), ("1.5", 1.5), (0, None), ("-1", None), ("nan", None), ("inf", None), (True, None)],
)
def test_speeds(said: object, speed: object) -> None:
    assert parse_speed(said) == speed
