"""Connection documents, as other rooms use them: load, check, schema.

``load_connection`` and ``parse_connection`` raise ``DocumentFaults`` and nothing else, whatever they are given.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from drconsole.documents.checking.validate import note
from drconsole.documents.connection.definition import ENDPOINTS, Authentication, Cloud, Connection, SignIn
from drconsole.documents.connection.loopback import is_loopback
from drconsole.documents.connection.models import AuthenticationEntry, ConnectionDocument
from drconsole.documents.faults import FaultList, Loc, path_text
from drconsole.documents.reading.document import Document, Kind
from drconsole.documents.reading.file import read_text
from drconsole.documents.reading.reader import read_document
from drconsole.recovery.types.remedies import Act, Remedy

CONNECTION = Kind(
    "connection",
    "`subscription:`, then `resource_group:`, `vault:`, `authentication:`",
    "A connection is a few lines: look at what this file is",
    "Name a connection document",
    missing=(Remedy(Act.CONNECTION_SCHEMA),),
    empty=(Remedy(Act.CONNECTION_SCHEMA),),
)


def load_connection(path: Path) -> Connection:
    """Return the connection of a file. Paths in it are relative to its folder. Raises ``DocumentFaults``."""
    return parse_connection(read_text(path, CONNECTION), str(path), path.resolve().parent)


def parse_connection(text: str, file: str, base: Path | None) -> Connection:
    """Return the connection that ``text`` defines; ``file`` is what faults call it, paths are relative to ``base``.

    Raises ``DocumentFaults``.
    """
    document = read_document(text, file, kind=CONNECTION)
    faults = FaultList(file)
    try:
        said = ConnectionDocument.model_validate(document.data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            note(detail, (), ConnectionDocument, document, faults)
        faults.check()
        raise
    check = _Check(document, faults)
    endpoint = check.endpoint(said)
    check.sign_in(said.authentication, emulated=is_loopback(endpoint))
    connection = Connection(
        name=said.name or said.vault,
        cloud=said.cloud,
        endpoint=endpoint,
        scope=said.scope or f"{endpoint}/.default",
        subscription=said.subscription.lower(),
        resource_group=said.resource_group,
        vault=said.vault,
        authentication=Authentication(
            said.authentication.kind,
            said.authentication.tenant or "",
            said.authentication.client or "",
            check.file(said.authentication.certificate, ("authentication", "certificate"), base),
        ),
        read_only=said.read_only,
        plans=tuple(said.plans),
        ca_file=check.file(said.ca_file, ("ca_file",), base),
        cache_accounts=dict(said.cache_accounts),
    )
    faults.check()
    return connection


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12): shapes and words. What belongs together is checked by ``load_connection``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "drconsole connection document",
        **{key: value for key, value in ConnectionDocument.model_json_schema().items() if key != "title"},
    }


class _Check:
    """Faults that no model of a single field can tell."""

    def __init__(self, document: Document, faults: FaultList) -> None:
        self.document = document
        self.faults = faults

    def fault(self, loc: Loc, message: str, right: str) -> None:
        self.faults.add(self.document.line(loc), path_text(loc), message, right)

    def endpoint(self, said: ConnectionDocument) -> str:
        """Return the base URL; empty after a fault."""
        if said.cloud is not Cloud.CUSTOM:
            for field in ("endpoint", "scope"):
                if getattr(said, field) is not None:
                    self.fault((field,), f"cloud {said.cloud} has its own {field}", f"Leave `{field}:` out")
            return ENDPOINTS[said.cloud]
        if said.endpoint is None:
            self.fault(
                ("cloud",), "a custom cloud needs an endpoint", "Add `endpoint:`, such as https://127.0.0.1:8443"
            )
            return ""
        endpoint = said.endpoint.rstrip("/")
        try:
            parts = urlsplit(endpoint)
            port_fits = parts.port is None or parts.port > 0
        except ValueError:
            self.fault(("endpoint",), f"{endpoint[:80]!r} is not a URL", "Write https://HOST or https://HOST:PORT")
            return ""
        if parts.scheme not in ("https", "http") or not parts.hostname or not port_fits:
            self.fault(("endpoint",), f"{endpoint[:80]!r} is not a URL", "Write https://HOST or https://HOST:PORT")
        elif parts.username is not None or parts.query or parts.fragment or parts.path:
            self.fault(("endpoint",), "the endpoint is more than a host and a port", "Write https://HOST:PORT alone")
        elif parts.scheme == "http" and not is_loopback(endpoint):
            self.fault(("endpoint",), "http sends a token for everybody to read", "Write https://")
        return endpoint

    def sign_in(self, said: AuthenticationEntry, emulated: bool) -> None:
        """Note where a real sign-in would go to this machine, or a made-up one leave it."""
        loc: Loc = ("authentication", "kind")
        if emulated and said.kind is not SignIn.EMULATOR:
            self.fault(loc, "a real sign-in never goes to an emulator", "Write `kind: emulator`")
        if not emulated and said.kind is SignIn.EMULATOR:
            self.fault(loc, "the emulator's sign-in never leaves this machine", "Write another kind, such as cli")
        if said.kind is SignIn.SERVICE_PRINCIPAL:
            for field in ("tenant", "client", "certificate"):
                if getattr(said, field) is None:
                    self.fault(("authentication",), f"a service principal needs a {field}", f"Add `{field}:`")
        elif said.certificate is not None:
            self.fault(
                ("authentication", "certificate"), f"{said.kind} uses no certificate", "Leave `certificate:` out"
            )

    def file(self, said: str | None, loc: Loc, base: Path | None) -> str:
        """Return the path of a file that has to be there; empty = none was named."""
        if said is None:
            return ""
        path = (base or Path()) / Path(said).expanduser()
        if not path.is_file():
            self.fault(
                loc, f"there is no file {said[:80]!r}", f"Name a file in {base or 'this folder'}, or a whole path"
            )
        return str(path)
