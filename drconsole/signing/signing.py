"""Signing of a text with a person's SSH key, by ``ssh-keygen -Y sign``.

The key is a file, or the public half of one that an agent holds. A passphrase is asked for by ``ssh-keygen`` itself, at
the terminal; it never comes to this program.
"""

from __future__ import annotations

from pathlib import Path

from drconsole.signing import keygen
from drconsole.signing.results import Namespace, NotSigned, Signed, SignFault
from drconsole.signing.sshsig import describe

SECONDS = 60.0
"""Seconds that a signature may take (our choice): a person types a passphrase or touches a key."""


def sign(
    text: bytes, key: Path, namespace: Namespace, *, may_ask: bool = False, seconds: float = SECONDS
) -> Signed | NotSigned:
    """Sign a text for one purpose. It waits for ``ssh-keygen``: call it in a thread where others must not wait.

    ``may_ask``: a passphrase may be asked for at the terminal of this process (a command may, a full screen may not).
    """
    if not key.is_file():
        return _no_key(f"there is no key {key}")
    try:
        done = keygen.run(
            ["-Y", "sign", "-f", str(key), "-n", namespace], text, seconds=seconds, agent=True, may_ask=may_ask
        )
    except keygen.NoProgram:
        return NotSigned(SignFault.NO_PROGRAM, "there is no ssh-keygen on this machine", "install OpenSSH's client")
    except keygen.TimedOut:
        why = f"ssh-keygen did not sign within {seconds:g} s and was ended"
        return NotSigned(SignFault.TIMED_OUT, why, "try again; a hardware key waits for a touch")
    except OSError as error:
        why = f"ssh-keygen could not be started: {error.strerror}"
        return NotSigned(SignFault.NOT_RUN, why, "sign on another machine")
    told = describe(done.out) if done.ok else None
    if told is not None:
        return Signed(done.out, told.fingerprint)
    return _refused(key, done.errors, may_ask)


def _refused(key: Path, said: str, may_ask: bool) -> NotSigned:
    if "passphrase" in said:
        if may_ask:
            return NotSigned(SignFault.LOCKED, f"this is not the passphrase of {key}", "type it again")
        return NotSigned(
            SignFault.LOCKED,
            f"{key} has a passphrase, and nobody can be asked for it here",
            f"give the key to an agent first: ssh-add {key}",
        )
    # The last line is what it came to; the lines before it may be a warning in a frame.
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if any("too open" in line for line in lines):
        return _no_key(f"{key} is open to other users, so that ssh-keygen does not use it")
    return _no_key(lines[-1] if lines else f"ssh-keygen did not sign with {key}, and did not say why")


def _no_key(why: str) -> NotSigned:
    return NotSigned(
        SignFault.NO_KEY,
        why,
        "name the file of a private key that only you can read, or a public key whose private half is in your agent",
    )
