"""Faults are injected by key, or by a name that only one item or plan has."""

from __future__ import annotations

import pytest
from benches import CONTRACT

from drconsole.recovery.types.work.errors import BadInput


@pytest.fixture(params=["keys-step", "keys-plan"])
def keyed(request):
    return CONTRACT[request.param]()


def hit(bench, fault):
    async def main(b):
        b.provider.rehearsal.inject(fault)
        return b.provider.rehearsal.faults()[-1]

    return bench.run(main)


def test_a_fault_hits_the_item_of_the_key_and_no_other_of_its_name(keyed):
    async def main(b):
        b.provider.rehearsal.inject({"kind": "source-lost", "item": b.vmware})
        return await b.provider.look([one.key for one in b.definition.items], ["source-powered"])

    assert {one.item for one in keyed.run(main) if one.seen == "absent"} == {keyed.vmware}


def test_a_name_that_only_one_has_will_do(keyed):
    assert hit(keyed, {"kind": "source-lost", "item": "db"})["item"] == "vault/item/3"
    assert hit(keyed, {"kind": "shutdown-fails", "plan": "both"})["plan"] == keyed.plan


def test_a_name_that_several_have_is_refused_and_their_keys_are_said(keyed):
    with pytest.raises(BadInput) as caught:
        hit(keyed, {"kind": "source-lost", "item": "web"})
    assert str(caught.value.message) == "3 items are named 'web'"
    for key in ("vault/item/1", "vault/item/2", "vault/item/5"):
        assert key in caught.value.advice
