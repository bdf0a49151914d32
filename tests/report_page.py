"""What the tests of the report share: results, a report of them, an eye on the page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from playwright.sync_api import Browser, Page

from webassay_bench import score as scoring
from webassay_bench.datasets import Dataset
from webassay_bench.predictions import Predictions
from webassay_bench.record import Result
from webassay_bench.report.document import document, results_of
from webassay_bench.report.page import html
from webassay_bench.report.page_texts import packed_pages
from webassay_bench.report.sources import outputs_of
from webassay_bench.texts import Output

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DESKTOP = {"width": 1400, "height": 900}


@dataclass
class Assayed:
    """Results whose texts were kept, in a folder, and the dataset they are of."""

    dataset: Dataset
    folder: Path

    def add(
        self,
        name: str,
        outputs: Mapping[str, str],
        failures: Mapping[str, str] = MappingProxyType({}),
    ) -> Result:
        """Score the outputs of an extractor, by page id; others failed, for the reasons given."""
        given = {page: Output(text) for page, text in outputs.items()}
        content = repr((name, outputs)).encode("utf-8", "backslashreplace")
        predictions = Predictions(sha256(content).hexdigest(), given, dict(failures))
        settings = scoring.Settings(self.folder)
        return scoring.score(self.dataset, name, predictions, settings)


def written(
    file: Path, results: list[Result], gold: Dataset | None, library: str
) -> dict[str, Any]:
    """Write a report, and return the document behind it."""
    found = document(results)
    pages = []
    for dataset in found["datasets"]:
        outputs = [outputs_of(result) for result in results_of(dataset, results)]
        pages.append(packed_pages(dataset["pages"]["id"], gold, outputs))
    file.write_text("".join(html(found, pages, library)), "utf-8", "backslashreplace")
    return found


@contextmanager
def opened(browser: Browser, file: Path, address: str = "", **context: Any) -> Iterator[Page]:
    """Open a report, and see to it that it asks for nothing and complains of nothing."""
    page = browser.new_page(**{"viewport": DESKTOP, **context})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(f"dialog {dialog.message}"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri() + address)
    page.wait_for_selector("html[data-ready]")
    yield page
    assert said == []
    assert [url for url in asked if url.partition("#")[0] != file.as_uri()] == []
    page.close()


def cells(page: Page, selector: str) -> list[list[str]]:
    """Read the rows of a table's body."""
    rows: list[list[str]] = page.eval_on_selector_all(
        f"{selector} tbody tr", "rows => rows.map(r => [...r.cells].map(c => c.textContent.trim()))"
    )
    return rows


def said(figure: dict[str, float]) -> str:
    return f"{figure['value']:.3f} {figure['low']:.3f}\u2013{figure['high']:.3f}"
