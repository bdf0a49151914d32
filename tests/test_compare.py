"""`webassay compare` and `webassay recommend`, on the results that are published."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

RESULTS = Path(__file__).parents[1] / "results"
ARTICLES, WCXB = RESULTS / "article-extraction-benchmark", RESULTS / "wcxb-dev-1.0"
OWN = RESULTS / "webassay-pages-1"
Command = Callable[..., CompletedProcess[str]]


def data(done: CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def complaint(done: CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    return line


def test_all_extractors_are_ranked_where_none_is_named(command: Command) -> None:
    (ranking,) = data(command("compare", "--results", OWN, "--json"))
    (board,) = data(command("leaderboard", OWN, "--json"))
    assert list(ranking["figures"]) == [one["extractor"] for one in board["standings"]]
    for one in board["standings"]:
        assert ranking["figures"][one["extractor"]] == one["scores"]["words"]["f1"]
        assert ranking["firsts"][one["extractor"]] == one["first"]
    many = len(board["standings"])
    assert len(ranking["pairs"]) == many * (many - 1) / 2
    assert ranking["failed"]["newspaper4k"] == 11
    first = board["standings"][0]["extractor"]
    assert f"{first} is first with words.f1" in ranking["sentences"][0]
    assert "could be chance" in ranking["sentences"][0]  # the next ones ask webassay, and others
    pairs = {(one["first"], one["second"]): one for one in ranking["pairs"]}
    lead = pairs["webassay", "trafilatura"]
    assert lead["difference"]["figure"]["low"] > 0


def test_two_runs_say_the_same(command: Command) -> None:
    arguments = ("compare", "goose3", "justext", "boilerpy3", "--results", ARTICLES, "--json")
    assert command(*arguments).stdout == command(*arguments).stdout


def test_what_could_be_chance_is_said_to_be(command: Command) -> None:
    names = ("trafilatura", "readability-lxml", "nothing")
    done = command("compare", *names, "--results", ARTICLES)
    assert done.returncode == 0
    assert "could be chance (p = " in done.stdout
    assert "Not significantly worse than trafilatura: readability-lxml." in done.stdout


def test_two_extractors_are_compared_by_every_figure(command: Command) -> None:
    (found,) = data(command("compare", "trafilatura", "resiliparse", "--results", OWN, "--json"))
    recall = found["differences"]["words"]["recall"]
    assert recall["figure"]["value"] < 0
    assert recall["p"] < 0.05
    assert {"words", "shingles", "lines"} <= found["differences"].keys()
    shown = command("compare", "trafilatura", "resiliparse", "--results", OWN).stdout
    assert "resiliparse is ahead" in shown


def test_a_figure_of_a_fault_ranks_the_least_first(command: Command) -> None:
    arguments = ("--results", OWN, "--metric", "lines.junk_leaked", "--json")
    (ranking,) = data(command("compare", "everything", "trafilatura", *arguments))
    assert list(ranking["figures"]) == ["trafilatura", "everything"]
    assert "its lead over everything, 0.8" in ranking["sentences"][0]


def test_kinds_of_pages_are_compared_and_small_ones_counted_only(command: Command) -> None:
    names = ("trafilatura", "resiliparse")
    found = data(command("compare", *names, "--by", "page_type", "--results", WCXB, "--json"))
    assert {one["stratum"]: one["pages"] for one in found}["forum"] == 113
    raw = [pair["difference"]["p"] for one in found for pair in one["pairs"]]
    corrected = [pair["adjusted"] for one in found for pair in one["pairs"]]
    assert min(corrected) == pytest.approx(min(raw) * len(found))  # over the rows that are shown
    done = command("compare", *names, "--by", "script", "--results", OWN)
    assert "Latn" in done.stdout
    assert "Jpan (3 pages of 3 sites)" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", "trafilatura", "resliparse"), "did you mean resiliparse?"),
        (("compare", "nothing", "nothing"), "named twice"),
        (("compare", "--by", "colour"), "page_type, language, script, size"),
        (("compare", "--metric", "wrds"), "did you mean words?"),
        (("compare", "--metric", "words.f2"), "it has: precision, recall, f1"),
        (("compare", "--metric", "segments"), "was scored by 'segments'"),
        (("recommend", "--page-type", "atricle"), "there are: article, collection"),
        (("recommend", "--language", "tlh"), "there are: ar, cs"),
        (("recommend", "--budget", "0.001"), "the quickest takes"),
        (("recommend", "--metric", "words.f2"), "it has: precision, recall, f1"),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_line(
    command: Command, arguments: tuple[str, ...], said: str
) -> None:
    assert said in complaint(command(*arguments, "--results", OWN))


def test_those_that_ask_others_are_left_out_of_a_recommendation(command: Command) -> None:
    (found,) = data(command("recommend", "--results", OWN, "--json"))
    assert found["extractor"] == "webassay"
    assert not {"best", "webassay+fallback"} & found["costs"].keys()
    assert any("since they ask others" in sentence for sentence in found["sentences"])


def test_a_recommendation_names_its_evidence(command: Command) -> None:
    (found,) = data(command("recommend", "--results", WCXB, "--page-type", "service", "--json"))
    assert (found["extractor"], found["pages"], found["sites"]) == ("webassay", 165, 158)
    assert found["runner_up"]["second"] == "resiliparse"
    assert found["equal"] == []
    assert found["honest"] == pytest.approx(found["figure"]["value"], abs=0.01)
    assert found["crossed"]
    assert any("cross-validated" in sentence for sentence in found["sentences"])
    assert "nothing" not in found["costs"]


def test_where_the_lead_could_be_chance_the_quickest_of_the_equals_is_named(
    command: Command, tmp_path: Path
) -> None:
    (found,) = data(command("recommend", "--results", ARTICLES, "--json"))
    assert found["costs"][found["quickest"]] == min(
        found["costs"][name] for name in (found["extractor"], *found["equal"])
    )
    assert "no more than chance could give" in " ".join(found["sentences"])
    assert found["honest"] < found["figure"]["value"]
    for file in ARTICLES.glob("[tr]*.jsonl"):  # of which the best is not the quickest
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (found,) = data(command("recommend", "--results", tmp_path, "--json"))
    assert found["quickest"] in found["equal"]
    assert f"The quickest of these is {found['quickest']}" in " ".join(found["sentences"])


def test_too_few_pages_of_a_kind_fall_back_on_a_wider_one(command: Command) -> None:
    arguments = ("--page-type", "forum", "--language", "de", "--results", OWN, "--json")
    (found,) = data(command("recommend", *arguments))
    assert (found["pages"], found["enough"]) == (57, True)
    assert "8 pages of 8 sites of type forum: too few" in found["sentences"][1]
    assert "57 pages of 57 sites of the whole set" in found["sentences"][3]


def test_a_size_that_results_do_not_hold_is_told_of(command: Command, tmp_path: Path) -> None:
    for file in OWN.glob("[jt]*.jsonl"):
        header, *rows = map(json.loads, file.read_text("utf-8").splitlines())
        for row in rows:
            del row["bytes"]  # as in results of before it was kept
        lines = [json.dumps(line) + "\n" for line in (header, *rows)]
        (tmp_path / file.name).write_text("".join(lines), "utf-8")
    done = command("compare", "--by", "size", "--results", tmp_path)
    assert "do not say the size of any page" in complaint(done)
    (ranking,) = data(command("compare", "--by", "size", "--results", OWN, "--json"))[:1]
    assert ranking["stratum"] == "under 50 kB"


def test_a_budget_keeps_dear_extractors_out(command: Command) -> None:
    (free,) = data(command("recommend", "--results", OWN, "--json"))
    budget = free["cpu_ms"] - 0.01
    (found,) = data(command("recommend", "--results", OWN, "--budget", str(budget), "--json"))
    assert (free["extractor"], found["extractor"]) == ("webassay", "resiliparse")
    assert max(found["costs"].values()) <= budget < min(found["over_budget"].values())
    assert "webassay" in found["over_budget"]


def test_too_few_pages_at_all_are_said_to_be(command: Command, tiny: Path) -> None:
    run = command("run", "--dataset", tiny, "--extractors", "everything,justext", "--out", "out")
    assert run.returncode == 0, run.stderr
    done = command("recommend", "--results", "out")
    assert done.returncode == 0
    assert "too few to rely on: label more pages" in done.stdout
