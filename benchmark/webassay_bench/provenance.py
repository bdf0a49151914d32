"""Where a result came from: code, extractor and machine, read from the system itself."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from webassay import Extractor
from webassay.installed import version_of

_CHECKOUT = Path(__file__).parents[2]
_CODE = ("extractors", "benchmark", "pyproject.toml")


def now() -> str:
    """Return the time in UTC, to the second, as ISO 8601 writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def code() -> dict[str, Any]:
    """Return webassay's version and, in a checkout, its commit and whether its code differs."""
    commit = _git("rev-parse", "HEAD") if (_CHECKOUT / "pyproject.toml").is_file() else None
    changes = _git("status", "--porcelain", "--", *_CODE) if commit else None
    return {
        "version": version_of("webassay") or "unknown",
        "commit": commit,
        "dirty": None if changes is None else bool(changes),
    }


def extractor(used: Extractor) -> dict[str, Any]:
    """Return an extractor's name, distribution, installed version, settings and parsers."""
    return {
        "name": used.name,
        "distribution": used.distribution,
        "version": used.version,
        "params": dict(used.params),
        "revision": used.revision,
        "parsers": {name: version_of(name) for name in used.parsers},
        **({"trained_on": dict(used.trained_on)} if used.trained_on else {}),
    }


def machine(jobs: int) -> dict[str, Any]:
    """Return what the run is made on: Python, system, processor, cores and workers."""
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": f"{platform.system()} {platform.machine()}",
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "jobs": jobs,
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _git(*arguments: str) -> str | None:
    command = ["git", "-C", str(_CHECKOUT), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
