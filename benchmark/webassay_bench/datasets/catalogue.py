"""The layouts that are read: what each set is, where it comes from, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from webassay_bench.datasets import (
    article_benchmark,
    cleaneval,
    combined,
    dragnet,
    pairs,
    readability_pages,
    suite,
    table,
    trafilatura_eval,
    wcxb,
)
from webassay_bench.datasets.dataset import Dataset


@dataclass(frozen=True)
class Layout:
    """A layout that is recognised from its files.

    Attributes:
        name: of the set, or of the layout.
        files: what a folder of it looks like.
        gold: what its gold is.
        license: of the annotations; the pages are their publishers' unless said otherwise.
        homepage: where it is published; empty for layouts of one's own.
        obtain: how to get it.
        defects: what is known to be wrong with it.
        matches: tells whether a path has the layout.
        load: reads it.
    """

    name: str
    files: str
    gold: str
    license: str
    homepage: str
    obtain: str
    defects: str
    matches: Callable[[Path], bool]
    load: Callable[[Path], Dataset]


LAYOUTS = (
    Layout(
        "WCXB",
        "[SPLIT/]ground-truth/ID.json, [SPLIT/]html/ID.html[.gz], metadata.json",
        "full text with headings, and on forums the posts, plain and as Markdown; required and "
        "forbidden snippets",
        "CC-BY-4.0",
        "https://github.com/Murrough-Foley/web-content-extraction-benchmark",
        "clone the repository",
        "drafted by language models, then reviewed; some gold is empty, some snippets contradict "
        "the gold, metadata.json lists part of the pages, and domains stand in both splits",
        wcxb.matches,
        wcxb.load,
    ),
    Layout(
        "article-extraction-benchmark",
        "ground-truth.json, html/ID.html[.gz]",
        "the article's body alone: no headline, no comments",
        "MIT",
        "https://github.com/scrapinghub/article-extraction-benchmark",
        "clone the repository",
        "181 news and blog articles of 2019, in English almost without exception",
        article_benchmark.matches,
        article_benchmark.load,
    ),
    Layout(
        "trafilatura-eval",
        "evaldata.json, eval/FILE[.gz]",
        "up to six segments a page that must or must not be in the output",
        "Apache-2.0",
        "https://github.com/adbar/trafilatura",
        "clone the repository: tests/evaldata.json and tests/eval",
        "mostly German; a few segments say little about the text between them",
        trafilatura_eval.matches,
        trafilatura_eval.load,
    ),
    Layout(
        "web-content-extraction-benchmark (combined)",
        "ground-truth/SET.jsonl, html/SET/ID.html[.gz]",
        "full texts of eight older sets, brought into one form",
        "Apache-2.0 for the code; each set has its own terms",
        "https://github.com/chatnoir-eu/web-content-extraction-benchmark",
        "clone the repository with its large files and unpack datasets/combined.tar.xz",
        "sets of different conventions under one mean; most pages are older than 2015",
        combined.matches,
        combined.load,
    ),
    Layout(
        "CleanEval",
        "orig/ID.html with clean/ID.txt, or input/ID.html with GoldStandard/ID.txt",
        "text cleaned by hand, with marks for headings, paragraphs and list items",
        "for research; see its homepage",
        "https://cleaneval.sigwac.org.uk",
        "download the English or Chinese development and evaluation sets",
        "pages of 2007; annotators agreed little on headers and lists",
        cleaneval.matches,
        cleaneval.load,
    ),
    Layout(
        "dragnet",
        "HTML/ID.html, Corrected/ID.html.corrected.txt",
        "the article's text; comments after a marker line are not counted",
        "see its homepage",
        "https://github.com/seomoz/dragnet_data",
        "clone the repository and unpack the archives in it",
        "texts in several encodings, some of them damaged",
        dragnet.matches,
        dragnet.load,
    ),
    Layout(
        "Readability test pages",
        "[test-pages/]PAGE/source.html, PAGE/expected.html",
        "what Readability itself is expected to give back",
        "Apache-2.0",
        "https://github.com/mozilla/readability",
        "clone the repository: test/test-pages",
        "the expectation is Readability's own output: it cannot lose on it",
        readability_pages.matches,
        readability_pages.load,
    ),
    Layout(
        "labelled pages",
        "PAGE/page.html, PAGE/lines.jsonl, PAGE/meta.toml, manifest.json",
        "every visible line labelled content, junk or optional",
        "yours; the bundled ones are CC0-1.0",
        "",
        "make one with `webassay label`; the bundled one needs no --dataset",
        "the bundled pages are written for the project, not found on the web",
        suite.matches,
        suite.load,
    ),
    Layout(
        "WebMainBench, or any records",
        "a file *.jsonl[.gz] or *.parquet, or a folder with one",
        "a column of texts; WebMainBench's is Markdown",
        "see its homepage",
        "https://huggingface.co/datasets/opendatalab/WebMainBench",
        "download the JSON Lines file; name columns with --columns where they are not found",
        "WebMainBench's HTML carries its annotation, which is taken out when it is read",
        table.matches,
        table.load,
    ),
    Layout(
        "pages beside texts",
        "ID.html[.gz] beside ID.txt[.gz]",
        "a text a page",
        "yours",
        "",
        "put the files into one folder",
        "",
        pairs.matches,
        pairs.load,
    ),
)
