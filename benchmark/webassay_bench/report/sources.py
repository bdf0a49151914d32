"""Where the texts of a report come from: gold of the datasets, and outputs that runs kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from webassay_bench import datasets, texts
from webassay_bench.datasets import Dataset
from webassay_bench.errors import DatasetError
from webassay_bench.record import Result
from webassay_bench.texts import Output


def gold_of(results: Iterable[Result], paths: Iterable[Path]) -> dict[str, Dataset]:
    """Find the gold of the datasets of some results.

    Args:
        results: any.
        paths: datasets by path; the bundled gold is looked at without being named.

    Returns:
        The datasets by hash, without the pages that were left out of the runs.

    Raises:
        DatasetError: a named dataset cannot be read, or none of the results is of it.
    """
    excluded = {
        str(r.header["dataset"]["sha256"]): tuple(r.header["dataset"].get("excluded", ()))
        for r in results
    }
    found = _those_of(datasets.load(datasets.bundled()), excluded)
    for path in paths:
        loaded = datasets.load(path)
        matching = _those_of(loaded, excluded)
        if not matching:
            raise DatasetError(
                f"no result is of {path}, whose hash is {loaded.sha256[:16]}; there are results of "
                f"{', '.join(sorted(sha256[:16] for sha256 in excluded))}: name the same version"
            )
        found |= matching
    return found


def outputs_of(result: Result) -> Mapping[str, Output] | None:
    """Read the outputs that were kept beside a result; None where there are none.

    Raises:
        ResultError: they are damaged.
    """
    return texts.read(result.file) if texts.file_of(result.file).is_file() else None


def _those_of(dataset: Dataset, excluded: Mapping[str, Sequence[str]]) -> dict[str, Dataset]:
    """Return the dataset under each hash that it has among the results."""
    known = {page.id for page in dataset.pages}
    found = {}
    for left_out in set(excluded.values()):
        if known.issuperset(left_out):
            one = dataset.without(left_out) if left_out else dataset
            if one.sha256 in excluded:
                found[one.sha256] = one
    return found
