"""What is installed here, read from installed metadata and from nowhere else."""

from __future__ import annotations

from pathlib import Path

NODE_FOLDER = Path(__file__).parent / "adapters" / "node"  # package.json and its lock are there


def version_of(distribution: str) -> str | None:
    """Return the installed version of a distribution, or None.

    Args:
        distribution: a name on the Python Package Index, or `npm:NAME` for a package that the
            project's own `package.json` brings.
    """
    # These three take longer to import than all the rest of the library.
    import importlib.metadata
    import json

    if distribution.startswith("npm:"):
        manifest = NODE_FOLDER / "node_modules" / distribution.removeprefix("npm:") / "package.json"
        try:
            return str(json.loads(manifest.read_text("utf-8"))["version"])
        except (OSError, ValueError, KeyError):
            return None
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def program(name: str) -> str | None:
    """Return the path of a program on the PATH, or None."""
    import shutil

    return shutil.which(name)
