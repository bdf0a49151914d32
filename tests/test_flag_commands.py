"""`webassay flag` and `webassay clean`: verdicts shown, and texts without their junk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from typer.testing import CliRunner

from webassay.errors import WebassayError
from webassay.junk import flagging
from webassay.junk.document import Document
from webassay.junk.flagging import Settings
from webassay.junk.line import Line
from webassay_bench.cli import app, judging
from webassay_bench.cli.judging import loss_of

Command = Callable[..., CompletedProcess[str]]

TEXT = "Kept one\n\nDropped line\n\nKept two\n"
RULES = 'keep_patterns = ["^Kept"]\ndrop_patterns = ["^Dropped"]\n'  # independent of the model


def run(*arguments: str | Path, given: str | None = None) -> str:
    result = CliRunner().invoke(app, [str(one) for one in arguments], input=given)
    if result.exception is not None:
        raise result.exception
    return result.stdout


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "rules.toml"
    file.write_text(RULES)
    return file


def test_cleaning_writes_the_text_without_its_junk(tmp_path: Path, rules: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    run("clean", tmp_path / "a.txt", "--rules", rules, "-o", tmp_path / "b.txt")
    assert (tmp_path / "b.txt").read_text() == "Kept one\n\nKept two\n"


def test_standard_input_is_cleaned_to_standard_output(rules: Path) -> None:
    assert run("clean", "-", "--rules", rules, given=TEXT) == "Kept one\n\nKept two\n"


def test_what_was_removed_is_logged_with_its_reason(tmp_path: Path, rules: Path) -> None:
    rows = [{"id": n, "body": TEXT} for n in range(2)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ["--field", "body", "--rules", str(rules), "--log", str(tmp_path / "log.jsonl")]
    run("clean", tmp_path / "a.jsonl", *options, "-o", tmp_path / "b.jsonl")
    written = [json.loads(line) for line in (tmp_path / "b.jsonl").read_text().splitlines()]
    assert written == [{"id": n, "body": "Kept one\n\nKept two\n"} for n in range(2)]
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [(row["document"], row["line"], row["text"]) for row in log] == [
        (f"{tmp_path / 'a.jsonl'}:{n}", 3, "Dropped line") for n in (1, 2)
    ]
    assert all(row["reason"] == "rule: drop /^Dropped/" and row["junk"] for row in log)


def test_flagging_gives_a_row_a_line_to_programs(tmp_path: Path, rules: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    rows = [
        json.loads(line)
        for line in run("flag", tmp_path / "a.txt", "--rules", rules, "--json").splitlines()
    ]
    assert [(row["line"], row["text"], row["junk"]) for row in rows] == [
        (1, "Kept one", False),
        (3, "Dropped line", True),
        (5, "Kept two", False),
    ]


def test_flagging_shows_kind_and_reason_to_people(tmp_path: Path, rules: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    shown = run("flag", tmp_path / "a.txt", "--rules", rules).splitlines()
    assert "rule: drop /^Dropped/" in shown[1]
    assert "rule" not in shown[0]


def test_page_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hello \x1b[31m[bold red]there[/] \x07\n")
    shown = run("flag", tmp_path / "a.txt")
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[bold red]there[/]" in shown


def test_lines_that_repeat_over_a_site_are_removed_even_from_standard_input(
    tmp_path: Path,
) -> None:
    prose = "The river rose by two metres overnight, and {} houses were under water by the morning."
    rows = [
        {
            "url": f"https://www.example.com/{n}",
            "text": f"{prose.format(n)}\nThe valley's own voice since the first mill was built.",
        }
        for n in "abcdef"
    ]
    given = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "rules.toml").write_text('keep_patterns = ["^The river"]')
    rules = ["--rules", str(tmp_path / "rules.toml")]
    options = [*rules, "--format", "jsonl", "--url-field", "url", "--site-repeats"]
    written = [json.loads(x) for x in run("clean", "-", *options, given=given).splitlines()]
    assert [row["text"] for row in written] == [prose.format(n) for n in "abcdef"]


def test_a_failure_leaves_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "x"}\n{"te')
    with pytest.raises(WebassayError, match=r"a\.jsonl:2: not JSON"):
        run("clean", tmp_path / "a.jsonl", "-o", tmp_path / "b.jsonl")
    assert not (tmp_path / "b.jsonl").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--lose", "7"], "--lose takes a share from 0.1% to 5%"),
        (["--lose", "a%"], "--lose takes a share from 0.1% to 5%"),
        (["--lose", "0.5"], "such as 0.5%"),
        (["--lose", "nan"], "--lose takes a share"),
        (["--site-repeats"], "name --url-field, or --url"),
        (["--rules", "none.toml"], "cannot read the rules"),
        (["--format", "csv"], "no format 'csv'"),
    ],
)
def test_an_option_that_means_nothing_is_told(
    tmp_path: Path, options: list[str], said: str
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    with pytest.raises(WebassayError) as caught:
        run("clean", tmp_path / "a.txt", *options)
    assert said in str(caught.value)


def test_two_sources_cannot_go_into_one_file(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text(TEXT)
    with pytest.raises(WebassayError, match="takes one source"):
        run("clean", tmp_path / "a", tmp_path / "b", "-o", tmp_path / "c")


def test_a_share_is_written_in_either_way() -> None:
    assert loss_of("0.5%") == loss_of("0.005") == 0.005


def test_neither_the_log_nor_the_output_is_ever_written_over_a_source(
    tmp_path: Path, rules: Path
) -> None:
    source, target = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text(TEXT)
    cases: list[list[str | Path]] = [["--log", source], ["-o", source]]
    cases.append(["--log", target, "-o", target])
    for options in cases:
        with pytest.raises(WebassayError, match="write to another file"):
            run("clean", source, "--rules", rules, *options)
    assert source.read_text() == TEXT
    assert not target.exists()


def test_a_failure_leaves_no_half_log(tmp_path: Path, rules: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXT}) + '\n{"te')
    log, target = tmp_path / "log", tmp_path / "b.jsonl"
    with pytest.raises(WebassayError):
        run("clean", tmp_path / "a.jsonl", "--rules", rules, "--log", log, "-o", target)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.jsonl", "rules.toml"]


def test_how_a_text_was_decoded_is_said_once(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Сегодня идёт дождь, и паром не пойдёт.\n".encode("cp1251"))
    (tmp_path / "keep.toml").write_text("keep_patterns = ['.']")
    options = ["--rules", tmp_path / "keep.toml", "--site-repeats", "--url", "https://a.example/"]
    done = command("clean", tmp_path / "a.txt", *options)
    assert done.stdout == "Сегодня идёт дождь, и паром не пойдёт.\n"
    assert done.stderr.count("windows-1251") == 1


def test_what_is_shown_keeps_every_script_and_its_spaces(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("你好\u3000世界\nun\u00a0mot\n", "utf-8")
    shown = run("flag", tmp_path / "a.txt")
    assert "你好 世界" in shown
    assert "un mot" in shown


def test_output_in_a_terminal_without_unicode_is_no_traceback(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("你好世界\n", "utf-8")
    done = command("flag", tmp_path / "a.txt", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert "你好世界" in done.stdout


def test_parquet_goes_in_by_standard_input_too(command: Command, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    (tmp_path / "rules.toml").write_text(RULES)
    parquet.write_table(pa.table({"text": [TEXT]}), tmp_path / "a.parquet")
    options = ["--format", "parquet", "--rules", tmp_path / "rules.toml", "-o", tmp_path / "b"]
    done = command("clean", "-", *options, stdin=(tmp_path / "a.parquet").read_bytes())
    assert done.returncode == 0, done.stderr
    assert parquet.read_table(tmp_path / "b")["text"].to_pylist() == ["Kept one\n\nKept two\n"]


def test_standard_input_is_named_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    with pytest.raises(WebassayError, match="give - once"):
        run("clean", "-", tmp_path / "a.txt", "-", given=TEXT)


@pytest.mark.parametrize("field", ["--title-field", "--url-field", "--field"])
def test_a_column_that_is_not_there_is_told_before_anything_is_written(
    tmp_path: Path, field: str
) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pa.table({"text": [TEXT]}), tmp_path / "a.parquet")
    with pytest.raises(WebassayError, match=f"no column 'nope'; name one with {field} "):
        run("clean", tmp_path / "a.parquet", field, "nope", "-o", tmp_path / "b.parquet")
    assert not (tmp_path / "b.parquet").exists()


def test_a_million_records_without_text_are_not_held_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": null}\n' * 5000)
    sizes = []
    judge = flagging.flag_all

    def watched(
        documents: Iterable[Document], settings: Settings | None = None
    ) -> Iterator[list[Line]]:
        given = list(documents)
        sizes.append(len(given))
        return judge(given, settings)

    monkeypatch.setattr(judging, "flag_all", watched)
    run("clean", tmp_path / "a.jsonl", "-o", tmp_path / "b.jsonl")
    assert sum(sizes) == 5000
    assert max(sizes) <= 1024
    assert (tmp_path / "b.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()


def test_a_long_text_is_one_text_in_the_summary(command: Command, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(RULES)
    (tmp_path / "a.txt").write_text("Kept\nDropped\n" * 10_000)
    done = command("clean", tmp_path / "a.txt", "--rules", tmp_path / "rules.toml")
    assert done.stdout == "Kept\n" * 10_000
    assert "10000 of 20000 lines removed from 1 text " in done.stderr
