"""The writing of proofs: what is read, what is refused and where, and what the record says."""

import json

import pytest

from symact.derivation import Derivation, Proof, ScriptError
from symact.derivation.assemble import composed, negation
from symact.derivation.reading import condition, prose, prose_text
from symact.kernel.errors import ClaimError
from symact.kernel.terms import text

TITLE = "A test"


def symmetric(middle: str = "exp(-x)/(1 + exp(-x))") -> Proof:
    proof = Proof("sigmoid(-x) == 1 - sigmoid(x)", title=TITLE)
    with proof.left() as line:
        line("1/(1 + exp(x))", "definition of `sigmoid` at `-x`")
    with proof.right() as line:
        line("1 - 1/(1 + exp(-x))", "definition")
        line(middle, "common denominator")
        line("1/(1 + exp(x))", "times `exp(x)`", since="exp(x) != 0")
    return proof


def test_a_proof_from_both_sides() -> None:
    found = symmetric().derive()
    assert (found.verdict, found.as_expected, found.complaints) == ("PROVED", True, ())
    assert [s.number for s in found.steps] == [1, 2, 3, 4]
    assert found.steps[3].conditions[0].holds
    assert found.steps[0].source.startswith("test_proof.py:")


def test_a_wrong_line_is_named_and_the_lines_after_it_stand() -> None:
    found = symmetric("exp(x)/(1 + exp(-x))").derive()
    assert (found.verdict, found.as_expected) == ("REFUTED", False)
    assert [s.number for s in found.wrong] == [3]
    what = "1 - 1/(1 + exp(-x)) is not equal to exp(x)/(1 + exp(-x))"
    assert found.complaints[0].startswith(f"line 3: {what}: counterexample x = ")


def test_lines_that_carry_an_error_on_are_not_blamed() -> None:
    proof = Proof("2*sinh(x) == exp(x) + exp(-x)", title=TITLE, expects="REFUTED", wrong_line=1)
    with proof.left() as line:
        line("2*cosh(x)", "a slip")
        line("exp(x) + exp(-x)", "correct from there")
    found = proof.derive()
    assert [s.number for s in found.wrong] == [1]
    assert found.as_expected


def test_a_false_side_condition_is_refused() -> None:
    proof = Proof("x/x == 1", title=TITLE, assume="x > 0")
    with proof.left() as line:
        line("1", "cancel", since="x > 1")
    found = proof.derive()
    assert found.verdict == "REFUTED"
    assert found.complaints[0].startswith("line 1: side condition x > 1 is false: counterexample x = ")


def test_a_false_lemma_is_refused() -> None:
    proof = Proof("x == x", title=TITLE)
    proof.lemma("x > 0", "wishful")
    with proof.left() as line:
        line("x", "the same")
    assert proof.derive().complaints[0].startswith("lemma x > 0 is false")


def test_an_undecided_line_is_no_success() -> None:
    proof = Proof("polylog(x, x) == polylog(x, x)", title=TITLE)
    with proof.left() as line:
        line("polylog(x, x)", "the same")
    found = proof.derive()
    assert (found.verdict, found.as_expected) == ("UNKNOWN", False)
    assert found.complaints[0].startswith("line 1: not decided: polylog(x, x) == polylog(x, x)")


def test_chains_of_inequalities() -> None:
    proof = Proof("sigmoid(x) > 0", title=TITLE)
    with proof.left() as line:
        line("1/(1 + exp(-x))", "definition")
        line("> 0", "the denominator is positive", since="1 + exp(-x) > 0")
    assert proof.derive().verdict == "PROVED"


@pytest.mark.parametrize(
    ("relations", "shown"),
    [([], "=="), (["=="], "=="), (["<=", "==", "<"], "<"), ([">", ">="], ">"), (["!="], "!="), (["<", ">"], None),
     (["!=", "!="], None), (["!=", "<"], None)],
)  # fmt: skip
def test_relations_compose_or_do_not(relations: list[str], shown: str | None) -> None:
    assert composed(relations) == shown


def lines(claim: str, left: list[str] | None, right: list[str] | None) -> Proof:
    proof = Proof(claim, title=TITLE)
    for written, chain in ((left, proof.left), (right, proof.right)):
        if written is not None:
            with chain() as line:
                for one in written:
                    line(one, "a reason")
    return proof


@pytest.mark.parametrize(
    ("claim", "left", "right", "message"),
    [
        ("2*x == x + x", ["x*2"], None, r"ends at x\*2, not at the claim's right side x \+ x"),
        ("2*x == x + x", None, ["x*2"], r"ends at x\*2, not at the claim's left side 2\*x"),
        ("2*x == x + x", ["x*2"], ["2*(x)", "x*3"], r"not meet: the left side ends at x\*2, the right side at x\*3"),
        ("x < x + 1", ["x + 1"], None, "shows '==', the claim states '<'"),
        ("x == x + 1", ["< x + 1"], None, "shows '<', the claim states '=='"),
        ("x < x + 1", ["< x + 2", "> x + 1"], None, "shows 'nothing'"),
        ("x < x + 1", ["x"], ["> x"], "lines from the right side are equalities"),
        ("2*x == x + x", [], None, r"ends at 2\*x, not at"),
    ],
)
def test_chains_that_do_not_connect_are_refused(
    claim: str, left: list[str] | None, right: list[str] | None, message: str
) -> None:
    with pytest.raises(ScriptError, match=message):
        lines(claim, left, right).derive()


def test_cases_must_leave_no_point_out() -> None:
    def cases(*conditions: str) -> Derivation:
        proof = Proof("Abs(x)**2 == x**2", title=TITLE)
        for condition_ in conditions:
            with proof.case(condition_) as case, case.left() as line:
                line("x**2", "a reason")
        return proof.derive()

    assert cases("x > 0", "x < 0", "Eq(x, 0)").verdict == "PROVED"
    assert cases("x >= 0", "x < 1").verdict == "PROVED"
    found = cases("x > 0", "x < 0")
    assert found.verdict != "PROVED"
    assert found.complaints[0].startswith("the cases are not shown to cover every point")


@pytest.mark.parametrize(
    ("written", "negated"),
    [
        ("x < 1", "x >= 1"),
        ("Eq(x, 0)", "x != 0"),
        ("0 < x < 1", "Or(0 >= x, x >= 1)"),
        ("Or(x < 0, x > 1)", "And(x >= 0, x <= 1)"),
    ],
)
def test_negation(written: str, negated: str) -> None:
    assert text(negation(condition(written, {}))) == negated


def test_what_cannot_be_read_is_refused_with_its_place() -> None:
    for make in (
        lambda: Proof("sigmod(x) == 1", title=TITLE),
        lambda: Proof("x == 1", title="an open `backquote"),
        lambda: Proof("0 < x < 1", title=TITLE),
        lambda: Proof("x == 1", title=TITLE, assume="x"),
        lambda: Proof("x == 1", title=TITLE, expects="TRUE"),
        lambda: Proof("x == 1", title=TITLE).case("x >"),
        lambda: Proof("x == 1", title=TITLE).lemma("x"),
        lambda: Proof("x == 1", title=TITLE).left()("1 +", "a reason"),
        lambda: Proof("x == 1", title=TITLE).left()("1", "a `reason("),
    ):
        with pytest.raises(ScriptError, match=r"^test_proof\.py:\d+: "):
            make()


def test_the_form_of_a_proof_is_checked() -> None:
    proof = symmetric()
    with pytest.raises(ScriptError, match="a second chain from the left"):
        proof.left()
    proof.case("x > 0")
    with pytest.raises(ScriptError, match="lines outside of the cases"):
        proof.derive()


def test_prose_holds_terms() -> None:
    words = prose("as `x > 0`, `sigmoid` is `sigmoid(x)`", {})
    pieces = ["as ", "x > 0", ", ", "sigmoid()", " is ", "sigmoid(x)"]
    assert [w if isinstance(w, str) else text(w) for w in words] == pieces
    assert prose_text(words) == "as `x > 0`, `sigmoid` is `sigmoid(x)`"
    with pytest.raises(ClaimError, match="not closed"):
        prose("a `b", {})


def test_the_record_is_json() -> None:
    record = symmetric().derive().to_json()
    assert json.loads(json.dumps(record)) == record
    assert record["claim"] == "sigmoid(-x) == 1 - sigmoid(x)"
    assert record["parts"][0]["chains"][1]["steps"][2]["conditions"][0]["claim"] == "exp(x) != 0"
    assert record["theorem"]["verdict"] == record["verdict"] == "PROVED"


def test_a_notebook_gets_text_and_latex() -> None:
    bundle = symmetric().derive()._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "text/latex"}
    assert bundle["text/latex"].startswith("$$\n\\begin{aligned}")
    assert not {r"\intertext", r"\parbox", r"\tag"} & set(bundle["text/latex"].split("{"))
