"""The key that signs heads, and the file outside the database in which signed heads are kept.

The file is only ever added to, one line of JSON for each seal, the public key in its first line; so it can lie on a disk,
a mount or under an attribute (`chattr +a`) where nothing else is possible. What it holds is enough to check the ledger with
it and the database alone.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

from plumbline.kernel.commands import CouldNotRun
from plumbline.ledger import digests

TAIL = 1 << 19  # bytes read from the end to find the newest line; the longest possible is a third of it


@dataclass(frozen=True)
class Head:
    """One seal as the file keeps it."""

    number: int
    ids: str
    sealed_at: int
    head: bytes
    marks: bytes  # digest of the seal's marks
    signature: bytes

    def as_line(self) -> str:
        told = {"seal": self.number, "ids": self.ids, "at": self.sealed_at}
        raw = {"head": self.head, "marks": self.marks, "signature": self.signature}
        return _line(told | {name: base64.b64encode(value).decode() for name, value in raw.items()})


@dataclass(frozen=True)
class SetBack:
    """The key's holder says that the database was restored from a back-up that ends at a seal: what came after is lost."""

    to: int
    at: int
    reason: str
    signature: bytes

    def signed(self) -> bytes:
        return b"plumbline ledger set back 1\n" + digests.written((self.to, self.at, self.reason))

    def as_line(self) -> str:
        told = {"set_back_to": self.to, "at": self.at, "reason": self.reason}
        return _line(told | {"signature": base64.b64encode(self.signature).decode()})


@dataclass
class Kept:
    """What a file of heads holds. `torn` counts lines that a power failure left unfinished; each was written again."""

    public_key: Ed25519PublicKey | None
    heads: dict[int, Head]
    set_back: list[SetBack]
    torn: int = 0


def private_key() -> Ed25519PrivateKey:
    """The key of this installation, made on first use and readable by its owner alone."""
    path = Path(settings.LEDGER_KEY)
    if not path.exists():
        _make_key(path)
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError):
        raise CouldNotRun(f"{path} is not the ledger's key (Ed25519, PEM, without a pass phrase)") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise CouldNotRun(f"{path} is another kind of key: the ledger signs with Ed25519")
    return key


def _make_key(path: Path) -> None:
    """Written aside and put in place whole, so that of two who make it at once both read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        handle.write(made)
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def as_pem(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def public_key_in(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except ValueError:
        raise CouldNotRun(f"{path} holds no public key (PEM)") from None
    if not isinstance(key, Ed25519PublicKey):
        raise CouldNotRun(f"{path} holds another kind of key: the ledger signs with Ed25519")
    return key


def is_signed(key: Ed25519PublicKey, signature: bytes, text: bytes) -> bool:
    try:
        key.verify(signature, text)
    except InvalidSignature:
        return False
    return True


def read(path: Path) -> Kept:
    """Everything that the file holds, oldest first."""
    kept = Kept(None, {}, [])
    with path.open("rb") as lines:
        for line in lines:
            _take(kept, line)
    return kept


def _take(kept: Kept, line: bytes) -> None:
    try:
        told = json.loads(line)
        if "seal" in told:
            head = _head(told)
            kept.heads[head.number] = head
        elif "set_back_to" in told:
            kept.set_back.append(_set_back(told))
            kept.heads = {number: head for number, head in kept.heads.items() if number <= told["set_back_to"]}
        elif kept.public_key is None:
            kept.public_key = _key(told["public_key"])
    except (ValueError, KeyError, TypeError):
        kept.torn += 1


def _head(told: dict[str, Any]) -> Head:
    raw = (base64.b64decode(told[name]) for name in ("head", "marks", "signature"))
    return Head(told["seal"], told["ids"], told["at"], *raw)


def _set_back(told: dict[str, Any]) -> SetBack:
    return SetBack(told["set_back_to"], told["at"], told["reason"], base64.b64decode(told["signature"]))


def _key(text: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(text))


@contextmanager
def at_work(path: Path) -> Iterator[None]:
    """One sealer at a time on this file. (On another machine, the number of the seal decides.)"""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def newest(path: Path) -> tuple[int, bytes | None]:
    """Number and head of the last whole seal in the file, read from its end; 0 where there is none."""
    if not path.exists():
        return 0, None
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - TAIL))
        lines = file.read().split(b"\n")
    for line in reversed(lines):
        kept = Kept(None, {}, [])
        _take(kept, line)
        if kept.set_back:
            return kept.set_back[0].to, None
        for number, head in kept.heads.items():
            return number, head.head
    return 0, None


def refuse_another_key(path: Path, key: Ed25519PrivateKey) -> None:
    """Heads signed with another key than the file names could be checked by nobody who has the file alone."""
    if not path.exists() or not path.stat().st_size:
        return
    with path.open("rb") as file:
        kept = Kept(None, {}, [])
        _take(kept, file.readline())
    if kept.public_key is None or as_pem(kept.public_key) != as_pem(key.public_key()):
        raise CouldNotRun(
            f"{path} names another key than {settings.LEDGER_KEY}. Put the right key back, or begin a new file of heads"
        )


def add(path: Path, key: Ed25519PrivateKey, lines: Iterable[Head | SetBack]) -> None:
    """Lines at the end of the file, on the disk when this returns. The first writer names the public key.

    A line that a power failure cut short stays as it is: the next begins on a line of its own.
    """
    said = "".join(line.as_line() for line in lines)
    with path.open("ab+") as file:
        fresh = file.seek(0, os.SEEK_END) == 0
        if not said and not fresh:
            return
        if fresh:
            raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            said = _line({"ledger": 1, "public_key": base64.b64encode(raw).decode()}) + said
        elif _last_byte(file) != b"\n":
            said = "\n" + said
        file.write(said.encode())
        file.flush()
        os.fsync(file.fileno())
    if fresh:
        _keep_name(path.parent)


def _last_byte(file: Any) -> bytes:
    file.seek(-1, os.SEEK_END)
    return bytes(file.read(1))


def _keep_name(folder: Path) -> None:
    """A new file's name is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
