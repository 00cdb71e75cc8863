"""The wall: what stands on it in each situation at each size, and that its figures are the store's."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wall_picture import picture
from wall_world import SITUATIONS, SIZES, Situation, at, changed, facts_of, outage, twice, wall

from drconsole.records.alarms.all_of_them import alarms
from drconsole.records.alarms.seen import Asking
from drconsole.records.listed import item_line
from drconsole.records.tables import Table
from drconsole.records.waiting.waits import duties, waiting
from drconsole.recovery.states.assessments.stand import Stand
from drconsole.recovery.types.words import RunState
from drconsole.render.drawing.cells import width_of
from drconsole.render.drawing.figures import BLOCKS, Size, can_write, figures_width
from drconsole.render.drawing.parts import plain
from drconsole.render.estate.overview import open_ends
from drconsole.render.wall.decisions import entry
from drconsole.render.wall.facts import Sight
from drconsole.render.wall.headline import headline, stands_still
from drconsole.render.wall.page import page
from drconsole.store.reading.alarms import seen
from drconsole.store.reading.lists import HeldItems

PICTURES = Path(__file__).parents[1] / "snapshots" / "wall"
PICTURE = Path(__file__).parents[2] / "pictures" / "wall.svg"
WRITES = bool(os.environ.get("DRCONSOLE_WRITE_PICTURES"))


def texts(situation: Situation, size: tuple[int, int], number: int = 0, **how: bool) -> list[str]:
    return [plain(line).rstrip() for line in page(facts_of(situation), *size, number, **how).lines]


@pytest.mark.parametrize("name", SITUATIONS)
def test_it_is_as_it_is_stored(name: str) -> None:
    situation = SITUATIONS[name]()
    facts = facts_of(situation)
    parts = []
    for title, size in SIZES.items():
        pages = page(facts, *size).pages
        for number in range(pages):
            lines = page(facts, *size, number).lines
            assert len(lines) == size[1]
            assert max(width_of(plain(line)) for line in lines) <= size[0]
            of = f" page {number + 1} of {pages}" if pages > 1 else ""
            parts += [f"== {title}{of}", *(plain(line).rstrip() for line in lines)]
    now, path = "\n".join(parts) + "\n", PICTURES / f"{name}.txt"
    if WRITES:
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert path.exists(), f"there is no {path.name}: make pictures writes it"
    assert now == path.read_text(encoding="utf-8")


def test_the_picture_of_the_docs_is_of_this_wall() -> None:
    now = picture(page(facts_of(SITUATIONS["waiting"]()), 160, 50).lines, (160, 50))
    if WRITES:
        PICTURE.write_text(now, encoding="utf-8")
    assert PICTURE.read_text(encoding="utf-8") == now


def test_nothing_is_stored_that_is_not_drawn() -> None:
    assert {path.stem for path in PICTURES.glob("*.txt")} == set(SITUATIONS)


SAYS = {
    "calm": "NORMAL",
    "running": "SPARE 9 MIN",
    "waiting": "3 NEED A PERSON",
    "done": "1 OPEN END",
    "twice": "RUNS TWICE",
    "engine-gone": "ENGINE GONE",
    "old-data": "OLD DATA",
    "outage": "RUNS NOWHERE",
    "glass": "SPARE 9 MIN",
    "proposed": "1 PROPOSAL",
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_worst_stands_first_and_a_terminal_without_blocks_has_it_in_letters(name: str) -> None:
    assert SAYS[name] in headline(facts_of(SITUATIONS[name]())).big
    lines = texts(SITUATIONS[name](), (100, 30), unicode=False)
    assert SAYS[name] in lines[1]
    assert not BLOCKS & set("\n".join(lines[:4]))
    assert lines[0].startswith(" SIMULATION ")


def marks_of_the_counts(situation: Situation, size: tuple[int, int]) -> str:
    line = next(line for line in texts(situation, size) if "need" in line and "machine" in line and "open end" in line)
    return "".join(re.findall("[‼▶!?●]", line))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_what_there_is_none_of_has_no_mark(size: tuple[int, int]) -> None:
    assert marks_of_the_counts(at("quiet"), size) == "!●", "nobody is needed and no job runs: that looks calm"
    assert marks_of_the_counts(at("waiting"), size).startswith("‼▶")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_an_outage_of_200_machines_has_ten_lines_of_alarms_at_most(size: tuple[int, int]) -> None:
    situation = outage()
    pages = page(facts_of(situation), *size).pages
    lines = [line for number in range(pages) for line in texts(situation, size, number)]
    start = next(y for y, line in enumerate(lines) if "Alarms and open ends" in line)
    column = lines[start].index("Alarms")
    told = [line[column:] for line in lines[start + 1 : start + 13]]
    shown = told.index("") if "" in told else len(told)
    assert 3 <= shown <= 10
    count = int(re.search(r"open ends ─ (\d+)", lines[start])[1])  # type: ignore[index]
    assert count == shown or re.fullmatch(r"and \d+ more", told[shown - 1].strip()) or count < shown
    assert "an operator" in " ".join(told)


def test_only_the_plans_that_were_asked_for() -> None:
    finance = next(key for key, row in at("running").rows["plan"].items() if row["name"] == "finance")
    shop = next(key for key, row in at("running").rows["plan"].items() if row["name"] == "shop")
    assert len(facts_of(at("running"), (finance,)).jobs) == 1
    other = facts_of(at("running"), (shop,))
    assert (other.jobs, other.needs, other.ends) == ([], [], [])
    assert 0 < sum(other.gravities.values()) < 20
    assert "ONLY shop" in plain(page(other, 100, 30).lines[0])


REAL = [
    ("SIMULATION", " SIMULATION ", "simulated 08:20Z"),
    ("EXERCISE", " = EXERCISE = ", "exercise 08:20Z"),
    ("LIVE", " ‼ LIVE ‼ ", "CET here"),
]


@pytest.mark.parametrize(("mode", "cell", "clock"), REAL)
def test_how_real_it_is_stands_first_and_a_world_of_its_own_has_its_clock(mode: str, cell: str, clock: str) -> None:
    lines = texts(changed(at("waiting"), "world", lambda row: True, mode=mode), (100, 30))
    assert lines[0].startswith(cell.rstrip())
    assert lines[4].endswith(clock)


def test_who_is_armed_stands_beside_the_estate_while_the_lease_and_the_engine_last() -> None:
    armed = [
        {"who": "ann", "until": "2026-03-01T03:50:00Z", "with_console": False},
        {"who": "bob", "until": "2026-03-01T03:20:00Z", "with_console": False},
    ]
    live = changed(at("quiet"), "world", lambda row: True, mode="LIVE", armed=armed)
    assert "ARMED ann 30 min " in texts(live, (100, 30))[0]
    assert "ARMED" not in texts(replace(live, engine=Sight.GONE), (100, 30))[0]


def test_a_store_that_does_not_change_is_told_only_where_something_is_under_way() -> None:
    for moment, told in (("running", True), ("waiting", False), ("quiet", False)):
        facts = facts_of(at(moment))
        facts = replace(facts, fresh=replace(facts.fresh, moved=301.0))
        assert stands_still(facts) is told, moment


LONG = [
    ("LATE 23 H 59 MIN", 100), ("SPARE 12 H 45 MIN", 100), ("AT RISK 1 H 45 MIN", 100), ("12 NEED A PERSON", 100),
    ("100 OPEN ENDS", 100), ("ENGINE STOPPED", 100), ("RUNS NOWHERE", 160), ("LATE 23 H 59 MIN", 240),
]  # fmt: skip


@pytest.mark.parametrize(("words", "width"), LONG)
def test_large_letters_have_room_beside_the_clock(words: str, width: int) -> None:
    size = Size.LARGE if width == 240 else Size.SMALL
    assert can_write(words)
    assert figures_width(words, size) + figures_width("00:00:00", size) + 8 <= width


def test_a_run_without_its_approval_is_told_on_every_page() -> None:
    situation = SITUATIONS["glass"]()
    for number in range(page(facts_of(situation), 100, 30).pages):
        assert "GLASS BROKEN: 1 job without approval" in texts(situation, (100, 30), number)[0]
    assert any("by ann: nobody else can be reached" in line for line in texts(situation, (100, 30)))


def several() -> Situation:
    """Eight runs at once, each with more time to spare than the one after it."""
    situation = at("running")
    (job,) = situation.rows["job"].values()
    jobs = {f"j{n}": {**job, "id": f"j{n}", "key": f"j{n}", "rto": 2400 - 200 * n} for n in range(1, 8)}
    tasks = {name: [{**task, "job": name} for task in situation.tasks["j1-1"]] for name in jobs}
    jobs["j8"] = {**job, "id": "j8", "key": "j8", "rto": None}
    return replace(situation, rows={**situation.rows, "job": jobs}, tasks={**tasks, "j8": []})


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_of_several_runs_the_latest_comes_first_and_each_is_on_a_page(size: tuple[int, int]) -> None:
    situation = several()
    pages = page(facts_of(situation), *size).pages
    lines = [line for number in range(pages) for line in texts(situation, size, number)]
    found = [re.search(r" ─ (j\d)\b", line) for line in lines]
    assert [each[1] for each in found if each] == ["j7", "j6", "j5", "j4", "j3", "j2", "j1", "j8"]
    assert headline(facts_of(situation)).big.startswith("LATE ")


def decided(kind: str, **more: object) -> str:
    event = {"rev": 1, "at": "", "world_at": "2026-03-01T03:00:00Z", "actor": "ann", "kind": kind, "job": "j1"}
    jobs, tasks = {"j1": "failover of shop"}, {"j1/t1": "Call the bank"}
    found = entry({"epoch": 1, **event, **more}, jobs, tasks, lambda key: f"name of {key}")  # type: ignore[typeddict-item]
    return f"{found.who} {found.text}"


STARTED = {"operation": "failover", "options": {"comment": "site is gone"}}
DECIDED = [
    (decided("job.created", request=STARTED, target_name="shop"), "ann started failover of shop: site is gone"),
    (decided("job.held", comment="network team"), "ann held failover of shop: network team"),
    (
        decided("task.answered", task="t1", outcome="done", comment="told them"),
        "ann answered failover of shop: Call the bank: done, told them",
    ),
    (
        decided("validation.recorded", job=None, item="k1", result="ok", comment="logged in"),
        "ann validated name of k1: ok, logged in",
    ),
    (
        decided("proposal.made", job=None, operation="commit", target_name="shop", comment="all well"),
        "ann proposed commit of shop: all well",
    ),
    (decided("some.new-act", job=None, comment="why"), "ann some new act: why"),
]


@pytest.mark.parametrize(("told", "right"), DECIDED)
def test_decisions_are_told_as_people_tell_them(told: str, right: str) -> None:
    assert told == right


# The figures are the store's


class Held:
    """The rows of a situation, as a reader gives them."""

    def __init__(self, situation: Situation) -> None:
        self._rows = situation.rows

    def rows(self, table: Table, *, since: int = 0, job: str | None = None, state: str | None = None) -> list:
        return [row for row in self._rows.get(table, {}).values() if state is None or row["state"] == state]


def figures_of_the_store(situation: Situation) -> tuple[int, int, int, int]:
    """What ``status``, ``alarms`` and the overview count: needs, jobs, open ends, machines."""
    held = Held(situation)
    rows = situation.rows["item"]
    items = HeldItems(rows, {key: item_line(row) for key, row in rows.items()})
    jobs = [job for job in held.rows("job") if not RunState(job["state"]).ended]
    needs = waiting(jobs, held.rows("gate"), held.rows("obligation"), list(rows.values()))
    now = held.rows("world")[0]["clock"]["now"]
    found = alarms(seen(held, items, Asking(None, now, None, 180)))
    return len(needs), len(jobs), len(open_ends(found, needs)), len(rows)


NUMBERS = re.compile(r"(\d[\d,]*) (needs? a person|jobs?|open ends?|machines?)\b")


def figures_of_the_wall(lines: Sequence[str]) -> tuple[int, ...]:
    line = next(line for line in lines if "need" in line and "machine" in line and "open end" in line)
    return tuple(int(number.replace(",", "")) for number, _ in NUMBERS.findall(line))


stands = st.dictionaries(st.integers(0, 19), st.sampled_from([stand.value for stand in Stand]), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["quiet", "running", "waiting", "done"]), stands, st.sets(st.integers(0, 9), max_size=4))
def test_its_figures_are_the_stores(moment: str, stands: dict[int, str], broken: set[int]) -> None:
    situation = at(moment)
    items = situation.rows["item"]
    keys = list(items)
    for place, stand in stands.items():
        flag = {"flag": stand, "text": stand, "since": None}
        # In a state in which the service itself does not say which side counts.
        changed = {"stand": stand, "flags": [flag], "protection_state": "Failover", "current_job": None}
        items[keys[place]] = {**items[keys[place]], **changed}
    for place, (key, row) in enumerate(list(situation.rows["obligation"].items())):
        if place in broken:
            situation.rows["obligation"][key] = {**row, "broken": True}
    assert figures_of_the_wall(texts(situation, (120, 40), unicode=False)) == figures_of_the_store(situation)
    down = re.findall(r"Must stay down ─ (\d+)", "\n".join(texts(situation, (240, 67))))
    assert sum(map(int, down)) == duties(situation.rows["obligation"].values())["stay_down"]


# Keys, and time


async def test_no_key_and_no_paste_does_anything_but_turn_pages() -> None:
    async with wall(at("running"), (100, 30), leaves=False) as (app, pilot):
        for key in (*"abcdefghijklmorstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/!?*q", "ctrl+p", "ctrl+q", "ctrl+c"):
            await pilot.press(key)
        await pilot.press("enter", "escape", "tab", "f1", "colon")
        assert app.is_running
        assert len(app.screen_stack) == 1
        assert "page 1" not in "".join(text_of(app))
        assert app.known.plans == ()


async def test_pages_turn_by_key_and_by_time_and_plans_go_round() -> None:
    async with wall(SITUATIONS["waiting"](), (100, 30)) as (app, pilot):
        assert "page 1 of 2" in text_of(app)[-1]
        await pilot.press("space")
        assert "page 2 of 2" in text_of(app)[-1]
        app.monotonic = lambda: 2000.0
        app.tick()
        await pilot.pause()
        assert "page 1 of 2" in text_of(app)[-1]
        await pilot.press("p")
        assert "ONLY shop" in text_of(app)[0]
        for _ in range(5):
            await pilot.press("p")
        assert "ONLY" not in text_of(app)[0]
        await pilot.press("q")
    assert app.return_code == 0


async def test_at_rest_only_the_clock_is_painted() -> None:
    async with wall(at("quiet"), (160, 50)) as (app, pilot):
        before = text_of(app)
        now = app.clock()
        app.clock = lambda: now.replace(second=12)
        app.tick()
        await pilot.pause()
        after = text_of(app)
        differ = [y for y in range(50) if before[y] != after[y]]
        assert differ and max(differ) < 6


async def test_a_terminal_that_is_too_small_says_what_it_takes() -> None:
    async with wall(twice(), (80, 24)) as (app, _):
        said = "\n".join(text_of(app))
    assert "100 columns and 30 lines; this has 80 and 24" in said
    assert "RUNS TWICE" in said and "SIMULATION" in said


def text_of(app: object) -> list[str]:
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]  # type: ignore[attr-defined]


def test_who_has_which_seat_stands_on_it_and_whom_a_task_needs() -> None:
    situation = SITUATIONS["waiting"]()
    led, alone = (facts_of(each) for each in (situation, changed(situation, "job", lambda row: True, lead=None)))
    assert [(one.who, one.text) for one in led.seats] == [
        ("commander", "cy"),
        ("approver", "group:night"),
        ("operator", "ann"),
    ]
    (need,) = [need for need in led.needs if need["job"]]
    assert led.whom_of(need) == "ann, who leads"
    assert alone.whom_of(need) == "ann, cy", "who may answer, where nobody leads it"
    assert any("approver  group:night" in line for line in texts(situation, (240, 67)))


def test_that_approvals_are_easier_to_get_stands_on_every_page_until_its_note_is_unpinned() -> None:
    running = SITUATIONS["running"]()
    note = {"id": "n1", "by": "root", "text": "APPROVER SEATED: cy may approve", "pinned": True, "loud": True}
    for pinned in (True, False):
        situation = replace(running, rows={**running.rows, "note": {"n1": {**note, "pinned": pinned}}})
        assert SAYS["running"] in headline(facts_of(situation)).big, "it hides nothing that is late"
        for size in SIZES.values():
            assert ("✗ APPROVALS EASIER" in texts(situation, size)[0]) is pinned
