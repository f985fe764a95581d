"""A folder that keeps the finished shards of one audit or scan, so that it can be killed and gone on with.

`audit.json` says which audit it is; each finished shard is a file with a digest. Every file is written whole under
another name and then renamed. What cannot be read, or is of another audit, is done again, and never believed.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from symact.numerics.errors import UsageError

SCHEMA = "symact/checkpoint/1"
AUDIT, SHARD = "audit.json", re.compile(r"shard-(\d{6})\.json")
PREFIX = ".writing-"
MOST_BYTES = 1 << 20
DAMAGED = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)
Json = dict[str, Any]


class Counted(Protocol):
    """A record of so many inputs."""

    @property
    def points(self) -> int: ...


Record = TypeVar("Record", bound=Counted)


@dataclass(frozen=True)
class Form(Generic[Record]):
    """How a record is written and read as plain data, and merged; reading what is none raises one of `DAMAGED`."""

    write: Callable[[Record], Json]
    read: Callable[[Json], Record]
    merge: Callable[[Record, Record], Record]


class Checkpoint(Generic[Record]):
    """The folder of the audit that `identity` describes, all of it plain data; `tell` gets a line for what is amiss."""

    def __init__(self, folder: Path, identity: Json, tell: Callable[[str], None], form: Form[Record]) -> None:
        self.folder, self.identity, self.tell, self.form = folder, identity, tell, form
        self.digest = digest_of(identity)
        self._open()

    def _open(self) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise UsageError(f"{self.folder} is a file, not the folder of a checkpoint")
        self.folder.mkdir(parents=True, exist_ok=True)
        names = [p.name for p in self.folder.iterdir() if not p.name.startswith(PREFIX)]
        foreign = [n for n in names if n != AUDIT and not SHARD.fullmatch(n)]
        if foreign:
            raise UsageError(f"{self.folder} is not a checkpoint: it holds {sorted(foreign)[0]}; give another folder")
        found = _read(self.folder / AUDIT)
        if found is not None and found.get("schema") == SCHEMA and isinstance(found.get("identity"), dict):
            if found["identity"] != self.identity:
                what = "; ".join(differences(found["identity"], self.identity, "there", "here"))
                raise UsageError(f"{self.folder} holds another audit: {what}; give another folder")
            return
        if AUDIT in names:
            self.tell(f"{self.folder / AUDIT} was damaged and is written again")
        self._write(AUDIT, {"schema": SCHEMA, "identity": self.identity})

    def finished(self, borders: list[tuple[int, int]]) -> dict[int, Record]:
        """The shards that are done, by number; those that cannot be read are told of."""
        found = {}
        for path in sorted(self.folder.iterdir()):
            name = SHARD.fullmatch(path.name)
            if name is None:
                continue
            index = int(name[1])
            audit = self._shard(_read(path), index)
            if index < len(borders) and audit is not None and audit.points == borders[index][1] - borders[index][0]:
                found[index] = audit
            else:
                self.tell(f"{path} is damaged, or of another audit, and is done again")
        return found

    def _shard(self, found: Json | None, index: int) -> Record | None:
        try:
            if found is None or (found["audit"], found["index"]) != (self.digest, index):
                return None
            if found["sha256"] != digest_of([self.digest, index, found["record"]]):
                return None
            return self.form.read(found["record"])
        except DAMAGED:
            return None

    def save(self, index: int, audit: Record) -> None:
        """Keeps a finished shard."""
        record = self.form.write(audit)
        digest = digest_of([self.digest, index, record])
        self._write(
            f"shard-{index:06}.json", {"audit": self.digest, "index": index, "sha256": digest, "record": record}
        )

    def _write(self, name: str, data: Json) -> None:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self.folder, prefix=PREFIX, delete=False) as file:
            json.dump(data, file, sort_keys=True)
        os.replace(file.name, self.folder / name)


def _read(path: Path) -> Json | None:
    """The object in a file; None where there is none that can be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        found = json.loads(path.read_bytes())
    except (FileNotFoundError, *DAMAGED):
        return None
    return found if isinstance(found, dict) else None


def digest_of(data: Any) -> str:
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def differences(a: Json, b: Json, of_a: str, of_b: str) -> list[str]:
    """What differs between two tables of plain data, each with both values."""
    found = []
    for name in sorted(a.keys() | b.keys()):
        x, y = a.get(name), b.get(name)
        if isinstance(x, dict) and isinstance(y, dict):
            found += [f"{name}: {line}" for line in differences(x, y, of_a, of_b)]
        elif isinstance(x, list) and isinstance(y, list) and x != y:
            found += [f"{name} has {v!r} only {of_a}" for v in x if v not in y]
            found += [f"{name} has {v!r} only {of_b}" for v in y if v not in x]
        elif x != y:
            found.append(f"{name} is {x!r} {of_a} and {y!r} {of_b}")
    return found
