"""`webassay flag` and `webassay clean`: verdicts shown, and texts without their junk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from webassay.errors import WebassayError
from webassay_bench.cli import app
from webassay_bench.cli.judging import loss_of

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


def test_lines_that_repeat_over_a_site_are_removed_even_from_standard_input() -> None:
    prose = "The river rose by two metres overnight, and {} houses were under water by the morning."
    rows = [
        {
            "url": f"https://www.example.com/{n}",
            "text": f"{prose.format(n)}\nThe valley's own voice since the first mill was built.",
        }
        for n in "abcdef"
    ]
    given = "".join(json.dumps(row) + "\n" for row in rows)
    options = ["--format", "jsonl", "--url-field", "url", "--site-repeats"]
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
        (["--lose", "7"], "--lose takes a share between 0 and 1"),
        (["--lose", "a%"], "--lose takes a share between 0 and 1"),
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
