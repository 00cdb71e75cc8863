"""Themes as data: the bundled ones are complete, and a wrong file costs a line, never the console."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from console_fakes import fake_session
from screen_support import console
from textual.app import App, ComposeResult
from textual.color import Color
from textual.css.stylesheet import Stylesheet
from textual.widgets import Input, Static

from drconsole.console import theme
from drconsole.console.app import ConsoleApp
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.settings.bundled import data_path

NAMES = {
    "drconsole",
    "light",
    "blue-orange",
    "mono",
    "high-contrast",
    "deuteranopia",
    "tritanopia",
    "night-red",
    "wall",
}


class Shown(App[None]):
    """Wears a theme and uses every variable of ours."""

    CSS = "\n".join(
        f"#{name} {{ color: ${name}; text-style: ${name}-style; }}" for name in theme.SEVERITY_VARIABLE.values()
    )

    def __init__(self, wanted: str = "drconsole", folder: Path | None = None) -> None:
        super().__init__()
        self.told = theme.register_themes(self, wanted, folder)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(theme.VARIABLE_DEFAULTS)

    def compose(self) -> ComposeResult:
        for name in theme.SEVERITY_VARIABLE.values():
            yield Static(name, id=name)
        yield Input()


def contrast(one: Color, other: Color) -> float:
    def light(colour: Color) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_bundled_themes_are_right() -> None:
    loaded = theme.load_themes(data_path("themes"))
    assert loaded.faults == ()
    assert {each.name for each in loaded.themes} == NAMES
    for each in loaded.themes:
        assert set(theme.SEVERITY_VARIABLE.values()) <= set(each.variables)


@pytest.mark.parametrize("name", sorted(NAMES))
async def test_every_theme_can_be_worn(name: str) -> None:
    app = Shown(name)
    assert app.told == ""
    async with app.run_test(size=(40, 12)):
        assert app.theme == name
        for variable in theme.SEVERITY_VARIABLE.values():
            worn = app.query_one(f"#{variable}", Static).styles
            assert worn.color == Color.parse(app.theme_variables[variable])
            wanted = app.theme_variables[f"{variable}-style"]
            assert str(worn.text_style) == wanted


@pytest.mark.parametrize("name", sorted(NAMES - {"mono"}))
def test_every_text_can_be_read_on_every_ground(name: str) -> None:
    """4.5:1 (WCAG 2.2, 1.4.3), also reversed: then the ground is the letter."""
    (found,) = [each for each in theme.load_themes(data_path("themes")).themes if each.name == name]
    texts = {
        variable: found.variables[variable] for variable in (*theme.SEVERITY_VARIABLE.values(), *theme.MODES.values())
    }
    texts |= {"foreground": found.foreground or "", "title and focus": found.variables["border"]}
    for ground in (found.background, found.surface, found.panel):
        assert ground is not None
        for variable, colour in texts.items():
            assert contrast(Color.parse(colour), Color.parse(ground)) >= 4.5, (variable, ground)


async def test_nothing_on_a_page_is_fainter_than_can_be_read() -> None:
    for keys in ((), ("2", "enter"), ("7",)):
        async with console("done", size=(120, 40)) as opened:
            await opened.press(*keys)
            for strip in opened.app.screen._compositor.render_strips():
                for text, style, _ in strip:
                    if style is None or not text.strip(" ─│┌┐└┘┄╌═▶◀·▁▂▃▄▅▆▇█") or style.bgcolor is None:
                        continue
                    assert style.color is not None
                    letters, ground = (Color.from_rich_color(each) for each in (style.color, style.bgcolor))
                    assert not style.dim, text
                    assert contrast(letters, ground) >= 4.5, text


def test_normal_is_grey_and_only_the_abnormal_has_a_colour() -> None:
    (found,) = [each for each in theme.load_themes(data_path("themes")).themes if each.name == "drconsole"]

    def spread(name: str) -> int:
        rgb = Color.parse(found.variables[name]).rgb
        return max(rgb) - min(rgb)

    assert all(spread(name) == 0 for name in ("good", "idle"))
    assert all(spread(name) > 40 for name in ("busy", "warn", "bad", "note", "unknown"))


def test_mono_has_no_colour_at_all() -> None:
    text = (data_path("themes") / "mono.json").read_text()
    assert not re.search(r"#[0-9a-f]{3}", text)
    assert set(re.findall(r"ansi_\w+", text)) == {"ansi_default"}


def test_nothing_is_told_by_colour_alone_where_there_is_none() -> None:
    """What needs a person differs from what does not, also in two colours."""
    (mono,) = [each for each in theme.load_themes(data_path("themes")).themes if each.name == "mono"]
    loud = [mono.variables[f"{name}-style"] for name in ("bad", "warn", "unknown")]
    assert len(set(loud)) == 3
    assert mono.variables.get("good-style", "none") == "none"


def test_the_first_frame_has_the_colours_of_the_default_themes_file() -> None:
    """The file is read after it: nothing on the screen may be of another colour then."""
    found = theme.read_theme(data_path("themes") / "drconsole.json")
    colours = [
        {**theme.VARIABLE_DEFAULTS, **each.to_color_system().generate(), **each.variables}
        for each in (theme.BUILT_IN, found)
    ]
    assert colours[0] == colours[1]


def written(folder: Path, **changes: Any) -> Path:
    document = {"name": "mine", "primary": "#808080", "variables": {}} | changes
    file = folder / "mine.json"
    file.write_text(json.dumps({key: value for key, value in document.items() if value is not None}))
    return file


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"primary": "greyish"}, "primary"),
    ({"primary": None}, "primary"),
    ({"primary": 7}, "primary"),
    ({"primary": "auto"}, "primary"),
    ({"background": "#12"}, "background"),
    ({"background": "#121212 50%"}, "background"),
    ({"dark": "yes"}, "dark"),
    ({"text_alpha": "0.9"}, "text_alpha"),
    ({"name": 3}, "name"),
    ({"variables": []}, "variables"),
    ({"variables": {"bad": "very red"}}, "bad"),
    ({"variables": {"bad": "auto"}}, "bad"),
    ({"variables": {"bad": "#ff0000 50%"}}, "bad"),
    ({"variables": {"text-muted": "#ff0000 50% 20%"}}, "text-muted"),
    ({"variables": {"bad-style": "shouting"}}, "bad-style"),
    ({"variables": {"bad-style": ""}}, "bad-style"),
    ({"variables": {"link-style-hover": 3}}, "link-style-hover"),
]


@pytest.mark.parametrize(("changes", "key"), WRONG)
async def test_a_wrong_theme_is_left_out_and_named(tmp_path: Path, changes: dict[str, Any], key: str) -> None:
    file = written(tmp_path, **changes)
    with pytest.raises(theme.ThemeError, match=re.escape(file.name)) as error:
        theme.read_theme(file)
    assert key in str(error.value)
    app = Shown("drconsole", tmp_path)
    assert app.told == f"theme left out: {error.value}"
    assert "mine" not in app.available_themes
    assert app.theme == "drconsole"


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe"])
def test_a_file_that_is_no_theme_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.json").write_bytes(content)
    (fault,) = theme.load_themes(tmp_path).faults
    assert fault.startswith("broken.json")


async def test_unknown_keys_are_skipped(tmp_path: Path) -> None:
    written(
        tmp_path, shadow="deep", variables={"text": "auto 60%", "no-such-thing": "#ffffff", "text-muted": "red 40%"}
    )
    app = Shown("mine", tmp_path)
    assert app.told == ""
    assert "no-such-thing" not in app.current_theme.variables
    async with app.run_test():
        assert app.theme_variables["text"] == "auto 60%"


async def test_a_theme_that_does_not_name_ours_gets_the_defaults(tmp_path: Path) -> None:
    written(tmp_path)
    app = Shown("mine", tmp_path)
    async with app.run_test():
        worn = app.query_one("#bad", Static).styles
        assert worn.color == Color.parse(theme.VARIABLE_DEFAULTS["bad"])
        assert worn.text_style.bold


def test_a_theme_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    app = Shown("bleu-orange")
    assert app.told == "there is no theme 'bleu-orange'; did you mean blue-orange?"
    assert app.theme == "drconsole"
    far = Shown("xyz")
    assert "blue-orange, deuteranopia, drconsole" in far.told


def test_without_any_file_the_built_in_theme_is_worn(tmp_path: Path) -> None:
    app = Shown("drconsole", tmp_path)
    assert (app.told, app.theme) == ("", "drconsole")


async def test_a_console_says_once_what_is_wrong_with_its_theme() -> None:
    app = ConsoleApp(fake_session(theme="bleu-orange"), feed=False)
    async with app.run_test() as pilot:
        await pilot.pause()
        (said,) = app.notices
        assert "blue-orange" in said.text
        assert app.theme == "drconsole"


async def test_a_users_own_theme_is_worn_and_a_broken_one_is_told_and_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "drconsole" / "themes"
    folder.mkdir(parents=True)
    written(folder, name="mine")
    (folder / "broken.json").write_text('{"primary": "very blue"}')
    async with console("quiet", theme="mine") as opened:
        assert opened.app.theme == "mine"
        (said,) = opened.notices
        assert "broken.json: primary is 'very blue'" in said
    async with console("quiet", theme="broken") as opened:
        assert opened.app.theme == "drconsole"
        assert any("there is no theme 'broken'" in said for said in opened.notices)


async def test_a_theme_is_changed_while_the_console_runs() -> None:
    async with console("quiet") as opened:
        opened.app.action_run("theme", "light")
        await opened.settle()
        assert opened.app.theme == "light"
        opened.app.action_run("theme", "lihgt")
        await opened.settle()
        assert opened.app.theme == "light"
        assert "there is no theme 'lihgt'; did you mean light?" in opened.notices[-1]
        opened.app.action_run("theme")
        await opened.settle()
        assert "night-red" in opened.notices[-1]


def ground(app: ConsoleApp) -> Color:
    return app.screen.query_one(LineTable).styles.background


async def test_a_page_that_was_not_shown_while_the_theme_changed_wears_it_when_it_is() -> None:
    """Of a page that was in another mode, of one that lay below another, and of one that is new."""
    async with console("quiet") as opened:
        app = opened.app
        await opened.press("3", "2", "enter")
        dark = ground(app)
        app.action_run("theme", "light")
        await opened.settle()
        light = ground(app)
        assert light != dark
        await opened.press("escape")
        assert ground(app) == light
        await opened.press("3")
        assert ground(app) == light
        await opened.press("5")
        assert ground(app) == light


async def test_a_part_of_a_widget_has_its_styles_once_it_is_drawn_and_those_of_the_theme_that_is_worn() -> None:
    async with console("quiet") as opened:
        table = opened.app.screen.query_one(LineTable)
        drawn = set(table._component_styles)
        assert 0 < len(drawn) < len(table._get_component_classes()), "not of parts that nobody sees"
        dark = {part: table.get_component_styles(part).color for part in sorted(drawn | {"--dim", "--warn"})}
        opened.app.action_run("theme", "light")
        await opened.settle()
        light = {part: table.get_component_styles(part).color for part in dark}
        assert light["--dim"] != dark["--dim"]
        assert light["--warn"] != dark["--warn"]
        with pytest.raises(KeyError):
            table.get_component_styles("--none")
        opened.app.set_focus(None)
        await opened.settle()
        plain = table.get_component_styles("--cursor").text_style
        table.focus()
        await opened.settle()
        assert table.get_component_styles("--cursor").text_style != plain, "the cursor of the table that has the focus"


async def test_a_page_is_made_and_shown_again_without_reading_the_style_sheets_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[int] = []
    async with console("quiet") as opened:
        whole = Stylesheet.reparse
        monkeypatch.setattr(Stylesheet, "reparse", lambda sheet: (read.append(1), whole(sheet))[1])
        await opened.press("3", "5", "2", "enter", "escape", "3", "question_mark", "escape")
        assert not read
        opened.app.action_run("theme", "light")
        await opened.settle()
        assert read
