"""Text, files and certificates from anywhere: each is answered in time, within memory, and in one line."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time

import pytest

from symact.cli import worker
from symact.cli.asking import Prover, Question

LIMIT, MEGABYTES = 0.5, 1000
WAITED = 10.0  # seconds that a loaded machine may add to what is done in a second or two
SUM = " + ".join(f"x{k}" for k in range(150))
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
# Numbers and expressions that blow up, in integers, in roots, in polynomials, in text.
BLOWUPS = [
    "10**(10**6) > 9**(10**6)", "(10**1000)**1000 == 10**1000000", "9**(9**9) == 1", "2**2**2**2**2**2 == 1",
    "(x + y + z + w)**50 == (w + z + y + x)**50", "((x + 1)**100 + 1)**100 == 0", "(x**1000 + 1)**1000 == 0",
    "factorial(10**7) > 0", "factorial(1000)**1000 > 1", "(10**900 + 1)**R(1, 999) > 1", "sin(10**900) > 0",
    "Derivative(exp(x*sin(x)), (x, 50)) == 0", "Derivative(tanh(x)**9, (x, 50)) == 0", "x**x**x**x**x**x**x == 1",
    "exp(exp(exp(exp(exp(exp(x)))))) == 1", "erf(10**100) < 1", f"({SUM})**10 >= 0",
    f"Max({SUM.replace(' +', ',')}) >= x0",
    "(sqrt(2) + sqrt(3) + sqrt(5) + sqrt(7) + sqrt(11) + sqrt(13))**40 == 1", "polylog(-200, x) == 0",
    "*".join(f"(x - sqrt({p}))" for p in PRIMES) + " == 0", "*".join(f"(1 + exp(x{k}))" for k in range(30)) + " == 1",
    "sigmoid(" * 60 + "x" + ")" * 60 + " < 1", "gelu(gelu(gelu(gelu(x)))) < 100",
    "Derivative(mish(mish(x)), (x, 8)) == 0", "Integral(1/(1 + x**50), (x, 0, 1)) == 1",
    "Subs(" * 30 + "x" + ", x, x*x)" * 30 + " == 0", "cos(10**6*x) == cos(x)",
]  # fmt: skip
NOT_READ = [
    ("Derivative(exp(x), (x, 400)) == 0", "order of a derivative"),
    ("(" * 10_000 + "x" + ")" * 10_000 + " == x", "longer than"),
    (" + ".join(f"x{k}" for k in range(2_500)) + " == 0", "more than 200 variables"),
    ("sigmo\u0456d(x) == 1", "unexpected character"),  # Cyrillic
    ("\uff11 == 1", "unexpected character"),  # a fullwidth digit
    ("\u0661 == 1", "unexpected character"),  # an Arabic digit
    ("x\u200b == x", "unexpected character"),  # a space of no width
    ("\u202ex == x", "unexpected character"),  # from right to left
    ("\ufeffx == x", "unexpected character"),  # a byte order mark
    ("x \u2212 1 == x - 1", "unexpected character"),  # a minus sign of typographers
    ("x\x00 == x", "unexpected character"),
    ("e\u0301 == 1", "unexpected character"),  # an accent of its own
    ("x\u00b2 == x*x", "unexpected character"),
    ("1_000 == 1000", "expected a relation"),
    ("0x10 == 16", "expected a relation"),
    ("1e400 == oo", "expected a relation"),
    ("9" * 1_500 + " == 1", "digits"),
]  # fmt: skip


@pytest.fixture(scope="module")
def prover() -> object:
    with Prover() as process:
        yield process


def answered_in_time(prover: Prover, claim: str) -> None:
    started = time.monotonic()
    answer = prover.ask(Question(claim), LIMIT)
    assert time.monotonic() - started < LIMIT + WAITED
    assert answer.verdict in ("PROVED", "REFUTED", "UNKNOWN") and not answer.unreadable
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MEGABYTES * 1024


@pytest.mark.parametrize("claim", BLOWUPS[::4], ids=lambda c: c[:24])
def test_what_blows_up_is_answered_in_time(prover: Prover, claim: str) -> None:
    answered_in_time(prover, claim)


@pytest.mark.slow
@pytest.mark.parametrize("claim", BLOWUPS, ids=lambda c: c[:24])
def test_whatever_blows_up_is_answered_in_time(prover: Prover, claim: str) -> None:
    answered_in_time(prover, claim)


@pytest.mark.parametrize(("claim", "said"), NOT_READ, ids=lambda c: ascii(c)[:20])
def test_what_is_no_claim_is_one_line(symact, claim, said):
    result = symact("check", claim)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert said in result.err and len(result.err) < 700
    assert result.err.isprintable() or result.err[:-1].isprintable()


def certificate(claim: str, evidence: object) -> str:
    from symact.activations import vocabulary
    from symact.kernel.certificate import canonical
    from symact.kernel.certificate import certificate as made
    from symact.kernel.claim import read_claim

    return canonical(made(read_claim(claim, vocabulary()), "theorem", evidence)) + "\n"


SQUARE = certificate("x**2 >= 0", [{}])
STRANGE = {
    "binary.json": bytes(range(256)) * 40, "bom.json": b"\xef\xbb\xbf" + SQUARE.encode(), "empty.json": b"",
    "deep.json": b"[" * 200_000, "nan.json": SQUARE.replace("[{}]", "[NaN]").encode(), "lines.json": b"\n" * 9,
    "infinity.json": SQUARE.replace("[{}]", "[-Infinity]").encode(), "number.json": b"9" * 10_000 + b"\n",
    "twice.json": SQUARE.replace('"kind":', '"kind":"refutation","kind":').encode(),
    "float.json": SQUARE.replace("[{}]", "[1.5]").encode(), "\u202ename\n.json": b"{}\n",
    "utf16.json": SQUARE.encode("utf-16"),
}  # fmt: skip


def test_a_folder_of_junk_is_refused_file_by_file(symact, tmp_path):
    for name, data in STRANGE.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.json").write_text(SQUARE, encoding="ascii")
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "cycle").symlink_to(tmp_path)
    (tmp_path / "nowhere.json").symlink_to(tmp_path / "gone")
    (tmp_path / "zeros.json").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.json")
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(50_000_000)
    started = time.monotonic()
    result = symact("replay", tmp_path, "--json")
    found = {r["file"]: r["good"] for r in result.json["replays"]}
    assert (result.code, time.monotonic() - started < WAITED) == (1, True)
    assert [name for name, good in found.items() if good] == ["good.json"]
    assert {*STRANGE, "folder.json", "nowhere.json", "zeros.json", "pipe.json", "huge.json"} <= set(found)
    lines = symact("replay", tmp_path).out.splitlines()
    assert len(lines) == len(found)  # one for each that is refused, and the summary
    assert all(line.isprintable() for line in lines)


def test_a_certificate_that_takes_long_is_refused_in_time(tmp_path):
    from symact.cli.replay import replay_file

    roots = " + ".join(f"sqrt({p})" for p in PRIMES[:6])
    for name, claim in {"roots": f"({roots})**40 == 1", "sums": "(x + y + z + w)**50 == 0"}.items():
        path = tmp_path / f"{name}.json"
        path.write_text(certificate(claim, [{}]), encoding="ascii")
        started = time.process_time()
        assert "not checked within" in str(replay_file(path, name, 0.5).reason)
        assert time.process_time() - started < 2.5


def test_one_claim_of_thousands_that_hangs_loses_no_other(symact, tmp_path):
    claims = [{"id": str(k), "lhs": f"x + {k}", "rhs": f"{k} + x"} for k in range(1_000)]
    roots = " + ".join(f"sqrt({p})" for p in PRIMES[:6])
    claims[500] = {"id": "hangs", "lhs": f"({roots})**40", "rhs": f"({roots})**20*({roots})**20"}
    path = tmp_path / "claims.json"
    path.write_text(json.dumps(claims), encoding="utf-8")
    started = time.monotonic()
    result = symact("check", "--file", path, "--timeout", "1", "--json")
    verdicts = [v["verdict"] for v in result.json["verdicts"]]
    assert (verdicts.count("PROVED"), verdicts[500], time.monotonic() - started < 30 + WAITED) == (999, "UNKNOWN", True)


BOMBS = [
    '[{"id": "a", "lhs": "x", "rhs": "x", "vars": {"x": "real"}, "vars": []}]', "[" * 100_000,
    '[{"id": NaN}]', "[1e400]",
    '[{"id": {"a": [1]}, "lhs": {}, "rhs": []}]', '[{"lhs": "x", "rhs": 1}]', "[" + "9" * 5_000 + "]",
    "[null, true, 7]",
    '[{"id": "a", "lhs": "x", "rhs": "x", "vars": {"\\u0445": "real"}}]',
    '[{"lhs": "\\ud800", "rhs": "1"}]',
]  # fmt: skip


@pytest.mark.parametrize("text", BOMBS, ids=lambda t: ascii(t)[:30])
def test_a_file_of_claims_that_is_malformed_is_refused(symact, tmp_path, text):
    path = tmp_path / "claims.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    result = symact("check", "--file", path)
    assert result.code == 2 and 1 <= len(result.err.splitlines()) <= 4
    assert "claims.json" in result.err and result.err.replace("\n", "").isprintable()


def test_the_process_that_hangs_is_gone() -> None:
    with Prover() as process:
        roots = " + ".join(f"sqrt({p})" for p in PRIMES[:6])
        process.ask(Question("x == x"), WAITED)
        first = process._process
        assert first is not None
        answer = process.ask(Question(f"({roots})**40 == ({roots})**20*({roots})**20"), 0.3)
        assert (answer.verdict, first.poll() is not None) == ("UNKNOWN", True)
        assert process.ask(Question("x == x"), WAITED).verdict == "PROVED"


def test_memory_stays_below_a_gigabyte() -> None:
    program = (
        "from symact.cli import worker; worker.limit_memory()\n"
        "import resource\n"
        "try:\n    bytearray(2 * 10**9)\nexcept MemoryError:\n    pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert worker.MEMORY < 10**9
    assert int(run.stdout) < MEGABYTES * 1024
