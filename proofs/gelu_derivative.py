"""The derivative of GELU, x·Φ(x): the normal distribution function and its density."""

from symact.derivation import Proof

proof = Proof("Derivative(gelu(x), x) == Phi(x) + x*phi(x)", title="The derivative of GELU")

proof.lemma("Derivative(Phi(x), x) == phi(x)", "the density is the derivative of the distribution function")

with proof.left() as line:
    line("Derivative(x*Phi(x), x)", "definition of GELU")
    line("Phi(x) + x*Derivative(Phi(x), x)", "product rule")
    line("Phi(x) + x*phi(x)", "the lemma")

density = Proof("Derivative(Phi(x), x) == phi(x)", title="The density of the normal distribution")
with density.left() as line:
    line("Derivative((1 + erf(x/sqrt(2)))/2, x)", "definition of `Phi`")
    line("R(1, 2)*(2/sqrt(pi)*exp(-(x/sqrt(2))**2))*(1/sqrt(2))", "derivative of erf, chain rule")
    line("exp(-x**2/2)/sqrt(2*pi)", "collect the constants")
    line("phi(x)", "definition of `phi`")

if __name__ == "__main__":
    from symact.cli.script import run

    run(density, proof)
