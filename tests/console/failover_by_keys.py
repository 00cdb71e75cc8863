"""A failover in which much happens, as data: keys, and what then stands on the screen (see ``walkthrough``).

A machine fails; the job is held and goes on; another job is cancelled; the point is changed, two machines are validated
at once, and the plan is committed and protected again. The engine's clock runs at ``max``.
"""

from __future__ import annotations

from console.walkthrough import Step

DESK = """
name: desk
seed: 7
defaults:
  start: {protected_for: 20d, last_test: 20d}
sites:
  - {name: plant, kind: vmware}
  - {name: cloud, kind: azure, cores_quota: 500}
networks:
  - {name: plant-lan, site: plant, mapped_to: cloud-lan}
  - {name: cloud-lan, site: cloud, free_addresses: 200}
policies:
  - {name: day, crash_interval: 5m, app_interval: 1h, retention: 24h, rpo_threshold: 1h}
profiles:
  - {name: crew, scenario: vmware-to-azure, source: plant, target: cloud, policy: day, network: plant-lan,
     agent_version: "9.62", churn: 2}
items: [{name: m1, profile: crew}, {name: m2, profile: crew}, {name: m3, profile: crew},
        {name: d1, profile: crew}, {name: d2, profile: crew}]
plans:
  - name: crew
    source: plant
    target: cloud
    changed: 30d
    groups:
      - {items: [m1, m2], post: [{name: tills, manual: Look whether the tills work.}]}
      - {items: [m3]}
  - name: desk
    source: plant
    target: cloud
    changed: 30d
    groups:
      - {items: [d1], post: [{name: ring, manual: Ring the desk.}]}
      - {items: [d2]}
faults:
  - {kind: step-fails, item: m2, step: VmFailover, code: "28031"}
"""
"""Two plans, each with a task for a person; a machine of the first fails."""

ENDED = {
    "m1": "InitialReplicationInProgress",
    "m2": "UnplannedFailoverCompletionFailed",
    "m3": "InitialReplicationInProgress",
}


def shown(plan: str) -> tuple[Step, ...]:
    """The page of a plan, wherever one is."""
    return (
        Step((":",), (), focus=":"),
        Step((*"show", "space", *plan), (), focus=f":show {plan}"),
        Step(("enter",), (f"plan {plan}", "Item or action"), ("(job j",)),
    )


def named(plan: str, verb: str) -> tuple[Step, ...]:
    """The name that a dialog asks for, typed and sent."""
    prompt = f"To {verb}, type {plan}:"
    return (
        Step(("n",), (), focus=prompt),
        Step(tuple(plan), (), focus=f"{prompt} {plan}"),
        Step(("enter",), ("(job j",), (prompt,)),
    )


FAILOVER: tuple[Step, ...] = (
    Step((), ("SIMULATION", "crew", "desk", "Protected")),
    *shown("crew"),
    Step(("f",), ("failover of plan crew", "✓ READY", "Machines that take part: 3")),
    Step(("enter",), ("Recovery point", "(•)  latest: ", "minutes lost by:")),
    Step(("j",), ("latest-processed: shortest; loses ",)),
    Step(("space",), ("(•)  latest-processed: ",)),
    Step(("4",), ("with the point of each", "Afterwards", "Forecast")),
    *named("crew", "FAIL OVER"),
    Step((), ("failover of plan crew  (job j2-1)", "‼ waiting for you: tills", "ERROR 28031", "FAILED: 28031")),
    Step(("H",), ("hold job j2-1?",), focus="Reason (may stay empty):"),
    Step(tuple("net"), (), focus=": net"),
    Step(("enter",), ("‖ held by", "net", "press R to resume")),
    Step(("R",), ("press H to hold",), ("‖ held by",)),
    Step(("a",), ("answer a waiting task", "Look whether the tills work.")),
    Step(("j",), (), focus="done: it is done, the job goes on"),
    Step(("space",), ("chosen: done, not sent yet",)),
    Step(("c",), (), focus="Answer DONE, reason:"),
    Step(("o", "k"), (), focus="reason: ok"),
    Step(
        ("enter",),
        ("‼ PARTIALLY SUCCEEDED", "Now: ✗ RUNS NOWHERE 1, ◆ NOT COMMITTED 2", "Next: first: Raise the quota"),
    ),
)

CANCELLED: tuple[Step, ...] = (
    *shown("desk"),
    Step(("f",), ("failover of plan desk", "✓ READY")),
    *named("desk", "FAIL OVER"),
    Step((), ("failover of plan desk  (job j2-2)", "‼ waiting for you: ring")),
    Step(("X",), ("What cancelling now leaves behind", "d1: failed over, replication kept", "d2: failed over, not")),
    *named("desk", "CANCEL"),
    Step((), ("⊘ CANCELLED  took", "Now: ✗ RUNS NOWHERE 1, ◆ NOT COMMITTED 1", "what that left behind")),
)

SETTLED: tuple[Step, ...] = (
    *shown("crew"),
    Step(("v",), ("change-recovery-point of plan crew", "there is no default")),
    Step(("j",) * 2, ("latest-app-consistent: the newest; loses ",)),
    Step(("space",), ("(•)  latest-app-consistent",)),
    *named("crew", "CHANGE THE POINT"),
    Step((), ("change-recovery-point of plan crew  (job j2-3)", "✓ Succeeded  took")),
    Step(("V",), ("validate plan crew: 0 of 2 validated",)),
    Step(("asterisk",), ("[x] · m1", "[x] · m3")),
    Step(("o",), ("(•)  o  ok: it works",)),
    Step(("c",), (), focus="what did you check?"),
    Step(("o", "k"), (), focus="what did you check? ok"),
    Step(("enter",), ("(job j2-3)",), ("what did you check?",)),
    Step(("c",), ("commit of plan crew", "✓ READY")),
    *named("crew", "COMMIT"),
    Step((), ("commit of plan crew  (job j2-4)", "✓ Succeeded  took")),
    Step(("P",), ("re-protect of plan crew", "✓ READY", "FROM cloud TO plant"), ("FROM plant TO cloud",)),
    *named("crew", "RE-PROTECT"),
    Step((), ("re-protect of plan crew  (job j2-5)", "✓ Succeeded  took")),
)

BY_KEYS = FAILOVER + CANCELLED + SETTLED
JOBS = [
    ("re-protect", "Succeeded"),
    ("commit", "Succeeded"),
    ("change-recovery-point", "Succeeded"),
    ("failover", "Cancelled"),
    ("failover", "PartiallySucceeded"),
]
"""Newest first."""
