"""Bytes become text as browsers do it: mark, declaration, detection, and what the labels mean."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
import webencodings
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from webassay.page import Page, declared, decode, sniff

MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16le": b"\xff\xfe", "utf-16be": b"\xfe\xff"}
# The index of windows-1252 in the Encoding Standard, 0x80 to 0x9F.
WINDOWS_1252 = (
    "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f"  # noqa: RUF001 # look-alikes are what the table is made of
    "\x90‘’“”•–—˜™š›œ\x9džŸ"  # noqa: RUF001
)
SENTENCES = {
    "Russian": "Сегодня утром паром задержался из-за тумана. Капитан сказал, что выйдет в море, "
    "как только прояснится. Жители посёлка ждут почту и свежий хлеб.",
    "Japanese": "今朝、港には深い霧が立ち込めていた。船長は霧が晴れるまで出港しないと言った。"
    "島の人々は手紙と新しいパンを待っている。",
    "Korean": "오늘 아침 항구에는 짙은 안개가 끼었다. 선장은 안개가 걷힐 때까지 배를 띄우지 "
    "않겠다고 말했다. 섬사람들은 편지와 갓 구운 빵을 기다리고 있다.",
    "French": "Ce matin, le traversier est resté à quai à cause du brouillard épais. Le capitaine "
    "ne prendra la mer qu'après l'éclaircie. Les îliens espèrent leur courrier dès midi.",
}


# How long an example takes is the machine's affair.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def declaring(label: str) -> bytes:
    return b"<!doctype html><meta charset=" + label.encode() + b"><p>"


@pytest.mark.parametrize("encoding", MARKS)
def test_a_byte_order_mark_outweighs_what_the_page_declares(encoding: str) -> None:
    text = "<meta charset=koi8-r><p>Zażółć 𝄞"
    page = Page(MARKS[encoding] + text.encode(encoding))
    assert page.encoding == encoding
    assert page.text == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (b"\xef\xbb\xbf\xef\xbb\xbfa", "\ufeffa"),
        (b"\xef\xbb\xbf\xff\xfea", "\ufffd\ufffda"),
        (b"\xff\xfe\xfe\xff", "\ufffe"),
    ],
)
def test_what_follows_a_byte_order_mark_is_text_even_if_it_looks_like_one(
    html: bytes, text: str
) -> None:
    assert decode(html) == text


@pytest.mark.parametrize(
    "html",
    [
        b"<meta charset=koi8-r>",
        b'<meta charset="koi8-r">',
        b"<meta charset='koi8-r'>",
        b'<META CharSet = " KOI8-R ">',
        b'<meta charset="koi8-r"/>',
        b"<meta/charset=koi8-r >",
        b"<meta name='a > b' charset=koi8-r>",
        b"<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>",
        b'<META content=\'text/html; charset="koi8-r"\' HTTP-EQUIV = "content-type">',
        b"<meta http-equiv=content-type content=text/html;charset=koi8-r>",
        b"<?xml version='1.0' encoding='koi8-r'?><html>",
        b'<?xml version="1.0" encoding="KOI8-R" standalone="yes"?><html>',
        b"<meta charset=koi8-r><meta charset=utf-8>",
        b"<meta charset=klingon><meta charset=koi8-r>",
        b"<?xml version='1.0' encoding='utf-8'?><meta charset=koi8-r>",
        b"<!-- <meta charset=utf-8> --><meta charset=koi8-r>",
        b"<!--[if !IE]><!--><meta charset=koi8-r><!--<![endif]-->",
        b"<head>" + b" " * 2000 + b"<meta charset=koi8-r></head>",
        b"<title>" + b" " * 2000 + b"</title><meta charset=koi8-r><body>",
        b"<head></head><body>" + b" " * 900 + b"<meta charset=koi8-r>",
    ],
)
def test_a_declaration_is_found(html: bytes) -> None:
    assert declared(html) == "koi8-r"


@pytest.mark.parametrize(
    "html",
    [
        b"<p>charset=koi8-r",
        b"<meta charset=klingon>",
        b"<meta charset=>",
        b"<meta charset=koi8-r/>",  # an unquoted value goes on to the white space or the >
        b"<!-- <meta charset=koi8-r> -->",
        b"<meta data-charset=koi8-r>",
        b"<metadata charset=koi8-r>",
        b"<meta name=description content='text/html; charset=koi8-r'>",
        b"<meta name=description content='write <meta charset=koi8-r> in the head'>",
        b"<html data-template='<meta charset=koi8-r>'>",
        b"<head></head>" + b" " * 2000 + b"<meta charset=koi8-r>",
        b"<title>x</title><body>" + b" " * 2000 + b"<meta charset=koi8-r>",
        b"<html><?xml version='1.0' encoding='koi8-r'?>",
    ],
)
def test_what_only_looks_like_a_declaration_is_none(html: bytes) -> None:
    assert declared(html) is None


def test_an_unknown_label_leaves_it_to_detection() -> None:
    assert decode(declaring("klingon") + "Größe".encode()).endswith("Größe")
    assert decode("Größe".encode(), "klingon") == "Größe"


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        *((label, "windows-1252") for label in ("iso-8859-1", "ascii", "latin1", "cp1252")),
        *((label, "utf-8") for label in ("utf8", "utf-16", "UTF-16LE", "utf-16be")),
        ("x-sjis", "shift_jis"),
        ("gb2312", "gbk"),
        ("ks_c_5601-1987", "euc-kr"),
        ("x-user-defined", "windows-1252"),
    ],
)
def test_a_declared_label_means_what_the_encoding_standard_says(label: str, encoding: str) -> None:
    assert sniff(declaring(label)) == encoding


@pytest.mark.parametrize("label", ["windows-1252", "iso-8859-1", "ascii", "latin1"])
def test_western_labels_give_the_euro_sign_quotes_and_controls(label: str) -> None:
    assert decode(declaring(label) + bytes(range(0x80, 0xA0))).endswith("<p>" + WINDOWS_1252)
    assert decode(bytes(range(0x80, 0xA0)), label) == WINDOWS_1252


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("shift_jis", "cp932", "霧の港 ①㈱ 髙橋\uff5e"),
        ("euc-jp", "euc_jp", "霧の港"),
        ("iso-2022-jp", "iso2022_jp", "霧の港"),
        ("gb2312", "gbk", "朱镕基 港口起了大雾"),
        ("euc-kr", "cp949", "똠방각하 항구"),
        ("big5", "big5hkscs", "港口起了大霧 喺度嘅"),
        ("windows-1251", "cp1251", "Паром задержался"),
        ("koi8-r", "koi8_r", "Паром задержался"),
        ("iso-8859-2", "iso8859_2", "Zażółć gęślą jaźń"),
        ("windows-1256", "cp1256", "الضباب في الميناء"),
        ("utf-8", "utf_8", "Größe 霧 𝄞"),
    ],
)
def test_words_come_back_from_the_encoding_that_is_declared(
    label: str, codec: str, text: str
) -> None:
    assert decode(declaring(label) + text.encode(codec)).endswith("<p>" + text)


@pytest.mark.parametrize(
    ("label", "raw", "text"),
    [
        ("gbk", b"\x80", "€"),
        ("gbk", "𠮷".encode("gb18030"), "𠮷"),
        ("euc-jp", b"\xad\xa1", "①"),
        ("koi8-u", b"\xae\xbe", "ўЎ"),
        ("windows-1251", b"\x98", "\x98"),
        ("windows-1253", b"\x81\xaa", "\x81\ufffd"),
    ],
)
def test_bytes_mean_what_the_tables_of_the_encoding_standard_say(
    label: str, raw: bytes, text: str
) -> None:
    assert decode(raw, label) == text


@pytest.mark.parametrize(
    ("label", "raw", "text"),
    [
        ("utf-8", b"a\xffb", "a\ufffdb"),
        ("utf-8", b"\xe2\x82a\xf0\x9f\x98 \xc0\xaf", "\ufffda\ufffd \ufffd\ufffd"),
        ("shift_jis", b"\x81<b>", "\ufffd<b>"),  # a broken character must not swallow markup
        ("euc-kr", b"\x81<b>", "\ufffd<b>"),
    ],
)
def test_bytes_that_make_no_sense_become_replacement_characters(
    label: str, raw: bytes, text: str
) -> None:
    assert decode(declaring(label) + raw).endswith("<p>" + text)


@pytest.mark.parametrize(
    ("language", "codec"),
    [
        ("Russian", "utf_8"),
        ("Japanese", "utf_8"),
        ("Russian", "cp1251"),
        ("Russian", "koi8_r"),
        ("Japanese", "shift_jis"),
        ("Japanese", "euc_jp"),
        ("Korean", "euc_kr"),
        ("French", "cp1252"),
    ],
)
def test_a_few_sentences_tell_an_undeclared_encoding(language: str, codec: str) -> None:
    html = f"<html><head><title>x</title></head><body><p>{SENTENCES[language]}</p></body></html>"
    assert decode(html.encode(codec)) == html


def test_undeclared_utf_8_that_was_cut_within_a_character_is_read_as_utf_8() -> None:
    text = SENTENCES["Japanese"]
    assert decode(text.encode()[:-1]) == text[:-1] + "\ufffd"


def test_one_bad_byte_does_not_turn_undeclared_utf_8_into_something_else() -> None:
    text = SENTENCES["Russian"]
    assert decode(text.encode() + b"\xff" + text.encode()) == f"{text}\ufffd{text}"


@pytest.mark.parametrize("label", ["koi8-r", "utf-16", "klingon"])
def test_text_stays_what_it_is_whatever_it_declares(label: str) -> None:
    text = f"<?xml encoding='{label}'?><meta charset={label}><p>Größe 霧 €"
    assert Page.of(text).text == text


def test_an_empty_page_is_an_empty_text() -> None:
    assert Page(b"").text == Page.of("").text == decode(MARKS["utf-8"]) == ""
    assert sniff(b"") == "utf-8"


@unhurried
@given(st.text())
@example("\ufeffa")
def test_any_text_comes_back_but_for_a_leading_byte_order_mark(text: str) -> None:
    assert Page.of(text).text == text.removeprefix("\ufeff")
    for html in (f"<meta charset=utf-8>{text}", f"<p>{text}"):
        assert Page(html.encode()).text == html


@unhurried
@given(st.binary(), st.sampled_from(["", *sorted(webencodings.LABELS)]))
def test_no_bytes_and_no_label_make_decoding_fail(raw: bytes, label: str) -> None:
    for html in (raw, declaring(label) + raw):
        decode(html).encode()  # fails on half a surrogate pair
    decode(raw, label).encode()


BROWSER_FILES = {
    "mark": MARKS["utf-8"] + declaring("koi8-r") + "Größe".encode(),
    "utf-16": MARKS["utf-16be"] + "<meta charset=koi8-r><p>Größe 𝄞".encode("utf-16be"),
    "latin1": declaring("iso-8859-1") + bytes(range(0x80, 0x100)),
    "utf-16-declared": declaring("utf-16") + "Größe".encode(),
    "comment": b"<!-- <meta charset=koi8-r> --><meta charset=iso-8859-2><p>\xb3\xf3d\xbc",
    "http-equiv": b"<META content='a; charset=\"koi8-r\"' HTTP-EQUIV = Content-Type ><p>\xf0\xcf",
    "late": b"<head><!--" + b"x" * 2000 + b"--><meta charset=koi8-r></head><p>\xf0\xcf",
    "xml": b"<?xml version='1.0' encoding='koi8-r'?><!doctype html><p>\xf0\xcf",
    "broken-utf-8": declaring("utf-8") + b"\xe2\x82a\xf0\x9f\x98 \xed\xa0\x80 \xc0\xaf\xff",
    "shift_jis": declaring("shift_jis") + "①㈱\uff5e髙".encode("cp932") + b"\x81&\xfc",
    "gb2312": declaring("gb2312") + "朱镕基".encode("gbk") + b"\x81&\xff",
    "euc-kr": declaring("euc-kr") + "똠방각하".encode("cp949") + b"\x81&\xff",
    "big5": declaring("big5") + "喺度嘅霧".encode("big5hkscs") + b"\x81&\xff",
}
COLLECT = """<script>onload = () => {
  const texts = [...document.querySelectorAll("iframe")].map(
    frame => frame.contentDocument.querySelector("p").textContent);
  document.documentElement.innerHTML = "<pre></pre>";
  document.querySelector("pre").textContent = encodeURIComponent(JSON.stringify(texts));
}</script>"""


@pytest.fixture(scope="module")
def in_browser(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text of the last paragraph of each file, as one start of a real browser reads it."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("chromium is not installed")
    folder: Path = tmp_path_factory.mktemp("browser")
    frames = [f'<iframe src="{name}.html"></iframe>' for name in BROWSER_FILES]
    (folder / "all.html").write_text(COLLECT + "".join(frames), encoding="utf-8")
    for name, html in BROWSER_FILES.items():
        (folder / f"{name}.html").write_bytes(html)
    options = "--headless --no-sandbox --disable-gpu --disable-background-networking --dump-dom"
    frames_readable = "--allow-file-access-from-files"
    profile = f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [browser, *options.split(), frames_readable, profile, (folder / "all.html").as_uri()],
        capture_output=True,
        timeout=300,
        check=True,
    )
    dumped = re.search(r"<pre>(.*?)</pre>", done.stdout.decode("utf-8"))
    assert dumped, done.stdout
    return dict(zip(BROWSER_FILES, json.loads(unquote(dumped[1])), strict=True))


@pytest.mark.parametrize("name", BROWSER_FILES)
def test_a_real_browser_reads_the_same_text(name: str, in_browser: dict[str, str]) -> None:
    assert Page(BROWSER_FILES[name]).text.rpartition("<p>")[2] == in_browser[name]


@pytest.mark.parametrize(
    "html",
    [
        "\ufeffcaf\u00e9".encode(),
        b"<meta charset=utf-8>caf\xc3\xa9",
        b"<meta charset=utf-8>caf\xe9",
        b"<meta charset=utf-8>" + b"x" * (1 << 20) + b"\xc3",
        b"<meta charset=latin1>caf\xe9",
        "<p>\u3042</p>".encode("utf-16"),
    ],
)
def test_a_page_in_utf_8_holds_its_text(html: bytes) -> None:
    assert Page(html).utf8 == Page(html).text.encode()
