"""The gold is checked: each kind of defect is found, by the library and by the command."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webassay_bench.datasets import suite
from webassay_bench.datasets.labels import LabelledLine, gold_text, read_lines, write_lines
from webassay_bench.errors import DatasetError
from webassay_bench.gold_check import Defect, check, draft, seal

Command = Callable[..., subprocess.CompletedProcess[str]]

OWN = Path(__file__).parents[1] / "gold" / "pages"
PAGE = """<!doctype html><html lang=en><head><meta charset=utf-8><title>Fog</title></head><body>
<nav>Home</nav><h1>Fog holds the ferry</h1><p>The pilot waits.<p>So does the ferry.
<footer>Imprint</footer><script>{"more": "And the <b>mail</b> too."}</script></body></html>
"""
LINES = """{"text": "Home", "label": "junk", "category": "navigation"}
{"text": "Fog holds the ferry", "label": "optional"}
{"text": "The pilot waits.", "label": "content"}
{"text": "So does the ferry.", "label": "content"}
{"text": "Imprint", "label": "junk", "category": "legal-footer"}
{"text": "And the mail too.", "label": "content", "source": "script"}
"""
META = """title = "Fog holds the ferry"
url = "https://courier.example/fog"
site = "courier.example"
page_type = "article"
family = "news"
language = "en"
script = "Latn"
encoding = "utf-8"
notes = "Short."
license = "CC0-1.0"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A suite of one page, sealed and without a defect."""
    page = tmp_path / "suite" / "ferry"
    page.mkdir(parents=True)
    (page / "page.html").write_text(PAGE, encoding="utf-8")
    (page / "lines.jsonl").write_text(LINES, encoding="utf-8")
    (page / "meta.toml").write_text(META, encoding="utf-8")
    seal(page.parent, "tiny", "1", "CC0-1.0")
    return page.parent


def edit(file: Path, old: str | bytes, new: str | bytes) -> None:
    """Replace something in a file that must hold it."""
    old, new = (part.encode() if isinstance(part, str) else part for part in (old, new))
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))


def test_pages_of_ones_own_need_not_say_what_a_publication_must(root: Path) -> None:
    edit(root / "ferry" / "meta.toml", 'family = "news"\n', "")
    seal(root, "tiny", "2")
    assert check(root) == []
    seal(root, "tiny", "2", "CC0-1.0")
    assert [defect.where for defect in check(root)] == ["ferry"]


def test_a_sealed_suite_without_a_defect_passes(root: Path) -> None:
    assert check(root) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("page.html", "<nav>", "<p>New</p><nav>", "before line 1: visible line 'New' is not lab"),
        ("page.html", "<nav>Home</nav>", "", "line 1 'Home' is not visible at its place"),
        ("page.html", "<nav>", "<!-- boilerplate --><nav>", "page.html holds 'boilerplate'"),
        ("page.html", "<nav>", "<nav data-label=junk>", "page.html holds 'data-label'"),
        ("page.html", "<nav>", "<nav data-gold=0>", "page.html holds 'data-gold'"),
        ("page.html", "<nav>", "<nav id=WebAssay>", "page.html holds 'WebAssay'"),
        ("page.html", "<nav>", "<nav class=cc-select>", "page.html holds 'cc-select'"),
        ("page.html", "<nav>", "<nav id=ground-truth>", "page.html holds 'ground-truth'"),
        ("page.html", "<nav>", b"<nav id=\xff>", "bytes that are not utf-8 at character"),
        ("page.html", "mail", "post", "'And the mail too.' is in no string of the page's scripts"),
        ("page.html", "charset=utf-8", "charset=koi8-r", "the page reads as koi8-r, meta.toml say"),
        ("lines.jsonl", ', "category": "navigation"', "", "line 1 'Home': junk needs a category"),
        ("lines.jsonl", '"navigation"', '"menu"', "needs a category of the guidelines, not 'menu'"),
        ("lines.jsonl", '"optional"', '"maybe"', "label 'maybe' is none of content, junk, opti"),
        ("lines.jsonl", '"optional"', "null", "label None is none of content, junk, optional"),
        (
            "lines.jsonl",
            '"optional"',
            '"optional", "category": "other-ui"',
            "optional takes no category, but has 'other-ui'",
        ),
        ("lines.jsonl", '"script"', '"cloud"', "source 'cloud' is not 'script'"),
        ("lines.jsonl", '"script"', '["script"]', "source ['script'] is not 'script'"),
        ("lines.jsonl", '{"text": "Home", ', "{", "lines.jsonl:1: expected"),
        ("lines.jsonl", '{"text": "Home"', '{"text": 7', "text of a line must be a string"),
        ("lines.jsonl", "Home", b"\xff", "cannot read"),
        ("meta.toml", '"article"', '"blog"', "meta.toml: page_type = 'blog' does not match"),
        ("meta.toml", '"en"', '"English"', "meta.toml: language = 'English' does not match"),
        ("meta.toml", "https://", "ftp://", "meta.toml: url = 'ftp://courier.example/fog' does"),
        ("meta.toml", "CC0-1.0", "CC0-1.0, I think", "meta.toml: license = "),
        ("meta.toml", "title =", "title :", "cannot read"),
    ],
)
def test_each_kind_of_defect_is_found(
    root: Path, name: str, old: str, new: str | bytes, said: str
) -> None:
    edit(root / "ferry" / name, old, new)
    seal(root, "tiny", "2", "CC0-1.0")
    (defect,) = check(root)
    assert defect.where == "ferry"
    assert said in defect.what


@pytest.mark.parametrize("field", [row.split(" ")[0] for row in META.splitlines()])
def test_a_missing_field_is_found(root: Path, field: str) -> None:
    edit(root / "ferry" / "meta.toml", f"{field} =", f"{field}_of_old =")
    seal(root, "tiny", "2", "CC0-1.0")
    assert any(f"meta.toml: {field} = None" in defect.what for defect in check(root))


def test_lines_in_another_order_than_on_the_page_are_found(root: Path) -> None:
    file = root / "ferry" / "lines.jsonl"
    lines = read_lines(file)
    write_lines(file, [lines[1], lines[0], *lines[2:]])
    seal(root, "tiny", "2", "CC0-1.0")
    whats = [defect.what for defect in check(root)]
    assert len(whats) == 2
    assert any("is not visible at its place" in what for what in whats)
    assert any("is not labelled" in what for what in whats)


def test_a_page_without_a_line_of_content_is_found(root: Path) -> None:
    file = root / "ferry" / "lines.jsonl"
    file.write_text(file.read_text("utf-8").replace('"content"', '"optional"'), encoding="utf-8")
    seal(root, "tiny", "2", "CC0-1.0")
    assert check(root) == [Defect("ferry", "no line is content")]


@pytest.mark.parametrize("name", ["page.html", "lines.jsonl", "meta.toml"])
def test_a_file_that_changed_after_the_seal_is_found(root: Path, name: str) -> None:
    with (root / "ferry" / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    (defect,) = check(root)
    assert defect.where == "manifest.json"
    assert defect.what.startswith(f"ferry/{name} has changed since it was sealed")


@pytest.mark.parametrize("name", ["lines.jsonl", "meta.toml"])
def test_a_file_that_is_gone_is_found(root: Path, name: str) -> None:
    (root / "ferry" / name).unlink()
    assert any(d.where == "ferry" and f"cannot read {root}" in d.what for d in check(root))


def test_pages_that_came_and_went_after_the_seal_are_found(root: Path) -> None:
    (root / "ferry").rename(root / "boat")
    assert check(root) == [
        Defect("manifest.json", "page boat is not in the manifest"),
        Defect("manifest.json", "page ferry is gone"),
    ]


def test_a_suite_without_a_seal_or_with_half_of_one_is_found(root: Path) -> None:
    seal(root, "", "")
    assert [d.what for d in check(root)] == ["name is missing", "version is missing"]
    (root / "manifest.json").unlink()
    (defect,) = check(root)
    assert defect.what.startswith("there is none")


@pytest.mark.parametrize(
    "manifest",
    ["[]", "{", '{"name": "a", "pages": ["ferry"]}', '{"name": "a", "pages": {"ferry": "x"}}'],
)
def test_a_malformed_manifest_is_said_in_one_line(root: Path, manifest: str) -> None:
    (root / "manifest.json").write_text(manifest, encoding="utf-8")
    try:
        whats = [defect.what for defect in check(root)]
    except DatasetError as error:
        whats = [str(error)]
    assert whats
    assert not any("\n" in what for what in whats)


def test_the_gold_of_the_repository_has_no_defect() -> None:
    assert [f"{defect.where}: {defect.what}" for defect in check(OWN)] == []


def test_a_draft_lists_the_visible_lines_unlabelled(root: Path) -> None:
    (root / "ferry" / "lines.jsonl").unlink()
    texts = ["Home", "Fog holds the ferry", "The pilot waits.", "So does the ferry.", "Imprint"]
    assert draft(root / "ferry") == [LabelledLine(text, None) for text in texts]
    assert read_lines(root / "ferry" / "lines.jsonl") == draft(root / "ferry")


def test_a_draft_keeps_labels_adds_new_lines_and_drops_what_is_gone(root: Path) -> None:
    page = root / "ferry" / "page.html"
    edit(page, "<p>The pilot waits.", "<p>Home<p>The pilot sleeps.")
    before = read_lines(root / "ferry" / "lines.jsonl")
    new = [LabelledLine("Home", None), LabelledLine("The pilot sleeps.", None)]
    assert draft(root / "ferry") == [*before[:2], *new, *before[3:]]


def test_labels_come_back_as_they_were_written(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("labels") / "lines.jsonl"
    words = st.none() | st.text(min_size=1)

    @settings(deadline=None)  # how long a disk takes is its own affair
    @given(st.lists(st.builds(LabelledLine, st.text(), words, words, words)))
    def come_back(lines: list[LabelledLine]) -> None:
        write_lines(file, lines)
        assert read_lines(file) == lines

    come_back()


def test_the_gold_text_is_the_content_and_on_request_the_optional_lines(root: Path) -> None:
    content = "The pilot waits.\nSo does the ferry.\nAnd the mail too."
    lines = read_lines(root / "ferry" / "lines.jsonl")
    assert gold_text(lines) == content
    assert gold_text(lines, optional=True) == "Fog holds the ferry\n" + content
    dataset = suite.load(root)
    (page,) = dataset.pages
    assert (dataset.name, dataset.version, page.id, page.gold.text) == (
        "tiny",
        "1",
        "ferry",
        content,
    )
    assert (page.page_type, page.language, page.site) == ("article", "en", "courier.example")


def test_the_command_checks_with_0_and_1_and_says_each_defect(root: Path, command: Command) -> None:
    assert command("gold", "check", root).returncode == 0
    edit(root / "ferry" / "lines.jsonl", '"navigation"', '"[menu] Größe"')
    done = command("gold", "check", root)
    assert done.returncode == 1
    first, second = done.stdout.splitlines()
    assert first.startswith("suite/ferry: line 1 'Home': junk needs a category")
    assert first.endswith("'[menu] Größe'")  # square brackets are markup in some consoles
    assert second.startswith("suite/manifest.json: ferry/lines.jsonl has changed")


def test_the_command_checks_a_folder_of_suites_and_writes_json(
    root: Path, command: Command
) -> None:
    assert json.loads(command("gold", "check", root, "--json").stdout) == []
    shutil.copytree(root, root.parent / "zweite")
    (root.parent / "zweite" / "ferry").rename(root.parent / "zweite" / "fähre")
    done = command("gold", "check", root.parent, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == [
        {"suite": "zweite", "where": "manifest.json", "what": f"page {what}"}
        for what in ("ferry is gone", "fähre is not in the manifest")
    ]


def test_the_command_drafts_and_seals_until_the_check_passes(root: Path, command: Command) -> None:
    edit(root / "ferry" / "page.html", "<nav>", "<p>Log in</p><nav>")
    done = command("gold", "draft", root / "ferry")
    assert done.returncode == 0
    assert "7 lines, 1 without a label" in " ".join(done.stderr.split())
    account = '"label": "junk", "category": "account"'
    edit(root / "ferry" / "lines.jsonl", '"label": null', account)
    assert command("gold", "seal", root, "--name", "tiny", "--version", "2").returncode == 0
    assert command("gold", "check", root).returncode == 0
    assert suite.load(root).version == "2"


def test_a_suite_is_named_after_its_folder_even_as_the_current_one(
    root: Path, command: Command
) -> None:
    (root / "manifest.json").unlink()
    shutil.copytree(root, root.parent / "cwd", dirs_exist_ok=True)
    assert command("gold", "check", ".").stdout.startswith("cwd/manifest.json: there is none")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "missing"),
        ("check", "."),
        ("draft", "missing"),
        ("seal", "missing", "--name", "a", "--version", "1"),
        ("seal", ".", "--name", "a", "--version", "1"),
        ("check",),
    ],
)
def test_what_the_user_can_mend_ends_with_2_and_without_a_traceback(
    arguments: tuple[str, ...], command: Command
) -> None:
    done = command("gold", *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
