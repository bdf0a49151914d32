"""The compiled core: quicker counterparts of the few functions that take most of an extraction.

Each counterpart is written in Cython in a module of this package, gives the very same output as
the pure function, and is used in its place where it has been built and can be loaded. Else the pure
function serves; and where the environment variable `WEBASSAY_PURE` is set: to the names of modules,
parted by commas, for these; to anything else, such as `1`, for all.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar

MODULES = ("amounts", "encodings", "forest", "kinds", "surroundings", "walk", "words")
_Function = TypeVar("_Function", bound=Callable[..., Any])
# Of each function that has a counterpart: it and the counterpart, or None where that is not loaded.
pairs: dict[str, tuple[Callable[..., Any], Callable[..., Any] | None]] = {}


def compiled_in(module: str) -> Callable[[_Function], _Function]:
    """Decorate a function that has a counterpart of its name in a module of the core."""

    def choose(function: _Function) -> _Function:
        name = function.__name__
        counterpart = getattr(_loaded(module), name, None)
        pairs[name] = function, counterpart
        return function if counterpart is None else counterpart

    return choose


def missing() -> tuple[str, ...]:
    """List the modules of the core that are not used: none where all is compiled."""
    return tuple(module for module in MODULES if _loaded(module) is None)


@cache
def _loaded(module: str) -> ModuleType | None:
    pure = set(filter(None, os.environ.get("WEBASSAY_PURE", "").split(",")))
    if module in pure or not pure <= set(MODULES):
        return None
    with warnings.catch_warnings():
        # That a structure of lxml is larger than it was when the core was built is but a warning.
        warnings.simplefilter("error")
        try:
            return import_module(f"{__name__}.{module}")
        except Exception:  # not built, or built for another lxml: whatever it is, there is a way on
            return None
