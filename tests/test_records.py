"""Files of texts stream in and out; what is no text is told in one line, with no half file left."""

from __future__ import annotations

import gzip
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay.junk.removal import split
from webassay_bench.records import (
    Origin,
    Record,
    RecordError,
    Source,
    landing,
    open_sink,
    open_source,
)

LONG = "x" * 5_000_000


def source(path: Path, form: str = "", **origin: str) -> Source:
    return open_source(str(path), form, Origin(**origin))


def rewrite(path: Path, target: Path, change: str | None = None, **origin: str) -> list[Record]:
    found = source(path, **origin)
    records = []
    with open_sink(found, target) as write:
        for record in found.records():
            records.append(record)
            write(record, record.document.text if change is None else change)
    return records


def test_a_plain_text_is_one_document_and_comes_back_byte_for_byte(tmp_path: Path) -> None:
    content = "Eins\r\n\r\nzwei\rdrei\nvier — fünf".encode()
    (tmp_path / "a.txt").write_bytes(content)
    records = rewrite(tmp_path / "a.txt", tmp_path / "b.txt")
    assert [record.document.text.encode() for record in records] == [content]
    assert (tmp_path / "b.txt").read_bytes() == content


def test_lines_that_are_no_utf_8_are_taken_for_windows_1252_each_by_itself(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("café\n".encode() + "naïve “so”\n".encode("cp1252"))
    (record,) = source(tmp_path / "a.txt").records()
    assert split(record.document.text)[:2] == ["café", "naïve “so”"]


def test_a_long_text_comes_in_parts_that_know_how_many_lines_are_before_them(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text("".join(f"line {n}\n" for n in range(40_000)))
    records = list(source(tmp_path / "a.txt").records())
    assert len(records) > 1
    for record in records:
        assert record.document.text.startswith(f"line {record.line}\n")


def test_an_empty_file_is_no_error_and_stays_empty(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    assert rewrite(tmp_path / "a.txt", tmp_path / "b.txt") == []
    assert (tmp_path / "b.txt").read_bytes() == b""


def test_a_packed_file_is_unpacked_and_packed_again(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "one"}\n'))
    rewrite(tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl.gz", "two")
    assert gzip.decompress((tmp_path / "b.jsonl.gz").read_bytes()) == b'{"text": "two"}\n'


@given(
    st.lists(
        st.dictionaries(
            st.text(min_size=1, max_size=5).filter(lambda key: key != "text"),
            st.none() | st.integers() | st.text(max_size=9) | st.lists(st.booleans(), max_size=3),
            max_size=4,
        ),
        max_size=6,
    )
)
def test_all_other_fields_of_json_lines_and_their_order_are_kept(
    tmp_path_factory: pytest.TempPathFactory, others: list[dict[str, object]]
) -> None:
    folder = tmp_path_factory.mktemp("records")
    objects = [other | {"text": f"t{n}"} for n, other in enumerate(others)]
    (folder / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in objects), "utf-8")
    rewrite(folder / "a.jsonl", folder / "b.jsonl", "new")
    written = [json.loads(line) for line in split((folder / "b.jsonl").read_text("utf-8")) if line]
    assert written == [one | {"text": "new"} for one in objects]
    assert [list(one) for one in written] == [list(one) for one in objects]


def test_an_unchanged_record_of_json_lines_stays_byte_for_byte(tmp_path: Path) -> None:
    content = b'{ "text" :"caf\\u00e9",  "n":1.0 }\n{"text": null}\n'
    (tmp_path / "a.jsonl").write_bytes(content)
    rewrite(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert (tmp_path / "b.jsonl").read_bytes() == content


def test_where_a_text_is_from_is_read_from_its_fields(tmp_path: Path) -> None:
    row = {"body": "x", "t": "A title", "u": "https://news.bbc.co.uk/1", "e": "trafilatura"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    found = source(
        tmp_path / "a.jsonl", field="body", title_field="t", url_field="u", extractor_field="e"
    )
    (record,) = found.records()
    document = record.document
    assert (document.title, document.site, document.extractor) == (
        "A title",
        "bbc.co.uk",
        "trafilatura",
    )


def test_parquet_keeps_its_schema_and_all_other_columns(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pa.table(
        {"id": pa.array(range(3000), pa.int16()), "text": ["a\nb", None, "c"] * 1000}
    ).replace_schema_metadata({"owner": "me"})
    parquet.write_table(table, tmp_path / "a.parquet")
    rewrite(tmp_path / "a.parquet", tmp_path / "b.parquet", "new")
    written = parquet.read_table(tmp_path / "b.parquet")
    assert written.schema.equals(table.schema, check_metadata=True)
    assert written["id"].equals(table["id"])
    assert written["text"].to_pylist() == ["new", None, "new"] * 1000


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"PNG\0\0\1", "a.txt: line 1 holds zero bytes"),
        ("a.txt", LONG.encode(), "a.txt: line 1 is longer than 4 MiB"),
        ("a.jsonl", b'{"text": "x"}\n{"te', "a.jsonl:2: not JSON"),
        ("a.jsonl", b"[1]\n", "a.jsonl:1: a list, not an object"),
        ("a.jsonl", b'{"body": "x"}\n', "no field 'text'; name one with --field (there are: body)"),
        ("a.jsonl", b'{"text": 3}\n', "field 'text' holds a int, not a text"),
        ("a.jsonl", b"[" * 100_000 + b"\n", "a.jsonl:1: not JSON"),
        ("a.txt.gz", b"no gzip", "cannot read"),
        ("a.parquet", b"no parquet", "cannot be read as Parquet"),
        ("a.jsonl", b'{"text": "caf\xe9"}\n', "a.jsonl:1: not UTF-8"),
        ("a.jsonl", b'{"text": "x"} {}\n', "a.jsonl:1: not JSON: Extra data (column 15)"),
        ("a.jsonl", b'{"text": "x",}\n', "a.jsonl:1: not JSON"),
        ("a.jsonl", b'{"text" "x"}\n', "a.jsonl:1: not JSON"),
    ],
)
def test_what_is_no_text_is_told_in_one_line_and_leaves_no_file(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RecordError) as caught:
        rewrite(tmp_path / name, tmp_path / "out")
    assert said in str(caught.value)
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob("*.partial"))


def test_a_file_is_never_written_over_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    with (
        pytest.raises(RecordError, match="write to another file"),
        open_sink(source(tmp_path / "a.txt"), tmp_path / "a.txt"),
    ):
        pass
    assert (tmp_path / "a.txt").read_text() == "x"


def test_a_missing_file_and_an_unknown_format_are_told(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="is no file"):
        source(tmp_path / "none.txt")
    with pytest.raises(RecordError, match="no format 'csv'"):
        source(tmp_path, form="csv")


def test_only_the_text_of_a_line_of_json_changes_byte_for_byte(tmp_path: Path) -> None:
    content = (
        b'\xef\xbb\xbf{ "n":1.10, "n":1e2,  "text" : "caf\\u00e9", "x":"\\u00e9\\ud800" }\r\n'
        b"\r\n" + '{"text": "é", "big": 123456789012345678901234567890, "e": 5E-1}'.encode()
    )
    (tmp_path / "a.jsonl").write_bytes(content)
    rewrite(tmp_path / "a.jsonl", tmp_path / "b.jsonl", "ö")
    expected = content.replace(b"caf\\u00e9", b"\\u00f6").replace("é".encode(), "ö".encode())
    assert (tmp_path / "b.jsonl").read_bytes() == expected + b"\n"


def test_half_a_character_never_makes_a_file_that_is_no_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes('{"text": "é"}\n'.encode())
    rewrite(tmp_path / "a.jsonl", tmp_path / "b.jsonl", "a\ud800")
    assert json.loads((tmp_path / "b.jsonl").read_text("utf-8")) == {"text": "a\ud800"}


def test_a_record_may_hold_a_whole_page_beside_its_text(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"html": LONG, "text": "one"}))
    rewrite(tmp_path / "a.jsonl", tmp_path / "b.jsonl", "two")
    assert json.loads((tmp_path / "b.jsonl").read_text()) == {"html": LONG, "text": "two"}


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "これは日本語の文章です。東京は今日も雨。\n"),
        ("cp1251", "Это русский текст, сегодня идёт дождь.\n"),
        ("utf-16", "Größe\r\nund Öl\n"),
    ],
)
def test_a_text_in_another_encoding_is_read_as_it_was_meant_and_that_is_said(
    tmp_path: Path, encoding: str, text: str
) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    said: list[str] = []
    found = open_source(str(tmp_path / "a.txt"), "", Origin(), said.append)
    assert "".join(record.document.text for record in found.records()) == text
    assert len(said) == 1
    assert "a.txt" in said[0]


def test_a_byte_order_mark_is_kept_and_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfShare\n")
    (record,) = rewrite(tmp_path / "a.txt", tmp_path / "b.txt")
    assert record.document.text == "Share\n"
    assert (tmp_path / "b.txt").read_bytes() == b"\xef\xbb\xbfShare\n"


def test_gzip_is_known_by_its_bytes_and_packed_to_the_same_bytes_each_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(gzip.compress(b"one\n"))
    for name in ("b.txt.gz", "c.txt.gz"):
        (record,) = rewrite(tmp_path / "a.txt", tmp_path / name)
        assert record.document.text == "one\n"
    assert gzip.decompress((tmp_path / "b.txt.gz").read_bytes()) == b"one\n"
    assert (tmp_path / "b.txt.gz").read_bytes() == (tmp_path / "c.txt.gz").read_bytes()


def test_what_is_no_regular_file_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor() as pool:
        read = pool.submit((tmp_path / "pipe").read_bytes)
        rewrite(tmp_path / "a.txt", tmp_path / "pipe")
        assert read.result(60) == b"one\n"
    assert (tmp_path / "pipe").is_fifo()


def test_a_link_stays_a_link_and_the_file_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "real.txt").chmod(0o640)
    (tmp_path / "link.txt").symlink_to("real.txt")
    rewrite(tmp_path / "a.txt", tmp_path / "link.txt")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "one\n"
    assert (tmp_path / "real.txt").stat().st_mode & 0o777 == 0o640


def test_parquet_keeps_its_groups_of_rows_and_how_they_are_packed(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    texts = pa.array(["a", None, "c"] * 1000).dictionary_encode()
    table = pa.table({"text": texts, "deep": [[{"x": 1}]] * 3000})
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=1500, compression="zstd")
    rewrite(tmp_path / "a.parquet", tmp_path / "b.parquet")
    written = parquet.ParquetFile(tmp_path / "b.parquet")
    groups = [written.metadata.row_group(n) for n in range(written.num_row_groups)]
    assert [group.num_rows for group in groups] == [1500, 1500]
    assert {group.column(n).compression for group in groups for n in (0, 1)} == {"ZSTD"}
    assert written.read().to_pylist() == table.to_pylist()
    assert written.schema_arrow.equals(table.schema)


@pytest.mark.parametrize("rows", [None, 0])
def test_parquet_without_rows_or_without_a_byte_is_no_error(
    tmp_path: Path, rows: int | None
) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    (tmp_path / "a.parquet").touch()
    if rows is not None:
        parquet.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "a.parquet")
    assert rewrite(tmp_path / "a.parquet", tmp_path / "b.parquet") == []
    if rows is not None:
        assert parquet.read_table(tmp_path / "b.parquet").num_rows == 0


def test_damage_within_a_parquet_file_is_told_in_one_line_and_leaves_no_file(
    tmp_path: Path,
) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(
        pa.table({"text": [f"line {n}" for n in range(5000)]}), tmp_path / "a.parquet"
    )
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    content[8:4000] = b"\xff" * 3992
    (tmp_path / "a.parquet").write_bytes(content)
    with pytest.raises(RecordError, match=r"a\.parquet is damaged as Parquet"):
        rewrite(tmp_path / "a.parquet", tmp_path / "b.parquet")
    assert [file.name for file in tmp_path.iterdir()] == ["a.parquet"]


def test_a_failure_of_something_else_is_not_put_down_to_the_file_that_is_written(
    tmp_path: Path,
) -> None:
    with pytest.raises(FileNotFoundError, match="model"), landing(tmp_path / "a.txt"):
        (tmp_path / "model").read_bytes()
    assert not list(tmp_path.iterdir())


def test_a_file_in_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    target = tmp_path / "none" / "a.txt"
    with pytest.raises(RecordError, match="cannot write"), landing(target):
        pass
    with pytest.raises(RecordError, match="is a folder"), landing(tmp_path):
        pass
