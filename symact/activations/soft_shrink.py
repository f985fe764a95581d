"""The soft threshold: the proximal map of lambd |x|."""

from symact.activations.entry import Activation, Parameter, sympy

entry = Activation(
    name="soft_shrink",
    latex=r"\operatorname{SoftShrink}",
    title="soft threshold",
    kernel="Piecewise((x - lambd, x > lambd), (x + lambd, x < -lambd), (0, True))",
    expr=lambda x, lambd: sympy.Piecewise((x - lambd, x > lambd), (x + lambd, x < -lambd), (0, True)),
    parameters=(Parameter("lambd", "1/2", latex=r"\lambda"),),
    frameworks={
        "torch": "nn.functional.softshrink", "keras": "activations.soft_shrink", "mlx": "nn.softshrink",
        "paddle": "nn.functional.softshrink",
    },
    disagreements="tensorflow_addons has signed bounds, which may differ.",
    reference="D. Donoho and I. Johnstone, 1994",
)  # fmt: skip
