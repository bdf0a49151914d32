"""Floors below which figures must not fall, pinned to the dataset on which they were measured.

After the floors of trafilatura's evaluation, which only rise. A floor holds for one extractor and
one figure on one version of one dataset; where less is better it is a ceiling, and only falls.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import fastjsonschema

from webassay_bench.errors import ResultError
from webassay_bench.metrics import METRICS, Metric
from webassay_bench.record import Result
from webassay_bench.stats import plain_figures

_SCHEMA = {
    "type": "object",
    "required": ["schema", "floors"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": "webassay-floors/1"},
        "floors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["dataset", "sha256", "extractor", "figure", "limit"],
                "additionalProperties": False,
                "properties": {
                    "dataset": {"type": "string"},
                    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                    "extractor": {"type": "string"},
                    "figure": {"type": "string", "pattern": r"^\w+\.[\w.-]+$"},
                    "limit": {"type": "number"},
                },
            },
        },
    },
}


@dataclass(frozen=True)
class Floor:
    """What an extractor must reach.

    Attributes:
        dataset: name and version.
        sha256: the dataset's hash.
        extractor: its name.
        figure: `METRIC.FIGURE`.
        limit: the least that it may be; the most, where less is better.
    """

    dataset: str
    sha256: str
    extractor: str
    figure: str
    limit: float

    @property
    def place(self) -> tuple[str, str, str]:
        """What the floor is of: there is one for each dataset, extractor and figure."""
        return self.dataset, self.extractor, self.figure

    @property
    def is_ceiling(self) -> bool:
        """Whether less is better."""
        metric, name = _metric_of(self.figure)
        return name.partition(".")[0] in metric.lower

    def admits(self, found: float) -> bool:
        """Tell whether a figure is at least as good as the limit."""
        return found <= self.limit if self.is_ceiling else found >= self.limit


@dataclass(frozen=True)
class Check:
    """A floor beside what was measured.

    Attributes:
        floor: what must be reached.
        found: what was; None where nothing was measured.
        reason: why it does not hold; empty where it does.
    """

    floor: Floor
    found: float | None
    reason: str = ""


def read(file: Path) -> list[Floor]:
    """Read floors.

    Raises:
        ResultError: the file cannot be read, or holds something else.
    """
    try:
        content = json.loads(file.read_text("utf-8"))
        fastjsonschema.validate(_SCHEMA, content)
    except FileNotFoundError as error:
        raise ResultError(
            f"{file} does not exist; pin floors with `webassay gate --pin NAMES`"
        ) from error
    except (OSError, ValueError) as error:
        raise ResultError(f"{file} holds no floors: {error}") from error
    except fastjsonschema.JsonSchemaException as error:
        raise ResultError(f"{file} holds no floors: {error}") from error
    return [Floor(**floor) for floor in content["floors"]]


def write(file: Path, floors: Iterable[Floor]) -> None:
    """Write floors, in a fixed order.

    Raises:
        ResultError: the file cannot be written.
    """
    ordered = sorted(floors, key=lambda floor: floor.place)
    content = {"schema": "webassay-floors/1", "floors": [asdict(floor) for floor in ordered]}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise ResultError(f"cannot write {file}: {error.strerror}") from error


def check(results: Sequence[Result], floors: Iterable[Floor]) -> list[Check]:
    """Put each floor beside the newest result of its extractor on its dataset.

    Raises:
        ResultError: a floor names a metric that is not known.
    """
    return [_check(_newest(results, floor), floor) for floor in floors]


def floor_of(result: Result, figure: str, slack: float = 0.0) -> Floor:
    """Make the floor that a result just reaches, or clears by some slack.

    Raises:
        ResultError: the result lacks the figure.
    """
    found = _found(result, figure)
    if found is None:
        raise ResultError(f"{result.file} has no {figure}; name another --figure")
    sha256 = str(result.header["dataset"]["sha256"])
    floor = Floor(result.dataset, sha256, result.extractor, figure, found)
    return replace(floor, limit=found + slack if floor.is_ceiling else found - slack)


def pin(
    results: Sequence[Result], floors: Iterable[Floor], slack: float = 0.0, *, lower: bool = False
) -> list[Floor]:
    """Bring floors to what was measured; one for which nothing was stays as it is.

    Args:
        results: any results; the newest of each extractor on each dataset counts.
        floors: those that there are.
        slack: by how much a figure may get worse than it is before its floor is broken.
        lower: whether a limit may also become easier to reach, or go to new gold. Otherwise such
            a floor stays as it is.

    Raises:
        ResultError: a result lacks the figure of its floor.
    """
    pinned = []
    for floor in floors:
        result = _newest(results, floor)
        moved = floor if result is None else floor_of(result, floor.figure, slack)
        rises = moved.sha256 == floor.sha256 and floor.admits(moved.limit)
        pinned.append(moved if lower or rises else floor)
    return pinned


def _check(result: Result | None, floor: Floor) -> Check:
    if result is None:
        return Check(floor, None, "no result")
    if result.header["dataset"]["sha256"] != floor.sha256:
        return Check(floor, None, "the dataset is not the one it was pinned on")
    found = _found(result, floor.figure)
    if found is None:
        return Check(floor, None, "no such figure")
    return Check(floor, found, "" if floor.admits(found) else "worse than the limit")


def _newest(results: Sequence[Result], floor: Floor) -> Result | None:
    """Return the newest result for a floor, of its dataset's version where there is one."""
    own = [r for r in results if (r.extractor, r.dataset) == (floor.extractor, floor.dataset)]
    pinned = [result for result in own if result.header["dataset"]["sha256"] == floor.sha256]
    return max(pinned or own, key=lambda result: result.made, default=None)


def _found(result: Result, figure: str) -> float | None:
    metric, name = _metric_of(figure)
    return plain_figures(metric, result.rows).get(name)


def _metric_of(figure: str) -> tuple[Metric, str]:
    name, _, rest = figure.partition(".")
    if name not in METRICS:
        raise ResultError(f"the metric '{name}' of {figure} is not known: {', '.join(METRICS)}")
    return METRICS[name], rest
