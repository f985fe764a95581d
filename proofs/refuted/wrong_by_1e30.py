"""σ(69) is not 1, though every floating-point format says so: it falls short by 10⁻³⁰.

The next double below 1 is 10⁻¹⁶ away. Only an enclosure that excludes 0 shows the difference.
"""

from symact.derivation import Proof

proof = Proof("sigmoid(69) == 1", title="σ(69) is not 1: it falls short by 10⁻³⁰", expects="REFUTED")

gap = Proof("1 - sigmoid(69) == exp(-69)/(1 + exp(-69))", title="What σ(69) lacks to 1")
with gap.left() as line:
    line("1 - 1/(1 + exp(-69))", "definition of `sigmoid`")
    line("exp(-69)/(1 + exp(-69))", "over a common denominator")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof, gap)
