"""Claims of every kind that certificates are made of; each is decided in milliseconds."""

from __future__ import annotations

from functools import cache
from typing import Any

from symact.derivation.ask import check, read
from symact.kernel.certificate import canonical, certificate

VECTOR = {"z": "vector", "i": "index", "j": "index"}
NATURAL, UNKNOWN = {"m": "natural"}, {"y": "function"}
COMPLEX = {"z": "complex", "w": "complex"}
ASKED: dict[str, tuple[str, list[str], dict[str, str]]] = {
    "identity": ("sigmoid(-x) == 1 - sigmoid(x)", [], {}),
    "cases": ("Max(x, y) == (x + y + Abs(x - y))/2", [], {}),
    "factors": ("log(x**2 - y**2) == log(x - y) + log(x + y)", ["x > y", "x > -y"], {}),
    "vacuous": ("x == 1", ["x > 0", "x < 0"], {}),
    "opposite": ("x <= 0", ["tanh(x) >= x"], {}),
    "without a name": ("x == 0", ["2*tanh(x) == x"], {}),
    "inequation without a name": ("cos(x) != x", [], {}),
    "modulus": ("x < 3", ["Abs(x - y) < 1", "y < 1"], {}),
    "balls": ("exp(1) < 3", [], {}),
    "derivative": ("Derivative(softplus(x, b), x) == sigmoid(b*x)", [], {"b": "positive"}),
    "kink": ("Derivative(relu(x), x) == Heaviside(x)", ["x != 0"], {}),
    "flat kink": ("Derivative(x*Abs(x), x) == 2*Abs(x)", [], {}),
    "iterated": ("Derivative(exp(x*y), x, y) == (1 + x*y)*exp(x*y)", [], {}),
    "second": ("Derivative(sigmoid(x), (x, 2)) == sigmoid(x)*(1 - sigmoid(x))*(1 - 2*sigmoid(x))", [], {}),
    "root": ("sqrt(x**2*y) == x*sqrt(y)", ["x >= 0", "y >= 0"], {}),
    "quotient": ("(x**2 - 1)/(x - 1) == x + 1", ["x != 1"], {}),
    "piecewise": ("Piecewise((x, x > 0), (0, True)) == relu(x)", [], {}),
    "powers": ("x**a*x**b == x**(a + b)", ["x > 0"], {}),
    "angles": ("sin(2*x) == 2*sin(x)*cos(x)", [], {}),
    "value": ("sin(pi/6) == R(1, 2)", [], {}),
    "arctangent": ("atan(x) + atan(1/x) == pi/2", ["x > 0"], {}),
    "either": ("Abs(x) > 1", ["Or(x > 1, x < -1)"], {}),
    "chain": ("x**2 < x", ["0 < x < 1"], {}),
    "square": ("x**2 + y**2 >= 2*x*y", [], {}),
    "sturm": ("exp(2*x) - exp(x) + 1 > 0", [], {}),
    "monotone": ("exp(x) >= 1 + x", [], {}),
    "from a point": ("log(x) < x - 1", ["x > 1"], {}),
    "two steps": ("cos(x) >= 1 - x**2/2", [], {}),
    "linear": ("2*x + 3*y > 0", ["x > 1", "y > -1/2"], {}),
    "range": ("sigmoid(x) < 1", [], {}),
    "relu": ("relu(x) <= Abs(x)", [], {}),
    "limit": ("Limit(sigmoid(x), x, oo) == 1", [], {}),
    "infinite": ("Limit(x*exp(x), x, oo) == oo", [], {}),
    "from the right": ("Limit(x*log(x), x, 0, '+') == 0", [], {}),
    "with a parameter": ("Limit((exp(a*x) - 1)/x, x, 0) == a", [], {}),
    "integral": ("Integral(exp(a*x), (x, 0, 1)) == (exp(a) - 1)/a", [], {"a": "positive"}),
    "improper": ("Integral(exp(-x), (x, 0, oo)) == 1", [], {}),
    "with a corner": ("Integral(Abs(x), (x, -1, 2)) == R(5, 2)", [], {}),
    "put in": ("Subs(x**2 + y, x, y + 1) == y**2 + 3*y + 1", [], {}),
    "softmax": ("Derivative(softmax(i, z), z[j]) == softmax(i, z)*(KroneckerDelta(i, j) - softmax(j, z))", [], VECTOR),
    "sum": ("Sum(softmax(k, z), (k, 1, n)) == 1", [], {"z": "vector"}),
    "bound": ("logsumexp(z) >= z[i]", [], {"z": "vector", "i": "index"}),
    "apart": ("softmax(i, z) + softmax(j, z) <= 1", ["Ne(i, j)"], VECTOR),
    "fixed size": ("softmax(1, x, y) == sigmoid(x - y)", [], {}),
    "plane": ("exp(z + w) == exp(z)*exp(w)", [], COMPLEX),
    "plane, quotient": ("tanh(z) == (exp(2*z) - 1)/(exp(2*z) + 1)", ["exp(2*z) != -1"], {"z": "complex"}),
    "Euler": ("exp(I*pi) == -1", [], {}),
    "false": ("tanh(x) == 2*sigmoid(x) - 1", [], {}),
    "undefined": ("x/x == 1", [], {}),
    "tiny": ("x == x + R(1, 10**30)*exp(-60*x**2)", [], {}),
    "false on a tie": ("Max(x, y) > Min(x, y)", [], {}),
    "false kink": ("Derivative(Abs(x), x) == sign(x)", [], {}),
    "false limit": ("Limit(atan(x), x, oo) == pi", [], {}),
    "false integral": ("Integral(x, (x, 0, 1)) == 1", [], {}),
    "hole": ("Integral(1/x, (x, -1, 1)) == 0", [], {}),
    "false for n": ("z[i] == z[j]", [], VECTOR),
    "false in the plane": ("log(exp(z)) == z", [], {"z": "complex"}),
    "false root": ("sqrt(x**2) == x", ["x < 1"], {}),
    "terms": ("exp(Sum(z[k], (k, 1, n))/n) <= Sum(exp(z[k]), (k, 1, n))/n", [], {"z": "vector"}),
    "entropy": ("Sum(softmax(k, z)*log_softmax(k, z), (k, 1, n)) <= 0", [], {"z": "vector"}),
    "induction": ("Sum(k, (k, 1, m)) == m*(m + 1)/2", [], NATURAL),
    "with a factor": ("Sum(binomial(m, k), (k, 0, m)) == 2**m", [], NATURAL),
    "order": ("Derivative(x*exp(x), (x, m)) == (x + m)*exp(x)", [], NATURAL),
    "false for an integer": ("Sum(k, (k, 1, m)) == m**2", [], NATURAL),
    "values": ("Range(sigmoid(x), x) == Interval.open(0, 1)", [], {}),
    "values from an end": ("Range(x**2, x) == Interval.Ropen(1, oo)", ["x >= 1"], {}),
    "an end not taken": ("Range(sigmoid(x), x) == Interval(0, 1)", [], {}),
    "values beyond": ("Range(tanh(x), x) == Interval.open(-1, 2)", [], {}),
    "equation": ("y(x) == sigmoid(x)", ["Derivative(y(x), x) == y(x)*(1 - y(x))", "y(0) == R(1, 2)"], UNKNOWN),
    "of second order": (
        "y(x) <= 1", ["Derivative(y(x), x, x) == -y(x)", "y(0) == 1", "Subs(Derivative(y(x), x), x, 0) == 0"], UNKNOWN
    ),
    "false solution": ("y(x) == x", ["Derivative(y(x), x) == 1 - y(x)**2", "y(0) == 0"], UNKNOWN),
    "slope": ("x < y", ["x**3 + x < y**3 + y"], {}),
    "slope with a letter": ("Abs(tanh(a*x) - tanh(a*y)) <= a*Abs(x - y)", [], {"a": "positive"}),
    "through logarithms": ("tanh(x)**2 <= 1 - exp(-x**2)", [], {}),
    "through exponentials": ("a*log(exp(x/a) + exp(y/a)) >= y", [], {"a": "positive"}),
    "square of letters": ("a*x**2 + b*x + 1 >= 0", ["b**2 <= 4*a"], {"a": "positive"}),
    "convexity": ("exp(a*x + (1 - a)*y) <= a*exp(x) + (1 - a)*exp(y)", ["a >= 0", "a <= 1"], {}),
    "mean": ("exp(x/3 + 2*y/3) <= exp(x)/3 + 2*exp(y)/3", [], {}),
    "on a box": ("x*exp(-x) < R(1, 2)", [], {}),
    "from an open end": ("x*log(x) + (1 - x)*log(1 - x) < 0", ["0 < x < 1"], {}),
    "as written": ("gelu(x) > R(-1, 5)", [], {}),
    "with a sign": ("factorial(m) >= m", [], NATURAL),
    "to an open end": ("Integral(1/sqrt(x), (x, 0, 1)) == 2", [], {}),
    "false in a case": ("Abs(x) == x", [], {}),
    "a value outside": ("Range(sigmoid(x), x) == Interval.open(0, R(1, 2))", [], {}),
    "no value": ("Range(log(x), x) == Interval(-oo, oo)", [], {}),
    "false, given more": ("y(x) == exp(x)", ["Derivative(y(x), x) == y(x)"], UNKNOWN),
    "left open": ("y(x) == y(0)*exp(x)", ["Derivative(y(x), x) == y(x)"], UNKNOWN),
    "false, left open": ("y(x) <= 1", ["Derivative(y(x), x, x) == -y(x)", "y(0) == 0"], UNKNOWN),
}  # fmt: skip
# What the prover shows otherwise, or finds after seconds.
WRITTEN: dict[str, Any] = {
    "mean": {
        "facts": {
            "variable": "t", "function": "exp(t)", "first": "x", "second": "y", "mean": "x/3 + 2*y/3",
            "weight": "R(1, 3)", "shape": ">=", "domain": [None, None, False, False], "proofs": [[{}]] * 6,
        },
        "then": [{}],
    },
    "from an open end": [{"step": {"split": "x - R(1, 2)", "parts": [
        {"variable": "x", "from": "0", "open": True, "then": None}, None,
        {"variable": "x", "from": "1", "open": True, "then": None},
    ]}}],
    "false, given more": {
        "point": {"x": "-1"}, "precision": 64, "given": ["y(0) == 2"],
        "function": {"name": "y", "equation": 0, "initial": [1], "solution": "2*exp(x)", "proofs": [[{}], [{}]]},
    },
    "false in a case": {"point": {"x": "-1"}, "precision": 64, "case": 0, "path": [["x", -1]]},
}  # fmt: skip


@cache
def source(name: str) -> str:
    """The canonical text of the certificate."""
    if name in WRITTEN:
        kind = "refutation" if "point" in WRITTEN[name] else "theorem"
        return canonical(certificate(read(*ASKED[name]), kind, WRITTEN[name]))
    made = check(*ASKED[name]).certificate
    assert made is not None
    return canonical(made)


def certificates() -> dict[str, Any]:
    import json

    return {name: json.loads(source(name)) for name in ASKED}
