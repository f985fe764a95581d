"""Random claims in families, as text; verdicts on them are judged by what their certificates say (`judge`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from random import Random

from symact.derivation.ask import check
from symact.kernel.errors import ClaimError
from tests.kernel.forgeries import reworded
from tests.kernel.judge import judge
from tests.kernel.satisfied import Satisfied, satisfied, satisfied_in_the_plane

Asked = tuple[str, list[str], dict[str, str]]
RELATIONS = ("==", "==", "==", "<=", ">=", "<", ">", "!=")
NUMBERS = ("0", "1", "-1", "2", "1/2", "-1/2", "3", "-3", "10", "1000")
VECTOR = {"z": "vector", "i": "index", "j": "index"}


@cache
def stated() -> list[Asked]:
    """All theorems of all entries of the catalogue."""
    from symact.activations import catalogue

    return [(c.claim, [*c.assumptions], dict(c.variables)) for e in catalogue().values() for c in e.theorems]


def catalogue_changed(random: Random) -> Asked:
    """A claim of the catalogue with one constant, sign, operator or name changed, or an assumption dropped."""
    claim, assume, variables = random.choice(stated())
    if assume and random.random() < 0.3:
        k = random.randrange(len(assume))
        return claim, random.choice((assume[:k] + assume[k + 1 :], [reworded(a, random) for a in assume])), variables
    return reworded(claim, random), assume, variables


def _leaf(random: Random) -> str:
    return random.choice(("x", "x", "x", "y", *NUMBERS[:7]))


def _expression(random: Random, depth: int = 2) -> str:
    if depth == 0:
        return _leaf(random)
    a, b = _expression(random, depth - 1), _expression(random, random.randrange(depth))
    form = random.choice((
        "({a} + {b})", "({a} - {b})", "({a}*{b})", "({a})**2", "exp({a})", "log({a})", "sqrt({a})", "Abs({a})",
        "sin({a})", "atan({a})", "relu({a})", "Max({a}, {b})", "({a}/{b})", "tanh({a})", "({a})**({b})", "floor({a})",
    ))  # fmt: skip
    return form.format(a=a, b=b)


ONE_SIDED = (
    "sqrt({a}**2) {r} {a}", "log(1 + {a}) {r} {a}", "log({a}) {r} {a} - 1", "exp({a}) {r} 1 + {a} + {a}**2/2",
    "{a}**3 {r} {a}**2", "sin({a}) {r} {a}", "tanh({a}) {r} {a}", "atan({a}) + atan(1/{a}) {r} pi/2",
    "{a}*{b} {r} {a}", "{a}/{b} {r} 1", "relu({a}) {r} {a}", "sigmoid({a}) {r} 1/2", "softplus({a}) {r} log(2)",
    "sinh({a}) {r} {a}", "sqrt({a}) {r} {a}", "1/{a} {r} 1/{b}", "{a}**2 {r} {b}**2", "exp(-{a}) {r} 1 - {a} + {a}**2",
    "log({a}**2) {r} 2*log({a})", "sign({a})*{b} {r} {b}", "cos({a}) {r} 1 - {a}**2/2", "erf({a}) {r} {a}",
    "Max({a}, {b}) {r} {a}", "x**y {r} 1", "silu({a}) {r} relu({a})", "gelu({a}) {r} {a}/2", "{a}**4 - 2*{a}**2 {r} -1",
)  # fmt: skip


def one_sided(random: Random) -> Asked:
    """True on one side of a point, asserted on a half-line or an interval that may reach too far."""
    a, b = random.choice(("x", "x", "(x - 1)", "(2*x)", "(x - y)", "(x + 1/2)")), random.choice(("y", "x", "2"))
    claim = random.choice(ONE_SIDED).format(a=a, b=b, r=random.choice(RELATIONS))
    conditions = [f"x {random.choice(('<', '<=', '>', '>='))} {random.choice(NUMBERS)}"]
    if random.random() < 0.5:
        conditions.append(
            f"{random.choice('xy')} {random.choice(('<', '<=', '>', '>=', '!='))} {random.choice('xy01')}"
        )
    return claim, conditions, {}


TRUE = (
    ("sigmoid(-x)", "1 - sigmoid(x)"), ("tanh(2*x)", "2*tanh(x)/(1 + tanh(x)**2)"), ("x*sigmoid(x)", "silu(x)"),
    ("sin(x)**2 + cos(x)**2", "1"), ("Max(x, y) + Min(x, y)", "x + y"), ("exp(x + y)", "exp(x)*exp(y)"),
    ("Derivative(softplus(x), x)", "sigmoid(x)"), ("(x + y)**2", "x**2 + 2*x*y + y**2"), ("Abs(x)**2", "x**2"),
    ("relu(x) - relu(-x)", "x"), ("log(exp(x))", "x"), ("1 + x**2", "x**2 + 1"), ("atan(-x)", "-atan(x)"),
)  # fmt: skip


def perturbed(random: Random) -> Asked:
    """A true equation plus something tiny, that shows nearby, far out or nowhere."""
    left, right = random.choice(TRUE)
    center, width = (
        random.choice(("0", "1000", "1/3", "-20", "y", "pi")),
        random.choice(("1", "60", "10**6", "R(1, 100)")),
    )
    size = random.choice(("10", "30", "30", "100"))
    tiny = random.choice((
        f"R(1, 10**{size})*exp(-{width}*(x - {center})**2)", f"R(1, 10**{size})", f"R(1, 10**{size})*(x - {center})",
        f"relu(x - {center})*R(1, 10**{size})", f"R(1, 10**{size})/(1 + x**2)", f"exp(-10**{size[0]}*(1 + x**2))",
        f"0*(x - {center})", f"0/(x - {center})", f"(x - {center})**2*R(1, 10**{size})", f"Heaviside(x - {center})*0",
    )).replace(f"R(1, 10**{size})", f"R(1, {10 ** int(size)})")  # fmt: skip
    relation = random.choice(("==", "==", "<=", "<", "!=", ">="))
    return f"{left} {relation} {right} {random.choice('+-')} {tiny}", [], {}


def captured(random: Random) -> Asked:
    """Bound variables with the names of free ones, and of each other."""
    t = "x"
    for _ in range(random.choice((1, 2, 2))):
        v, w = random.choice("xy"), random.choice(("x", "y", "2", "x + 1", "y*x", "0"))
        f = random.choice((f"{t}*y + x", f"({t})**2", f"{t} + x*y", f"x*({t})", f"relu({t} - y)", f"({t})*{v}"))
        t = random.choice((
            f"Subs({f}, {v}, {w})", f"Limit({f}, {v}, {w})", f"Integral({f}, ({v}, 0, {w}))", f"Derivative({f}, {v})",
            f"Subs(Derivative({f}, {v}), {v}, {w})", f"Derivative(Subs({f}, {v}, {w}), {random.choice('xy')})",
        ))  # fmt: skip
    other = random.choice(
        ("x", "y", "x + y", "x*y", "2*x", "x**2", "x**2 + y", "0", "1", "y**2 + x", "x*y + x", "2*y + x")
    )
    return f"{t} {random.choice(RELATIONS)} {other}", [], {}


SUMMED = (
    "softmax({i}, z)", "z[{i}]", "KroneckerDelta({i}, {j})", "z[{i}]*z[{j}]", "exp(z[{i}])", "logsumexp(z)",
    "softmax({i}, z)*(KroneckerDelta({i}, {j}) - softmax({j}, z))", "z[{i}]**2", "1", "n", "softmax({j}, z)",
)  # fmt: skip


def indexed(random: Random) -> Asked:
    """Sums and derivatives over indices, bound ones named like free ones."""

    def term(names: str) -> str:
        return random.choice(SUMMED).format(i=random.choice(names), j=random.choice(names))

    def side() -> str:
        k = random.choice("kkij")
        return random.choice((
            f"Sum({term('ij' + k)}, ({k}, 1, n))", f"Sum({term('ij' + k)}*{term('ij' + k)}, ({k}, 1, n))",
            f"Derivative({term('ij')}, z[{random.choice('ij')}])", term("ij"), f"{term('ij')}*{term('ij')}",
            f"Sum(Sum({term('k' + k)}, ({k}, 1, n)), (k, 1, n))", f"Derivative(Sum({term(k)}, ({k}, 1, n)), z[i])",
        ))  # fmt: skip

    assume = random.choice(([], [], ["Ne(i, j)"], ["Eq(i, j)"], ["z[i] > z[j]"], ["n > 1"], ["z[i] == 0"]))
    return f"{side()} {random.choice(RELATIONS)} {side()}", [*assume], VECTOR


def vacuous(random: Random) -> Asked:
    """Anything, where assumptions contradict each other, nearly or not at all."""
    a, b = _expression(random, 1), _expression(random, 1)
    q, r = random.choice(NUMBERS), random.choice(NUMBERS)
    pairs = [
        [f"{a} > {q}", f"{a} < {r}"], [f"{a} >= {q}", f"{a} <= {q}"], [f"{a} == {q}", f"{a} == {r}"],
        [f"{a} < {b}", f"{b} < {a}"],
        [f"{a} <= {b}", f"{b} <= {a}"], [f"log({a}) > {q}", f"{a} < {r}"], [f"sqrt({a}) == {q}"], [f"exp({a}) <= {q}"],
        [f"({a})**2 <= {q}", "x != 0"], [f"Abs({a}) < {q}"], [f"x**2 + y**2 <= {q}"], [f"sin({a}) > {q}"],
        [f"tanh({a}) >= {q}"], [f"floor({a}) == {q}", f"{a} > {r}"], [f"1/({a}) == 0"], [f"Max({a}, {b}) < {a}"],
    ]  # fmt: skip
    claim = random.choice(("1 == 2", "x == y", "x == 0", f"x > {q}", f"{a} == {b}", "log(-1) == 0", "x != x"))
    return claim, random.choice(pairs), {}


def ties(random: Random) -> Asked:
    """Nested conditionals whose pieces meet, or not, where their conditions change."""

    def piece(depth: int) -> str:
        if depth == 0:
            return random.choice(("x", "-x", "0", "1", "y", "x - y", "x**2", "1/x", "x*y", "sqrt(x)", "2*x - y"))
        rel = random.choice(("<", "<=", ">", ">=", "==", "!="))
        condition = f"{random.choice(('x', 'y', 'x - y', 'x*y', 'x - 1'))} {rel} {random.choice(('0', 'y', '1'))}"
        if random.random() < 0.3:
            condition = (
                f"{random.choice(('And', 'Or'))}({condition}, {random.choice('xy')} {random.choice(('<', '>='))} 0)"
            )
        last = "True" if random.random() < 0.9 else "x >= y"
        return f"Piecewise(({piece(depth - 1)}, {condition}), ({piece(random.randrange(depth))}, {last}))"

    left = piece(2)
    right = random.choice(
        (piece(1), piece(2), left.replace("<=", "<", 1), left.replace(">", ">=", 1), "Abs(x)", "relu(x - y)")
    )
    if random.random() < 0.3:
        left, right = f"Derivative({left}, x)", f"Derivative({right}, x)"
    return (
        f"{left} {random.choice(RELATIONS)} {right}",
        random.choice(([], [], ["x == y"], ["x >= 0"], ["x*y > 0"])),
        {},
    )


BRANCHES = (
    "log({a}*{b}) {r} log({a}) + log({b})", "log(exp({a})) {r} {a}", "({a}*{b})**R(1, 2) {r} sqrt({a})*sqrt({b})",
    "sqrt({a}**2) {r} {a}", "exp(log({a})) {r} {a}", "({a}**{b})**2 {r} {a}**(2*{b})", "log({a}**2) {r} 2*log({a})",
    "exp({a} + {b}) {r} exp({a})*exp({b})", "log(1/{a}) {r} -log({a})", "{a}**{b}*{a} {r} {a}**({b} + 1)",
    "sqrt({a})**2 {r} {a}", "log({a}/{b}) {r} log({a}) - log({b})", "sin({a})**2 + cos({a})**2 {r} 1", "{a}/{a} {r} 1",
    "sqrt(-{a}) {r} I*sqrt({a})", "exp({a}*I) {r} cos({a}) + I*sin({a})", "atan({a}) {r} -atan(-{a})",
    "I**{a} {r} exp(I*pi*{a}/2)", "tanh({a}) {r} 1 - 2/(exp(2*{a}) + 1)", "sqrt({a}*{a}) {r} {a}",
    "Derivative(log({a}), z) {r} Derivative({a}, z)/{a}",
    "Derivative({a}**{b}, z) {r} {b}*{a}**({b} - 1)*Derivative({a}, z)", "log(-{a}) {r} log({a}) + I*pi",
)  # fmt: skip


def branches(random: Random) -> Asked:
    """Logarithms and powers in the plane."""
    a, b = (
        random.choice(("z", "z", "w", "x", "(1 + z)", "I", "(-1)", "2", "(z*w)", "(x + I)", "exp(z)")) for _ in "ab"
    )
    claim = random.choice(BRANCHES).format(a=a, b=b, r=random.choice(("==", "==", "==", "!=")))
    assume = random.choice(([], [], ["x > 0"], ["z != 0"], ["w == 2"], ["x < 0", "z != 0"], ["z != 0", "w != 0"]))
    return claim, [*assume], {"z": "complex", "w": "complex"}


def mixed(random: Random) -> Asked:
    """Two random expressions, and what is true of some."""
    a, b = _expression(random), _expression(random, 1)
    forms = (
        f"{a} {{r}} {b}",
        f"{a} - {b} {{r}} -({b} - {a})",
        f"Max({a}, {b}) {{r}} {a}",
        f"({a}) + 0*({b}) {{r}} {a}",
    )
    claim = random.choice(forms).format(r=random.choice(RELATIONS))
    return claim, [f"x {random.choice(('>', '>=', '=='))} {random.choice(NUMBERS)}"] * random.randrange(2), {}


FAMILIES: tuple[Callable[[Random], Asked | Satisfied], ...] = (
    catalogue_changed, one_sided, perturbed, captured, indexed, vacuous, ties, branches, mixed, satisfied,
    satisfied_in_the_plane,
)  # fmt: skip


def contradiction(
    family: Callable[[Random], Asked | Satisfied], random: Random, points: int, count: Counter[str] | None = None,
    timeout: float = 0.5,
) -> str | None:  # fmt: skip
    """What the verdict on a random claim of a family gets wrong, or None; verdicts are counted in `count`."""
    claim, assume, variables, *against = family(random)
    try:
        verdict = check(claim, assume, variables, timeout)
    except ClaimError:
        said = "unreadable"
    else:
        said = verdict.verdict
        if said == "PROVED" and against:
            return f"PROVED {claim} assuming {assume} for {variables}, against {against}"
        judged = judge(verdict.certificate, random, points) if verdict.certificate else "unclear"
        if judged == "false" or (judged == "close" and family is not perturbed):
            return f"{said} {claim} assuming {assume} for {variables}: {verdict.certificate}"
    if count is not None:
        count[f"{family.__name__}: {said}"] += 1
    return None
