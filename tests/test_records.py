"""Files of texts stream in and out; what is no text is told in one line, with no half file left."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay.junk.removal import split
from webassay_bench.records import Origin, Record, RecordError, Source, open_sink, open_source

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
