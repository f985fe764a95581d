#!/usr/bin/env python3
"""Measure what frameworks compute, and write docs/frameworks.md with its data.

    python tools/frameworks.py                    # everything; goes on where an earlier run with these versions ended
    python tools/frameworks.py --render           # the page and the CSV file again, from the JSON file

16-bit formats are tried exhaustively, float32 and float64 by a stratified sample. A row that cannot be measured says
why. Rows measured with other versions, another processor, another seed or another sample are measured again.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from decimal import ROUND_CEILING, Context
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "docs"
DATA, PAGE, TABLE = FOLDER / "frameworks.json", FOLDER / "frameworks.md", FOLDER / "frameworks.csv"
ACTIVATIONS = (
    "sigmoid", "tanh", "gelu", "silu", "softplus", "relu", "elu", "mish", "gelu_tanh", "log_sigmoid", "softsign",
    "leaky_relu", "selu", "hard_swish", "hard_sigmoid",
)  # fmt: skip
FORMS = ("naive", "stable", "numba", "torch", "torch/strided", "jax/jit", "onnxruntime", "scipy", "keras")
DTYPES = ("float16", "bfloat16", "float32", "float64")
POINTS, SEED = 10_000, 0
NOTHING = 2.0**-20  # ulp: what is below is 0 as far as the bounds tell
COUNTS = ("nonfinite", "missing_overflow", "undefined", "undecided", "false_zero", "wrong_sign")
MARKS = {"nonfinite": "inf/nan", "missing_overflow": "no overflow", "false_zero": "false 0", "wrong_sign": "sign"}
KEY = ("activation", "derivative", "implementation", "dtype")
Row = dict[str, Any]


def measure(name: str, order: int, form: str, dtype: str, points: int, seed: int) -> Row:
    """One row: an audit, or the reason why there is none."""
    from symact.numerics import UsageError, accuracy

    key = dict(zip(KEY, (name, order, form, dtype), strict=True))
    try:
        tried = None if dtype in DTYPES[:2] else points
        audit = accuracy(form, name, dtype, order, points=tried, seed=seed, behaviour=False).to_json()
    except UsageError as error:
        return {**key, "absent": str(error)}
    row: Row = {**key, **{k: audit[k] for k in ("computed_in", "points", "exhaustive", "correctly_rounded", *COUNTS)}}
    for field in ("max_ulp", "max_ulp_normal"):
        row[field] = audit[field] and audit[field][1]["hex"]
    for field in ("worst_input", "worst_output", "exact"):
        row[field] = audit[field] and audit[field]["hex"]
    row["first"] = {
        defect: {sign: x["hex"] for sign, x in signs.items() if x}
        for defect, signs in audit["first"].items()
        if any(signs.values())
    }
    row["versions"], row["machine"], row["seed"] = audit["versions"], audit["machine"], seed
    return row


def wanted(names: list[str], forms: list[str], dtypes: list[str]) -> list[tuple[str, int, str, str]]:
    from symact.numerics import implementation_names
    from symact.numerics.frameworks import offered

    return [
        (name, order, form, dtype)
        for name in names
        for order in (0, 1)
        for form in forms
        if form in (*implementation_names(name, order), *offered(name, order))
        for dtype in dtypes
    ]


def current(row: Row, points: int, seed: int) -> bool:
    """Whether a row is what would be measured now, as far as versions, processor and sample tell."""
    from symact.numerics.record import machine, versions

    if "absent" in row:
        return False
    same = all(row["versions"].get(k) == v for k, v in versions().items() if k in ("numpy", "python"))
    sampled = row["exhaustive"] or abs(row["points"] - points) < points // 4
    return same and row["machine"] == machine() and row["seed"] == seed and sampled


def run(options: argparse.Namespace) -> list[Row]:
    """Every row, each written as soon as it is there."""
    known = {tuple(r[k] for k in KEY): r for r in read()}
    for key in wanted(options.activations, options.forms, options.dtypes):
        if key in known and current(known[key], options.points, options.seed):
            continue
        known[key] = measure(*key, options.points, options.seed)
        sys.stderr.write(f"{' '.join(map(str, key))}: {shown(known[key])}\n")
        write(list(known.values()))
    return list(known.values())


def read() -> list[Row]:
    if not DATA.exists():
        return []
    made = json.loads(DATA.read_text(encoding="utf-8"))
    places = made.get("environments", [])
    return [{**r, **places[r["environment"]]} if "environment" in r else r for r in made["rows"]]


def write(rows: list[Row]) -> None:
    """A line for each row; the versions and the machine of many rows stand once."""
    places: list[str] = []
    lines = []
    for r in ordered(rows):
        if "versions" in r:
            place = json.dumps({"versions": r["versions"], "machine": r["machine"]})
            if place not in places:
                places.append(place)
            r = {k: v for k, v in r.items() if k not in ("versions", "machine")} | {"environment": places.index(place)}
        lines.append(json.dumps(r))
    text = ",\n  ".join
    DATA.write_text(
        f'{{\n "environments": [\n  {text(places)}\n ],\n "rows": [\n  {text(lines)}\n ]\n}}\n', encoding="utf-8"
    )


# --------------------------------------------------------------------------------------------------- the page


def shown(row: Row | None) -> str:
    """A cell: the largest error in ulp, rounded up, and the defects."""
    if row is None:
        return ""
    if "absent" in row:
        return "–"
    text = "none measured" if row["max_ulp"] is None else ulps(float.fromhex(row["max_ulp"]))
    text += "*" if "rounded" in row["computed_in"] else ""
    return ", ".join([text, *(f"{row[k]} {mark}" for k, mark in MARKS.items() if row[k])])


def ulps(x: float) -> str:
    if x < NOTHING:
        return "0"
    if x >= 10**5:
        up = Context(prec=2, rounding=ROUND_CEILING).create_decimal(x)
        return f"{up:.1e}".replace("e+0", "e").replace("e+", "e")
    return f"{-(-x * 100 // 1) / 100:g}"


def page(rows: list[Row]) -> str:
    rows = ordered(rows)
    parts = [HEAD, environment(rows)]
    for order, title in ((0, "Values"), (1, "First derivatives")):
        for dtype in DTYPES:
            chosen = [r for r in rows if (r["derivative"], r["dtype"]) == (order, dtype)]
            if chosen:
                parts.append(f"## {title}, {dtype}\n\n{how(chosen)}\n\n{table(chosen)}")
    absent = sorted(
        {f"- {r['implementation']}, {r['dtype']}, {label(r)}: {r['absent']}" for r in rows if "absent" in r}
    )
    if absent:
        parts.append("## Not measured (–)\n\n" + "\n".join(absent))
    return "\n\n".join(parts) + "\n"


def label(row: Row) -> str:
    return row["activation"] + "′" * row["derivative"]


def how(rows: list[Row]) -> str:
    counts = sorted({r["points"] for r in rows if "absent" not in r})
    if all(r.get("exhaustive", True) for r in rows):
        return f"Every input: {counts[0]:,} of them." if counts else "Nothing could be measured."
    return f"A sample of {counts[0]:,} to {counts[-1]:,} inputs, seed {SEED}: a larger error may exist."


def table(rows: list[Row]) -> str:
    forms = [f for f in FORMS if any(r["implementation"] == f for r in rows)]
    lines = [f"| | {' | '.join(forms)} |", "|---" * (len(forms) + 1) + "|"]
    for name in dict.fromkeys(r["activation"] for r in rows):
        cells = {r["implementation"]: r for r in rows if r["activation"] == name}
        lines.append(f"| {name} | {' | '.join(shown(cells.get(f)) for f in forms)} |")
    return "\n".join(lines)


def environment(rows: list[Row]) -> str:
    found: dict[str, set[str]] = {}
    for r in rows:
        for package, number in r.get("versions", {}).items():
            found.setdefault(package, set()).add(number)
    listed = ", ".join(f"{package} {' and '.join(sorted(numbers))}" for package, numbers in sorted(found.items()))
    machines = {json.dumps(r["machine"], sort_keys=True): r["machine"] for r in rows if "machine" in r}
    places = "; ".join(
        f"{m['machine']}, {m['system']}, {m['libc']}, {' '.join(m['features'])}" for m in machines.values()
    )
    return f"Measured with {listed}.\n\nOn {places}."


def ordered(rows: list[Row]) -> list[Row]:
    places = [list(choice) for choice in (ACTIVATIONS, FORMS, DTYPES)]

    def place(r: Row) -> tuple[int, ...]:
        key = (r["activation"], r["implementation"], r["dtype"])
        return (*(p.index(k) if k in p else len(p) for p, k in zip(places, key, strict=True)), r["derivative"])

    return sorted(rows, key=place)


def comma_separated(rows: list[Row]) -> str:
    fields = (
        *KEY, "computed_in", "points", "exhaustive", "max_ulp", "max_ulp_normal", "worst_input", "worst_output",
        "exact", *COUNTS, "correctly_rounded", "first_inf", "first_nan", "first_false_zero", "absent",
    )  # fmt: skip
    out = io.StringIO()
    writer = csv.DictWriter(out, fields, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for r in ordered(rows):
        first = {f"first_{k}": " ".join(r.get("first", {}).get(k, {}).values()) for k in ("inf", "nan", "false_zero")}
        writer.writerow({**r, **first})
    return out.getvalue()


HEAD = """# What frameworks compute

Every number here was measured by `python tools/frameworks.py`, which goes on where it was interrupted; the page and
[the table as CSV](frameworks.csv) are made from [the records](frameworks.json), which have the worst inputs, the
results there and the exact values in hexadecimal, and the first input of each defect.

A cell is the largest error in ulp over all inputs with a finite result whose true value does not overflow, rounded up
(0 stands for less than 2^-20); then how many inputs give inf or nan where the true value is finite (`inf/nan`), do not
overflow where it does (`no overflow`), give 0 where it is not (`false 0`), or have the wrong sign (`sign`). Huge errors
are mostly false zeros, and results near a zero of the function. `naive` is the definition as SymPy prints it for NumPy,
`stable` the catalogue's form, `numba` the definition compiled; `torch/strided` gets every second number of a tensor.
Derivatives of frameworks are those of their automatic differentiation. `*`: computed
in another format, and rounded once. An empty cell was not tried, mostly because the framework has no such function.
[What is measured, and how](numbers.md) has the terms."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--render", action="store_true", help="only write the page and the CSV file again")
    parser.add_argument("--activations", nargs="+", default=list(ACTIVATIONS))
    parser.add_argument("--forms", nargs="+", default=list(FORMS))
    parser.add_argument("--dtypes", nargs="+", default=list(DTYPES), choices=DTYPES)
    parser.add_argument("--points", type=int, default=POINTS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    rows = read() if options.render else run(options)
    write(rows)
    PAGE.write_text(page(rows), encoding="utf-8")
    TABLE.write_text(comma_separated(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
