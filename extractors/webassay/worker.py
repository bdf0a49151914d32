"""The inside of a worker process: one extractor, page after page, until the pipe closes.

Started by `webassay.isolate` as `python -m webassay.worker NAME MEMORY_MB [markdown]`; 0 is no
limit. Where Markdown is asked for, a second answer follows each text, so that Markdown that hangs
or crashes does not take the text with it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import sys
import time
from dataclasses import asdict, replace
from functools import partial
from typing import IO, Any

from webassay import child, frames, network, registry
from webassay.errors import WebassayError
from webassay.extraction import Extraction, Origin, Status, describe, run
from webassay.extractor import Extractor
from webassay.isolate import DETAILS
from webassay.options import Options
from webassay.page import Page

# Loads what an extractor loads when it is first used; the time it takes is not a page's.
_WARM_UP = Page.of(
    "<html lang='en'><head><title>Warm-up</title></head><body><article><h1>Warm-up</h1>"
    + "<p>The first page is the slowest, so this one goes before it and is not counted.</p>" * 9
    + "</article></body></html>",
    url="https://warm-up.example/",
)
_GRACE = 10.0  # seconds past a page's limit, by which the parent has acted if it still lives


def main() -> None:
    """Serve one parent: announce readiness, then answer each page with its outcome."""
    name, memory_mb, markdown = sys.argv[1], int(sys.argv[2]), "markdown" in sys.argv[3:]
    pages, answers = _own_pipes()
    _limit_memory(memory_mb)
    attempts = network.refuse()
    try:
        extractor = registry.get(name)
        run(extractor, _WARM_UP)
        to_markdown = registry.in_format(extractor, "markdown") if markdown else None
        if to_markdown is not None:
            run(to_markdown, _WARM_UP)
    except (WebassayError, Exception) as error:  # told to the parent, who raises it
        frames.send(answers, {"ready": False, "reason": describe(error)})
        return
    frames.send(answers, {"ready": True})
    attempts.clear()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    while (frame := frames.receive(pages)) is not None:
        header, html = frame
        page = Page(html=html, url=header["url"], id=header["id"])
        for maker in (_asked(extractor, header), to_markdown):
            if maker is None:
                continue
            faulthandler.dump_traceback_later(header["timeout"] + _GRACE, exit=True, file=nowhere)
            answer, text = _measure(maker, page)
            faulthandler.cancel_dump_traceback_later()
            answer["network"] = [*attempts]
            attempts.clear()
            frames.send(answers, answer, text)
            if answer["status"] is not Status.OK:  # no text, no Markdown
                break


def _asked(extractor: Extractor, header: dict[str, Any]) -> Extractor:
    """Return the extractor as a request asks for it; what it cannot give was refused before."""
    chosen = registry.configured(extractor, Options(**header["options"]))
    if header["format"] == DETAILS:
        return replace(chosen, extract=partial(_details, chosen))
    return registry.in_format(chosen, header["format"])


def _details(extractor: Extractor, page: Page) -> str:
    """Write what is known of a page beside its text as JSON."""
    found = Extraction("", origin=Origin(extractor, page))
    blocks = [asdict(block) for block in found.blocks]
    return json.dumps({"metadata": asdict(found.metadata), "blocks": blocks})


def _measure(extractor: Extractor, page: Page) -> tuple[dict[str, Any], bytes]:
    _reset_peak_memory()
    wall, cpu, in_children = time.perf_counter(), time.process_time(), child.cpu_seconds()
    try:
        extraction = run(extractor, page)
    except KeyboardInterrupt as error:  # no user's: a worker is out of reach of the keyboard
        extraction = Extraction("", Status.ERROR, describe(error), extractor.name)
    wall = time.perf_counter() - wall
    cpu = time.process_time() - cpu + child.cpu_seconds() - in_children
    answer = {
        "status": extraction.status,
        "reason": extraction.reason,
        "confidence": extraction.confidence,
        "wall": wall,
        "cpu": cpu,
        "memory_kb": None if in_children or child.cpu_seconds() else _peak_memory_kb(),
    }
    return answer, extraction.text.encode("utf-8", "surrogatepass")


def _own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Take the pipes for frames alone: what an extractor prints must not get between them."""
    pages, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return pages, answers


def _limit_memory(megabytes: int) -> None:
    """Limit what this process and its children may allocate, where the system can do it."""
    if not megabytes:
        return
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        # Not the address space: V8 reserves far more of it than it ever touches.
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))


def _reset_peak_memory() -> None:
    with contextlib.suppress(OSError), open("/proc/self/clear_refs", "w") as file:  # noqa: PTH123 # 30 us less
        file.write("5")


def _peak_memory_kb() -> int | None:
    """Return the peak resident memory since the last reset, in KiB, where Linux tells it."""
    with contextlib.suppress(OSError), open("/proc/self/status") as file:  # noqa: PTH123
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return None


if __name__ == "__main__":
    main()
