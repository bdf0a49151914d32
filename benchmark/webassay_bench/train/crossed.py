"""webassay's extractor, cross-validated: each page is judged by a model that never saw its site.

`webassay train extractor --folds FOLDER` leaves the models of the folds in a folder; named in the
variable WEBASSAY_FOLDS, `webassay run --extractors webassay_bench.train.crossed:CROSSED` runs them.
The shipped model was trained on all pages of that dataset, so its own figure there would say
nothing; this one is published in its place.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

from webassay.errors import UnavailableError
from webassay.extractor import Extractor
from webassay.main_text.extractor import DISTRIBUTION, PARAMS, PARSERS
from webassay.main_text.main_text import text_of
from webassay.main_text.markdown import markdown_of
from webassay.main_text.model import Model
from webassay.page import Page
from webassay.site import site_of
from webassay_bench.train.folds import FOLDS

VARIABLE = "WEBASSAY_FOLDS"
SITES = "sites.json"


def _extract(page: Page) -> str:
    return text_of(page, model_of(page, _folder()))


def _markdown(page: Page) -> str:
    return markdown_of(page, model_of(page, _folder()))


def _folder() -> Path:
    folder = os.environ.get(VARIABLE)
    if not folder:
        raise UnavailableError(f"{VARIABLE} does not name a folder of `webassay train extractor`")
    return Path(folder)


def model_of(page: Page, folder: Path) -> Model:
    """Return the model of a folder of folds that never saw the site of a page."""
    # A site that is in no fold, such as that of the warm-up page, was seen by no model.
    fold = _sites(folder).get(site_of(page.url) or page.id, 0)
    return _model(folder, fold)


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


CROSSED = Extractor(
    "webassay",
    _extract,
    DISTRIBUTION,
    {**PARAMS, "cross_validated": f"{FOLDS} folds by site"},
    "webassay's own, each page by a model that never saw its site",
    parsers=PARSERS,
    markdown=_markdown,
)
