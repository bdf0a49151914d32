"""webassay's extractor, cross-validated: each page is judged by a model that never saw its site.

`webassay train extractor --folds FOLDER` leaves the models of the folds in a folder; named in the
variable WEBASSAY_FOLDS, `webassay run --extractors webassay_bench.train.crossed:CROSSED` runs them;
`:FALLBACK` and `:BEST` beside it do so for our own extractor with others to fall back on.
The shipped model was trained on all pages of that dataset, so its own figure there would say
nothing; this one is published in its place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from webassay.errors import UnavailableError
from webassay.extraction import Extraction
from webassay.extractor import Extractor
from webassay.main_text.estimate import Estimator
from webassay.main_text.extractor import DISTRIBUTION, PARAMS, PARSERS
from webassay.main_text.main_text import extraction_of, judge, written_text
from webassay.main_text.markdown import markdown_of
from webassay.main_text.model import Model
from webassay.page import Page
from webassay.routing import extractor as routing
from webassay.routing.route import route
from webassay.site import site_of
from webassay_bench.train.folds import FOLDS

VARIABLE = "WEBASSAY_FOLDS"
SITES = "sites.json"


def _extract(page: Page) -> Extraction:
    found = judge(page, model_of(page, folder()))
    return extraction_of(found, written_text(found), estimator_of(page, folder()))


def _route(page: Page, candidates: Sequence[str], doubt: float) -> Extraction:
    model, estimator = model_of(page, folder()), estimator_of(page, folder())
    return route(page, candidates, doubt, model=model, estimator=estimator)


def _markdown(page: Page) -> str:
    return markdown_of(page, model_of(page, folder()))


def folder() -> Path:
    """Return the folder of the models of the folds, named by `WEBASSAY_FOLDS`."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        raise UnavailableError(f"{VARIABLE} does not name a folder of `webassay train extractor`")
    return Path(folder)


def model_of(page: Page, folder: Path) -> Model:
    """Return the model of a folder of folds that never saw the site of a page."""
    return _model(folder, _fold_of(page, folder))


def estimator_of(page: Page, folder: Path) -> Estimator:
    """Return the estimator of a folder of folds that never saw the site of a page."""
    return _estimator(folder, _fold_of(page, folder))


def _fold_of(page: Page, folder: Path) -> int:
    # A site that is in no fold, such as that of the warm-up page, was seen by no model.
    return _sites(folder).get(site_of(page.url) or page.id, 0)


@cache
def _sites(folder: Path) -> dict[str, int]:
    try:
        found: dict[str, int] = json.loads((folder / SITES).read_text("utf-8"))
    except OSError as error:
        raise UnavailableError(
            f"{folder} holds no models of folds; make them: webassay train extractor --folds"
        ) from error
    return found


@cache
def _model(folder: Path, fold: int) -> Model:
    return Model.load(folder / f"fold-{fold}.npz")


@cache
def _estimator(folder: Path, fold: int) -> Estimator:
    return Estimator.load(folder / f"estimate-{fold}.npz")


_CROSSED = {"cross_validated": f"{FOLDS} folds by site"}
CROSSED = Extractor(
    "webassay",
    _extract,
    DISTRIBUTION,
    {**PARAMS, **_CROSSED},
    "webassay's own, each page by a model that never saw its site",
    parsers=PARSERS,
    markdown=_markdown,
)
FALLBACK = replace(
    routing.FALLBACK,
    extract=partial(_route, candidates=routing.FALLBACKS, doubt=routing.DOUBT),
    params={**routing.FALLBACK.params, **_CROSSED},
    markdown=None,
)
BEST = replace(
    routing.BEST,
    extract=partial(_route, candidates=routing.at_hand(), doubt=1.0),
    params={**routing.BEST.params, **_CROSSED},
    markdown=None,
)
