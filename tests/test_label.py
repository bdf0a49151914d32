"""The labelling desk and its server: nothing is lost, nobody else gets in, nothing runs."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import json
import threading
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from webassay.visible import visible_lines
from webassay_bench import datasets
from webassay_bench.agreement import agreement, kappa
from webassay_bench.datasets.labels import read_lines
from webassay_bench.datasets.suite import ALONE, DECISION, read_meta
from webassay_bench.errors import DatasetError
from webassay_bench.label.desk import Desk
from webassay_bench.label.intake import bring
from webassay_bench.label.marked import marked_page
from webassay_bench.label.server import LabelServer

PAGE = (
    "<html lang='en'><head><title>A fog</title><meta charset='utf-8'></head><body>"
    "<nav><a href='/'>Home</a></nav><article><h1>A fog</h1>"
    + "".join(f"<p>The ferry was late on day {n}, <b>as it had been</b> before.</p>" for n in "123")
    + "</article><footer><a href='/imprint'>Imprint</a> © Harbour</footer></body></html>"
)
LINES = visible_lines(PAGE)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    (tmp_path / "fog.html").write_text(PAGE, encoding="utf-8")
    return bring(str(tmp_path / "fog.html"), tmp_path / "gold")


def _mark_all(desk: Desk, *, junk: Collection[int] = ()) -> dict[str, Any]:
    changes = [
        {"line": n, "label": "junk", "category": "navigation", "guess": False}
        if n in junk
        else {"line": n, "label": "content", "category": None, "guess": False}
        for n in range(len(LINES))
    ]
    return desk.save("fog", changes)


def test_lines_start_as_guesses_of_the_best_extractor(suite: Path) -> None:
    lines = Desk(suite).open("fog")["lines"]
    assert [line["text"] for line in lines] == LINES
    assert all(line["guess"] for line in lines)
    by_text = {line["text"]: (line["label"], line["category"]) for line in lines}
    assert by_text["The ferry was late on day 2, as it had been before."] == ("content", None)
    assert by_text["Home"] == ("junk", "navigation")
    assert by_text["Imprint © Harbour"] == ("junk", "legal-footer")


def test_each_change_is_on_disk_before_the_next(suite: Path) -> None:
    Desk(suite).open("fog")
    Desk(suite).save("fog", [{"line": 0, "label": "optional", "category": None, "guess": False}])
    again = Desk(suite).open("fog")["lines"]  # as after a crash: nothing but the disk
    assert (again[0]["label"], again[0]["guess"]) == ("optional", False)
    assert again[1]["guess"]


def test_a_finished_page_is_gold_that_runs(suite: Path) -> None:
    desk = Desk(suite)
    desk.open("fog")
    assert not (suite / "fog" / "lines.jsonl").exists()
    told = _mark_all(desk, junk={0, len(LINES) - 1})
    assert told == {"lines": len(LINES), "done": len(LINES), "finished": True}
    (page,) = datasets.load(suite).pages
    assert page.gold.text == "\n".join(LINES[1:-1])


@pytest.mark.parametrize(
    "change",
    [
        {"line": 99, "label": "content", "guess": False},
        {"line": -1, "label": "content", "guess": False},
        {"line": 0, "label": "rubbish", "guess": False},
        {"line": 0, "label": "junk", "category": "nonsense", "guess": False},
        {"line": 0, "label": "content"},
        {},
    ],
)
def test_a_change_that_is_not_valid_changes_nothing(suite: Path, change: dict[str, Any]) -> None:
    desk = Desk(suite)
    before = desk.open("fog")
    good = {"line": 1, "label": "optional", "category": None, "guess": False}
    with pytest.raises(DatasetError):
        desk.save("fog", [good, change])
    assert desk.open("fog") == before


def test_two_readers_and_one_who_decides(suite: Path) -> None:
    for reader, junk in (("ana", {0}), ("ben", {0, 1})):
        desk = Desk(suite, reader)
        desk.open("fog")
        _mark_all(desk, junk=junk)
    assert not (suite / "fog" / "lines.jsonl").exists()  # nobody decided yet
    found = agreement(suite)
    assert found.readers == ("ana", "ben")
    assert found.label_share == pytest.approx(1 - 1 / len(LINES))
    assert found.category == 1.0

    deciding = Desk(suite, DECISION)
    lines = deciding.open("fog")["lines"]
    assert [n for n, line in enumerate(lines) if "said" in line] == [1]
    assert [said["label"] for said in lines[1]["said"]] == ["content", "junk"]
    assert [n for n, line in enumerate(lines) if line["guess"]] == [1]
    told = deciding.save("fog", [{"line": 1, "label": "content", "category": None, "guess": False}])
    assert told["finished"]
    assert [x.label for x in read_lines(suite / "fog" / "lines.jsonl")][:2] == ["junk", "content"]


def test_deciding_needs_two_passes(suite: Path) -> None:
    with pytest.raises(DatasetError, match="two are needed"):
        Desk(suite, DECISION).open("fog")


def test_kappa_of_hand_computed_tables() -> None:
    # 50 cases: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: p_o .7, p_e .5, kappa .4.
    first = ["y"] * 25 + ["n"] * 25
    second = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    assert kappa(first, second) == pytest.approx(0.4)
    assert kappa(["a", "b"], ["b", "a"]) == -1.0
    assert kappa("aa", "aa") == kappa([], []) == 1.0
    with pytest.raises(ValueError, match="2 labels against 1"):
        kappa("ab", "a")


def test_a_page_is_brought_from_an_address_with_what_it_says_of_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fog.html").write_text(PAGE, encoding="utf-8")
    handler = partial(QuietHandler, directory=str(tmp_path))
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        suite = bring(f"http://127.0.0.1:{server.server_address[1]}/fog.html", None)
        server.shutdown()
    (folder,) = suite.iterdir()
    meta = read_meta(folder)
    assert (meta["title"], meta["language"], meta["encoding"]) == ("A fog", "en", "utf-8")
    assert meta["url"].endswith("/fog.html")
    assert [line["text"] for line in Desk(suite).open(folder.name)["lines"]] == LINES


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def test_a_folder_of_pages_becomes_a_suite_and_is_left_as_it_is_later(tmp_path: Path) -> None:
    for name in ("a.html", "b.htm", "notes.txt"):
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    suite = bring(str(tmp_path), tmp_path / "gold")
    assert sorted(folder.name for folder in suite.iterdir()) == ["a", "b"]
    (suite / "a" / "page.html").write_text("<p>mended</p>", encoding="utf-8")
    bring(str(tmp_path), suite)
    assert (suite / "a" / "page.html").read_text("utf-8") == "<p>mended</p>"
    (tmp_path / "none").mkdir()
    with pytest.raises(DatasetError, match="holds no page"):
        bring(str(tmp_path / "none"), suite)


@pytest.mark.parametrize("name", ["../evil", "", "a/b", "x" * 41, "a b"])
def test_a_reader_cannot_name_a_path(suite: Path, name: str) -> None:
    with pytest.raises(DatasetError):
        Desk(suite, name)


def test_what_acts_is_taken_out_of_the_page_and_its_text_stays() -> None:
    hostile = (
        "<base href='//evil.example/'><meta http-equiv=refresh content='0;url=//evil.example'>"
        "<script>steal()</script><p onclick='steal()'>one <a href='javascript:steal()'>two</a></p>"
        "<iframe src='//evil.example'></iframe><img src=x onerror='steal()'><svg onload='steal()'>"
        "<a xlink:href='javascript:steal()'>x</a></svg><form action='//evil.example'>three</form>"
        "<!-- <script>steal()</script> --><object data='//evil.example'></object>"
    )
    html, lines = marked_page(hostile)
    assert lines == visible_lines(hostile)
    assert visible_lines(html) == lines
    for trace in ("steal", "evil", "<script", "<iframe", "<base", "onclick", "http-equiv"):
        assert trace not in html


@pytest.fixture
def served(suite: Path) -> Iterator[LabelServer]:
    with LabelServer(Desk(suite, ALONE)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def _ask(
    server: LabelServer,
    path: str,
    headers: dict[str, str] | None = None,
    body: Any = None,
    **changed: str,
) -> Answer:
    own = {"Cookie": f"{server.cookie}={server.token}", "Connection": "close"}
    content = None
    if body is not None:
        own |= {"Content-Type": "application/json", "Origin": server.origin}
        content = json.dumps(body)
    address = ("127.0.0.1", server.server_address[1])
    with contextlib.closing(http.client.HTTPConnection(*address, timeout=20)) as connection:
        connection.request(
            "GET" if body is None else "POST", path, content, own | (headers or {}) | changed
        )
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


def test_only_loopback_is_listened_on(served: LabelServer) -> None:
    assert served.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("path", ["/", "/label.js", "/api/pages", "/api/page/fog", "/page/fog"])
def test_nothing_is_shown_without_the_secret(served: LabelServer, path: str) -> None:
    assert _ask(served, path, Cookie="").status == 403
    assert _ask(served, path, Cookie=f"{served.cookie}=wrong").status == 403
    assert _ask(served, f"{path}?token=wrong", Cookie="").status == 403
    assert _ask(served, path).status == 200


def test_the_secret_moves_from_the_address_into_a_cookie(served: LabelServer) -> None:
    answer = _ask(served, f"/?token={served.token}", Cookie="")
    assert answer.status == 303
    assert answer.headers["Location"] == "/"
    assert "HttpOnly; SameSite=Strict" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "foreign",
    [{"Host": "evil.example"}, {"Host": "localhost:1"}, {"Origin": "https://evil.example"}],
)
def test_a_page_of_the_web_cannot_speak_to_it(served: LabelServer, foreign: dict[str, str]) -> None:
    assert _ask(served, "/api/pages", foreign).status == 403
    assert _ask(served, "/api/page/fog", foreign, body={"changes": []}).status == 403


def test_a_form_of_another_site_cannot_post(served: LabelServer) -> None:
    form = {"Content-Type": "text/plain"}
    assert _ask(served, "/api/page/fog", form, body={"changes": []}).status == 400


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "../gold", "nope", "%00"])
def test_a_name_from_the_browser_is_never_a_path(served: LabelServer, name: str) -> None:
    for path in (f"/api/page/{name}", f"/page/{name}"):
        answer = _ask(served, path)
        assert answer.status == 400
        assert "there is no page" in json.loads(answer.body)["error"]


@pytest.mark.parametrize("body", [{}, [], {"changes": 3}, {"changes": [3]}, "x"])
def test_a_broken_request_is_answered_in_one_line(served: LabelServer, body: Any) -> None:
    _ask(served, "/api/page/fog")
    answer = _ask(served, "/api/page/fog", body=body)
    assert answer.status == 400
    assert "\n" not in json.loads(answer.body)["error"]


def test_the_labelled_page_comes_with_a_policy_that_lets_nothing_run(served: LabelServer) -> None:
    policy = _ask(served, "/page/fog").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-same-origin" in policy
    assert "script" not in policy
