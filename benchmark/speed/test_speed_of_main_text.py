"""What webassay's own extractor costs: beside others, by the size of a page, in memory, to load.

    make speed DATA=...

The pages are WCXB's whose ids hash lowest, and made-up ones: the bodies of the bundled gold pages,
one after the other until the page is as long as it should be.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from webassay import Page, core, registry
from webassay.main_text.main_text import text_of
from webassay_bench import datasets

DATA = os.environ.get("WEBASSAY_DATA", "")
SAMPLE, TIMES = 100, 3  # pages; times that each is extracted, of which the quickest counts
RIVALS = ("trafilatura", "resiliparse")
MEGABYTES = (0.3, 1, 3.5, 10, 20)
LONG = 17.5  # megabytes
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)

# In a process of its own, since the peak of a process never falls. It is warmed up first, and the
# page is there before the count begins.
_PEAK = """
import sys
from pathlib import Path
from lxml import etree
from webassay import Page
from webassay.main_text.main_text import text_of

def peak():  # not getrusage(): that of a child begins with what its parent had
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

text_of(Page(b"<p>A page to begin with, so that all is loaded.</p>"))
html = Path(sys.argv[1]).read_bytes()
before = peak()
if sys.argv[2] == "tree":
    kept = etree.fromstring(html, etree.HTMLParser(encoding="utf-8", huge_tree=True))
else:
    kept = text_of(Page(html))
print(peak() - before)
"""
_LOAD = """
import time
begun = time.process_time()
from webassay.main_text.main_text import text_of
from webassay.main_text.model import shipped
shipped()
print(time.process_time() - begun)
"""
# In a process of its own, since it is settled at the start which pieces of the core are used.
_PIECES = """
import sys, time
from pathlib import Path
from webassay import Page
from webassay.main_text.main_text import text_of

pages = [path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir())]
best = [float("inf")] * len(pages)
for turn in range(int(sys.argv[2])):
    for number, html in enumerate(pages):
        begun = time.process_time()
        text_of(Page(html))
        best[number] = min(best[number], time.process_time() - begun)
print(1000 * sum(best) / len(pages))
"""


def made_up(megabytes: float) -> bytes:
    pages = [page.read().text for page in datasets.load(datasets.bundled()).pages]
    bodies = "".join(found[1] for page in pages if (found := _BODY.search(page)))
    many = max(1, round(megabytes * 1e6 / len(bodies.encode())))
    if megabytes * 1e6 < len(bodies.encode()):
        bodies = bodies.encode()[: int(megabytes * 1e6)].decode("utf-8", "ignore")
    return f"<html><head><meta charset=utf-8></head><body>{bodies * many}</body></html>".encode()


def once(benchmark: BenchmarkFixture, function: Callable[[], None]) -> None:
    benchmark.pedantic(function, rounds=1)  # type: ignore[no-untyped-call] # theirs


def say(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{text}\n")


@pytest.mark.skipif(not DATA, reason="WEBASSAY_DATA does not name the folder of the data")
@pytest.mark.filterwarnings("ignore")  # what the libraries warn of is theirs to mend
@pytest.mark.benchmark(group="webassay beside others on WCXB, page by page")
def test_beside_others(benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = [registry.load(name) for name in ("webassay", *RIVALS)]
    extractors = [extractor for extractor in chosen if extractor.missing() is None]
    all_pages = datasets.load(Path(DATA) / "wcxb").pages
    listed = sorted(all_pages, key=lambda page: sha256(page.id.encode()).digest())[:SAMPLE]
    pages = [page.read() for page in listed]
    best: dict[tuple[str, str], float] = defaultdict(lambda: float("inf"))

    def extract() -> None:
        # In turns, so that whatever else the machine does strikes all alike.
        for _ in range(TIMES):
            for page in pages:
                for extractor in extractors:
                    new = Page(page.html, page.url)  # a page keeps its decoded text
                    begun = time.process_time()
                    extractor.extract(new)
                    took = time.process_time() - begun
                    best[extractor.name, page.id] = min(best[extractor.name, page.id], took)

    once(benchmark, extract)
    cost = {e.name: sum(best[e.name, page.id] for page in pages) / SAMPLE for e in extractors}
    lines = [f"{name}: {1000 * seconds:.2f} ms a page" for name, seconds in cost.items()]
    lines += [
        f"webassay takes {cost['webassay'] / cost[name]:.3f} times what {name} takes"
        for name in RIVALS
        if name in cost
    ]
    say(capsys, "\n".join(lines))
    assert cost["webassay"] < 2 * min(cost.values()) + max(cost.values()) / 4


@pytest.mark.skipif(not DATA, reason="WEBASSAY_DATA does not name the folder of the data")
@pytest.mark.skipif(bool(core.missing()), reason="the compiled core is not in use")
@pytest.mark.benchmark(group="webassay without pieces of its compiled core")
def test_pieces_of_the_core(
    benchmark: BenchmarkFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    all_pages = datasets.load(Path(DATA) / "wcxb").pages
    listed = sorted(all_pages, key=lambda page: sha256(page.id.encode()).digest())[:SAMPLE]
    for number, page in enumerate(listed):
        (tmp_path / f"{number:03}").write_bytes(page.read().html)
    cost: dict[str, float] = defaultdict(lambda: float("inf"))

    def measure() -> None:
        for _ in range(TIMES):  # in turns, as above
            for pure in ("", *core.MODULES, "all"):
                monkeypatch.setenv("WEBASSAY_PURE", pure)
                took = float(_python(_PIECES, str(tmp_path), str(TIMES)))
                cost[pure] = min(cost[pure], took)

    once(benchmark, measure)
    lines = [f"all compiled: {cost['']:.2f} ms a page; none: {cost['all']:.2f}"]
    lines += [f"but for {m}: {cost[m] - cost['']:.2f} more" for m in core.MODULES]
    say(capsys, "\n".join(lines))
    assert cost[""] < cost["all"]


@pytest.mark.benchmark(group="webassay on made-up pages, by size")
def test_cost_grows_as_the_page_does(
    benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    rates: dict[float, float] = {}

    def extract() -> None:
        for megabytes in MEGABYTES:
            page, times = made_up(megabytes), []
            for _ in range(3):
                begun = time.process_time()
                text_of(Page(page))
                times.append(time.process_time() - begun)
            rates[megabytes] = min(times) / (len(page) / 1e6)

    once(benchmark, extract)
    say(capsys, "\n".join(f"{size} MB: {rate:.3f} s a MB" for size, rate in rates.items()))
    assert rates[MEGABYTES[-1]] < 1.5 * rates[1]


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is counted in other units there")
@pytest.mark.benchmark(group="webassay's memory on a long page")
def test_memory(
    benchmark: BenchmarkFixture, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(made_up(LONG))
    peaks: dict[str, float] = {}

    def measure() -> None:
        for what in ("tree", "text"):
            peaks[what] = float(_python(_PEAK, str(path), what)) / 1024

    once(benchmark, measure)
    ratio = peaks["text"] / peaks["tree"]
    say(
        capsys,
        f"a page of {path.stat().st_size / 1e6:.1f} MB: lxml's tree {peaks['tree']:.0f} MB, "
        f"webassay at its peak {peaks['text']:.0f} MB, {ratio:.2f} times as much",
    )
    assert ratio < 3


@pytest.mark.benchmark(group="webassay loaded")
def test_load(benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]) -> None:
    times: list[float] = []
    once(benchmark, lambda: times.extend(float(_python(_LOAD)) for _ in range(5)))
    say(capsys, f"code and model are loaded in {min(times):.2f} s of processor time")
    assert min(times) < 0.5


def _python(code: str, *arguments: str) -> str:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
