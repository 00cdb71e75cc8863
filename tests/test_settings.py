"""Where things lie, who may read them, and a config file that is wrong."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from drconsole.settings import sockets
from drconsole.settings.bundled import data_path
from drconsole.settings.config import Config, ConsoleSettings, EngineSettings, Limits, config_path, load_config
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


def test_bundled_data_is_found() -> None:
    assert data_path("fixtures").is_dir()
    assert data_path("themes").is_dir()


def test_no_config_file_says_nothing(home: Path) -> None:
    assert load_config() == Config(Limits(256, 256, 100), EngineSettings(None))


def test_the_config_file_is_taken(home: Path) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text('[limits]\nglobal = 10\ngroup = 3\n[engine]\nspeed = "max"\n')
    assert load_config() == Config(Limits(10, 256, 3), EngineSettings("max"))


def test_the_console_of_the_config_file_is_taken(home: Path) -> None:
    assert load_config().console == ConsoleSettings("ssh {address}", "drconsole")
    config_path().parent.mkdir(parents=True)
    config_path().write_text('[console]\ntheme = "blue-orange"\nlog_in = "ssh -o \'User=dr ops\' {address}"\n')
    assert load_config().console == ConsoleSettings("ssh -o 'User=dr ops' {address}", "blue-orange")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[limits]\nglobl = 3", "limits.globl"),
        ("[limit]\nglobal = 3", "limit"),
        ("speed = 3", "speed"),
        ("limits = 3", "limits"),
        ("[limits]\nglobal = 0", "limits.global"),
        ("[limits]\nglobal = true", "limits.global"),
        ('[limits]\ngroup = "3"', "limits.group"),
        ("[engine]\nspeed = 0", "engine.speed"),
        ("[engine]\nspeed = nan", "engine.speed"),
        ('[engine]\nspeed = "fast"', "engine.speed"),
        ("[console]\ntheme = 3", "console.theme"),
        ("[console]\ncolour = 3", "console.colour"),
        ('[console]\nlog_in = ""', "console.log_in"),
        ('[console]\nlog_in = "ssh {host}"', "console.log_in"),
        ('[console]\nlog_in = "ssh {address.x}"', "console.log_in"),
        ('[console]\nlog_in = "ssh {}"', "console.log_in"),
        ('[console]\nlog_in = "ssh \\"{address}"', "console.log_in"),
    ],
)
def test_what_is_wrong_in_the_config_file_is_named(tmp_path: Path, text: str, key: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as error:
        load_config(file)
    assert error.value.place == f"{file}: {key}"
    assert error.value.advice


@pytest.mark.parametrize("content", [b"[limits", b"\xff"])
def test_a_config_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError) as error:
        load_config(file)
    assert error.value.place == str(file)


@pytest.mark.parametrize(
    ("said", "speed"),
    [("max", "max"), (60, 60.0), ("1.5", 1.5), (0, None), ("-1", None), ("nan", None), ("inf", None), (True, None)],
)
def test_speeds(said: object, speed: object) -> None:
    assert parse_speed(said) == speed


def test_how_long_a_test_failover_counts_is_a_setting(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    assert load_config(file).prerequisites.test_failover_days == 180
    file.write_text("[prerequisites]\ntest_failover_days = 90\n")
    assert load_config(file).prerequisites.test_failover_days == 90
    file.write_text("[prerequisites]\ntest_failover_days = 0\n")
    with pytest.raises(SettingsError) as wrong:
        load_config(file)
    assert "prerequisites.test_failover_days" in wrong.value.place
