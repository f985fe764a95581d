"""A command line, run in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from symact.cli.group import run


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Symact = Callable[..., Result]


@pytest.fixture
def symact(capsys: pytest.CaptureFixture[str]) -> Symact:
    def call(*words: object) -> Result:
        code = run([str(w) for w in words])
        said = capsys.readouterr()
        return Result(code, said.out, said.err)

    return call
