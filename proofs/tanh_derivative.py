"""The derivative of tanh in the three forms that one meets: 1 − tanh², 1/cosh², and in terms of the sigmoid."""

from symact.derivation import Proof

SINH, COSH = "(exp(x) - exp(-x))", "(exp(x) + exp(-x))"

square = Proof("Derivative(tanh(x), x) == 1 - tanh(x)**2", title="The derivative of tanh: one minus the square")
with square.left() as line:
    line(f"Derivative({SINH}/{COSH}, x)", "definition of `tanh`")
    line(f"({COSH}*{COSH} - {SINH}*{SINH})/{COSH}**2", "quotient rule; each is the derivative of the other")
    line(f"{COSH}**2/{COSH}**2 - {SINH}**2/{COSH}**2", "split the fraction")
    line(f"1 - ({SINH}/{COSH})**2", "cancel", since=f"{COSH} > 0")
    line("1 - tanh(x)**2", "definition of `tanh`")

hyperbolic = Proof("Derivative(tanh(x), x) == 1/cosh(x)**2", title="The derivative of tanh: one over cosh squared")
with hyperbolic.left() as line:
    line("Derivative(sinh(x)/cosh(x), x)", "tanh is sinh over cosh")
    line("(cosh(x)*cosh(x) - sinh(x)*sinh(x))/cosh(x)**2", "quotient rule", since="Derivative(cosh(x), x) == sinh(x)")
    line("1/cosh(x)**2", "hyperbolic Pythagoras", since="cosh(x)**2 - sinh(x)**2 == 1")

logistic = Proof(
    "Derivative(tanh(x), x) == 4*sigmoid(2*x)*(1 - sigmoid(2*x))",
    title="The derivative of tanh: by the sigmoid",
)
with logistic.left() as line:
    line("Derivative(2*sigmoid(2*x) - 1, x)", "tanh is a stretched sigmoid")
    line("2*Derivative(sigmoid(2*x), x)", "constant factor; constants vanish")
    line("2*(sigmoid(2*x)*(1 - sigmoid(2*x)))*2", "chain rule, with the derivative of the sigmoid")
    line("4*sigmoid(2*x)*(1 - sigmoid(2*x))", "multiply out")

if __name__ == "__main__":
    from symact.cli.script import run

    run(square, hyperbolic, logistic)
