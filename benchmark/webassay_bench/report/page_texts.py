"""The texts of a page for reading: gold and outputs, each distinct line kept once.

Most lines stand in the gold and in most outputs, so a page is its distinct lines, and every text of
it a list of their numbers; that, packed, is a fraction of the texts.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from webassay_bench.datasets import Dataset, Gold
from webassay_bench.texts import Output

REQUIRED, FORBIDDEN = "required", "forbidden"
_SIGNS = re.compile(r"[\W_]+")
_SPACES = re.compile(r"\s+")
_INDENT, _DEEPEST = 4, 16  # columns


@dataclass
class _Lines:
    """The distinct lines of a page.

    Attributes:
        groups: lines by their letters and digits alone. Lines that differ in signs and spaces stand
            beside each other, so that packing finds them alike: it takes a quarter off the file.
    """

    groups: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, text: str) -> list[str]:
        """Take in a text; return its lines, blank ones left out and spaces within collapsed."""
        lines = [_plain(line) for line in text.splitlines() if line.strip()]
        for line in lines:
            self.groups.setdefault(_SIGNS.sub("", line).lower(), {})[line] = None
        return lines

    def numbers(self) -> dict[str, int]:
        """Number the lines, group by group."""
        lines = (line for group in self.groups.values() for line in group)
        return {line: number for number, line in enumerate(lines)}


def _plain(line: str) -> str:
    indented = line.rstrip().expandtabs(_INDENT)
    bare = indented.lstrip()
    return " " * min(len(indented) - len(bare), _DEEPEST) + _SPACES.sub(" ", bare)


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
        texts = texts_of_page(
            by_id.get(page), [None if kept is None else kept.get(page) for kept in outputs]
        )
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
    labelled = [] if gold is None else list(_labelled(gold))
    wanted = [lines.add(text) for text, _ in labelled]
    given = [None if output is None else lines.add(output.text) for output in outputs]
    numbers = lines.numbers()
    return {
        "lines": list(numbers),
        "gold": None if gold is None else [numbers[one] for text in wanted for one in text],
        "labels": None
        if gold is None
        else [label for (_, label), text in zip(labelled, wanted, strict=True) for _ in text],
        "outputs": [None if text is None else [numbers[one] for one in text] for text in given],
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
