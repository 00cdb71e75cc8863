"""The one request of a piece of work: what it rests on is read anew, and what was confirmed still has to hold."""

from __future__ import annotations

from drconsole.documents.connection.definition import Connection
from drconsole.providers.azure import offers
from drconsole.providers.azure.calls import Call, JsonObject
from drconsole.providers.azure.identities import Identities
from drconsole.providers.azure.refusals import rejected
from drconsole.providers.azure.vault.reading import Reader
from drconsole.providers.azure.vault.snapshot import Snapshot
from drconsole.providers.azure.wire import plans
from drconsole.providers.azure.wire.acting import requests
from drconsole.providers.azure.wire.acting.requests import CannotAsk, Setting, Subject
from drconsole.providers.azure.wire.acting.reversing import Means
from drconsole.providers.azure.wire.ids import last
from drconsole.providers.azure.wire.items import NEVER
from drconsole.providers.port import NoAnswer, SecretSource, Unreachable, Work
from drconsole.recovery.types.words import TargetType


def may_change(connection: Connection) -> None:
    """Raise ``Rejected`` where the state only reads its vault."""
    if connection.read_only:
        raise rejected("ReadOnly", "this state is connected to its vault read-only", "connect with read_only: false")


class Asker:
    """Makes requests of work."""

    def __init__(self, connection: Connection, identities: Identities, reader: Reader) -> None:
        self._connection = connection
        self._identities = identities
        self._reader = reader

    async def request(self, work: Work, secrets: SecretSource | None) -> Call:
        """The one POST; all that it rests on is read now. Raises ``Rejected``, and ``NoAnswer`` where nothing could be
        read: nothing was sent, and it may be tried again."""
        may_change(self._connection)
        if work.step is not None:
            raise rejected("NotOffered", "Azure takes whole operations, not single steps")
        if work.operation in NEVER:
            raise rejected("NotOffered", NEVER[work.operation], "do it in the portal")
        try:
            subject, setting = await self._subject(work, secrets)
        except Unreachable as error:
            raise NoAnswer(f"nothing was sent: {error}") from error
        try:
            return requests.begin(work, subject, setting, self._identities.mark)
        except CannotAsk as error:
            raise rejected(error.code, error.message, error.advice) from error

    async def _subject(self, work: Work, secrets: SecretSource | None) -> tuple[Subject, Setting]:
        """Return what it is done to, and with what. Raises ``Rejected`` and ``Unreachable``."""
        snapshot = self._reader.latest or await self._reader.read()
        self._check_known(work, snapshot)
        whole = requests.is_whole_plan(work)
        if whole:
            self._check_members(work, snapshot)
            if set(snapshot.plans[work.target].items) - set(work.items):  # what they allow may have changed since
                snapshot = await self._reader.read()
                self._check_known(work, snapshot)
                self._check_members(work, snapshot)
            body = await self._reader.plan(work.target)
            self._check_unchanged(work, snapshot, body)
            turned = None
            key = work.target
        else:
            key = work.items[0]
            one = await self._reader.one(key)
            body, turned = (one[0], one[1].turned) if one is not None else (None, None)
        if body is None:
            raise rejected("ResourceNotFound", f"the service no longer shows '{key}'", "look at the list again")
        secret = secrets.secret(work.secret) if secrets is not None and work.secret is not None else None
        means = Means(
            fabrics=snapshot.configuration.fabrics,
            policies=snapshot.configuration.policies,
            cache_accounts={**snapshot.caches, **self._connection.cache_accounts},
        )
        return Subject(self._identities.id_of(key), body, turned), Setting(
            snapshot.context.networks.arm_ids, means, secret
        )

    def _check_known(self, work: Work, snapshot: Snapshot) -> None:
        known = snapshot.plans if work.target_type is TargetType.PLAN else snapshot.items
        unknown = [key for key in work.items if key not in snapshot.items]
        unknown += [work.target] if work.target not in known else []
        if unknown:
            raise rejected("ResourceNotFound", f"there is no '{unknown[0]}'")
        if not work.items:
            raise rejected("NotOffered", "no item takes part")
        if len(work.items) > 1 and not requests.is_whole_plan(work):
            raise rejected("NotOffered", f"{work.operation} is asked for one item at a time")
        for key in work.items:
            if offers.grain(work.operation, snapshot.items[key].scenario, work.target_type) is None:
                name = snapshot.items[key].name
                raise rejected("NotOffered", f"Site Recovery has no {work.operation} for '{name}'")

    def _check_members(self, work: Work, snapshot: Snapshot) -> None:
        """The service runs a plan with all its items: one that takes no part must be one it leaves alone."""
        verb = offers.VERBS[work.operation]
        for key in snapshot.plans[work.target].items:
            status = snapshot.statuses.get(key)
            if key in work.items or (status is not None and not verb & set(status.provider_allowed_operations)):
                continue
            name = snapshot.items[key].name if status is not None else last(key)
            why = "takes no part" if status is not None else "cannot be read here"
            raise rejected(
                "WholePlan",
                f"the service runs the whole plan, and may do it to '{name}' too, which {why}",
                "run the items one by one",
            )

    def _check_unchanged(self, work: Work, snapshot: Snapshot, body: JsonObject | None) -> None:
        """Refuse a plan that is not as it was read when it was confirmed. Raises ``Rejected``."""
        if body is not None and (now := plans.plan(body, snapshot.context)).items != snapshot.plans[work.target].items:
            raise rejected("PlanChanged", f"'{now.name}' has other items now", "look at the plan again, then confirm")
