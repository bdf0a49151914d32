"""What several test files share: extractors that misbehave, a small dataset, the command."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from report_page import CHROMIUM, Assayed, written

from webassay import Extractor, registry
from webassay.isolate import Limits
from webassay_bench import datasets, record
from webassay_bench.datasets import Gold
from webassay_bench.record import Result
from webassay_bench.report.page import charts_library
from webassay_bench.run import Settings, measure

Command = Callable[..., subprocess.CompletedProcess[str]]

_HERE = Path(__file__).parent
_WEBASSAY = str(Path(sys.executable).with_name("webassay"))
_PROSE = (
    "The harbour pilot had been on the bridge since four in the morning, and nobody in the town "
    "believed that the ferry would leave before the fog had lifted from the outer islands. "
)

_PROJECT = """
[build-system]
requires = []
build-backend = "{backend}"
[project]
name = "{package}"
version = "1.5"
[project.entry-points."webassay.extractors"]
tide = "{module}:TIDE"
[tool.hatch.build.targets.wheel]
only-include = ["{module}.py"]
[tool.setuptools]
py-modules = ["{module}"]
"""


DATA = os.environ.get("WEBASSAY_DATA", "")
_SAMPLE = 12  # pages of each set


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the development data; what needs it is skipped without."""
    if not DATA:
        pytest.skip("WEBASSAY_DATA does not name the folder of the data")
    return Path(DATA)


@pytest.fixture(scope="session")
def cases() -> list[tuple[Gold, str]]:
    """Gold and outputs of real pages: of the project's own, and of others where they are at hand.

    The pages are those whose ids hash lowest: fixed, and blind to what is on them.
    """
    sets = [datasets.load(datasets.bundled())]
    if DATA:
        sets += [datasets.load(Path(DATA) / name) for name in ("wcxb", "trafilatura-eval")]
    known = map(registry.load, ("trafilatura", "resiliparse", "everything"))
    extractors = [extractor for extractor in known if extractor.missing() is None]
    return [
        (page.gold, str(extractor.extract(page.read())))
        for one in sets
        for page in sorted(one.pages, key=lambda p: sha256(p.id.encode()).digest())[:_SAMPLE]
        for extractor in extractors
    ]


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Put `fakes:OBEDIENT` within reach of this process and of those that it starts."""
    monkeypatch.syspath_prepend(str(_HERE))
    monkeypatch.setenv("PYTHONPATH", str(_HERE), prepend=os.pathsep)
    return importlib.import_module("fakes")


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    """Give a function that waits until something holds, and fails where it never does."""

    def wait(holds: Callable[[], bool]) -> None:
        end = time.monotonic() + 120
        while not holds():
            assert time.monotonic() < end, "waited for two minutes"
            time.sleep(0.02)

    return wait


@pytest.fixture
def dataset_of() -> Callable[[Mapping[str, bytes], Path], Path]:
    """Give a function that writes pages as a dataset in the layout of trafilatura-eval."""

    def write(pages: Mapping[str, bytes], root: Path) -> Path:
        (root / "eval").mkdir(parents=True)
        index = {}
        for number, (name, html) in enumerate(pages.items()):
            record = {"file": name, "with": [f"ferry number {number}"], "without": ["Imprint"]}
            index[f"https://www.site{number % 4}.example/{name}"] = record
            (root / "eval" / name).write_bytes(html)
        (root / "evaldata.json").write_text(json.dumps(index), encoding="utf-8")
        return root

    return write


@pytest.fixture
def article() -> Callable[[int], bytes]:
    """Give a function that makes a small article, in which only a number differs."""

    def make(number: int) -> bytes:
        said = f"This morning it is the ferry number {number} that waits."
        return (
            "<html lang='en'><head><meta charset='utf-8'><title>Fog</title></head><body>"
            f"<article><h1>Fog holds the ferry</h1><p>{_PROSE}</p><p>{said} {_PROSE}</p></article>"
            "<footer><a href='/imprint'>Imprint</a></footer></body></html>"
        ).encode()

    return make


@pytest.fixture
def tiny(dataset_of: Callable[..., Path], article: Callable[[int], bytes], tmp_path: Path) -> Path:
    """Twelve articles of four sites; their order is not that of their names."""
    pages = {f"page{7 * n % 12:02}.html": article(n) for n in range(12)}
    return dataset_of(pages, tmp_path / "tiny")


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Give a function that runs the real command, in a folder of its own, until it ends."""
    folder = tmp_path / "cwd"
    folder.mkdir()

    def run(
        *arguments: str | Path, stdin: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [_WEBASSAY, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=folder,
            env=os.environ | environment,
            timeout=300,
            check=False,
        )
        stdout, stderr = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        return subprocess.CompletedProcess(done.args, done.returncode, stdout, stderr)

    return run


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def library() -> str:
    return charts_library()


@pytest.fixture
def report(assayed_gold: Assayed, tmp_path: Path, library: str) -> tuple[Path, dict[str, Any]]:
    file = tmp_path / "report.html"
    results = record.read_all(assayed_gold.folder)
    return file, written(file, results, assayed_gold.dataset, library)["datasets"][0]


@pytest.fixture
def assayed_gold(tmp_path: Path) -> Assayed:
    """Give three extractors on the bundled gold: all content, every line, and a half that fails."""
    assayed = Assayed(datasets.load(datasets.bundled()), tmp_path / "results")
    pages = assayed.dataset.pages
    assayed.add("perfect", {page.id: page.gold.text or "" for page in pages})
    lines = {page.id: "\n".join(line.text for line in page.gold.lines) for page in pages}
    assayed.add("every-line", lines)
    half = {
        page.id: (page.gold.text or "")[: len(page.gold.text or "") // 2] for page in pages[::2]
    }
    half[pages[2].id] = ""
    assayed.add("half", half, {page.id: "it raised <b>ValueError</b>" for page in pages[1::2]})
    return assayed


@dataclass
class Bench:
    """Twelve pages, an extractor that does what they tell it to, and a folder of results."""

    data: Path
    extractor: Extractor
    folder: Path
    settings: Settings

    def measure(self) -> Result:
        return measure(datasets.load(self.data), self.extractor, self.settings)

    def elsewhere(self) -> Result:
        """Measure without a disturbance, into a folder apart."""
        apart = replace(self.settings, out=self.folder / "elsewhere")
        return measure(datasets.load(self.data), self.extractor, apart)

    def command(self) -> list[str]:
        options = ["--dataset", self.data, "--out", self.settings.out, "--jobs", self.settings.jobs]
        limits = ["--timeout", self.settings.limits.seconds, "--memory", 512]
        return [_WEBASSAY, "run", "--extractors", self.extractor.name, *map(str, options + limits)]

    @contextmanager
    def started(self, *through: str) -> Iterator[subprocess.Popen[str]]:
        """Start the real command, and kill it at the end unless it has ended."""
        command = [*through, *self.command()]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.kill()

    def run(self, *through: str) -> subprocess.CompletedProcess[str]:
        """Run the real command until it ends, by way of another one if that is given."""
        command = [*through, *self.command()]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)

    def kept(self) -> list[str]:
        """List the pages whose rows are on disk while a run is under way, or was stopped."""
        files = self.settings.out.rglob("*.partial")
        lines = [line for file in files for line in file.read_bytes().splitlines(keepends=True)]
        return [json.loads(line)["id"] for line in lines[1:] if line.endswith(b"\n")]

    def calls(self) -> Counter[str]:
        """Count the calls of the extractor, by page."""
        return Counter((self.folder / "calls").read_text().split())

    def close_gate(self) -> None:
        """Let the sixth page wait until the gate is opened."""
        (self.data / "eval" / "page11.html").write_bytes(b"<!-- do: wait_at_gate -->")

    def open_gate(self) -> None:
        (self.folder / "gate").touch()

    @staticmethod
    def complaint(stderr: str) -> str:
        """Return the one line that a command complains with."""
        assert "Traceback" not in stderr, stderr
        (line,) = (line for line in stderr.splitlines() if line.startswith("webassay: "))
        return line


@pytest.fixture
def bench(
    tiny: Path, fakes: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bench]:
    (tmp_path / "calls").touch()
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.setenv("GATE", str(tmp_path / "gate"))
    settings = Settings(tmp_path / "out", 1, Limits(60.0, 512))
    bench = Bench(tiny, fakes.OBEDIENT, tmp_path, settings)
    yield bench
    bench.open_gate()  # lets go of a worker whose parent was killed


@pytest.fixture
def installed(tmp_path: Path) -> Callable[[str], Path]:
    """Give a function that builds and installs a package with the extractor `tide`, for real."""
    backends = {"hatchling": "hatchling.build", "setuptools": "setuptools.build_meta"}
    backend = next((backends[name] for name in backends if importlib.util.find_spec(name)), None)
    if backend is None:
        pytest.skip("neither hatchling nor setuptools is installed")

    def install(package: str) -> Path:
        folder, target = tmp_path / package, tmp_path / "site" / package
        module = package.replace("-", "_")
        folder.mkdir()
        (folder / "pyproject.toml").write_text(
            _PROJECT.format(package=package, module=module, backend=backend)
        )
        (folder / f"{module}.py").write_text(
            "from webassay import Extractor\n"
            f"TIDE = Extractor('tide', lambda page: 'High at ' + page.text, '{package}')\n"
        )
        options = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
        command = [sys.executable, "-m", "pip", "install", *options, "--target"]
        subprocess.run([*command, target, folder], check=True)
        return target

    return install
