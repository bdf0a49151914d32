"""The texts of a page for reading: gold and outputs, each distinct line kept once.

Most lines stand in the gold and in most outputs, so a page is its distinct lines, and every text of
it a list of their numbers; that, packed, is a fraction of the texts.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from webassay_bench.datasets import Dataset, Gold
from webassay_bench.texts import Output

REQUIRED, FORBIDDEN = "required", "forbidden"


@dataclass
class _Lines:
    """The distinct lines of a page, numbered as they come."""

    numbers: dict[str, int] = field(default_factory=dict)

    def add(self, text: str) -> list[int]:
        """Number the lines of a text, blank ones left out."""
        lines = (line.rstrip() for line in text.splitlines())
        return [self.number(line) for line in lines if line]

    def number(self, line: str) -> int:
        return self.numbers.setdefault(line, len(self.numbers))


def packed_pages(
    ids: Sequence[str], gold: Dataset | None, outputs: Sequence[Mapping[str, Output] | None]
) -> Iterator[str]:
    """Pack the texts of each page.

    Args:
        ids: the pages, in order.
        gold: the dataset they belong to; None where it is not at hand.
        outputs: of each extractor the outputs by page id; None where they were not kept.

    Yields:
        For each page base64 of the gzipped JSON that `texts_of_page` makes.
    """
    by_id = {page.id: page.gold for page in gold.pages} if gold else {}
    for page in ids:
        texts = texts_of_page(by_id.get(page), [kept and kept.get(page) for kept in outputs])
        content = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
        content_bytes = content.encode("utf-8", "backslashreplace")  # halves of characters
        yield base64.b64encode(gzip.compress(content_bytes, mtime=0)).decode("ascii")


def texts_of_page(
    gold: Gold | None, outputs: Iterable[Output | None]
) -> dict[str, list[str] | list[int] | list[list[int] | None] | None]:
    """Put the gold and the outputs of a page together.

    Returns:
        `lines`: the distinct lines; `gold`: the numbers of its lines in order, None where there is
        no gold; `labels`: what each line of the gold is: `content`, `optional`, a category of junk,
        `required` or `forbidden`; `outputs`: of each extractor the numbers of its lines, or None.
    """
    lines = _Lines()
    labelled = None if gold is None else list(_labelled(gold))
    return {
        "gold": None if labelled is None else [lines.number(text) for text, _ in labelled],
        "labels": None if labelled is None else [label for _, label in labelled],
        "outputs": [None if output is None else lines.add(output.text) for output in outputs],
        "lines": list(lines.numbers),
    }


def _labelled(gold: Gold) -> Iterator[tuple[str, str]]:
    """List the lines of the gold with what each is."""
    if gold.lines:
        for line in gold.lines:
            if line.text.strip():
                yield line.text, str(line.category or line.label)
    elif gold.text is not None:
        for text in gold.text.splitlines():
            if text.strip():
                yield text.rstrip(), "content"
    else:
        for kind, segments in ((REQUIRED, gold.required), (FORBIDDEN, gold.forbidden)):
            for segment in segments:
                yield " ".join(segment.split()), kind
