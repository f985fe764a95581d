"""softplus(x) − softplus(−x) = x: the smooth ramp keeps this property of max(x, 0) exactly."""

from symact.derivation import Proof

proof = Proof("softplus(x) - softplus(-x) == x", title="softplus splits x into two ramps")

with proof.left() as line:
    line("log(1 + exp(x)) - log(1 + exp(-x))", "definition of softplus, twice")
    line("log((1 + exp(x))/(1 + exp(-x)))", "logarithm of a quotient", since=("1 + exp(x) > 0", "1 + exp(-x) > 0"))
    line("log(exp(x)*(exp(-x) + 1)/(1 + exp(-x)))", "take `exp(x)` out of the numerator")
    line("log(exp(x))", "cancel", since="1 + exp(-x) != 0")
    line("x", "the logarithm undoes the exponential")

if __name__ == "__main__":
    from symact.cli.script import run

    run(proof)
