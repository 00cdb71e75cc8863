"""``dataclass`` as the standard library's, and cheaper: for a program that starts often and makes many small values.

The standard one writes source text for six methods of each class and compiles it, which was near half of an engine's
imports; and a value of a frozen class is filled through ``object.__setattr__``, field by field. Here only ``__init__``
is compiled, and that when the first value of its class is made: of the classes that an engine loads at its start, it
makes values of a quarter. What is compared, hashed and printed follows from the fields, as there.

``frozen`` is held by mypy alone, which reads this as the standard decorator: whoever assigns to a field of a frozen
class is stopped by ``make lint``, not at run time. Such a value has a hash.

``replace`` is for what is replaced thousands of times: it takes all fields of a value at once.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass as dataclass
    from dataclasses import replace as replace
else:

    def dataclass(*, frozen: bool = False, slots: bool = False, eq: bool = True) -> Callable[[type], type]:
        """Make a data class of a class, as ``dataclasses.dataclass`` does; it has these three options."""

        def made(cls: type) -> type:
            # A class without a docstring is given its signature as one, which costs more than all the rest.
            cls.__doc__ = cls.__doc__ or cls.__name__
            done = dataclasses.dataclass(cls, slots=slots, init=False, eq=False, repr=False)
            fields = dataclasses.fields(done)
            _own(done, "__init__", _first(done))
            _own(done, "__repr__", _printer([one.name for one in fields if one.repr]))
            if eq:
                equal, number = _comparison([one.name for one in fields if one.compare])
                _own(done, "__eq__", equal)
                _own(done, "__hash__", number if frozen else None)
            return done

        return made

    def replace(value: Any, **changes: Any) -> Any:
        """Return a new value with these fields changed, as ``dataclasses.replace`` does."""
        names, values = _parts(type(value))
        return type(value)(**dict(zip(names, values(value), strict=True)) | changes)


@cache
def _parts(cls: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Return the names of a class's fields, and what takes the values of all of them."""
    names = tuple(one.name for one in dataclasses.fields(cls))
    # Of one name alone ``attrgetter`` gives the value, not a tuple of it.
    return names, attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)


def _own(cls: type, name: str, method: Callable[..., Any] | None) -> None:
    """Give the class a method, unless it has one of its own."""
    if name not in cls.__dict__:
        setattr(cls, name, method)


def _first(cls: type) -> Callable[..., None]:
    """Return the ``__init__`` of a class of which there is no value yet: it puts the compiled one in its place."""

    def first(self: Any, *values: Any, **named: Any) -> None:
        compiled = _compiled(cls)
        setattr(cls, compiled.__name__, compiled)
        compiled(self, *values, **named)

    return first


def _compiled(cls: type) -> Callable[..., None]:
    """Return the ``__init__`` that takes a class's fields, as the standard library would write it."""
    known: dict[str, Any] = {"_unsaid": object()}
    parameters, lines = ["self"], []
    for one in dataclasses.fields(cls):
        name = value = one.name
        if one.default_factory is not dataclasses.MISSING:
            known[f"_make_{name}"] = one.default_factory
            parameters.append(f"{name}=_unsaid")
            value = f"_make_{name}() if {name} is _unsaid else {name}"
        elif one.default is not dataclasses.MISSING:
            known[f"_usual_{name}"] = one.default
            parameters.append(f"{name}=_usual_{name}")
        else:
            parameters.append(name)
        lines.append(f" self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    # The text holds no input: only names of fields from the program's own source.
    exec("\n".join([f"def __init__({', '.join(parameters)}):", *(lines or [" pass"])]), known)  # noqa: S102
    made: Callable[..., None] = known["__init__"]
    made.__module__, made.__qualname__ = cls.__module__, f"{cls.__qualname__}.__init__"
    return made


def _printer(names: list[str]) -> Callable[[Any], str]:
    def printed(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join([f'{name}={getattr(self, name)!r}' for name in names])})"

    return printed


def _comparison(names: list[str]) -> tuple[Callable[[Any, object], bool], Callable[[Any], int]]:
    """Return whether two values are equal, and the hash of one, over these fields."""
    values: Callable[[Any], object] = attrgetter(*names) if names else type

    def equal(self: Any, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def number(self: Any) -> int:
        return hash(values(self))

    return equal, number
