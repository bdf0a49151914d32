"""Figures by kinds of pages, with counts for every kind and no figure where there are too few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from webassay_bench.datasets.script import script_of_language
from webassay_bench.errors import ResultError
from webassay_bench.metrics import Metric
from webassay_bench.record import Result, Row
from webassay_bench.stats.bootstrap import Figure
from webassay_bench.stats.contest import Contest
from webassay_bench.stats.ranking import ranking

# With ten sites an interval that says 95 % holds the truth in 90 % of cases, with fewer ever less
# often (docs/results.md). With fewer than twenty pages one page can move a mean by 0.05, more than
# what mostly parts the best extractors.
FEWEST_PAGES, FEWEST_SITES = 20, 10
UNKNOWN = "(unknown)"
# Bounds in bytes of what the server sent: a tenth, a half and nine tenths of the pages of WCXB are
# below 43, 145 and 605 kB.
_BANDS = ((50_000, "under 50 kB"), (150_000, "50-150 kB"), (500_000, "150-500 kB"))
_LARGEST = "500 kB and more"


@dataclass(frozen=True)
class Stratum:
    """The pages of one kind.

    Attributes:
        name: of the kind; `(unknown)` where the results do not say.
        pages: how many.
        sites: of how many sites.
        contest: the extractors on these pages; None where there are too few for a figure.
    """

    name: str
    pages: int
    sites: int
    contest: Contest | None

    @property
    def figures(self) -> dict[str, Figure] | None:
        """The figure of each extractor, best first; None where there are too few pages."""
        return self.contest.figures() if self.contest else None


def _script(row: Row) -> str:
    return str(row.get("script") or script_of_language(row["language"]))


def _size(row: Row) -> str:
    if "bytes" not in row:
        return ""
    return next((name for bound, name in _BANDS if row["bytes"] < bound), _LARGEST)


FACETS: dict[str, Callable[[Row], str]] = {
    "page_type": lambda row: str(row["page_type"]),
    "language": lambda row: str(row["language"]).partition("-")[0].lower(),
    "script": _script,
    "size": _size,
    "family": lambda row: str(row.get("family", "")),
    "site": lambda row: str(row["site"]),
}


def strata(
    results: Sequence[Result], by: str = "page_type", metric: Metric | None = None, figure: str = ""
) -> list[Stratum]:
    """Part the pages by kind.

    Args:
        results: one of each extractor, of one dataset.
        by: a name of `FACETS`.
        metric: by which the extractors are judged; by default that which ranks the dataset.
        figure: of the metric's summary; by default its headline.

    Returns:
        The strata by name, bands of size from small to large, what is unknown last. A stratum of
        fewer than 20 pages or 10 sites has no figures. Of a single site the pages are drawn,
        not the site, so there the number of sites does not matter.

    Raises:
        ResultError: `by` is unknown, or the results do not say it of any page.
    """
    if by not in FACETS:
        raise ResultError(f"pages cannot be parted by '{by}'; by: {', '.join(FACETS)}")
    contest = Contest.of(
        metric or ranking(results), {result.extractor: result.rows for result in results}, figure
    )
    facet = FACETS[by]
    rows = next(iter(contest.rows.values()), [])
    names = [facet(row) or UNKNOWN for row in rows]
    if set(names) <= {UNKNOWN}:
        raise ResultError(_unsaid(results, by))
    return [_stratum(contest, name, names, by) for name in sorted(set(names), key=_place)]


def enough(pages: int, sites: int) -> bool:
    """Tell whether so many pages of so many sites can bear a figure."""
    return pages >= FEWEST_PAGES and sites >= FEWEST_SITES


def _stratum(whole: Contest, name: str, names: Sequence[str], by: str) -> Stratum:
    rows = {
        extractor: [row for row, own in zip(rows, names, strict=True) if own == name]
        for extractor, rows in whole.rows.items()
    }
    alone = by == "site"
    cluster = "id" if alone else "site"
    part = Contest.of(whole.metric, rows, whole.figure, whole.seed, cluster)
    large = part.pages >= FEWEST_PAGES if alone else enough(part.pages, part.sites)
    return Stratum(name, part.pages, part.sites, part if large else None)


def _place(name: str) -> tuple[bool, int, str]:
    sizes = [*(band for _, band in _BANDS), _LARGEST]
    return name == UNKNOWN, sizes.index(name) if name in sizes else 0, name


def _unsaid(results: Sequence[Result], by: str) -> str:
    said = f"the results on {results[0].dataset} do not say the {by.replace('_', ' ')} of any page"
    return f"{said}; `webassay run` with another --out measures anew" if by == "size" else said
