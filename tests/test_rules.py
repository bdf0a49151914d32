"""Users' rules outrank the model; a site's own outrank the general ones; keep outranks drop."""

from __future__ import annotations

from pathlib import Path

import pytest

from webassay.junk.rules import Rules, RulesError


def rules(tmp_path: Path, text: str) -> Rules:
    file = tmp_path / "rules.toml"
    file.write_text(text, encoding="utf-8")
    return Rules.load(file)


def test_a_phrase_is_a_whole_line_whatever_its_case_and_white_space(tmp_path: Path) -> None:
    found = rules(tmp_path, 'drop = ["Watch  LIVE"]')
    verdict = found.verdict(" watch live ", "")
    assert verdict is not None
    assert verdict.junk
    assert "watch live" in verdict.reason
    assert found.verdict("Watch live as the eclipse begins", "") is None


def test_a_pattern_is_searched_for_in_the_line(tmp_path: Path) -> None:
    found = rules(tmp_path, r"drop_patterns = ['\d\d:\d\d$']")
    assert found.verdict("Kim visits China 00:53", "") is not None
    assert found.verdict("At 00:53 he left", "") is None


def test_keep_outranks_drop(tmp_path: Path) -> None:
    found = rules(tmp_path, 'keep = ["Share"]\ndrop = ["Share"]').verdict("Share", "")
    assert found is not None
    assert not found.junk


def test_the_rules_of_a_site_outrank_the_general_ones_there_and_only_there(tmp_path: Path) -> None:
    text = 'keep = ["Share"]\n[site."example.com"]\ndrop = ["Share"]'
    found = rules(tmp_path, text)
    there, elsewhere = found.verdict("Share", "example.com"), found.verdict("Share", "other.com")
    assert there is not None
    assert elsewhere is not None
    assert there.junk
    assert not elsewhere.junk


def test_a_site_may_be_written_as_people_write_it(tmp_path: Path) -> None:
    found = rules(tmp_path, '[site."WWW.Example.com"]\ndrop = ["Share"]')
    assert found.verdict("Share", "example.com") is not None


def test_a_hostile_line_costs_a_pattern_no_more_than_ten_thousand_characters(
    tmp_path: Path,
) -> None:
    found = rules(tmp_path, "drop_patterns = ['needle']")
    assert found.verdict("x" * 9_000 + "needle", "") is not None
    assert found.verdict("x" * 10_000 + "needle", "") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("drop = [", "no TOML"),
        ('dorp = ["x"]', "'dorp' is no rule; there are keep"),
        ("drop = [1]", "drop must be a list of strings"),
        ('drop = "x"', "drop must be a list of strings"),
        ("drop_patterns = ['(']", "'(' is no regular expression"),
        ("drop_patterns = ['']", "an empty pattern is in every line"),
        ('keep = [" "]', "a blank phrase is no line"),
        ("site = 3", "site must hold tables"),
        ('[site."a.com"]\nkeep = 1', "site a.com: keep must be a list of strings"),
    ],
)
def test_a_broken_file_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RulesError) as caught:
        rules(tmp_path, text)
    assert said in str(caught.value)
    assert "rules.toml" in str(caught.value)
    assert "\n" not in str(caught.value).strip()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="cannot read the rules"):
        Rules.load(tmp_path / "none.toml")
