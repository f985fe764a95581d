"""The ledger of worst errors: what a record keeps of an audit, and how a new measurement is held against it.

NumPy's exponentials depend on its version, on the C library and on the vector features of the processor. Where these
are as recorded, errors and counts must be, too. Where they differ, results of forms that only add, multiply, divide
and compare are still the same, and are compared exactly; others have the stated `ALLOWANCE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symact.numerics.record import machine, versions

DEFECTS = (
    "nonfinite", "missing_overflow", "undefined", "undecided", "undecided_rounding", "false_zero", "false_zero_normal",
    "wrong_sign",
)  # fmt: skip
KEY = ("implementation", "derivative", "dtype")
PLAIN = frozenset(
    {"identity", "relu", "leaky_relu", "relu6", "hard_tanh", "hard_sigmoid", "hard_swish", "softsign", "hard_shrink"}
)  # only sums, products, quotients and comparisons: the same on every processor
FACTOR, SAMPLED, ULPS, COUNT = 2.0, 16.0, 2.0, 64
ALLOWANCE = (
    f"errors up to {FACTOR:g} times what is recorded ({SAMPLED:g} times in a sample, which is dense where "
    f"results change and so moves with them) plus {ULPS:g} ulp, counts up to {COUNT} above twice what is recorded"
)
Record = dict[str, Any]


def environment() -> Record:
    """What results depend on besides the code: NumPy, the C library, the processor's vector features."""
    return {"numpy": versions()["numpy"], **machine()}


def entry(audit: Mapping[str, Any]) -> Record:
    """What the ledger keeps of the JSON record of an audit: floats in hex."""
    made: Record = {name: audit[name] for name in (*KEY, "computed_in", "points", "exhaustive", "correctly_rounded")}
    made |= {name: audit[name] for name in DEFECTS}
    for name in ("max_ulp", "max_ulp_normal"):
        made[name] = audit[name] and [end["hex"] for end in audit[name]]
    for name in ("worst_input", "worst_output", "exact"):
        made[name] = audit[name] and audit[name]["hex"]
    if audit.get("worst_row"):
        made["worst_row"] = dict(audit["worst_row"])
    return made


@dataclass(frozen=True)
class Difference:
    """`worse` must not be; what is better asks to be recorded."""

    worse: tuple[str, ...]
    better: tuple[str, ...]


def compare(name: str, recorded: Record, found: Record, same: bool) -> Difference:
    """Two entries of one key. `same`: results must agree; otherwise what ALLOWANCE states is no difference."""
    worse, better = [], []
    what = f"{name}{chr(0x2032) * found['derivative']} {found['implementation']} in {found['dtype']}"
    factor = FACTOR if found["exhaustive"] else SAMPLED
    for field in ("max_ulp", "max_ulp_normal"):
        old, new = (float.fromhex(r[field][1]) if r[field] else 0.0 for r in (recorded, found))
        least = float.fromhex(found[field][0]) if found[field] else 0.0
        if least > (old if same else factor * old + ULPS):
            worse.append(f"{what}: {field} is {new:.6g}, recorded is {old:.6g}; {_where(found)}")
        elif same and recorded[field] and new < float.fromhex(recorded[field][0]):
            better.append(f"{what}: {field} is {new:.6g}, recorded is {old:.6g}")
    for field in DEFECTS:
        old_count, count = int(recorded[field]), int(found[field])
        if count > (old_count if same else 2 * old_count + COUNT):
            worse.append(f"{what}: {field} {count} times, recorded are {old_count}; {_where(found)}")
        elif same and count < old_count:
            better.append(f"{what}: {field} {count} times, recorded are {old_count}")
    return Difference(tuple(worse), tuple(better))


def against(
    name: str, ledger: Mapping[str, Any], found: list[Record], here: Mapping[str, Any] | None = None
) -> tuple[Difference, bool]:
    """All entries found against the file of an activation; and whether they were compared exactly."""
    same = name in PLAIN or ledger["environment"] == (environment() if here is None else dict(here))
    known = {tuple(r[k] for k in KEY): r for r in ledger["records"]}
    worse: list[str] = []
    better: list[str] = []
    for record in found:
        old = known.get(tuple(record[k] for k in KEY))
        if old is None:
            better.append(f"{name}: {' '.join(str(record[k]) for k in KEY)} is not recorded")
            continue
        one = compare(name, old, record, same)
        worse += one.worse
        better += one.better
    return Difference(tuple(worse), tuple(better)), same


def _where(record: Record) -> str:
    row = record.get("worst_row")
    at = f" in the row {row}" if row else ""
    return f"worst input {record['worst_input']}{at}, got {record['worst_output']}, want {record['exact']}"
