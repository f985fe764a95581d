"""Certificates that are changed at random or by hand, sealed again, and judged where the kernel accepts them.

`python tests/kernel/forgeries.py --count 100000` makes that many random changes and prints what became of them.
"""

from __future__ import annotations

import argparse
import copy
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import mpmath

sys.path[:0] = [str(Path(__file__).parents[2])]  # run as a program, too

from symact.kernel.certificate import canonical, digest, read_certificate, replay
from symact.kernel.claim import read_claim
from symact.kernel.errors import LimitExceeded, SymactError
from symact.kernel.vocabulary import Definition, Parameter, Vocabulary
from tests.kernel.independent import DIGITS
from tests.kernel.judge import judge
from tests.kernel.sources import certificates

Data = dict[str, Any]
SECONDS = 0.5  # for the kernel, a certificate
STATED = ("claim", "assumptions", "variables", "definitions")
_judged: dict[str, str] = {}
WORDS = (
    "0", "1", "-1", "2", "R(1, 2)", "R(-1, 2)", "3", "10", "x", "y", "a", "-x", "x**2", "exp(x)", "log(x)", "sqrt(x)",
    "Abs(x)", "pi", "E", "oo", "-oo", "I", "1/x", "sin(x)", "x + y", "x*y", "Max(x, y)", "z[i]", "z[j]", "n",
    "floor(x)",
)  # fmt: skip
DOMAINS = (
    "real", "positive", "negative", "nonnegative", "unit", "sym1", "complex", "vector", "index", "natural", "function",
)  # fmt: skip
TOKEN = re.compile(r"[A-Za-z_]\w*|\d+|\*\*|[=!<>]=|[-+*/<>]")
SWAPS: dict[str, tuple[str, ...]] = {
    "==": ("<=", ">=", "!=", "<"), "!=": ("==", "<", ">"), "<": ("<=", ">", "==", "!="), "<=": ("<", ">=", "=="),
    ">": (">=", "<", "==", "!="), ">=": (">", "<=", "=="), "+": ("-", "*"), "-": ("+", ""), "*": ("+", "/", "**"),
    "/": ("*", "+"), "**": ("*", "+"), "exp": ("log", "sin", "expm1"), "log": ("exp", "log1p"), "Max": ("Min",),
    "Min": ("Max",), "And": ("Or",), "Or": ("And",), "True": ("x > 0",), "i": ("j", "k"), "j": ("i", "k"),
    "k": ("i", "j"), "x": ("y", "a", "1"), "y": ("x", "0"), "a": ("x", "2"), "z": ("w",), "oo": ("0", "-oo", "1"),
    "Heaviside": ("sign", "relu"), "sin": ("cos",), "cos": ("sin",), "sigmoid": ("tanh", "exp"), "pi": ("3", "E"),
    "reached": ("limit", "open"), "real": ("index",), "m": ("x", "k", "1"), "n": ("m", "2"), "Interval": ("Range",),
    "open": ("Lopen", "Ropen"), "binomial": ("factorial",), "Range": ("Limit",),
}  # fmt: skip


def sealed(data: Data) -> Data:
    return {**data, "digest": digest(data)}


def reworded(text: str, random: Random) -> str:
    """One word, number or sign of a text changed, left out, said twice or swapped with another."""
    tokens = list(TOKEN.finditer(text))
    if not tokens:
        return random.choice(WORDS)
    t = random.choice(tokens)
    old = t[0]
    kind = random.random()
    if kind < 0.55 and old in SWAPS:
        new = random.choice(SWAPS[old])
    elif kind < 0.75 and old.isdigit():
        new = str(random.choice((int(old) + 1, max(0, int(old) - 1), 0, 1, 2, 10 * int(old))))
    elif kind < 0.85:
        other = random.choice(tokens)
        if other.start() < t.start():
            t, other = other, t
        between = text[t.end() : other.start()]
        return text if t is other else text[: t.start()] + other[0] + between + t[0] + text[other.end() :]
    else:
        new = random.choice(("", f"{old}*{old}", random.choice(WORDS), f"({random.choice(WORDS)})"))
    return text[: t.start()] + new + text[t.end() :]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to all parts of a JSON value."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from places(part, (*path, key))


def part(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


def put(data: Any, path: tuple[Any, ...], new: Any) -> None:
    part(data, path[:-1])[path[-1]] = new


def changed(value: Any, random: Random) -> Any:
    if isinstance(value, bool) or value is None:
        return random.choice((True, False, None, 0, {}))
    if isinstance(value, int):
        return random.choice((value + 1, value - 1, 0, 1, -1, 2, 64, str(value)))
    if isinstance(value, str):
        return reworded(value, random)
    if isinstance(value, list) and value:
        made = [*value]
        random.choice((made.pop, made.reverse, lambda: made.append(made[0]), lambda: random.shuffle(made)))()
        return made
    return random.choice(({}, [], {"vacuous": True}, [{}], [{}, {}], None, 0, "0"))


def structural(data: Data, others: list[Data], random: Random) -> Data:
    """One random change of a copy: of a text, number, list, domain, or a part taken from elsewhere."""
    made = copy.deepcopy(data)
    kind = random.randrange(12)
    other = random.choice(others)
    if kind <= 3:
        made["claim"] = reworded(made["claim"], random)
    elif kind == 4:
        if made["assumptions"] and random.random() < 0.7:
            k = random.randrange(len(made["assumptions"]))
            made["assumptions"][k : k + 1] = random.choice(([], [reworded(made["assumptions"][k], random)]))
        else:
            made["assumptions"] += other["assumptions"] or [f"{random.choice(WORDS)} {random.choice(('>', '=='))} 0"]
    elif kind == 5:
        name = random.choice([*made["variables"], "x"])
        made["variables"][name] = random.choice(DOMAINS)
    elif kind == 6 and made["definitions"]:
        d = made["definitions"][random.choice(list(made["definitions"]))]
        d["body"] = reworded(d["body"], random)
    elif kind == 7:
        key = random.choice(("claim", "assumptions", "evidence", "evidence", "evidence", "definitions"))
        made[key] = copy.deepcopy(other[key])
        if key == "evidence":
            made["kind"] = other["kind"]
    elif kind == 8:
        mine, theirs = list(places(made["evidence"])), list(places(other["evidence"]))
        put(made, ("evidence", *random.choice(mine)), copy.deepcopy(part(other["evidence"], random.choice(theirs))))
    elif kind == 9:
        one, two = (("evidence", *random.choice(list(places(made["evidence"])))) for _ in "ab")
        first, second = copy.deepcopy(part(made, one)), copy.deepcopy(part(made, two))
        put(made, one, second)
        if one[: len(two)] != two and two[: len(one)] != one:
            put(made, two, first)
    else:
        path = ("evidence", *random.choice(list(places(made["evidence"]))))
        put(made, path, changed(part(made, path), random))
    return made


def spelt(data: Data) -> Data | None:
    """With the claim's texts as the kernel writes them, and the domains that it completes; None if it is no claim."""
    try:
        definitions = [
            Definition(name, tuple(Parameter(*p) for p in d["parameters"]), d["body"])
            for name, d in data["definitions"].items()
        ]
        claim = read_claim(data["claim"], Vocabulary(definitions), data["assumptions"], data["variables"])
        used = {d.name for d in claim.definitions}
        return {**data, **claim.to_json(), "definitions": {k: v for k, v in data["definitions"].items() if k in used}}
    except (SymactError, TypeError, ValueError, LookupError):
        return None


def outcome(data: Data, random: Random) -> str:
    """`refused`, or for what is accepted `true`, `false` or `unclear`, or what else the kernel raised."""
    try:
        read = read_certificate(canonical(sealed(spelt(data) or data)))
        end = time.monotonic() + SECONDS

        def tick() -> None:
            if time.monotonic() > end:
                raise LimitExceeded("out of time")

        replay(read, tick)
    except SymactError:
        return "refused"
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
        return f"refused by {type(error).__name__}"
    if read["kind"] == "refutation":
        return judge(read, random)
    stated = canonical({key: read[key] for key in STATED})  # a theorem is as true as what it states, however shown
    if stated not in _judged:
        _judged[stated] = judge(read, random)
    return _judged[stated]


def attack(forged: Iterator[tuple[str, Data]], random: Random) -> tuple[Counter[str], list[str]]:
    """How often which outcome was, and the certificates of false statements that were accepted."""
    count: Counter[str] = Counter()
    wrong = []
    with mpmath.workdps(DIGITS):
        for name, data in forged:
            found = outcome(data, random)
            count[found] += 1
            if found in ("false", "close"):
                wrong.append(f"{name}: {canonical(spelt(data) or data)}")
    return count, wrong


def random_forgeries(count: int, random: Random) -> Iterator[tuple[str, Data]]:
    """Each source in turn with one change, or two, or three; never with none."""
    sources = certificates()
    names = list(sources)
    others = list(sources.values())
    made = 0
    while made < count:
        name = names[made % len(names)]
        data = sources[name]
        for _ in range(random.choice((1, 1, 2, 3))):
            try:
                data = structural(data, others, random)
            except (TypeError, LookupError):
                break  # the first change left nothing to change
        if data != sources[name]:
            made += 1
            yield name, data


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="how many random changes (default: 10000)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    start = time.monotonic()
    random = Random(options.seed)
    count, wrong = attack(random_forgeries(options.count, random), random)
    print(json.dumps(dict(count.most_common())), f"{time.monotonic() - start:.0f} s", *wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
