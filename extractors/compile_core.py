"""Builds the compiled core of webassay's own extractor, as a part of every build of the package.

Where it cannot be built, for want of a compiler say, that is said in one line and the build goes on
without: the pure code does the same, more slowly.
"""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import shorten
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PACKAGE = Path("extractors/webassay/core")  # a build runs in the root of the project
_BUILD = Path("build/core")
# Sums must be rounded as the pure code rounds them; what is for debuggers is ten times the rest.
_FLAGS = ("-O3", "-ffp-contract=off", "-g0")
_LINE = 200  # characters of what is said of a failure


class CompiledCore(BuildHookInterface[Any]):
    """Compiles the core for wheels and for editable installations."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the extension modules and add them to the wheel.

        Args:
            version: `editable`, whose modules have to stand beside their sources; or `standard`.
            build_data: what is said of the wheel; changed.
        """
        try:
            modules = _compiled(_PACKAGE if version == "editable" else _BUILD / "webassay" / "core")
        except Exception as error:  # a build has many ways to fail, and none of them may stop it
            reason = shorten(f"{type(error).__name__}: {error}", _LINE)
            self.app.display_warning(f"webassay is built without its compiled core: {reason}")
            return
        build_data["pure_python"], build_data["infer_tag"] = False, True
        if version != "editable":
            build_data["force_include"] |= {str(m): f"webassay/core/{m.name}" for m in modules}


def _compiled(folder: Path) -> list[Path]:
    """Compile all sources into a folder; return the modules."""
    from Cython.Build import cythonize
    from lxml import get_include
    from setuptools import Distribution, Extension

    sources = sorted(_PACKAGE.glob("*.pyx"))
    extensions = [
        Extension(
            f"webassay.core.{source.stem}",
            [str(source)],
            include_dirs=get_include(),
            extra_compile_args=[] if sys.platform == "win32" else list(_FLAGS),
        )
        for source in sources
    ]
    built = Distribution(
        {
            "name": "webassay",
            "ext_modules": cythonize(extensions, build_dir=str(_BUILD), quiet=True),
        }
    )
    command = built.get_command_obj("build_ext")
    command.build_temp = command.build_lib = str(_BUILD)
    command.force = command.parallel = True
    command.ensure_finalized()
    command.run()
    folder.mkdir(parents=True, exist_ok=True)
    modules = [Path(command.get_ext_fullpath(one.name)) for one in built.ext_modules]
    return [module.replace(folder / module.name) for module in modules]
