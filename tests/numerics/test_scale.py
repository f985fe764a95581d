"""Pools: the same record as in one process, also when workers and processes are killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from symact.numerics import Audit, InternalError, UsageError, accuracy, pool, worker
from symact.numerics.record import machine
from symact.numerics.scale import WorkerFailed, _accepted
from symact.numerics.shards import to_record

REQUEST: dict[str, Any] = {"dtype": "float32", "range": (0.5, 0.54), "exhaustive": True}
KILLS = 20


def settled(audit: Audit) -> Audit:
    return replace(audit, seconds=0.0)


@pytest.fixture(scope="module")
def whole() -> Audit:
    return settled(accuracy("stable", "sigmoid", **REQUEST))


def test_a_pool_gives_the_same_record(whole: Audit) -> None:
    calls: list[tuple[int, int]] = []
    found = accuracy("stable", "sigmoid", **REQUEST, workers=2, progress=lambda *call: calls.append(call))
    assert settled(found) == whole and found.seconds > 0
    assert calls[0] == (0, whole.points) and calls[-1] == (whole.points, whole.points) and len(calls) > 10


def test_a_sample_is_the_same_in_a_pool() -> None:
    asked: dict[str, Any] = {"dtype": "float32", "points": 70_000, "seed": 3}
    assert settled(accuracy("tanh/exp", **asked, workers=2)) == settled(accuracy("tanh/exp", **asked))


LESS = "def f(x):\n    return x - x.dtype.type(1)\n"


def test_what_only_a_model_tells_is_the_same_however_it_is_run(
    module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 2^24 on x - 1 lies beside a tie of tanh_shrink; the inputs below it need no model."""
    monkeypatch.setattr("symact.numerics.shards.BLOCK", 32)
    asked: dict[str, Any] = {"dtype": "float32", "exhaustive": True, "range": (2.0**24 - 50, 2.0**24 + 99)}
    asked |= {"reference": "tanh_shrink", "behaviour": False, "implementation": module("less", LESS)}
    once = settled(accuracy(**asked))
    assert (once.points, once.undecided_rounding, once.correctly_rounded) == (100, 0, 50 + 25)
    told: list[str] = []
    resumed: dict[str, Any] = {"checkpoint": tmp_path / "run", "tell": told.append}
    with pytest.raises(KeyboardInterrupt):
        accuracy(**asked, **resumed, progress=interrupted_after(2))
    assert kept(tmp_path / "run") == 2
    assert settled(accuracy(**asked, **resumed)) == once and told == []
    assert settled(accuracy(**asked, workers=2)) == once


def interrupted_after(shards: int) -> Any:
    calls = iter(range(shards + 1))

    def progress(done: int, of: int) -> None:
        if next(calls) == shards:
            raise KeyboardInterrupt

    return progress


FRAGILE = """
import os
import signal
from pathlib import Path

def f(x):
    if os.environ.get("FRAGILE") == "always" and len(x) > 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if len(x) > 1 and x[0] >= 0:
        try:
            Path("killed").touch(exist_ok=False)
            os.kill(os.getpid(), signal.SIGKILL)
        except FileExistsError:
            pass
    print("noise")
    return x / 2
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX")
def test_the_shard_of_a_killed_worker_is_done_again(module: Any, tmp_path: Path) -> None:
    found = accuracy(module("fragile", FRAGILE), "x/2", "float16", workers=2)
    assert (tmp_path / "killed").exists()
    assert found.points == found.correctly_rounded == 63488


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX")
def test_a_shard_that_kills_every_worker_is_an_internal_error(module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAGILE", "always")
    monkeypatch.setattr(pool, "ATTEMPTS", 2)
    with pytest.raises(InternalError, match="2 worker processes ended on the same shard, the last with code -9"):
        accuracy(module("fragile_always", FRAGILE), "x/2", "float16", workers=2)


def test_what_a_function_raises_in_a_worker_is_told(module: Any) -> None:
    text = "def f(x):\n    if len(x) > 1:\n        raise ValueError('far too long')\n    return x\n"
    with pytest.raises(UsageError, match="raised ValueError: far too long"):
        accuracy(module("refusing", text), "x", "float16", workers=2)


def test_an_error_of_a_functions_own_kind_is_told_too(module: Any) -> None:
    text = (
        "class Odd(Exception):\n    pass\n\ndef f(x):\n    if len(x) > 1:\n        raise Odd('what?')\n    return x\n"
    )
    with pytest.raises(UsageError, match=r"surprising:f raised Odd: what\?"):
        accuracy(module("surprising", text), "x", "float16", workers=1)


def test_what_nobody_expects_in_a_worker_is_an_internal_error() -> None:
    answer = json.loads(worker.answer('{"index": 3}'))
    with pytest.raises(WorkerFailed, match="a worker failed: KeyError") as failed:
        _accepted(answer, {})
    assert answer["index"] == 3 and "Traceback" in failed.value.details


def test_a_worker_with_other_vector_features_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    extensions = (np.show_config(mode="dicts") or {})["SIMD Extensions"]
    if not extensions.get("found"):
        pytest.skip("NumPy found no vector features here that can be switched off")
    feature = extensions["found"][-1]
    assert feature in machine()["features"]
    monkeypatch.setenv("NPY_DISABLE_CPU_FEATURES", feature)
    with pytest.raises(UsageError, match=rf"do not agree.*features has '{feature}' only in the record"):
        accuracy("stable", "sigmoid", "float16", workers=1)


def test_a_worker_with_another_library_is_refused(whole: Audit) -> None:
    identity = {"versions": {"numpy": "2.1"}}
    answer = {"index": 0, "identity": {"versions": {"numpy": "2.2"}}, "record": to_record(whole)}
    with pytest.raises(UsageError, match=r"versions: numpy is '2\.1' in the record and '2\.2' at a worker"):
        _accepted(answer, identity)
    assert _accepted({**answer, "identity": identity}, identity) == answer["record"]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="processes are told apart as POSIX does")
def test_workers_of_a_killed_process_end_by_themselves(tmp_path: Path) -> None:
    program = PROGRAM.format(workers=2)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        while kept(tmp_path / "run") < 2 and process.poll() is None:
            time.sleep(0.01)
        process.kill()
        said = process.communicate(timeout=20)[1]  # until the last worker has closed it
    assert said == ""


# -------------------------------------------------------------------- kill -9

PROGRAM = """
from symact.numerics import accuracy, shards
shards.SMALL = 1 << 15
accuracy("stable", "sigmoid", "float32", range=(0.1, 1.0), exhaustive=True, workers={workers}, checkpoint="run")
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX")
def test_a_process_killed_at_random_moments_comes_to_the_same_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("symact.numerics.shards.SMALL", 1 << 15)
    folder, rng = tmp_path / "run", random.Random(7)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    for kill in range(KILLS):
        before = kept(folder)
        program = PROGRAM.format(workers=rng.choice([None, 2]))
        process = subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path, env=environment)
        enough = before + rng.randrange(6)
        while kept(folder) < enough and process.poll() is None:
            time.sleep(0.002)
        time.sleep(rng.random() * 0.01)
        assert process.poll() is None, f"finished before kill {kill + 1}"
        process.kill()
        process.wait()
    told: list[str] = []
    request: dict[str, Any] = {"dtype": "float32", "range": (0.1, 1.0), "exhaustive": True}
    found = accuracy("stable", "sigmoid", **request, checkpoint=folder, tell=told.append)
    assert kept(folder) > 20 and told == []
    assert settled(found) == settled(accuracy("stable", "sigmoid", **request))


def kept(folder: Path) -> int:
    return len(list(folder.glob("shard-*.json")))


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGINT is a signal of POSIX")
def test_ctrl_c_says_how_to_go_on_and_leaves_no_process(tmp_path: Path) -> None:
    words = ["accuracy", "sigmoid", "--impl", "stable", "--dtype", "float32", "--range", "1e-6", "1", "--exhaustive"]
    command = [sys.executable, "-m", "symact", *words, "--workers", "2", "--checkpoint", "run"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    heard = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    process = subprocess.Popen(  # what runs in the background may be told to ignore SIGINT
        [sys.executable, "-c", heard, *command], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, encoding="utf-8"
    )
    while kept(tmp_path / "run" / "stable") < 3 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.split("\n")[0] == "symact: what is finished is kept in run: the same command goes on from there"
    again = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=True)
    assert "every input" in again.stdout and again.stderr == ""
