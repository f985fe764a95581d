"""The catalogue as SymPy functions: `function("sigmoid")`, or `sigmoid` of this module, made when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any, ClassVar

import sympy
from sympy.core.function import ArgumentIndexError

from symact.activations import Activation, catalogue, vocabulary
from symact.derivation.arrays import array_function
from symact.derivation.bridge import BridgeError, from_sympy
from symact.derivation.evaluation import enclosure, implementation, midpoint
from symact.derivation.lambdified import exact_parameter, lambdified
from symact.derivation.writing import to_sympy
from symact.kernel.differentiate import conditionals
from symact.kernel.errors import Stuck, Undefined
from symact.kernel.terms import Term


class CatalogueFunction(sympy.Function):
    """An entry of the catalogue applied to SymPy arguments.

    `diff` gives the stated closed form, `rewrite(exp)` and `definition()` the definition, `evalf` a value from an
    enclosure of the kernel, `numpy` the array function. Arguments equal to their defaults are dropped.
    """

    entry: ClassVar[Activation]
    numpy: ClassVar[Callable[..., Any]]

    def __new__(cls, *args: Any, **options: Any) -> Any:
        for a in args:
            if isinstance(a, (str, bytes)):
                raise TypeError(f"{cls.entry.name}({a!r}): an argument is a SymPy expression or a number, not text")
            if isinstance(a, sympy.MatrixBase):
                raise TypeError(f"{cls.entry.name} takes no matrices: use matrix.applyfunc({cls.entry.name})")
            if isinstance(a, (list, tuple)) or (getattr(a, "ndim", None) and not isinstance(a, sympy.Basic)):
                raise TypeError(f"{cls.entry.name} of SymPy takes no arrays: use {cls.entry.name}.numpy(…)")
        return super().__new__(cls, *args, **options)

    @classmethod
    def eval(cls, *args: Any) -> Any:
        """Drops defaults; gives the values at rational numbers and infinities that SymPy finds rational or infinite."""
        if cls.entry.of_vector or not args:
            return None
        if len(args) > (required := len(cls.entry.variables)):
            default = exact_parameter(cls.entry.parameters[len(args) - required - 1].default)
            if args[-1] == default:
                return cls(*args[:-1])
        if all(_plain(a) for a in args):
            value = sympy.S(cls.entry.expr(*_completed(cls.entry, args)))
            return value if _plain(value) else None
        return None

    @classmethod
    def lambdify(cls, stable: bool = True) -> Callable[..., Any]:
        """The NumPy function: of the stable form where one is stated, or SymPy's lambdified definition."""
        return cls.numpy if stable else lambdified(cls.entry, "naive")

    @property
    def full_args(self) -> tuple[Any, ...]:
        """All arguments, defaults included."""
        return _completed(self.entry, self.args)

    @property
    def is_general(self) -> bool:
        """Whether the last argument is a vector of n components."""
        return self.entry.of_vector and bool(self.args[-1].atoms(sympy.IndexedBase))

    # ------------------------------------------------------------ definition

    def definition(self) -> Any:
        """The definition with the arguments put in, one level deep."""
        if not self.entry.of_vector:
            return sympy.S(self.entry.expr(*self.full_args))
        if not self.is_general:
            return self._fixed_size()
        *index, vector = self.args
        hidden = [sympy.Dummy(integer=True) for _ in index]
        made = self.entry.expr(*hidden, _Components(vector))
        taken = {str(s) for a in self.args for s in a.free_symbols}
        if "k" in taken:
            new = sympy.Symbol(next(name for name in _fresh() if name not in taken), integer=True)
            made = made.replace(lambda e: isinstance(e, sympy.Sum), lambda e: _renamed(e, new))
        return made.xreplace(dict(zip(hidden, index, strict=True)))

    def _fixed_size(self) -> Any:
        indexed = self._has_index()
        components = self.args[indexed:]
        names = [f"t_{m}" for m in range(1, len(components) + 1)]
        first = [Term("number", Fraction(int(self.args[0])))] if indexed else []
        call = Term("call", self.entry.name, *first, *[Term("variable", n) for n in names])
        if complaint := self.entry.definition.complaint(call.args[1:]):
            raise BridgeError(complaint)
        symbols = [sympy.Symbol(n, real=True) for n in names]
        return to_sympy(vocabulary().unfold(call)).xreplace(dict(zip(symbols, components, strict=True)))

    def _eval_rewrite_as_exp(self, *args: Any, **hints: Any) -> Any:
        return self.definition()

    _eval_rewrite_as_log = _eval_rewrite_as_erf = _eval_rewrite_as_Piecewise = _eval_rewrite_as_exp
    _eval_rewrite_as_Max = _eval_rewrite_as_Abs = _eval_rewrite_as_tanh = _eval_rewrite_as_exp

    # ------------------------------------------------------------ derivatives

    def fdiff(self, argindex: int = 1) -> Any:
        """The stated derivative in an argument; where none is stated and no case splits the definition, SymPy's."""
        if self.entry.of_vector or not 1 <= argindex <= len(self.full_args):
            raise ArgumentIndexError(self, argindex)
        name = self.entry.arguments[argindex - 1].name
        source = self.entry.derivative if argindex == 1 else self.entry.partials.get(name, "")
        symbols = self.entry.symbols()
        if source:
            formula = to_sympy(self.entry.read(source), self.entry.domains)
        elif conditionals(vocabulary().body(self.entry.name)):
            raise ArgumentIndexError(self, argindex)
        else:
            formula = self.entry.expression().diff(symbols[argindex - 1])
        return formula.xreplace(dict(zip(symbols, self.full_args, strict=True)))

    def _eval_derivative(self, s: Any) -> Any:
        if not self.entry.of_vector:
            return super()._eval_derivative(s)
        if self.entry.derivative and self.is_general and isinstance(s, sympy.Indexed):
            return self._component_derivative(s)
        if self.entry.derivative and not self.is_general:
            components = enumerate(self.args[self._has_index() :], 1)
            parts = [self._partial(m) * a.diff(s) for m, a in components]
            return sympy.Add(*parts)
        return self.definition().diff(s)

    def _component_derivative(self, s: Any) -> Any:
        """∂f(i, w)/∂z_j for a vector w that depends on z component by component."""
        vector, component = self.args[-1], s.indices[0]
        made = self._stated(component).xreplace({sympy.IndexedBase("z", real=True): vector})
        return made * _Components(vector)[component].diff(s)

    def _partial(self, m: int) -> Any:
        """The derivative in component m of a function of finitely many components."""
        components = self.args[self._has_index() :]
        return self._stated(sympy.Integer(m)).replace(
            lambda e: isinstance(e, CatalogueFunction) and e.entry.of_vector,
            lambda e: e.func(*e.args[:-1], *components),
        )

    def _stated(self, component: Any) -> Any:
        """The stated derivative with respect to a component, for the index of this application, of the vector z."""
        formula = to_sympy(self.entry.read(self.entry.derivative), self.entry.domains)
        values = {sympy.Symbol("j", integer=True): component}
        if self._has_index():
            values[sympy.Symbol("i", integer=True)] = self.args[0]
        return formula.xreplace(values)

    # ------------------------------------------------------------ numbers

    def _eval_is_real(self) -> bool | None:
        """Real at real arguments, of a definition over all of them and with its default parameters."""
        simple = all(v.domain == "real" for v in self.entry.variables) and len(self.args) == len(self.entry.variables)
        return True if simple and all(a.is_real for a in self.args) else None

    def _eval_evalf(self, prec: int) -> Any:
        if not all(a.is_number for a in self.args):
            return None
        exact = self.func(*[_exact(a) for a in self.args], evaluate=False)
        try:
            value = enclosure(vocabulary().unfold(from_sympy(exact)), prec)
        except Undefined:
            return sympy.nan
        except (BridgeError, Stuck):  # complex, or with functions that the kernel has no rules for
            return exact.definition()._eval_evalf(prec)
        return None if value is None else midpoint(value, prec)

    # ------------------------------------------------------------ printing

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        shown = [printer._print(a) for a in self.args]
        lower, arguments = (shown[:1], shown[1:]) if self._has_index() else ([], shown)
        if not self.entry.of_vector:
            size = len(self.entry.variables)
            lower, arguments = shown[size:], shown[:size]
        head = self.entry.latex
        if lower:
            head = (f"{{{head}}}" if "_" in head else head) + f"_{{{', '.join(lower)}}}"
        if exp is not None:
            head += f"^{{{exp}}}"
        return head + rf"\left({', '.join(arguments)}\right)" if arguments else head

    def _has_index(self) -> bool:
        return bool(self.entry.variables) and self.entry.variables[0].domain == "index"


def _completed(entry: Activation, args: tuple[Any, ...]) -> tuple[Any, ...]:
    missing = entry.parameters[len(args) - len(entry.variables) :]
    return (*args, *[exact_parameter(p.default) for p in missing])


def _plain(value: Any) -> bool:
    return bool(value.is_Rational) or value in (sympy.oo, -sympy.oo)


class _Components:
    """A vector argument, `z` or an expression such as `z/T`, read component by component."""

    def __init__(self, vector: Any) -> None:
        self.vector = vector

    def __getitem__(self, k: Any) -> Any:
        return self.vector.xreplace({base: base[k] for base in self.vector.atoms(sympy.IndexedBase)})


def _renamed(total: Any, index: Any) -> Any:
    old, *bounds = total.limits[0]
    return sympy.Sum(total.function.xreplace({old: index}), (index, *bounds))


def _fresh() -> Iterator[str]:
    yield from ("m", "l", "p")
    number = 1
    while True:
        yield f"k_{number}"
        number += 1


def _exact(a: Any) -> Any:
    """`a` with floating-point numbers replaced by the rationals that they are."""
    return a.xreplace({f: sympy.Rational(f) for f in a.atoms(sympy.Float)})


@cache
def function(name: str) -> Any:
    """The SymPy function of an entry: `function("softplus")(x, b)`. Raises `KeyError` for an unknown name."""
    entry = catalogue()[name]
    members = {"entry": entry, "__module__": __name__, "__doc__": f"{entry.title or name}: {entry.kernel}"}
    if not entry.of_vector:
        members["nargs"] = tuple(range(len(entry.variables), len(entry.arguments) + 1))
    if entry.variables:
        members["numpy"] = array_function(entry)
    members["_imp_"] = staticmethod(implementation(entry))
    metaclass: Any = type(CatalogueFunction)
    return metaclass(name, (CatalogueFunction,), members)


def __getattr__(name: str) -> Any:
    if name.startswith("_") or name not in catalogue():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return function(name)
