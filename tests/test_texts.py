"""Kept texts: what came out is there to be read, whatever happened to the run."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from webassay_bench import record, texts
from webassay_bench.errors import ResultError
from webassay_bench.texts import Output

if TYPE_CHECKING:
    from conftest import Bench


def keeping(bench: Bench) -> Bench:
    bench.settings = replace(bench.settings, texts=True)
    return bench


def test_the_kept_texts_are_those_whose_hashes_the_result_has(bench: Bench) -> None:
    result = keeping(bench).measure()
    kept = texts.read(result.file)
    assert list(kept) == [row["id"] for row in result.rows]
    assert all(kept[row["id"]].sha256 == row["sha256"] for row in result.rows)
    assert all(output.text and output.markdown is None for output in kept.values())


def test_nothing_is_kept_unless_it_is_asked_for(bench: Bench) -> None:
    result = bench.measure()
    assert [file.name for file in result.file.parent.iterdir()] == [result.file.name]
    with pytest.raises(ResultError, match="run --texts"):
        texts.read(result.file)


def test_keeping_texts_later_changes_nothing_in_the_result(bench: Bench) -> None:
    first = bench.measure()
    before = first.file.read_bytes()
    assert keeping(bench).measure() == first
    assert first.file.read_bytes() == before
    assert len(texts.read(first.file)) == len(first.rows)
    assert set(bench.calls().values()) == {2}
    bench.measure()
    assert set(bench.calls().values()) == {2}


def test_texts_that_are_not_those_of_the_result_are_refused(bench: Bench) -> None:
    first = bench.measure()
    lines = first.file.read_text().splitlines()
    row = json.loads(lines[3]) | {"sha256": "0" * 64}
    first.file.write_text("\n".join([*lines[:3], json.dumps(row), *lines[4:]]) + "\n")
    with pytest.raises(ResultError, match=row["id"]):
        keeping(bench).measure()
    assert not texts.file_of(first.file).exists()


def test_a_run_that_was_stopped_goes_on_with_the_texts_it_has(bench: Bench) -> None:
    whole = keeping(bench).measure()
    rows, kept = whole.file.read_bytes(), texts.file_of(whole.file).read_bytes()
    lines = gzip.decompress(kept).splitlines(keepends=True)
    whole.file.unlink()
    texts.file_of(whole.file).unlink()
    for file, had in (
        (whole.file, rows.splitlines(keepends=True)[:6]),  # the header, and five pages
        (texts.file_of(whole.file), [*lines[:4], lines[4][:20]]),  # four, and one that was cut off
    ):
        file.with_name(file.name + ".partial").write_bytes(b"".join(had))
    again = bench.measure()
    assert again.digest() == whole.digest()
    assert texts.file_of(again.file).read_bytes() == kept
    assert sorted(bench.calls().values()) == [1] * 4 + [2] * 8


def test_whatever_an_extractor_gives_comes_back(
    bench: Bench, dataset_of: Callable[..., Path], fakes: ModuleType
) -> None:
    deeds = {"a": "return_surrogates", "b": "return_nothing", "c": "exit 3"}
    pages = {name: fakes.page_that(deed) for name, deed in deeds.items()}
    bench.data = dataset_of(pages, bench.folder / "deeds")
    result = keeping(bench).measure()
    kept = texts.read(result.file)
    assert [kept[row["id"]].sha256 for row in result.rows] == [r["sha256"] for r in result.rows]
    assert [bool(kept[name].text) for name in "abc"] == [True, False, False]


def test_markdown_is_kept_where_there_is_some(tmp_path: Path) -> None:
    result = tmp_path / "x.jsonl"
    outputs = {"a": Output("Title", "# Title"), "b": Output("", ""), "c": Output("\u2028\ud800")}
    texts.write(result, outputs, "cab")
    assert texts.read(result) == outputs
    assert list(texts.read(result)) == ["c", "a", "b"]


@pytest.mark.parametrize("damage", [b"", b"no gzip", gzip.compress(b"[]\n"), gzip.compress(b"{\n")])
def test_damaged_texts_are_told_of(tmp_path: Path, damage: bytes) -> None:
    result = tmp_path / "x.jsonl"
    texts.file_of(result).write_bytes(damage)
    if damage:
        with pytest.raises(ResultError, match="delete it"):
            texts.read(result)
    else:
        assert texts.read(result) == {}  # an empty gzip stream is no text at all


def test_the_command_keeps_texts_beside_results_that_are_still_read(bench: Bench) -> None:
    command = bench.command()
    bench.command = lambda: [*command, "--texts"]  # type: ignore[method-assign] # the option alone
    assert bench.run().returncode == 0
    (result,) = record.read_all(bench.settings.out)
    assert len(texts.read(result.file)) == 12
