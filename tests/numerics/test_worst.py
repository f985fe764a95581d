"""The search finds what a sample misses."""

import numpy as np
import pytest

from symact.activations import vocabulary
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import variable
from symact.numerics import accuracy, find_format
from symact.numerics.audit import audit_shard
from symact.numerics.formats import Array
from symact.numerics.implementations import Implementation
from symact.numerics.models.store import model_of
from symact.numerics.oracle import Oracle
from symact.numerics.sampling import stratified
from symact.numerics.worst import Pool, Search, _moved

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
    assert 0 < len(inputs) <= 512 and (np.diff(inputs) > 0).all()
    assert 150_000 < found.tried < 300_000
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


def test_the_worst_are_kept_once_each() -> None:
    pool = Pool(3)
    pool.add(np.asarray([5, 1, 9, 7]), np.asarray([0.5, 0.25, 2.0, 1.0]))
    pool.add(np.asarray([9, 4]), np.asarray([2.0, 0.75]))
    pool.trim()
    assert pool.ordinals.tolist() == [9, 7, 4] and pool.errors.tolist() == [2.0, 1.0, 0.75]
    pool.add(np.asarray([2]), np.asarray([0.7]))
    pool.trim()
    assert pool.least == 0.75 and 2 not in pool.ordinals


@pytest.mark.parametrize(("low", "high"), [(-3, 2), (CENTRE, CENTRE), (-1 - FMT.largest, -FMT.largest + 900)])
def test_a_search_stays_in_its_range(low: int, high: int) -> None:
    found = Search(Implementation("tanh", np.tanh), model_of(TERM, variable("x"), 0, FMT).model, FMT, 2_000)
    inputs = found.inputs(np.unique(np.asarray([low, high])))
    assert len(inputs) and low <= inputs.min() and inputs.max() <= high


def test_breeding_stays_within_the_numbers() -> None:
    ends = np.asarray([-1 - FMT.largest, 0, FMT.largest])
    assert _moved(ends, ends[::-1].copy(), ends).tolist() == [ends[0], 0, ends[2]]
    assert _moved(np.asarray([10]), np.asarray([3]), np.asarray([5])).tolist() == [12]


def test_the_worst_found_are_in_the_audit() -> None:
    few = accuracy(np.tanh, "tanh", points=600, behaviour=False)
    many = accuracy(np.tanh, "tanh", points=600, search=50_000, behaviour=False)
    assert few.max_ulp is not None and many.max_ulp is not None and many.max_ulp[0] > few.max_ulp[1]
    assert many.searched > 45_000 and 1 < many.points - few.points <= 512
