"""Certificates forged by hand, in families: what a liar would try, on every certificate that it fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.kernel.forgeries import Data, part, places
from tests.kernel.sources import certificates

# Claims that stand close to the true ones, each to be shown by the true one's proof.
NEARBY: dict[str, list[str]] = {
    "identity": ["sigmoid(-x) == sigmoid(x)", "sigmoid(-x) < 1 - sigmoid(x)", "sigmoid(-x) == 1 - sigmoid(2*x)"],
    "cases": ["Max(x, y) == (x + y - Abs(x - y))/2", "Max(x, y) == (x - y + Abs(x - y))/2", "Max(x, y) > x"],
    "factors": ["log(x**2 - y**2) == log(x - y)", "log(x**2 + y**2) == log(x - y) + log(x + y)"],
    "balls": ["exp(1) < R(27, 10)", "exp(1) > 3", "exp(1) == R(2718, 1000)"],
    "derivative": ["Derivative(softplus(x, b), x) == sigmoid(x)", "Derivative(softplus(x, b), b) == sigmoid(b*x)"],
    "kink": ["Derivative(relu(x), x) == 1", "Derivative(Abs(x), x) == Heaviside(x)"],
    "flat kink": ["Derivative(Abs(x), x) == sign(x)", "Derivative(x*sign(x), x) == sign(x)"],
    "iterated": ["Derivative(exp(x*y), y, y) == (1 + x*y)*exp(x*y)", "Derivative(exp(x*y), x) == (1 + x*y)*exp(x*y)"],
    "root": ["sqrt(x**2*y) == -x*sqrt(y)", "sqrt(x**2*y) < x*sqrt(y)"],
    "quotient": ["(x**2 - 1)/(x - 1) == x - 1", "(x**2 - 1)/(x + 1) == x - 1"],
    "powers": ["x**a*x**b == x**(a*b)", "x**a*y**a == (x*y)**a"],
    "angles": ["sin(2*x) == 2*sin(x)", "sin(2*x) <= 2*sin(x)*cos(x) - 1"],
    "arctangent": ["atan(x) + atan(1/x) == -pi/2", "atan(x) + atan(1/x) < pi/2"],
    "either": ["Abs(x) > 2", "x > 1", "Abs(x) >= R(3, 2)"],
    "chain": ["x**2 < x/2", "x**2 > x", "x**3 > x**2"],
    "square": ["x**2 + y**2 > 2*x*y", "x**2 + y**2 >= 3*x*y", "x**2 - y**2 >= 2*x*y"],
    "sturm": ["exp(2*x) - 2*exp(x) + 1 > 0", "exp(2*x) - 3*exp(x) + 1 > 0"],
    "monotone": ["exp(x) > 1 + x", "exp(x) >= 1 + 2*x", "exp(x) >= 1 + x + x**2/2"],
    "from a point": ["log(x) < x - 2", "log(x) > x - 1", "log(x) < (x - 1)/2"],
    "two steps": ["cos(x) > 1 - x**2/2", "cos(x) >= 1 - x**2/3", "cos(x) >= 1"],
    "linear": ["2*x + 3*y > 4", "2*x + 50*y > 0", "x + 30*y > 0"],
    "range": ["sigmoid(x) < R(99, 100)", "sigmoid(x) > 1", "sigmoid(x) <= 0"],
    "limit": ["Limit(sigmoid(x), x, -oo) == 1", "Limit(sigmoid(x), x, oo) < 1", "Limit(sigmoid(x), x, 0) == 1"],
    "infinite": ["Limit(x*exp(x), x, -oo) == oo", "Limit(x*exp(x), x, oo) == -oo", "Limit(1/x, x, 0) == oo"],
    "from the right": ["Limit(x*log(x), x, 0) == 0", "Limit(log(x), x, 0, '+') == 0"],
    "integral": ["Integral(exp(a*x), (x, 0, 1)) == exp(a) - 1", "Integral(exp(a*x), (x, 1, 0)) == (exp(a) - 1)/a"],
    "improper": ["Integral(exp(x), (x, 0, oo)) == 1", "Integral(exp(-x), (x, -oo, 0)) == 1"],
    "with a corner": ["Integral(Abs(x), (x, -1, 2)) == R(3, 2)", "Integral(x, (x, -1, 2)) == R(5, 2)"],
    "softmax": ["Derivative(softmax(i, z), z[j]) == softmax(i, z)*(1 - softmax(j, z))"],
    "sum": ["Sum(softmax(k, z), (k, 1, n)) == n", "Sum(softmax(k, z), (k, 1, n)) < 1"],
    "bound": ["logsumexp(z) > z[i]", "logsumexp(z) >= z[i] + 1", "logsumexp(z) <= z[i]"],
    "apart": ["softmax(i, z) + softmax(j, z) < 1", "2*softmax(i, z) <= 1"],
    "fixed size": ["softmax(2, x, y) == sigmoid(x - y)", "softmax(1, x, y) == sigmoid(y - x)"],
    "plane": ["log(z*w) == log(z) + log(w)", "exp(z*w) == exp(z)*exp(w)"],
    "Euler": ["exp(I*pi) == 1", "exp(2*I*pi) == -1"],
    "undefined": ["x == x", "x/(x**2 + 1) == x/(1 + x**2)", "0*x == 0"],
    "false": ["tanh(x) == 2*sigmoid(2*x) - 1", "tanh(x) <= 1"],
    "hole": ["Integral(1/(x + 2), (x, -1, 1)) == log(3)"],
    "terms": ["exp(Sum(z[k], (k, 1, n))) <= Sum(exp(z[k]), (k, 1, n))"],
    "entropy": ["Sum(softmax(k, z)*log_softmax(k, z), (k, 1, n)) <= -1"],
    "induction": ["Sum(k, (k, 1, m)) == m*m/2", "Sum(k, (k, 1, m)) > m*(m + 1)/3"],
    "with a factor": ["Sum(binomial(m, k), (k, 1, m)) == 2**m", "Sum(binomial(m, k), (k, 0, m)) == 3**m"],
    "order": ["Derivative(x*exp(x), (x, m)) == (x + m + 1)*exp(x)"],
    "values": ["Range(sigmoid(x), x) == Interval.open(0, 2)", "Range(2*sigmoid(x), x) == Interval.open(0, 1)"],
    "values from an end": ["Range(x**2, x) == Interval.open(1, oo)", "Range(x**2, x) == Interval.Ropen(2, oo)"],
    "slope with a letter": ["Abs(tanh(a*x) - tanh(a*y)) <= a*Abs(x - y)/2", "Abs(tanh(a*x) - tanh(y)) <= a*Abs(x - y)"],
    "through logarithms": ["tanh(x)**2 <= 1 - exp(-x**2/2)", "tanh(x)**2 < 1 - exp(-x**2)"],
    "through exponentials": ["a*log(exp(x/a) + exp(y/a)) >= y + a", "a*log(exp(x/a) - exp(y/a)) >= y"],
    "square of letters": ["a*x**2 + b*x >= 1", "a*x**2 + b*x >= 0"],
    "equation": ["y(x) == sigmoid(2*x)", "y(x) == sigmoid(x) + x", "Derivative(y(x), x) == y(x)"],
    "of second order": ["y(x) == sin(x)", "y(x) < R(1, 2)"],
    "slope": ["x < y - 1", "y < x", "x == y"],
    "convexity": ["exp(a*x + (1 - a)*y) >= a*exp(x) + (1 - a)*exp(y)"],
    "mean": ["exp(x/3 + 2*y/3) >= exp(x)/3 + 2*exp(y)/3", "exp(x/3 + 2*y/3) < exp(x)/3 + 2*exp(y)/3"],
    "on a box": ["x*exp(-x) < R(1, 3)", "x*exp(-x) > R(-1, 2)"],
    "from an open end": ["x*log(x) + (1 - x)*log(1 - x) > 0", "x*log(x) + (1 - x)*log(1 - x) < R(-1, 3)"],
    "as written": ["gelu(x) > R(-1, 10)", "gelu(x) < 1"],
    "with a sign": ["factorial(m) > m", "factorial(m) >= m**2"],
    "to an open end": ["Integral(1/sqrt(x), (x, 0, 1)) == 1", "Integral(1/sqrt(x), (x, 0, 1)) > 3"],
    "false in a case": ["Abs(x) == Abs(-x)", "Abs(x) >= x", "x*Abs(x) == x*Max(x, -x)"],
    "a value outside": ["Range(sigmoid(x), x) == Interval.open(0, 1)"],
    "no value": ["Range(exp(x), x) == Interval.open(0, oo)"],
    "false, given more": ["y(x) == y(0)*exp(x)", "y(x)*y(-x) == y(0)**2"],
    "left open": ["y(x) == exp(x)", "y(x) >= y(0)*(1 + x)", "y(x) == y(1)*exp(x)"],
    "false, left open": ["y(x)**2 + Subs(Derivative(y(x), x), x, 0)**2 >= 0", "y(-x) == -y(x)"],
}  # fmt: skip
# Entries of certificates by the names of which what they show hangs, and what a liar puts there.
ENTRIES: dict[str, tuple[Any, ...]] = {
    "induction": ("x", "k", "n", ""), "bases": ([], [[{}]]), "times": ("0", "-1", "m", "1/m", "x", "-exp(x)"),
    "index": ("i", "n", "z", "j"), "said": ([], [[">=", [["-1", "exp(z[k])", True]]]], [["==", [["1", "0", False]]]]),
    "variables": ([], [["x", "real", "1"]]), "function": ("x", "t", "1/t", "Abs(t)", "0", "log(t)"),
    "first": ("y", "0", "1/x", "t"), "second": ("x", "0", "-y"), "mean": ("x", "y", "(x + y)/2"),
    "weight": ("0", "1", "-1", "R(1, 2)", "2"), "shape": (">", ">=", "<", "<="), "lower": ([">", "1"], [">=", "-10"]),
    "upper": (["<", "1"], ["<=", "10"]), "cuts": (["0"], ["1", "-1"]), "domain": (["0", "1", True, True],),
    "solution": ("0", "x", "sigmoid(-x)", "exp(x)", "1/x", "sigmoid(x) + 0*log(x)"), "equation": (1, 2, -1, True),
    "initial": ([], [0], [1, 1], [2, 1]), "name": ("x", "z", ""), "naturals": ({}, {"m": 0}, {"m": 1}, {"m": -1}),
    "outside": ("low", "high", "value"), "missed": ("0", "1", "R(1, 2)", "-1"), "relation": ("<", ">", "!="),
    "given": ([], ["y(0) == 0"], ["y(0) == 1", "y(0) == 2"], ["y(1) == 2"], ["y(x) == 1"], ["x > 0"], ["1 == 2"]),
    "box": ({"x": ["-1", "-1"]}, {"x": ["0", "1"]}, {"x": ["1", "-1"]}, {"x": ["-1", "100"]}, {"y": ["-1", "1"]}, {}),
    "sides": (None, {}, {"sides": None}), "sum": ([], ["0"], ["x"]), "path": ([], [["x", 1]]),
    "through": ("log", "exp", "sin"), "of": ([["1"], ["2"]], [["x"], ["0"]], [["-1"], ["-2"]]),
    "ends": (["reached", "reached"], ["approached", "approached"]), "except": ([], ["0"], ["R(1, 2)"], ["-1", "1"]),
    "antiderivative": ("0", "x", "1/x", "log(x)", "Abs(x)", "floor(x)"), "towards": ("low", "high"), "factors": ({},),
    "between": (["-1", "1"], ["1", "2"], ["1/10", "10"], ["0", "0"]), "others": ({}, {"x": "0"}, {"y": "1"}),
    "precision": (8, 64, 8192), "case": (0, 1), "contradiction": (0, 1, 2), "vacuous": (True, False), "step": (None,),
    "free": ("0", "1", "R(1, 2)", "x", "c", "-oo"), "open": (False, 1, None),
    "n": (1, 2, 0, 3), "hole": (["0", "0"], []),
}  # fmt: skip
LEFT_OUT: Any = object()
# What was not there, beside what was.
ADDED: dict[str, Any] = {
    "vacuous": True, "contradiction": 0, "open": True, "step": None, "factors": {}, "times": "-1", "sides": None,
    "case": 0, "given": ["y(0) == 2"], "naturals": {"m": 1}, "integrals": [], "cuts": ["0"], "except": ["0"], "n": 1,
}  # fmt: skip
STARTS = ("0", "1", "-1", "R(1, 2)", "2", "oo", "-oo", "x", "y", "E", "log(2)", "1/0")
FORMS = ("x", "y", "-x", "x - 1", "x + 1", "x - y", "1", "0", "x**2", "log(x)", "z[i] - z[j]", "k", "1/x")
COORDINATES = ("0", "1", "-1", "R(1, 2)", "sqrt(2)", "log(2)", "1/0", "x", "I", "oo", "R(0, 1)", "1e400")
BODIES = ("x", "-x", "0", "1", "1/x", "log(x)", "x + y", "Abs(x)", "Derivative(x, x)", "Limit(x, x, 0)", "I*x", "z[i]")
WIDER = {
    "positive": ("nonnegative", "real"), "negative": ("real",), "nonnegative": ("real",), "unit": ("positive", "real"),
    "natural": ("real", "positive"), "function": ("real",),
    "real": ("complex", "index", "vector", "natural"), "complex": ("real",), "index": ("real", "vector"),
    "vector": ("real",),
}  # fmt: skip


def claims(name: str, data: Data) -> Iterator[Data]:
    for claim in NEARBY.get(name, ()):
        yield {**data, "claim": claim}


def strictness(name: str, data: Data) -> Iterator[Data]:
    """Each relation of the claim and of the assumptions made stricter, weaker, or turned."""
    texts = [("claim",), *(("assumptions", k) for k in range(len(data["assumptions"])))]
    for path in texts:
        old = part(data, path)
        for found in re.finditer(r"[=!<>]=|[<>]", old):
            for new in {"<", "<=", ">", ">=", "==", "!="} - {found[0]}:
                yield with_part(data, path, old[: found.start()] + new + old[found.end() :])


def domains(name: str, data: Data) -> Iterator[Data]:
    """Domains widened, and assumptions dropped."""
    for variable, domain in data["variables"].items():
        for wider in WIDER[domain]:
            yield with_part(data, ("variables", variable), wider)
    for k in range(len(data["assumptions"])):
        yield {**data, "assumptions": [a for m, a in enumerate(data["assumptions"]) if m != k]}


def cases(name: str, data: Data) -> Iterator[Data]:
    """Cases dropped, said twice, said to be empty or left without a proof."""
    for path in places(data["evidence"]):
        here = part(data["evidence"], path)
        if isinstance(here, list) and here and all(isinstance(h, dict) for h in here):
            for k in range(len(here)):
                yield with_part(data, ("evidence", *path), here[:k] + here[k + 1 :])
                yield with_part(data, ("evidence", *path, k), {"vacuous": True})
                yield with_part(data, ("evidence", *path, k), {})
            yield with_part(data, ("evidence", *path), [*here, here[0]])
            yield with_part(data, ("evidence", *path), here[::-1])


def starts(name: str, data: Data) -> Iterator[Data]:
    """Monotone steps from another point, in another variable, from the open end; splits by other forms."""
    for path in places(data["evidence"]):
        last = path[-1] if path else None
        if last == "from":
            yield from (with_part(data, ("evidence", *path), s) for s in STARTS)
            yield from (with_part(data, ("evidence", *path[:-1], "variable"), v) for v in ("y", "t", "z", ""))
            yield from (with_part(data, ("evidence", *path[:-1], "open"), v) for v in (True, "0"))
        elif last == "split":
            yield from (with_part(data, ("evidence", *path), s) for s in FORMS)


def steps(name: str, data: Data) -> Iterator[Data]:
    """A monotone step where there was none, for claims with nothing in them that calls for one."""
    if data["kind"] == "theorem" and isinstance(data["evidence"], list):
        for relation in ("<", ">=", "!="):
            other = re.sub(r" (==|[<>]=?) ", f" {relation} ", data["claim"])
            for start in ("0", "1", "-oo", "oo"):
                step = {"variable": "x", "from": start, "then": None}
                yield {**data, "claim": other, "evidence": [{"step": step}] * len(data["evidence"])}


def points(name: str, data: Data) -> Iterator[Data]:
    """Counterexamples moved, made of what has no value, and holes moved."""
    if data["kind"] != "refutation":
        return
    for variable, old in data["evidence"].get("point", {}).items():
        for new in COORDINATES if isinstance(old, str) else (0, 1, 3, -1, "1", True, [], ["0"]):
            yield with_part(data, ("evidence", "point", variable), new)
    for new in COORDINATES if "hole" in data["evidence"] else ():
        yield with_part(data, ("evidence", "hole", 1), new)
    for case in (0, 1, 5, -1):
        yield {**data, "evidence": {**data["evidence"], "case": case, "path": []}}
        yield {**data, "evidence": {**data["evidence"], "case": case, "path": [["x", 1]]}}


def definitions(name: str, data: Data) -> Iterator[Data]:
    for defined, d in data["definitions"].items():
        yield from (with_part(data, ("definitions", defined, "body"), body) for body in BODIES)
        for k in range(len(d["parameters"])):
            for default in ("0", "2", "y", "log(0)"):
                yield with_part(data, ("definitions", defined, "parameters", k, 1), default)


def indices(name: str, data: Data) -> Iterator[Data]:
    """Indices renamed: free ones that coincide, bound ones that are free outside, and the name of the length."""
    if "vector" not in data["variables"].values():
        return
    for old, new in (("i", "j"), ("j", "i"), ("k", "i"), ("i", "k"), ("k", "n"), ("z", "i"), ("k", "z"), ("i", "n")):
        claim = re.sub(rf"\b{old}\b", new, data["claim"])
        renamed = {re.sub(rf"^{old}$", new, v): d for v, d in data["variables"].items()}
        yield {**data, "claim": claim}
        yield {**data, "claim": claim, "variables": renamed}
        for defined, d in data["definitions"].items():
            body = re.sub(rf"\b{old}\b", new, d["body"])
            yield with_part({**data, "claim": claim}, ("definitions", defined, "body"), body)


def transplants(name: str, data: Data) -> Iterator[Data]:
    """Another certificate's proof for this claim."""
    for other in certificates().values():
        if other["evidence"] != data["evidence"]:
            yield {**data, "kind": other["kind"], "evidence": other["evidence"]}


def sides(name: str, data: Data) -> Iterator[Data]:
    """Each side plus a little, that is 0 at a point or nowhere."""
    for little in ("R(1, 10**30)", "R(1, 10**30)*x", "x - x", "0*log(x)", "0/x", "I - I", "x**2"):
        yield {**data, "claim": f"{data['claim']} + {little}"}
        yield {**data, "claim": f"{little} + {data['claim']}"}


def entries(name: str, data: Data) -> Iterator[Data]:
    """Every entry of the evidence left out, or with what stands there elsewhere; an entry where there was none."""
    for path in places(data["evidence"]):
        here = part(data["evidence"], path)
        if isinstance(here, dict):
            yield from (with_part(data, ("evidence", *path, key), new) for key, new in ADDED.items() if key not in here)
        if path and isinstance(path[-1], str):
            others = [new for new in (*ENTRIES.get(path[-1], ()), *elsewhere().get(path[-1], ())) if new != here]
            yield from (with_part(data, ("evidence", *path), new) for new in others)
            yield with_part(data, ("evidence", *path), LEFT_OUT)


def beside(name: str, data: Data) -> Iterator[Data]:
    """The same for a claim close to the true one."""
    for claim in NEARBY.get(name, ()):
        for forged in entries(name, data):
            yield {**forged, "claim": claim}


@cache
def elsewhere() -> dict[str, list[Any]]:
    """A few of the values that entries of a name have in certificates."""
    found: dict[str, list[Any]] = {}
    for data in certificates().values():
        for path in places(data["evidence"]):
            value = part(data["evidence"], path)
            if path and isinstance(path[-1], str) and value not in found.setdefault(path[-1], []):
                found[path[-1]].append(value)
    return {key: values[:: 1 + len(values) // 4] for key, values in found.items()}


FAMILIES = (
    claims, strictness, domains, cases, starts, steps, points, definitions, indices, transplants, sides, entries,
    beside,
)  # fmt: skip


def handmade() -> Iterator[tuple[str, Data]]:
    for name, data in certificates().items():
        for family in FAMILIES:
            for forged in family(name, data):
                if forged != data:
                    yield f"{family.__name__} of {name}", forged


def with_part(data: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy with `new` at the path, or without the entry there; what is unchanged is shared."""
    if not path:
        return new
    key, *rest = path
    if new is LEFT_OUT and not rest:
        return {k: v for k, v in data.items() if k != key}
    made = {**data} if isinstance(data, dict) else [*data]
    made[key] = with_part(data[key] if rest else None, tuple(rest), new)
    return made
