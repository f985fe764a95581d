"""No certificate that is changed and sealed again makes the kernel accept what is false.

Judged by an evaluator that shares nothing with the kernel (`judge`). 1,000,000 changes:
`python tests/kernel/forgeries.py --count 1000000`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from random import Random

import mpmath
import pytest

from symact.kernel.certificate import read_certificate
from symact.kernel.errors import CertificateError
from tests.kernel.forgeries import Data, attack, random_forgeries, spelt
from tests.kernel.handmade import FAMILIES, NEARBY, handmade
from tests.kernel.independent import DIGITS
from tests.kernel.judge import judge
from tests.kernel.sources import ASKED, certificates, source

UNCLEAR = {"vacuous", "an end not taken"}  # nothing meets what it assumes; points do not show what is never taken
DIVERGENT = {("improper", 0), ("improper", 1), ("from the right", 1)}  # too slowly for points to tell
TRUE_ANYWAY = {
    ("undefined", 0), ("undefined", 1), ("undefined", 2), ("hole", 0), ("false", 0), ("false", 1),
    ("false in a case", 0), ("false in a case", 1),
    ("false in a case", 2), ("false, given more", 0), ("false, given more", 1), ("false, left open", 0),
    ("false, left open", 1), ("a value outside", 0), ("no value", 0),
}  # fmt: skip


def test_the_judge_knows_what_is_true() -> None:
    with mpmath.workdps(DIGITS):
        judged = {name: judge(data, Random(1)) for name, data in certificates().items()}
    assert {name: said for name, said in judged.items() if said != "true"} == dict.fromkeys(UNCLEAR, "unclear")


@pytest.mark.slow
def test_the_judge_knows_what_is_false() -> None:
    """Each claim near a true one is called false somewhere, except for a few that are true."""
    judged = {}
    for name, claims in NEARBY.items():
        for k, claim in enumerate(claims):
            data = spelt({**certificates()[name], "claim": claim, "kind": "theorem"})
            with mpmath.workdps(DIGITS):
                judged[name, k] = judge(data or {}, Random(1), 60)
    assert {place for place, said in judged.items() if said == "true"} == TRUE_ANYWAY
    assert {place for place, said in judged.items() if said == "unclear"} == DIVERGENT


def nothing_false(forged: Iterable[tuple[str, Data]], seed: int, least: int) -> Counter[str]:
    count, wrong = attack(iter(forged), Random(seed))
    sys.stdout.write(f"{dict(count)}\n")
    assert not wrong
    assert set(count) <= {"refused", "true", "unclear"}  # the kernel raises what it says that it raises
    assert count.total() >= least and count["true"] > count.total() // 20
    return count


def test_random_changes_make_nothing_false_accepted() -> None:
    nothing_false(random_forgeries(200, Random(1)), 1, 200)


def test_changes_made_by_hand_make_nothing_false_accepted() -> None:
    nothing_false(list(handmade())[::250], 1, 80)


@pytest.mark.slow
def test_ten_thousand_random_changes_make_nothing_false_accepted() -> None:
    nothing_false(random_forgeries(10_000, Random(2)), 2, 10_000)


@pytest.mark.slow
def test_changes_of_every_kind_made_by_hand_make_nothing_false_accepted() -> None:
    """Every seventh of them, which are of all families on all certificates."""
    forged = list(handmade())[1::7]
    assert {name.split(" of ")[0] for name, _ in forged} == {family.__name__ for family in FAMILIES}
    nothing_false(forged, 3, 3_000)


# ------------------------------------------------------------ bytes


def refused(data: bytes) -> bool:
    try:
        read_certificate(data)
    except CertificateError:
        return True
    return False


@pytest.mark.parametrize("name", ["square", "hole"])
def test_no_byte_can_become_another(name: str) -> None:
    """Each byte replaced by others, left out, said twice, and swapped with the next; whitespace at the end too."""
    data = source(name).encode() + b"\n"
    assert not refused(data)
    accepted = []
    for k, byte in enumerate(data):
        values = {byte ^ (1 << bit) for bit in range(8)} | set(b' \t\r\n0"\\\x00\xff') - {byte}
        made = [data[:k] + bytes([v]) + data[k + 1 :] for v in values]
        made += [data[:k] + bytes([v]) + data[k:] for v in b' \t\r\n0"\x00']
        made += [data[:k] + data[k + 1 :]] if k + 1 < len(data) else []
        made += [data[:k] + data[k + 1 : k + 2] + data[k : k + 1] + data[k + 2 :]]
        accepted += [m for m in made if m != data and not refused(m)]
    assert accepted == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Euler", "tiny", "sum"])
def test_no_byte_can_become_any_other(name: str) -> None:
    data = source(name).encode() + b"\n"
    for k, byte in enumerate(data):
        for value in range(256):
            assert value == byte or refused(data[:k] + bytes([value]) + data[k + 1 :])


@pytest.mark.parametrize("name", ASKED)
def test_random_bytes_cannot_be_changed(name: str) -> None:
    data, random = source(name).encode() + b"\n", Random(name)
    for _ in range(40):
        start = random.randrange(len(data))
        end = min(len(data), start + random.choice((0, 1, 1, 2, 9)))
        made = data[:start] + random.choice((b"", random.randbytes(1), random.randbytes(3), b" ", b"\n")) + data[end:]
        assert made in (data, data[:-1]) or refused(made)
