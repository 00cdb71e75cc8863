"""Every kind of fault is found, at its line and path, with what would be right."""

# ruff: noqa: E501  (a table with a line a case)

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from drconsole.documents.estate import DocumentFault, DocumentFaults, parse_estate
from drconsole.documents.faults import MAX_FAULTS
from drconsole.documents.reading.reader import read_document

BASE = """\
name: small
sites:
  - {name: Here, kind: vmware}
  - {name: There, kind: azure}
  - {name: Barn, kind: hyperv-site}
  - {name: Cloud, kind: vmm}
networks:
  - {name: lan, site: Here, mapped_to: vnet}
  - {name: vnet, site: There}
policies:
  - {name: daily}
defaults: {target: There, policy: daily}
profiles:
  - {name: vm, scenario: vmware-to-azure, source: Here, agent_version: "9.62"}
  - {name: hv, scenario: hyperv-to-azure, source: Barn}
  - {name: vmm, scenario: vmm-to-azure, source: Cloud}
items:
  - {name: a, profile: vm}
  - {name: b, profile: vm}
  - {name: c, profile: vm}
  - {name: h, profile: hv}
  - {name: v, profile: vmm}
  - {name: "m{n:03}", count: 120, profile: vm}
replication_groups:
  - {name: trio, items: [a, b]}
plans:
  - name: p
    source: Here
    target: There
    groups:
      - items: [a, b]
      - items: [c]
runbooks:
  - {name: dns}
faults:
  - {kind: agent-lost, item: c}
"""


def faults_of(text: str, base: Path | None = None) -> tuple[DocumentFault, ...]:
    with pytest.raises(DocumentFaults) as caught:
        parse_estate(text, "estate.yaml", base)
    return caught.value.faults


def changed(old: str, new: str) -> str:
    assert BASE.count(old) == 1, old
    return BASE.replace(old, new)


def line_of(text: str, mark: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if mark in line)


CASES = {
    # name: (old, new, text in the faulty line, path, in message, in right)
    "site twice": ("name: Barn", "name: Here", "Here, kind: hyperv", "sites[2].name", "two sites named 'Here'", "line 3"),
    "item twice": ("{name: b, profile", "{name: a, profile", "", "items[1].name", "two replicated items", "line 18"),
    "item twice by template": ("{name: c,", "{name: m007,", "m{n:03}", "items[5].name", "'m007'", "line 20"),
    "plan twice": (
        "runbooks:",
        "  - {name: p, source: Here, target: There, groups: [{items: [c]}]}\nrunbooks:",
        "groups: [{items: [c]}]",
        "plans[1].name",
        "two recovery plans named 'p'",
        "line 27",
    ),
    "unknown policy": ("policy: daily}", "policy: dayly}", "name: a,", "items[0].policy", "no policy 'dayly'", "Did you mean daily?"),
    "unknown site": ("source: Here\n    t", "source: Hree\n    t", "source: Hree", "plans[0].source", "no site", "Did you mean Here?"),
    "unknown network": ("mapped_to: vnet", "mapped_to: vent", "vent", "networks[0].mapped_to", "no network", "Did you mean vnet?"),
    "unknown profile": ("{name: c, profile: vm}", "{name: c, profile: mv}", "mv", "items[2].profile", "no profile", "vm"),
    "unknown item": ("items: [c]", "items: [cc]", "[cc]", "plans[0].groups[1].items[0]", "no replicated item 'cc'", "Did you mean c?"),
    "range past its end": ("items: [c]", 'items: ["m{118..122}"]', "118", "plans[0].groups[1].items[0]", "'m121'", "m1"),
    "range backwards": ("items: [c]", 'items: ["m{9..1}"]', "9..1", "plans[0].groups[1].items[0]", "not a range", "001"),
    "item in two groups": ("items: [c]", "items: [c, a]", "[c, a]", "plans[0].groups[1].items", "two groups", "one group"),
    "item twice in a group": ("items: [c]", "items: [c, c]", "[c, c]", "plans[0].groups[1].items[1]", "twice", "once"),
    "over 100 items": ("items: [c]", 'items: ["m{001..099}"]', "    groups:", "plans[0].groups", "101 items", "at most 100"),
    "over 7 groups": (
        "      - items: [c]\n",
        "".join(f"      - items: [m{n:03}]\n" for n in range(1, 8)),
        "    groups:",
        "plans[0].groups",
        "8 groups",
        "at most 7",
    ),
    "replication group too large": (
        "items: [a, b]}",
        'items: ["m{001..017}"]}',
        "trio",
        "replication_groups[0].items",
        "17 members",
        "16",
    ),
    "replication group split": ("[a, b]\n      - items: [c]", "[a]\n      - items: [b]", "    groups:", "plans[0].groups", "split over", "one group"),
    "replication group in part": ("      - items: [a, b]\n", "      - items: [a]\n", "    groups:", "plans[0].groups", "only a part", "Add b"),
    "two replication groups": (
        "plans:",
        "  - {name: duo, items: [b, c]}\nplans:",
        "duo",
        "replication_groups[1].items",
        "in two replication groups",
        "one replication group",
    ),
    "Hyper-V in a replication group": ("[a, b]}", "[a, b, h]}", "trio", "replication_groups[0].items", "no multi-VM", "out"),
    "plan mixes sources": ("items: [c]", "items: [v]", "[v]", "plans[0].groups[1].items", "has 'Cloud'", "one source"),
    "plan's other target": ("    target: There", "    target: Cloud", "- items: [a, b]", "plans[0].groups[0].items", "target", "one target"),
    "unknown key": ("{name: a,", "{name: a, agnet_version: x,", "agnet", "items[0].agnet_version", "unknown key", "Did you mean agent_version?"),
    "unknown key at the top": ("\nfaults:", "\nfault:", "fault:", "fault", "unknown key", "Did you mean faults?"),
    "unknown key deep": ("{name: a,", "{name: a, start: {lagg: 3},", "lagg", "items[0].start.lagg", "unknown key", "Did you mean lag?"),
    "missing key": ("{name: Barn, kind: hyperv-site}", "{name: Barn}", "Barn}", "sites[2].kind", "missing", "`kind:`"),
    "missing section": ("policies:\n  - {name: daily}\n", "", "name: small", "policies", "missing", "`policies:`"),
    "missing after defaults": ("{target: There, p", "{p", "name: a,", "items[0]", "'target' is missing", "defaults"),
    "not one of the words": ("kind: vmware", "kind: vmwre", "vmwre", "sites[0].kind", "'vmwre'", "Did you mean vmware?"),
    "number where text is": ("name: small", "name: 12", "name: 12", "name", "12 without quotes is a number", '"12"'),
    "no where text is": ("name: Barn", "name: no", "no, kind", "sites[2].name", "no without quotes is yes or no", '"no"'),
    "version as a number": ('agent_version: "9.62"', "agent_version: 9.62", "9.62", "profiles[0].agent_version", "9.62", '"9.62"'),
    "text where a number is": ("{name: a,", "{name: a, cores: two,", "cores: two", "items[0].cores", "'two'", "whole number"),
    "yes where a number is": ("{name: a,", "{name: a, cores: yes,", "yes", "items[0].cores", "yes or no", "whole number"),
    "number too large": ("{name: a,", "{name: a, cores: 5000,", "5000", "items[0].cores", "the most is 1024", "from 1 to 1024"),
    "mapping where a list is": ("      - items: [c]", "      - items: {c: 1}", "{c", "plans[0].groups[1].items", "mapping where a list", "list"),
    "text where a mapping is": ("  - {name: daily}", "  - daily", "- daily", "policies[0]", "where a mapping", "key: value"),
    "bad duration": ("{name: daily}", "{name: daily, retention: 1 day}", "1 day", "policies[0].retention", "'1 day'", "24h"),
    "negative duration": ("{name: daily}", "{name: daily, retention: -5}", "-5", "policies[0].retention", "out of range", "3650d"),
    "fraction as duration": ("{name: daily}", "{name: daily, retention: 1.5}", "1.5", "policies[0].retention", "1.5", "15m"),
    "bad time": ("name: small", "name: small\nstarts_at: tomorrow", "tomorrow", "starts_at", "not a time", "Z"),
    "time without zone": ("name: small", "name: small\nstarts_at: 2026-01-05T08:00", "08:00", "starts_at", "time zone", "Z"),
    "bad address": ("{name: a,", "{name: a, target_address: 10.0.0.300,", "300", "items[0].target_address", "10.0.0.300", "10.20"),
    "name like an option": ("name: small", 'name: "--all"', "--all", "name", "cannot begin", "command line"),
    "site does not fit": ("hyperv-to-azure, source: Barn", "hyperv-to-azure, source: Here", "name: h,", "items[3].source", "vmware site 'Here'", "hyperv-site"),
    "network of another site": ("{name: a,", "{name: a, network: vnet,", "name: a,", "items[0].network", "belongs to 'There'", "'Here'"),
    "agent version missing": (', agent_version: "9.62"', "", "name: a,", "items[0]", "needs agent_version", '"9.62"'),
    "hyperv_as_physical alone": ("{name: a,", "{name: a, hyperv_as_physical: true,", "name: a,", "items[0].hyperv_as_physical", "does not go", "physical-to-azure"),
    "no boot disk": ("{name: a,", "{name: a, disks: [{name: d, size_gib: 1}],", "name: a,", "items[0].disks", "boots", "boot: true"),
    "tested before protected": ("{name: a,", "{name: a, start: {protected_for: 1d, last_test: 2d},", "name: a,", "items[0].start", "before", "shorter"),
    "tested while first copied": (
        "{name: a,",
        "{name: a, start: {state: initial-replication, last_test: 1d},",
        "name: a,",
        "items[0].start.last_test",
        "cannot have been tested",
        "never",
    ),
    "count without number": ('"m{n:03}"', '"m"', "count: 120", "items[5].name", "{n}", "web-{n:03}"),
    "number without count": ("{name: c,", '{name: "c{n}",', "c{n}", "items[2].name", "needs `count`", "count"),
    "network called none": ("{name: vnet, site: There}", "{name: none, site: There}", "none", "networks[1].name", "none", "--network"),
    "two kinds of action": ("items: [c]", "items: [c]\n        pre: [{name: x, manual: m, runbook: dns}]", "pre:", "plans[0].groups[1].pre[0]", "manual and runbook", "exactly one"),
    "no kind of action": ("items: [c]", "items: [c]\n        post: [{name: x}]", "post:", "plans[0].groups[1].post[0]", "none of them", "exactly one"),
    "unknown runbook": ("items: [c]", "items: [c]\n        post: [{name: x, runbook: dms}]", "dms", "plans[0].groups[1].post[0].runbook", "no runbook", "Did you mean dns?"),
    "fault of unknown kind": ("agent-lost", "agent-lsot", "lsot", "faults[0].kind", "'agent-lsot'", "Did you mean agent-lost?"),
    "fault without what it needs": ("agent-lost, item: c", "step-fails, item: c, step: VmFailover", "VmFailover", "faults[0]", "needs code", "`code:`"),
    "fault with too much": ("agent-lost, item: c", "agent-lost, item: c, factor: 2", "factor", "faults[0].factor", "no factor", "It may have"),
    "fault at unknown step": ("agent-lost, item: c", "no-answer, step: VmFailOver", "FailOver", "faults[0].step", "no step", "Did you mean VmFailover?"),
    "fault at a step of other machines": ("agent-lost, item: c", 'step-fails, item: c, code: "1", step: VmDataSynchronization', "VmDataS", "faults[0].step", "no operation of 'c' (vmware-to-azure) runs the step 'VmDataSynchronization'", "The steps of 'c': "),
    "fault at a plan's step, of a machine": ("agent-lost, item: c", 'step-fails, item: c, code: "1", step: RpSrsPrerequisitesCheck', "RpSrs", "faults[0].step", "no operation of 'c'", "VmFailover"),
    "fault at a step like no other": ("agent-lost, item: c", 'step-fails, plan: p, code: "1", step: zzz', "zzz", "faults[0].step", "there is no step 'zzz'", "The steps of the plan 'p': "),
    "fault at a step that waits for a person": ("agent-lost, item: c", "slow-step, factor: 2, step: WaitForUserInputForFailback", "WaitFor", "faults[0].step", "no fault can strike", "another step"),
    "fault at a step that is never done": ("agent-lost, item: c", 'step-fails, item: c, code: "1", step: ReplicaConfiguration', "ReplicaC", "faults[0].step", "no fault can strike", "another step"),
    "fault that lands too late": ("agent-lost, item: c", "late-landing, item: c, seconds: 30m", "30m", "faults[0].seconds", "1800 s is later than", "At most 20 seconds"),
    "fault that lands a second too late": ("agent-lost, item: c", "late-landing, item: c, seconds: 21", "21}", "faults[0].seconds", "21 s is later than", "At most 20 seconds"),
    "fault no times": ("agent-lost, item: c", "shutdown-fails, item: c, times: 0", "times", "faults[0].times", "the least is 1", "from 1 to"),
    "fault of questions at a step": ("agent-lost, item: c", "no-answer, on: observe, step: VmFailover", "observe", "faults[0].step", "on observe has no step", "duration"),
    "fault lost elsewhere": ("agent-lost, item: c", "no-answer, on: lunch", "lunch", "faults[0].on", "'lunch'", "begin"),
    "fault on unknown item": ("agent-lost, item: c", "agent-lost, item: cx", "cx", "faults[0].item", "no replicated item", "Did you mean c?"),
    "fault on an item of another plan": ("agent-lost, item: c", "agent-lost, item: h, plan: p", "item: h,", "faults[0].item", "not in the plan", "item of the plan"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_fault_names_line_path_and_what_is_right(case: str) -> None:
    old, new, mark, path, message, right = CASES[case]
    text = changed(old, new)
    found = faults_of(text)
    line = line_of(text, mark) if mark else 19
    assert [
        fault
        for fault in found
        if (fault.file, fault.line, fault.path) == ("estate.yaml", line, path)
        and message in fault.message
        and right in fault.right
    ], "\n".join(map(str, found))


def test_the_document_that_the_cases_break_is_whole() -> None:
    estate = parse_estate(BASE, "estate.yaml", None)
    assert len(estate.items) == 125


def test_vmware_and_physical_machines_of_one_site_share_a_plan() -> None:
    text = changed("{name: c, profile: vm}", "{name: c, profile: vm, scenario: physical-to-azure}")
    assert parse_estate(text, "estate.yaml", None).plans[0].items == ("a", "b", "c")


def test_scenarios_that_do_not_mix_are_found_even_at_one_source() -> None:
    text = changed("{name: c, profile: vm}", "{name: c, profile: vm, scenario: vmware-to-azure-modernized}")
    (fault,) = faults_of(text)
    assert "mixes scenarios" in fault.message and fault.line == line_of(text, "items: [c]")


def test_all_faults_are_reported_in_the_order_of_lines() -> None:
    text = changed("kind: vmware", "kind: vmwre").replace("{name: daily}", "{name: daily, app_interval: x}")
    text = text.replace("items: [c]", "items: [c, zzz]").replace("agent-lost", "agent-lsot")
    found = faults_of(text)
    assert [fault.path for fault in found] == [
        "sites[0].kind",
        "policies[0].app_interval",
        "plans[0].groups[1].items[1]",
        "faults[0].kind",
    ]


def test_a_bad_entry_is_one_fault_and_not_one_for_each_that_names_it() -> None:
    assert len(faults_of(changed("kind: vmware", "kind: 1"))) == 1
    assert len(faults_of(changed("name: Here, ", ""))) == 1
    assert len(faults_of(changed("count: 120", "count: many"))) == 1
    assert len(faults_of(changed("defaults: {", "defaults: {cores: x, "))) == 1


def test_a_short_text_cannot_ask_for_endless_work() -> None:
    plan = '  - {name: "q%d-{n}", source: Here, target: There, split: {items: ["m{001..999999}"]}}\n'
    text = changed("runbooks:", "".join(plan % n for n in range(9)) + "runbooks:")
    assert any("more than 1000000 places" in fault.message for fault in faults_of(text))
    (fault,) = faults_of(changed("count: 120", "count: 250000"))
    assert "more than 250000 items" in fault.message


def test_reading_stops_after_so_many_faults() -> None:
    text = changed("items: [c]", "items: [" + ", ".join(f"zz{n}" for n in range(90)) + "]")
    assert len(faults_of(text)) == MAX_FAULTS


def test_a_fault_is_bad_input_with_place_advice_and_every_fault_as_data() -> None:
    with pytest.raises(DocumentFaults) as caught:
        parse_estate(changed("kind: vmware", "kind: vmwre"), "estate.yaml", None)
    error = caught.value
    assert error.exit_code == 2
    assert error.place == "estate.yaml:3 sites[0].kind"
    assert error.to_json()["faults"] == [
        {
            "file": "estate.yaml",
            "line": 3,
            "path": "sites[0].kind",
            "message": "'vmwre' is not known here",
            "right": "Did you mean vmware?",
        }
    ]


def test_scripts_must_be_there_and_executable(tmp_path: Path) -> None:
    text = changed("items: [c]", "items: [c]\n        post: [{name: x, script: go.sh}]")
    at = "plans[0].groups[1].post[0].script"
    (none,) = faults_of(text, tmp_path)
    assert none.path == at and "no script" in none.message and none.line == line_of(text, "go.sh")
    script = tmp_path / "go.sh"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o644)
    (fault,) = faults_of(text, tmp_path)
    assert fault.path == at and "cannot be executed" in fault.message and "chmod +x" in fault.right
    script.chmod(0o755)
    action = parse_estate(text, "estate.yaml", tmp_path).plans[0].groups[1].post[0]
    assert action.path == str(script.resolve())


def test_a_relative_script_without_a_folder_is_a_fault() -> None:
    text = changed("items: [c]", "items: [c]\n        post: [{name: x, script: go.sh}]")
    (fault,) = faults_of(text)
    assert "relative" in fault.message


def test_an_address_is_given_once_in_a_target_network() -> None:
    text = changed("{name: a,", "{name: a, network: lan, target_address: 10.0.0.9,")
    assert parse_estate(text, "f", None).items[0].target_network == "vnet"
    text = text.replace("{name: b,", "{name: b, target_network: vnet, target_address: 10.0.0.9,")
    (fault,) = faults_of(text)
    assert fault.path == "items[1].target_address" and "'a'" in fault.message


def test_what_people_write_never_reaches_a_terminal_as_a_command() -> None:
    for text in ('"\\x1b[2Jkey": 1\n', 'name: "\\e[2J"\n', "a: !%1b[2J 1\n", 'x: ["\\x9b"]\n'):
        for fault in faults_of(text):
            assert str(fault).isprintable()


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_both_parsers_give_the_same_data_and_lines(loader: type) -> None:
    document = read_document(BASE, "f", loader)
    other = read_document(BASE, "f")
    assert document.data == other.data
    for loc in (("name",), ("sites", 2, "kind"), ("plans", 0, "groups", 1, "items", 0), ("faults", 0, "item")):
        assert document.line(loc) == other.line(loc)
    assert document.line(("plans", 0, "groups", 1, "items", 0)) == line_of(BASE, "items: [c]")
