"""The process that decides claims: what it answers, and that its memory has a limit."""

from __future__ import annotations

import subprocess
import sys

import pytest

from symact.cli import worker
from symact.derivation import ask

QUESTION = {"claim": "x == x", "assumptions": [], "variables": {}, "timeout": 5.0}


def test_an_answer_carries_the_verdict_its_text_and_its_certificate():
    found = worker.answer(QUESTION)
    assert found["verdict"]["verdict"] == "PROVED"
    assert found["text"].startswith("PROVED  x == x")
    assert found["certificate"]["digest"] == found["verdict"]["certificate"]


def test_a_text_that_is_no_claim_is_answered_as_such():
    assert worker.answer({**QUESTION, "claim": "x =="})["unreadable"].startswith("claim:1:5")


@pytest.mark.parametrize(("error", "answer"), [(MemoryError(), "exhausted"), (KeyError("k"), "internal")])
def test_what_the_prover_raises_is_answered(monkeypatch, error, answer):
    def check(*question: object) -> None:
        raise error

    monkeypatch.setattr(ask, "check", check)
    assert answer in worker.answer(QUESTION)


def test_memory_is_limited():
    pytest.importorskip("resource")
    program = "from symact.cli import worker; worker.limit_memory(); b'x' * (worker.MEMORY + 1)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "MemoryError" in run.stderr
