"""The search finds what a sample misses."""

import numpy as np

from symact.activations import vocabulary
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import variable
from symact.numerics import find_format
from symact.numerics.audit import audit_shard
from symact.numerics.formats import Array
from symact.numerics.implementations import Implementation
from symact.numerics.models.store import model_of
from symact.numerics.oracle import Oracle
from symact.numerics.sampling import stratified
from symact.numerics.worst import Search

FMT = find_format("float64")
TERM = vocabulary().unfold(parse_expression("tanh(x)", {"x": "real"}, vocabulary()))
CENTRE = FMT.ordinal(0.3)


def spoiled(width: int) -> Implementation:
    """tanh with errors that grow towards 0.3, over so many floats, by up to 40 ulp."""

    def function(x: Array) -> Array:
        y = np.tanh(x)
        distance = np.abs(FMT.ordinals(x) - CENTRE) / width
        return np.asarray(y * (1 + 2.0**-47 * np.maximum(0.0, 1 - distance)))

    return Implementation("spoiled", function)


def search(subject: Implementation, budget: int) -> tuple[Search, Array]:
    found = Search(subject, model_of(TERM, variable("x"), 0, FMT).model, FMT, budget, seed=1)
    return found, found.inputs(stratified(FMT, 5_000, 0))


def test_a_hump_of_errors_is_climbed() -> None:
    first = stratified(FMT, 5_000, 0)
    found, inputs = search(spoiled(1 << 48), 200_000)
    assert found.largest > 30
    assert np.isin(first, inputs).all() and len(inputs) > len(first)
    assert (np.diff(inputs) > 0).all()
    assert np.abs(inputs - CENTRE).min() < 1 << 44
    assert np.abs(first - CENTRE).min() > 1 << 44


def test_a_search_finds_more_than_a_sample_of_as_many_inputs() -> None:
    exact = Implementation("tanh", np.tanh)
    few, many = (search(exact, budget)[0] for budget in (20_000, 400_000))
    assert few.tried < 60_000 and 300_000 < many.tried
    sample = audit_shard(
        exact, Oracle(TERM), FMT, stratified(FMT, 400_000, 1), activation="tanh", exhaustive=False,
        model=many.model,
    )  # fmt: skip
    assert sample.max_ulp is not None and many.largest > sample.max_ulp[1]


def test_the_same_seed_finds_the_same() -> None:
    assert (search(spoiled(1 << 50), 30_000)[1] == search(spoiled(1 << 50), 30_000)[1]).all()
