"""What tutorials claim: nothing of the list is missing, every verdict is computed, and none rests on nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from symact.derivation import ask as prover
from symact.numerics import formulas, implementations
from symact.tutorials import assertion, measured
from symact.tutorials.assertion import Assertion, NotClaimed, Topic, chosen, expected, topics
from symact.tutorials.claims import softmaxes
from symact.tutorials.engine import adjudicate, adjudicate_one, complaint, exit_code
from symact.tutorials.record import ADVICE, CONDITIONAL, CONFIRMED, REFUTED, UNKNOWN, Found
from symact.tutorials.theorems import Ask, holds, holds_if

EXPECTED = Path(assertion.__file__).parent / assertion.EXPECTED
WIDE = ("confirmed", "conditional", "refuted")
# Verdicts that measure the machine that they are made on, and may come out otherwise on another one.
MEASURED = {
    "performance.vectorise": ("conditional", "confirmed"),
    "performance.preallocate": WIDE,
    "performance.jit": WIDE,
    "performance.half": ("refuted", "conditional"),
    "performance.reuse": ("confirmed", "conditional"),
    "performance.maximum": ("confirmed", "conditional"),
    "performance.no_exponential": WIDE,
}
# Whether it falls in float32 depends on the exponential that NumPy has for the processor.
BY_PROCESSOR = {"sigmoid.never_falls.floats": ("refuted", "conditional")}
# What tutorials claim, in their order: each has at least one record, and one for reals and one for floats where both
# can be asked.
CLAIMED = """
sigmoid.value_0 sigmoid.value_0.floats sigmoid.range_open sigmoid.range_open.floats sigmoid.range_closed
sigmoid.range_closed.floats sigmoid.symmetry sigmoid.symmetry.floats sigmoid.symmetry.compared sigmoid.increasing
sigmoid.increasing.floats sigmoid.differentiable sigmoid.s_shaped sigmoid.domain sigmoid.domain.floats
sigmoid.slope sigmoid.slope_max sigmoid.value_far sigmoid.slope_far sigmoid.slope_vanishes.floats sigmoid.slope_smooth
sigmoid.not_centred sigmoid.mean_uniform sigmoid.mean_any tanh.centred tanh.keeps_mean tanh.sigmoid tanh.alike
tanh.slope relu.slope relu.slope_at_0.floats descent.first_step descent.steps descent.relu descent.layers
descent.product performance.maximum performance.no_exponential performance.reuse printed.allclose
softmax.example_axis_0 softmax.open softmax.open.floats softmax.sum softmax.sum.floats softmax.shift
softmax.shift.floats softmax.maximum softmax.global_maximum softmax.basic softmax.jacobian
softmax.jacobian_diagonal softmax.jacobian_binary softmax.cross_entropy sigmoid.squared_error sigmoid.cross_entropy
softmax.sensitive temperature.cold temperature.hot softmax.two_classes linear.stacked
printed.sigmoid_far printed.sigmoid_far.right printed.points printed.sigmoid_near printed.sigmoid_near.right
printed.tanh printed.tanh.right printed.relu printed.relu.right
performance.vectorise performance.preallocate performance.jit performance.half
advice.he advice.residual advice.z_scores advice.relu_gradients advice.sigmoid_output advice.softmax_attention
fault.inputs fault.axes fault.integers fault.integers.mended fault.overwritten fault.overwritten.mended
picture.sigmoid picture.sigmoid_slope picture.tanh picture.softmax picture.descent
table.range table.use table.stability table.gradient
"""
FORMULAS = """
sigmoid/math sigmoid/naive sigmoid/masked sigmoid/where sigmoid/numba sigmoid_grad/product sigmoid_grad/quotient
sigmoid_grad/symmetric tanh/exp tanh/sigmoid tanh_grad/square tanh_grad/product tanh_grad/exp relu/where relu_grad/step
layer/sigmoid layer/tanh softmax/naive softmax/shifted softmax/global_max softmax_grad/diagonal softmax_grad/jacobian
softmax_xent_grad log_softmax softmax/temperature swish torch.sigmoid torch.tanh torch.relu torch.nn.functional.relu
"""


def ids() -> set[str]:
    return {a.id for _, a in chosen()}


def found(name: str) -> Found:
    ((_, a),) = chosen((name,)) if len(chosen((name,))) == 1 else [p for p in chosen((name,)) if p[1].id == name]
    return a.decide()


def test_no_claim_of_the_list_is_missing() -> None:
    assert set(CLAIMED.split()) - ids() == set()


def test_no_formula_of_the_list_is_missing() -> None:
    known = ids()
    assert [f for f in FORMULAS.split() if not {f"formula.{f}", f"formula.{f}.floats"} & known] == []


def test_every_claim_has_a_verdict_on_record_and_no_other_has() -> None:
    assert set(expected()) == ids()


def test_statements_say_what_they_are_about() -> None:
    for topic in topics():
        assert topic.assertions, topic.name
        for a in topic.assertions:
            assert a.statement[-1] in ".?" and a.source, a.id


FAST = (
    "sigmoid.value_0", "sigmoid.range_closed", "sigmoid.range_open.floats", "sigmoid.symmetry.floats",
    "sigmoid.slope_far", "tanh.stretched_once", "relu.slope", "descent.steps", "softmax.open", "softmax.sensitive",
    "softmax.shift.floats",
    "softmax.example_axis_0", "temperature.hot", "advice.residual", "fault.overwritten",
)  # fmt: skip


@pytest.mark.parametrize("name", FAST)
def test_a_verdict_is_the_one_on_record_and_rests_on_evidence(name: str) -> None:
    ((topic, a),) = [p for p in chosen((name,)) if p[1].id == name]
    made = adjudicate_one(topic, a, expected()[name])
    assert made.as_expected, complaint(made)
    assert made.found.evidence and all(e.says for e in made.found.evidence)


def test_a_false_definition_turns_verdicts() -> None:
    """A theorem is asked of the kernel anew: what it says of a wrong claim is refuted, with the point."""
    made = holds("sigmoid(-x) == 1 - sigmoid(x)/2")()
    assert made.verdict == REFUTED
    assert [v.name for v in made.values][-1] == "left side − right side, there"
    assert made.evidence[0].command == "symact check 'sigmoid(-x) == 1 - sigmoid(x)/2'"


def test_a_wrong_formula_turns_its_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    before = found("formula.relu/where.floats")
    wrong = [
        replace(f, function=lambda x: np.asarray(x) * 0.75) if f.name == "relu/where" else f
        for f in implementations.FORMULAS
    ]
    for module in (implementations, formulas):
        monkeypatch.setattr(module, "FORMULAS", tuple(wrong))
    after = found("formula.relu/where.floats")
    assert (before.verdict, after.verdict) == (CONFIRMED, REFUTED)
    assert before.values != after.values


def test_a_prover_that_says_nothing_confirms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    check = prover.check
    monkeypatch.setattr(
        prover, "check", lambda *a: replace(check(*a), verdict="UNKNOWN", reason="asleep", counterexample=None)
    )
    for name in ("sigmoid.value_0", "relu.slope", "advice.he", "softmax.example_masked", "sigmoid.slope_far"):
        assert found(name).verdict == UNKNOWN, name


def test_conditions_are_proved_themselves() -> None:
    false = holds_if("x/x == 1", "x > -1", Ask("x/x == 1", ("x > -1",)))()
    true = holds_if("x/x == 1", "x > 0", Ask("x/x == 1", ("x > 0",)))()
    assert (false.verdict, true.verdict, true.condition) == (REFUTED, CONDITIONAL, "x > 0")
    assert holds_if("x == x", "never")().verdict == CONFIRMED


def _claim(verdict: str) -> Assertion:
    return Assertion("a.b", "It is.", "x", "reals", "theorem", lambda: replace(holds("x == x")(), verdict=verdict))


def test_the_exit_code_goes_by_expectation() -> None:
    topic = Topic("t", "T", 1, (_claim(CONFIRMED),))

    def code(verdict: str, on_record: tuple[str, ...]) -> int:
        return exit_code([*adjudicate([(topic, _claim(verdict))], on_record={"a.b": on_record})])

    assert code(CONFIRMED, (CONFIRMED,)) == 0
    assert code(REFUTED, (CONFIRMED,)) == 1
    assert code(CONFIRMED, ()) == 1
    assert code(UNKNOWN, (CONFIRMED,)) == 3
    assert code(CONFIRMED, (REFUTED, CONFIRMED)) == 0
    unknown = [*adjudicate([(topic, _claim(UNKNOWN))], on_record={"a.b": (CONFIRMED,)})]
    assert exit_code(unknown, allow_unknown=True) == 0


def test_what_is_not_installed_is_said_and_not_judged() -> None:
    a = replace(_claim(CONFIRMED), requires=("no_such_package",))
    made = adjudicate_one(Topic("t", "T", 1, (a,)), a, (CONFIRMED,))
    assert (made.verdict, made.absent, made.as_expected) == (UNKNOWN, "pip install 'symact[no_such_package]'", True)


def test_unknown_names_are_refused_with_a_hint() -> None:
    with pytest.raises(NotClaimed, match=r"no claim 'sigmoid\.valu', did you mean 'sigmoid\.value_0'"):
        chosen(("sigmoid.valu",))
    with pytest.raises(NotClaimed, match="no topic 'softmx': use one of definition"):
        chosen(topic="softmx")
    assert next(a.id for _, a in chosen(("advice",), "advice")) == "advice.he"


@pytest.mark.slow
def test_every_verdict_is_the_one_on_record(request: pytest.FixtureRequest) -> None:
    claims = [*adjudicate(chosen())]
    if request.config.getoption("--update-golden"):
        rows = {c.id: list((MEASURED | BY_PROCESSOR).get(c.id, ())) or c.verdict for c in claims}
        lines = [f"  {json.dumps(name)}: {json.dumps(said)}" for name, said in rows.items()]
        EXPECTED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        claims = [replace(c, expected=expected()[c.id]) for c in claims]
    assert [complaint(c) for c in claims if not c.as_expected] == []
    for c in claims:
        assert c.absent or c.verdict != UNKNOWN, c.id
        assert c.absent or (c.found.evidence and all(e.says for e in c.found.evidence)), c.id
        assert (c.verdict == ADVICE) == (c.kind == "advice"), c.id
        assert c.verdict != CONDITIONAL or c.found.condition, c.id
        data = c.to_json()
        for value in data["values"]:
            assert value["decimal"] and {"exact", "hex", "enclosure"} & set(value), (c.id, value)
        kinds = {e.kind for e in c.found.evidence}
        assert c.method != "theorem" or kinds & {"PROVED", "REFUTED", "theorem", "advice"}, c.id


def test_measured_verdicts_are_those_of_timings() -> None:
    timed = {a.id for _, a in chosen() if a.kind == "timing"}
    assert set(MEASURED) == timed
    both = MEASURED | BY_PROCESSOR
    assert {name: said for name, said in expected().items() if len(said) > 1} == both


def test_what_is_not_tried_in_full_is_not_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One pair of neighbours in a run of float32 refutes; without it the formats that are tried in full remain."""
    monkeypatch.setattr(measured, "results", lambda name, x, fmt: x.astype(np.float64))
    made = found("sigmoid.never_falls.floats")
    assert made.verdict == CONDITIONAL and "float16 or bfloat16" in str(made.condition)
    one = np.float32(1 + 2**-20)
    monkeypatch.setattr(measured, "results", lambda name, x, fmt: np.where(x == one, 0.0, x.astype(np.float64)))
    made = found("sigmoid.never_falls.floats")
    assert made.verdict == REFUTED and made.condition is None
    assert [v.decimal for v in made.values][:4] == ["0", "0", "1", "0"]


def test_a_row_may_be_too_long() -> None:
    """2^16 - 16 ones add up to more than the largest number of binary16, which is 65504."""
    assert [softmaxes.too_long(dtype) for dtype in measured.NUMPY] == [65520, None, None]
