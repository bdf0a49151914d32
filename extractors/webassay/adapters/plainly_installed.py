"""A library as it is plainly installed: without what it would use if that happened to be there."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """Hide packages from imports, so that what comes out does not depend on who installed them.

    Args:
        packages: their import names. What of them was imported before is there again afterwards.
    """
    hidden = {name: sys.modules[name] for name in [*sys.modules] if name.split(".")[0] in packages}
    for name in hidden:
        del sys.modules[name]
    for name in packages:
        sys.modules[name] = None  # type: ignore[assignment] # how Python marks what is not to be had
    try:
        yield
    finally:
        for name in packages:
            del sys.modules[name]
        sys.modules.update(hidden)
