"""The two public questions: how accurate is an implementation, and where does it break."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

from symact.activations import catalogue, vocabulary
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import Term
from symact.numerics.audit import Audit, Reserve, audit_shard, confirmed
from symact.numerics.behaviour import behaviour as observe
from symact.numerics.conditioning import condition
from symact.numerics.defects import KINDS
from symact.numerics.errors import UsageError
from symact.numerics.formats import Array, Format, find_format
from symact.numerics.implementations import Implementation, find_formula, find_implementation
from symact.numerics.models.cells import Model
from symact.numerics.models.store import model_of
from symact.numerics.oracle import Oracle
from symact.numerics.sampling import edges, spread, stratified
from symact.numerics.sampling import exhaustive as every
from symact.numerics.scale import Scale, audit_in_shards, scan_in_shards
from symact.numerics.scan import Scan, scan
from symact.numerics.shards import Plan, named_subject
from symact.numerics.strata import Ordinals, Sample
from symact.numerics.threshold import SAMPLES, Threshold, find_thresholds
from symact.numerics.vectors.slices import sliced
from symact.numerics.vectors.truth import FUNCTIONS
from symact.numerics.worst import Search

DEFAULT_POINTS = 20_000
MOST_TRIED = 1 << 18  # inputs among which results are searched for changes of their class
EXHAUSTIVE_BITS = 16
MAX_EXHAUSTIVE_BITS = 32
WORTHWHILE = (5_000, 100_000)  # inputs for which a model is built, in formats of up to 32 bits, and of more
Subject = str | Implementation | Callable[[Array], Array]


def accuracy(
    implementation: Subject, reference: str | Term | None = None, dtype: str = "float64",
    derivative: int | None = None, *,
    points: int | None = None, exhaustive: bool | None = None, range: tuple[float, float] | None = None, seed: int = 0,
    search: int = 0, workers: int | None = None, cluster: str | None = None, checkpoint: str | Path | None = None,
    tell: Callable[[str], None] | None = None, progress: Callable[[int, int], None] | None = None,
    behaviour: bool = True,
) -> Audit:  # fmt: skip
    """Every result of an implementation on the inputs tried, against enclosures of the exact value.

    `implementation` is a name (`"sigmoid"` for its naive form, `"sigmoid/masked"`, `"stable"` with a reference,
    `"package.module:function"`) or a function of a NumPy array. `reference` is a catalogue name, a text in `x`, or a
    term; `derivative` says which of its derivatives is meant. 8- and 16-bit formats are tried exhaustively unless
    `points` or `exhaustive=False` is given, others on a stratified sample of `points`; `range` gives the least and
    the largest input. `search` looks at so many inputs more, where errors are large, and adds the worst to the sample.
    `workers` processes, or the Dask `cluster` at an address, share the work; `checkpoint` is a folder from which a
    killed audit goes on, `tell` takes lines about what is amiss there. The record is the same but for its seconds.
    `behaviour` asks for special values, dependence on the array and lost subnormal numbers as well.
    Raises UsageError for a name that does not exist, InternalError when mpmath contradicts Arb.
    """
    scale = Scale.of(workers, cluster, checkpoint, tell)
    fmt = find_format(dtype)
    subject, name, oracle = resolve(implementation, reference, derivative)
    low, high = ordinals_of_range(fmt, range)
    exhaustive = _tries_all(fmt, exhaustive, points, seed)
    ordinals: Ordinals = every(fmt, low, high)
    searched = 0
    if not exhaustive:
        wanted = DEFAULT_POINTS if points is None else points
        ordinals, searched = _sample(subject, oracle, fmt, wanted, search, seed, low, high, progress)
    model = model_for(oracle, fmt, len(ordinals) + search)
    if scale is None:
        audit = audit_shard(
            subject, oracle, fmt, ordinals, activation=name, exhaustive=exhaustive, seed=seed, progress=progress,
            model=model, reserve=in_reserve(oracle, fmt),
        )  # fmt: skip
    else:
        named = named_subject(implementation, reference, derivative)
        audit = audit_in_shards(Plan(named, fmt.name, seed, exhaustive, model is not None, ordinals), scale, progress)
    audit = confirmed(audit, oracle)
    found = observe(subject, oracle, fmt, seed) if behaviour else {}
    return replace(audit, searched=searched, condition=condition(oracle, fmt, audit.worst_input), **found)


def _tries_all(fmt: Format, exhaustive: bool | None, points: int | None, seed: int) -> bool:
    """Whether every input is tried; UsageError where a format has too many, or no sample can be as asked for."""
    if seed < 0:
        raise UsageError(f"the seed is {seed}: use 0 or a positive integer")
    if points is not None and points < 1:
        raise UsageError(f"at least one point is needed, not {points}")
    if exhaustive is None:
        exhaustive = points is None and fmt.bits <= EXHAUSTIVE_BITS
    if exhaustive and fmt.bits > MAX_EXHAUSTIVE_BITS:
        raise UsageError(f"{fmt.name} has too many numbers to try all: give points instead")
    return exhaustive


def thresholds(
    name: str | Term, impl: Subject = "naive", dtype: str = "float64", derivative: int | None = None, *,
    kinds: tuple[str, ...] | None = None, relative: Fraction | str | None = None, ulp: Fraction | str | None = None,
    exhaustive: bool | None = None, samples: int = SAMPLES, seed: int = 0,
    workers: int | None = None, cluster: str | None = None, checkpoint: str | Path | None = None,
    tell: Callable[[str], None] | None = None, progress: Callable[[int, int], None] | None = None,
) -> tuple[Threshold, ...]:  # fmt: skip
    """Where an implementation of `name` breaks: exact floats, by sign, kind and |x|.

    `kinds` are keys of `KINDS`, all by default; `relative` and `ulp` add kinds of these names with that bound.
    8- and 16-bit formats are tried exhaustively, others by `samples` per sign and bisection to adjacent floats;
    `exhaustive` tries all of float32, with `workers`, `cluster`, `checkpoint` and `tell` as in `accuracy`. For a
    function of a row, such as softmax, x is the first entry of the row (x, 0) (`symact.numerics.vectors.slices`).
    """
    fmt, given = find_format(dtype), (impl, name)
    scale = Scale.of(workers, cluster, checkpoint, tell)
    if isinstance(impl, str) and isinstance(name, str) and name in FUNCTIONS:
        if scale is not None:
            raise UsageError(f"rows of {name} are tried in one process: leave workers, cluster and checkpoint out")
        impl, name = sliced(impl, name)
    subject, _, oracle = resolve(impl, name, derivative)
    wanted, bounds = _sought(fmt, kinds, {"relative": relative, "ulp": ulp})
    if exhaustive is None:
        exhaustive = fmt.bits <= EXHAUSTIVE_BITS
    if exhaustive and fmt.bits > MAX_EXHAUSTIVE_BITS:
        raise UsageError(f"{fmt.name} has too many numbers to try all: leave exhaustive out")
    if exhaustive and fmt.bits > EXHAUSTIVE_BITS and wanted == ["warns"]:
        raise UsageError(
            f"warns is asked of one input at a time, and so not of all of {fmt.name}: leave exhaustive out, and "
            "samples and bisection find where warnings begin; or add another kind"
        )
    scanned, model = None, model_for(oracle, fmt, 2 * (fmt.largest + 1 if exhaustive else samples))
    if exhaustive and fmt.bits > EXHAUSTIVE_BITS:
        scanned = _scan(subject, oracle, fmt, bounds, (*given, derivative), scale, progress)
    elif scale is not None:
        raise UsageError("workers, a cluster and a checkpoint are for trying all of float32: add exhaustive")
    return find_thresholds(
        subject, oracle, fmt, kinds=wanted, bounds=bounds, exhaustive=exhaustive, samples=samples, seed=seed,
        progress=progress, model=model, scanned=scanned,
    )  # fmt: skip


def _sought(
    fmt: Format, kinds: tuple[str, ...] | None, given: dict[str, Fraction | str | None]
) -> tuple[list[str], dict[str, Fraction]]:  # fmt: skip
    """The kinds of thresholds that are wanted, and the bounds of those that are bounds of errors."""
    wanted = list(KINDS if kinds is None else kinds)
    for kind in wanted:
        if kind not in KINDS:
            raise UsageError(f"unknown kind of threshold '{kind}': use some of {', '.join(KINDS)}")
    bounds = {"half": Fraction(1, 1 << (fmt.p // 2)), "all": Fraction(1, 2)}
    for kind, bound in given.items():
        if bound is not None:
            bounds[kind] = _positive(kind, bound)
            wanted.append(kind)
    return wanted, bounds


def _scan(
    subject: Implementation, oracle: Oracle, fmt: Format, bounds: dict[str, Fraction],
    given: tuple[Subject, str | Term, int | None], scale: Scale | None, progress: Callable[[int, int], None] | None,
) -> Scan:  # fmt: skip
    """Every input, here or shared."""
    model = model_of(oracle.term, oracle.variable, oracle.derivative, fmt).model
    if scale is None:
        return scan(subject, oracle, fmt, every(fmt), bounds, model, progress)
    sought = {kind: str(bound) for kind, bound in bounds.items()}
    return scan_in_shards(Plan(named_subject(*given), fmt.name, 0, True, True, every(fmt), sought), scale, progress)


def in_reserve(oracle: Oracle, fmt: Format) -> Reserve:
    """The model for what balls leave open, made when it is asked for."""
    return cache(lambda: model_of(oracle.term, oracle.variable, oracle.derivative, fmt).model)


def model_for(oracle: Oracle, fmt: Format, count: int) -> Model | None:
    """The model with which so many inputs are judged; None where the oracle alone is faster."""
    if count < WORTHWHILE[fmt.bits > 32]:
        return None
    return model_of(oracle.term, oracle.variable, oracle.derivative, fmt).model


def resolve(
    implementation: Subject, reference: str | Term | None, derivative: int | None
) -> tuple[Implementation, str, Oracle]:
    """What is measured, the name of what it is measured against, and the oracle for that."""
    if isinstance(implementation, str) and reference is None:
        implementation, reference = _split(implementation)
    if reference is not None:
        reference_term(reference)  # an unknown reference is the first thing to be told
    if isinstance(implementation, str):
        formula = find_formula(implementation)
        if formula is not None:
            reference = reference if reference is not None else formula.reference
            derivative = formula.derivative if derivative is None else derivative
        known = reference if isinstance(reference, str) and reference in catalogue() else None
        subject = find_implementation(implementation, known, derivative or 0)
    elif isinstance(implementation, Implementation):
        subject = implementation
    else:
        subject = Implementation(getattr(implementation, "__name__", "function"), implementation)
    if reference is None:
        reference = subject.reference
    if reference is None:
        raise UsageError(f"{subject.name} stands for no known function: give a reference, a name or a text in x")
    order = subject.derivative if derivative is None else derivative
    name, term = reference_term(reference)
    if subject.reference is not None and (subject.reference, subject.derivative) != (name, order):
        raise UsageError(
            f"{subject.name} implements derivative {subject.derivative} of {subject.reference}, "
            f"not derivative {order} of {name}: ask for derivative {subject.derivative}"
        )
    return subject, name, Oracle(term, derivative=order)


def _split(spec: str) -> tuple[str, str | None]:
    """`sigmoid` is its naive form, `sigmoid/naive` and `module:function` stay what they are."""
    if spec in catalogue():
        return "naive", spec
    family, _, _ = spec.partition("/")
    if family not in catalogue() and find_formula(spec) is None and ":" not in spec:
        raise UsageError(f"unknown activation or implementation '{spec}'; `symact list` shows what there is")
    return spec, family if find_formula(spec) is None and family in catalogue() else None


def reference_term(reference: str | Term) -> tuple[str, Term]:
    """The name and the term, without calls, of a catalogue entry at its default parameters or of a text in x."""
    known = vocabulary()
    if isinstance(reference, Term):
        return "expression", known.unfold(reference)
    entry = catalogue().get(reference)
    if entry is None:
        if reference.isidentifier() and reference != "x":
            raise UsageError(f"unknown activation '{reference}'; `symact list` shows what there is")
        return reference, known.unfold(parse_expression(reference, {"x": "real"}, known))
    if entry.of_vector or len(entry.variables) != 1:
        raise UsageError(f"{reference} is not a function of one real variable, and no other is taken here")
    return reference, known.unfold(parse_expression(f"{reference}(x)", {"x": "real"}, known))


def _sample(
    subject: Implementation, oracle: Oracle, fmt: Format, points: int, search: int, seed: int,
    low: int | None, high: int | None, progress: Callable[[int, int], None] | None,
) -> tuple[Sample, int]:  # fmt: skip
    """A stratified sample, and how many inputs were searched for those with the largest errors, which are in it.

    It is dense where the definition branches and where the results change their class.
    """
    branches = [fmt.ordinal(fmt.round(x)) for x in oracle.breakpoints() if abs(x) <= fmt.maximum]
    first = stratified(fmt, min(points // 4, MOST_TRIED), seed, low, high, branches)
    near = [*branches, *edges(fmt, lambda values: subject.run(values, fmt), first)]
    if not search:
        return spread(fmt, points, seed, low, high, near), 0
    model = model_of(oracle.term, oracle.variable, oracle.derivative, fmt).model
    looking = Search(subject, model, fmt, search, seed, progress)
    worst = looking.inputs(stratified(fmt, min(points, DEFAULT_POINTS), seed, low, high, near))
    return spread(fmt, points, seed, low, high, near, worst.tolist()), looking.tried


def ordinals_of_range(fmt: Format, ends: tuple[float, float] | None) -> tuple[int | None, int | None]:
    """The first and the last ordinal between two numbers; (None, None) without ends."""
    if ends is None:
        return None, None
    low, high = ends
    if not low <= high:
        raise UsageError(f"the range from {low!r} to {high!r} is empty")
    maximum = float(fmt.maximum)
    first, last = (Fraction(builtins.max(-maximum, builtins.min(maximum, v))) for v in (low, high))
    a, b = fmt.ordinal(fmt.round(first)), fmt.ordinal(fmt.round(last))
    a, b = a + (Fraction(fmt.value(a)) < first), b - (Fraction(fmt.value(b)) > last)
    return (-1 if a == 0 else a), (0 if b == -1 else b)


def _positive(kind: str, bound: Fraction | str) -> Fraction:
    try:
        value = Fraction(bound)
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError(f"the bound {bound!r} for {kind} is not a number") from error
    if value <= 0:
        raise UsageError(f"the bound for {kind} must be positive, not {value}")
    return value
