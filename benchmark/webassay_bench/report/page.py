"""The report as one HTML file that asks for nothing: styles, scripts, library and data in it.

Pages and names are hostile. They stand in the file as JSON in which every sign that HTML could take
for markup is escaped, or packed; the scripts put them in as text; and a policy lets nothing run but
these scripts, known by their hashes, and nothing be loaded from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

from webassay_bench.errors import ResultError
from webassay_bench.report.charts import COLOURS, SPECS, THEMES

SCRIPTS = ("base", "state", "charts", "overview", "pages", "diff", "reading", "main")
_STATIC = files("webassay_bench.report") / "static"
_SLOT = re.compile(r"\{\{(\w+)\}\}")
_UNSAFE = re.compile(r"[<>&]")


def html(document: dict[str, Any], pages: Iterable[Iterable[str]], library: str) -> Iterator[str]:
    """Write the report.

    Args:
        document: as `document.document` makes it.
        pages: of each dataset the packed texts of its pages, as `page_texts.packed_pages` makes
            them, or none.
        library: the charts' library, as `charts_library` returns it.

    Yields:
        The file, part by part.
    """
    style = _read("report.css")
    own = "\n".join(f"// {name}\n{_read(f'{name}.js')}" for name in SCRIPTS)
    own = f'"use strict";\n{{\n{own}}}\n'
    filled = {
        "policy": _policy([library, own], style),
        "style": style,
        "scripts": f"<script>{library}</script>\n<script>{own}</script>",
    }
    template = _read("report.html")
    end = 0
    for slot in _SLOT.finditer(template):
        yield template[end : slot.start()]
        end = slot.end()
        if slot[1] == "data":
            yield _data("document", document)
            yield _data("charts", {"specs": SPECS, "themes": THEMES, "colours": COLOURS})
            yield from _texts(pages)
        else:
            yield filled[slot[1]]
    yield template[end:]


def charts_library() -> str:
    """Return the script of Vega, Vega-Lite and Vega-Embed.

    Raises:
        ResultError: the library that ships it is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise ResultError(
            "a report needs vl-convert-python; install it: pip install 'webassay[report]'"
        ) from error
    script = str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
    # In a string of a script `<\/` is the same as `</`, and an element ends with `</script` alone.
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _data(name: str, data: Any) -> str:
    """Write JSON into an element that is not run, with no sign in it that HTML knows."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    safe = _UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
    return f'<script type="application/json" id="{name}">{safe}</script>\n'


def _texts(pages: Iterable[Iterable[str]]) -> Iterator[str]:
    for dataset, packed in enumerate(pages):
        for page, text in enumerate(packed):  # base64: no sign of it is markup
            name = f"texts-{dataset}-{page}"
            yield f'<script type="application/octet-stream" id="{name}">{text}</script>\n'


def _policy(scripts: Iterable[str], style: str) -> str:
    """Write the policy: these scripts and this style, and nothing else from anywhere."""
    run = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {run}; style-src {_hash(style)}; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types default"
    )


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _read(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")
