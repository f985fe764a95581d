"""Checkpoints: what is finished is kept, what is damaged is done again, another audit is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from symact.numerics import Audit, UsageError, accuracy
from symact.numerics.checkpoint import PREFIX, Checkpoint, differences
from symact.numerics.scale import AUDITS
from symact.numerics.shards import from_record, to_record

REQUEST: dict[str, Any] = {"dtype": "float32", "range": (0.5, 0.52), "exhaustive": True}
SHARDS = 11


class Stopped(Exception):
    pass


def stopping_after(shards: int) -> Callable[[int, int], None]:
    calls = []

    def progress(done: int, of: int) -> None:
        calls.append(done)
        if len(calls) > shards + 1:
            raise Stopped

    return progress


def audited(folder: Path | None = None, **more: Any) -> tuple[Audit, list[str]]:
    """The audit without its seconds, and what was told."""
    told: list[str] = []
    found = accuracy("stable", "sigmoid", **{**REQUEST, **more}, checkpoint=folder, tell=told.append)
    return replace(found, seconds=0.0), told


@pytest.fixture(scope="module")
def whole() -> Audit:
    return audited()[0]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoint") / "run"
    audited(folder)
    return folder


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    shutil.copytree(finished, tmp_path / "run")
    return tmp_path / "run"


def done_again(folder: Path, **more: Any) -> tuple[Audit, list[str], int]:
    """The audit, what was told, and how many shards were audited now."""
    calls: list[int] = []
    audit, told = audited(folder, progress=lambda done, of: calls.append(done), **more)
    return audit, told, len(calls) - 1


@pytest.mark.parametrize("shards", [0, 1, 7])
def test_an_audit_that_was_stopped_goes_on_where_it_was(tmp_path: Path, whole: Audit, shards: int) -> None:
    with pytest.raises(Stopped):
        audited(tmp_path / "run", progress=stopping_after(shards))
    assert done_again(tmp_path / "run") == (whole, [], SHARDS - shards - 1)
    assert done_again(tmp_path / "run") == (whole, [], 0)


def spoil_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def spoil_digit(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"points": 32768', '"points": 32769'), encoding="utf-8")


def spoil_whole(path: Path) -> None:
    path.write_bytes(b"\xff\x00" * 50)


def spoil_nest(path: Path) -> None:
    path.write_text("[" * 100_000, encoding="utf-8")


def spoil_size(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" " * (2 << 20))


def spoil_place(path: Path) -> None:
    shutil.copy(path.with_name("shard-000003.json"), path)


@pytest.mark.parametrize(
    "spoil", [spoil_end, spoil_digit, spoil_whole, spoil_nest, spoil_size, spoil_place, lambda path: path.unlink()]
)
def test_a_damaged_shard_is_told_of_and_done_again(copy: Path, whole: Audit, spoil: Callable[[Path], None]) -> None:
    path = copy / "shard-000002.json"
    spoil(path)
    lost = not path.exists()
    audit, told, again = done_again(copy)
    assert (audit, again) == (whole, 1)
    assert told == ([] if lost else [f"{path} is damaged, or of another audit, and is done again"])
    assert done_again(copy) == (whole, [], 0)


def test_a_shard_of_another_audit_is_not_believed(copy: Path, tmp_path: Path, whole: Audit) -> None:
    audited(tmp_path / "other", range=(0.51, 0.52))
    shutil.copy(tmp_path / "other" / "shard-000000.json", copy / "shard-000000.json")
    audit, told, again = done_again(copy)
    assert (audit, again, len(told)) == (whole, 1, 1)


def test_what_a_kill_leaves_behind_does_no_harm(copy: Path, whole: Audit) -> None:
    (copy / f"{PREFIX}abc").write_text('{"half', encoding="utf-8")
    (copy / "audit.json").write_text('{"half', encoding="utf-8")
    audit, told, again = done_again(copy)
    assert (audit, again) == (whole, 0) and "was damaged and is written again" in told[0]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"range": (0.5, 0.53)}, "points is"),
        ({"seed": 4}, "seed is 0 there and 4 here"),
        ({"derivative": 1}, "derivative is 0 there and 1 here"),
        ({"dtype": "float16"}, "dtype is 'float32' there and 'float16' here"),
    ],
)
def test_the_checkpoint_of_another_audit_is_refused(finished: Path, more: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=r"holds another audit.*give another folder") as refused:
        audited(finished, **more)
    assert said in str(refused.value)


def test_a_changed_function_is_another_audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    module = tmp_path / "some_halving.py"
    module.write_text("def half(x):\n    return x / 2\n", encoding="utf-8")
    accuracy("some_halving:half", "x/2", "float16", checkpoint=tmp_path / "run")
    module.write_text("def half(x):\n    return x * 0.5\n", encoding="utf-8")
    from symact.numerics import worker

    worker._prepared.cache_clear()  # as in another process
    with pytest.raises(UsageError, match="code is"):
        accuracy("some_halving:half", "x/2", "float16", checkpoint=tmp_path / "run")


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(UsageError, match=r"is not a checkpoint: it holds letter\.txt"):
        audited(tmp_path)
    with pytest.raises(UsageError, match="is a file"):
        audited(tmp_path / "letter.txt")
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_differences_are_named_with_both_values() -> None:
    a = {"versions": {"numpy": "1", "x": "2"}, "features": ["A", "B"], "same": 1}
    b = {"versions": {"numpy": "3", "x": "2"}, "features": ["B", "C"], "same": 1}
    assert differences(a, b, "there", "here") == [
        "features has 'A' only there", "features has 'C' only here", "versions: numpy is '1' there and '3' here",
    ]  # fmt: skip
    assert differences(a, a, "there", "here") == []


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: Audit) -> None:
    shard = from_record(to_record(whole))  # without what is found out about the whole
    kept = Checkpoint(tmp_path / "run", {"a": 1}, print, AUDITS)

    def killed(*_: object) -> None:
        raise Stopped

    monkeypatch.setattr("os.replace", killed)
    with pytest.raises(Stopped):
        kept.save(0, shard)
    monkeypatch.undo()
    assert Checkpoint(tmp_path / "run", {"a": 1}, print, AUDITS).finished([(0, whole.points)]) == {}
    kept.save(0, shard)
    again = Checkpoint(tmp_path / "run", {"a": 1}, print, AUDITS)
    assert again.finished([(0, whole.points)]) == {0: shard}
    assert json.loads((tmp_path / "run" / "audit.json").read_text())["identity"] == {"a": 1}
