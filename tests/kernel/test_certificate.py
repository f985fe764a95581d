"""Certificates: they replay alone, no byte of them changes unnoticed, and a new digest makes nothing false true."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from symact.derivation.ask import check
from symact.kernel.certificate import canonical, claim_of, digest, read_certificate, replay
from symact.kernel.errors import CertificateError, SymactError
from symact.kernel.refutation import Refutation, refute
from symact.kernel.theorem import Theorem

ROOT = Path(__file__).parents[2]
VECTOR = {"z": "vector", "i": "index", "j": "index"}
ASKED: dict[str, tuple[str, list[str], dict[str, str]]] = {
    "identity": ("sigmoid(-x) == 1 - sigmoid(x)", [], {}),
    "cases": ("Max(x, y) == (x + y + Abs(x - y))/2", [], {}),
    "factors": ("log(x**2 - y**2) == log(x - y) + log(x + y)", ["x > y", "x > -y"], {}),
    "vacuous": ("x == 1", ["x > 0", "x < 0"], {}),
    "balls": ("exp(1) < 3", [], {}),
    "derivative": ("Derivative(softplus(x, b), x) == sigmoid(b*x)", [], {"b": "positive"}),
    "general n": (
        "Derivative(softmax(i, z), z[j]) == softmax(i, z)*(KroneckerDelta(i, j) - softmax(j, z))",
        [],
        VECTOR,
    ),
    "false": ("tanh(x) == 2*sigmoid(x) - 1", [], {}),
    "undefined": ("x/x == 1", [], {}),
    "tiny": ("x == x + R(1, 10**30)*exp(-60*x**2)", [], {}),
    "false for n": ("z[i] == z[j]", [], VECTOR),
}
PROVED = ["identity", "cases", "factors", "vacuous", "balls", "derivative", "general n"]


@cache
def source(name: str) -> str:
    claim, assumptions, variables = ASKED[name]
    made = check(claim, assumptions, variables).certificate
    assert made is not None
    return canonical(made)


def resealed(data: dict[str, Any]) -> dict[str, Any]:
    """The digest made to fit: what a forger does first."""
    return {**data, "digest": digest(data)}


def changed(name: str, **fields: Any) -> dict[str, Any]:
    return read_certificate(canonical(resealed({**json.loads(source(name)), **fields})))


# ------------------------------------------------------------ replay


@pytest.mark.parametrize("name", ASKED)
def test_replays(name: str) -> None:
    found = replay(read_certificate(source(name).encode()))
    assert isinstance(found, Theorem if name in PROVED else Refutation)
    assert found.claim.text == json.loads(source(name))["claim"]


@pytest.mark.parametrize("name", ASKED)
def test_the_same_claim_gives_the_same_bytes(name: str) -> None:
    claim, assumptions, variables = ASKED[name]
    assert canonical(check(claim, assumptions, variables).certificate) == source(name)


ISOLATED = """
import sys
sys.path.insert(0, sys.argv[1])
from symact.kernel.certificate import read_certificate, replay
for line in sys.stdin:
    print(type(replay(read_certificate(line.strip()))).__name__)
foreign = {m.split(".")[0] for m in sys.modules} - set(sys.stdlib_module_names) - {"symact", "__main__"}
assert not foreign, foreign
beyond = {m for m in sys.modules if m.startswith("symact.") and not m.startswith("symact.kernel")}
assert not beyond, beyond
"""


def test_a_fresh_process_replays_with_the_standard_library_alone() -> None:
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", ISOLATED, str(ROOT)],
        input="\n".join(map(source, ASKED)), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["Theorem" if name in PROVED else "Refutation" for name in ASKED]


# ------------------------------------------------------------ integrity


def mutations(text: str, places: list[int], r: random.Random) -> Iterator[bytes]:
    data = text.encode()
    for k in places:
        yield data[:k] + bytes([data[k] ^ (1 << r.randrange(8))]) + data[k + 1 :]
        yield data[:k] + bytes([r.choice([b for b in range(256) if b != data[k]])]) + data[k + 1 :]
        yield data[:k] + data[k + 1 :]
        yield data[:k] + b"0" + data[k:]


def refuse_all(name: str, places: list[int]) -> None:
    for mutated in mutations(source(name), places, random.Random(name)):
        if mutated.strip() != source(name).encode():
            with pytest.raises(CertificateError):
                read_certificate(mutated)


@pytest.mark.parametrize("name", ["identity", "factors", "tiny"])
def test_a_changed_byte_is_refused(name: str) -> None:
    refuse_all(name, random.Random(7).sample(range(len(source(name))), 60))


@pytest.mark.slow
@pytest.mark.parametrize("name", ASKED)
def test_every_changed_byte_is_refused(name: str) -> None:
    refuse_all(name, list(range(len(source(name)))))


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", "null", "1", "NaN", '{"schema": 1}', "{" * 5000, "[" * 100_000, '"\ud800"', "{}" * 2,
        '{"digest":1.5}', '{"digest":' + "9" * 5000 + "}",
    ],
    ids=lambda t: f"{t[:10]!r}",
)  # fmt: skip
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(CertificateError):
        read_certificate(text)


def test_the_text_must_be_canonical() -> None:
    data = json.loads(source("identity"))
    for text in (json.dumps(data, indent=1), json.dumps(dict(reversed(data.items())), separators=(",", ":"))):
        with pytest.raises(CertificateError, match="digest"):
            read_certificate(text)
    with pytest.raises(CertificateError, match="exactly the fields"):
        read_certificate(canonical(resealed({**data, "note": "x"})))
    with pytest.raises(CertificateError, match="schema"):
        read_certificate(canonical(resealed({**data, "schema": "symact/certificate/2"})))


def test_a_certificate_of_many_megabytes_is_refused() -> None:
    with pytest.raises(CertificateError, match="larger"):
        read_certificate("x" * 20_000_001)


# ------------------------------------------------------------ forgeries: the digest fits, the content does not

FORGED: list[tuple[str, dict[str, Any]]] = [
    ("identity", {"claim": "sigmoid(-x) == 2 - sigmoid(x)"}),
    ("identity", {"claim": "sigmoid(-x) == 1 + sigmoid(x)"}),
    ("identity", {"claim": "sigmoid(-x)==1 - sigmoid(x)"}),  # not canonical
    ("identity", {"claim": "sigmoid(-x) == 1 - sigmoid(y)"}),
    ("identity", {"claim": ["x == x"]}),
    ("identity", {"claim": "__import__('os')"}),
    ("identity", {"definitions": {}}),
    ("identity", {"definitions": []}),
    ("identity", {"definitions": {"sigmoid": {"parameters": [["x", None, "real"]], "body": "1/(2 + exp(-x))"}}}),
    ("identity", {"definitions": {"sigmoid": {"parameters": [["x", None, "real"]], "body": "sigmoid(x)"}}}),
    ("identity", {"definitions": {"sigmoid": {"parameters": [["x", None, "real"]], "body": "x + y"}}}),
    ("identity", {"definitions": {"sigmoid": {"parameters": "x", "body": "x"}}}),
    ("identity", {"definitions": {"sigmoid": {"parameters": [["x", None, "real"]] * 2, "body": "x"}}}),
    ("identity", {"definitions": {"sigmoid": {"parameters": [["x", 1, "real"]], "body": "x"}}}),
    ("identity", {"definitions": {"sigmoid": {"parameters": [["x", None, "complex"]], "body": "x"}}}),
    ("identity", {"definitions": {"sigmoid": None}}),
    ("identity", {"definitions": {"exp": {"parameters": [["x", None, "real"]], "body": "1"}}}),
    ("identity", {"variables": {"x": "complex"}}),
    ("identity", {"variables": {"x": "integer"}}),
    ("identity", {"variables": {}}),
    ("identity", {"variables": {"x": 1}}),
    ("identity", {"variables": ["x"]}),
    ("identity", {"assumptions": "x > 0"}),
    ("identity", {"assumptions": [1]}),
    ("identity", {"kind": "refutation"}),
    ("identity", {"kind": "axiom"}),
    ("identity", {"kind": None}),
    ("identity", {"evidence": []}),
    ("identity", {"evidence": {}}),
    ("identity", {"evidence": None}),
    ("identity", {"evidence": [{"vacuous": True}]}),
    ("factors", {"assumptions": []}),
    ("factors", {"assumptions": ["x > y"]}),
    ("factors", {"evidence": [{}]}),
    ("vacuous", {"assumptions": ["x > 0"]}),
    ("vacuous", {"assumptions": ["x >= 0", "x <= 0"]}),
    ("derivative", {"variables": {"b": "real", "x": "real"}}),
    ("general n", {"claim": "Derivative(softmax(i, z), z[j]) == softmax(i, z)*(1 - softmax(j, z))"}),
    ("false", {"kind": "theorem", "evidence": [{}]}),
    ("undefined", {"assumptions": ["x != 0"]}),
    ("undefined", {"evidence": {"point": {"x": "2"}}}),
    ("undefined", {"claim": "x == x", "evidence": {"point": {"x": "1/0"}}}),
    ("tiny", {"claim": "x == x"}),
]


@pytest.mark.parametrize(("name", "fields"), FORGED)
def test_forgeries_are_refused(name: str, fields: dict[str, Any]) -> None:
    with pytest.raises(SymactError):
        replay(changed(name, **fields))


def test_a_theorem_over_other_definitions_says_so() -> None:
    """A certificate carries its definitions; who reads the theorem reads them too."""
    body = {"sigmoid": {"parameters": [["x", None, "real"]], "body": "1/2"}}
    found = replay(changed("identity", definitions=body))
    assert [d.body for d in found.claim.definitions] == ["1/2"]


NUMBERS = ("0", "1", "-1", "R(1, 3)", "2", "-5", "R(7, 2)")
SWAPS = str.maketrans(
    {"x": "y", "+": "-", "-": "+", "1": "2", "2": "1", "=": "<", "<": ">", ">": "<", "*": "+", "0": "1"}
)


def refuted_somewhere(data: dict[str, Any]) -> bool:
    claim = claim_of(data)
    for k in range(len(NUMBERS)):
        point: dict[str, Any] = {"n": 2}
        for m, (name, domain) in enumerate(claim.variables):
            value = NUMBERS[(k + 3 * m) % len(NUMBERS)]
            point[name] = [value, "2"] if domain == "vector" else 1 + (k + m) % 2 if domain == "index" else value
        try:
            refute(claim, {"point": point})
        except SymactError:
            continue
        return True
    return False


@pytest.mark.parametrize("name", PROVED)
def test_no_change_of_one_character_makes_a_false_theorem(name: str) -> None:
    """What still replays after a change of the claim, an assumption or a domain is refuted at none of some points."""
    data = json.loads(source(name))
    statement = canonical([data["claim"], data["assumptions"], data["variables"]])
    accepted = 0
    for k, letter in enumerate(statement):
        for new in {letter.translate(SWAPS), ""} - {letter}:
            try:
                claim, assumptions, variables = json.loads(statement[:k] + new + statement[k + 1 :])
                forged = changed(name, claim=claim, assumptions=assumptions, variables=variables)
                found = replay(forged)
            except (SymactError, ValueError):
                continue
            assert isinstance(found, Theorem) and not refuted_somewhere(forged), found.claim.text
            accepted += 1
    assert accepted < len(statement)


@pytest.mark.parametrize("name", ["factors", "cases", "derivative"])
def test_no_change_of_the_evidence_is_more_than_a_refusal(name: str) -> None:
    evidence = canonical(json.loads(source(name))["evidence"])
    for place in re.finditer(r"[0-9a-z]", evidence):
        for new in "09x-":
            try:
                forged = json.loads(evidence[: place.start()] + new + evidence[place.end() :])
            except ValueError:
                continue
            try:
                found = replay(changed(name, evidence=forged))
            except SymactError:
                continue
            assert found.claim.text == json.loads(source(name))["claim"]
