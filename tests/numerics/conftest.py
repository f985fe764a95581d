"""A function of a user's, in a module that workers import."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Writes a module into the working directory, for workers to import."""
    monkeypatch.chdir(tmp_path)
    made = []

    def write(name: str, text: str) -> str:
        made.append(name)
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        return f"{name}:f"

    yield write
    for name in made:
        sys.modules.pop(name, None)
