"""`symact accuracy --workers`: what goes wrong in a worker has the exit code that it has here."""

from __future__ import annotations


def test_an_error_of_the_code_under_audit_in_a_worker_is_told_as_its_own(symact, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "class Odd(Exception): ...\n\ndef f(x):\n    if len(x) > 1:\n        raise Odd('what?')\n    return x\n"
    (tmp_path / "odd_function.py").write_text(text, encoding="utf-8")
    result = symact("accuracy", "relu", "--impl", "odd_function:f", "--dtype", "float16", "--workers", 1)
    assert (result.code, result.out, result.err) == (2, "", "symact: odd_function:f raised Odd: what?\n")


def test_a_wrong_request_in_a_worker_is_a_wrong_request_here(symact, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "def f(x):\n    return x if len(x) < 2 else x[1:]\n"
    (tmp_path / "short_function.py").write_text(text, encoding="utf-8")
    result = symact("accuracy", "relu", "--impl", "short_function:f", "--dtype", "float16", "--workers", 1)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "returned shape" in result.err
