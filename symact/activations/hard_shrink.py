"""The hard threshold; at x = lambd and x = -lambd it is 0 in every framework."""

from symact.activations.entry import Activation, Parameter, sympy

entry = Activation(
    name="hard_shrink",
    latex=r"\operatorname{HardShrink}",
    title="hard threshold",
    kernel="Piecewise((x, Abs(x) > lambd), (0, True))",
    expr=lambda x, lambd: sympy.Piecewise((x, sympy.Abs(x) > lambd), (0, True)),
    parameters=(Parameter("lambd", "1/2", latex=r"\lambda"),),
    frameworks={
        "torch": "nn.functional.hardshrink", "keras": "activations.hard_shrink", "mlx": "nn.hard_shrink",
        "paddle": "nn.functional.hardshrink",
    },
    disagreements="keras calls lambd threshold; tensorflow_addons has a lower and an upper bound.",
    reference="D. Donoho and I. Johnstone, 1994",
)  # fmt: skip
