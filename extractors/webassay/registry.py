"""Names and what they stand for. Nothing is imported until it is asked for.

Three doors, one table: the extractors below; those that installed packages bring through the
entry-point group `webassay.extractors`; and, for one that is being written, `module:attribute`.
"""

from __future__ import annotations

import contextlib
import importlib
from dataclasses import replace
from functools import cache

from webassay.errors import (
    DuplicateExtractorError,
    NoFormatError,
    OptionsError,
    UnavailableError,
    UnknownExtractorError,
)
from webassay.extraction import describe
from webassay.extractor import Extractor
from webassay.junk.extractor import SUFFIXES, cleaned
from webassay.options import Options

GROUP = "webassay.extractors"
_PACKAGE = "webassay."
_WRITTEN = {"markdown": "Markdown", "html": "HTML"}
BUILTIN = {
    "webassay": "main_text.extractor:WEBASSAY",
    "webassay+fallback": "routing.extractor:FALLBACK",
    "best": "routing.extractor:BEST",
    "trafilatura": "adapters.trafilatura_:DEFAULT",
    "trafilatura-fast": "adapters.trafilatura_:FAST",
    "trafilatura-precision": "adapters.trafilatura_:PRECISION",
    "trafilatura-recall": "adapters.trafilatura_:RECALL",
    "justext": "adapters.justext_:BY_LANGUAGE",
    "justext-english": "adapters.justext_:ENGLISH",
    "readability-lxml": "adapters.readability_lxml:READABILITY",
    "resiliparse": "adapters.resiliparse_:MAIN_CONTENT",
    "boilerpy3": "adapters.boilerpy3_:ARTICLE",
    "goose3": "adapters.goose3_:GOOSE",
    "newspaper4k": "adapters.newspaper4k_:NEWSPAPER",
    "news-please": "adapters.news_please:NEWS_PLEASE",
    "html-text": "adapters.html_text_:HTML_TEXT",
    "inscriptis": "adapters.inscriptis_:INSCRIPTIS",
    "magic-html": "adapters.magic_html_:MAGIC",
    "readability-js": "adapters.readability_js:READABILITY_JS",
    "everything": "adapters.baselines:EVERYTHING",
    "nothing": "adapters.baselines:NOTHING",
}


def names() -> list[str]:
    """List every known extractor, installed or not: ours in their order, then plug-ins by name."""
    return list(_table())


def load(name: str) -> Extractor:
    """Return the extractor of a name, whether or not it can run here.

    Args:
        name: one of `names()`, or `module:attribute` of an `Extractor` on the import path; with
            `+clean` or `+clean-page` behind it, the same followed by the judge of lines.

    Raises:
        UnknownExtractorError: no such name; the message lists the near ones.
        UnavailableError: the module it names cannot be imported or holds no `Extractor`.
        DuplicateExtractorError: two packages bring the same name.
    """
    for suffix in SUFFIXES:
        if name.endswith(suffix):
            return cleaned(load(name.removesuffix(suffix)), suffix)
    table = _table()
    target = table.get(name) or (name if ":" in name else None)
    if target is None:
        import difflib

        near = difflib.get_close_matches(name, table, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "`webassay list` shows them all"
        raise UnknownExtractorError(f"unknown extractor '{name}': {hint}")
    module, _, attribute = target.partition(":")
    try:
        extractor = getattr(importlib.import_module(module), attribute)
    except Exception as error:  # a module of others may raise anything while it is imported
        raise UnavailableError(f"extractor '{name}' cannot be loaded: {describe(error)}") from error
    if not isinstance(extractor, Extractor):
        raise UnavailableError(
            f"extractor '{name}': {target} is a {type(extractor).__name__}, not an Extractor"
        )
    return extractor


def get(name: str) -> Extractor:
    """Return the extractor of a name, ready to run.

    Raises:
        UnavailableError: it is known but cannot run here; the message says what brings it.
        UnknownExtractorError, DuplicateExtractorError: as `load`.
    """
    extractor = load(name)
    if missing := extractor.missing():
        raise UnavailableError(f"extractor '{name}' cannot run here: {missing}")
    return extractor


def in_format(extractor: Extractor, form: str) -> Extractor:
    """Return an extractor whose text is what another one gives in some format.

    Args:
        extractor: the other one.
        form: `text`, `markdown` or `html`.

    Raises:
        NoFormatError: there is no such format, or the extractor does not give it; the message
            lists those that do.
    """
    if form == "text":
        return extractor
    if form not in _WRITTEN:
        raise NoFormatError(f"no format is called '{form}': say 'text', 'markdown' or 'html'")
    extract = getattr(extractor, form)
    if extract is None:
        raise NoFormatError(
            f"extractor '{extractor.name}' gives no {_WRITTEN[form]}; these do: {_having(form)}"
        )
    return replace(extractor, extract=extract)


def configured(extractor: Extractor, options: Options) -> Extractor:
    """Return an extractor set to options.

    Raises:
        OptionsError: it takes none, and some are given; the message lists those that do.
    """
    if not (given := options.given()):
        return extractor
    if extractor.configured is None:
        raise OptionsError(
            f"extractor '{extractor.name}' takes no options ({', '.join(given)}); "
            f"these do: {_having('configured')}"
        )
    return extractor.configured(options)


def _having(attribute: str) -> str:
    having = []
    for name in names():
        with contextlib.suppress(UnavailableError):  # a plug-in that is broken
            having += [name] if getattr(load(name), attribute) else []
    return ", ".join(having)


@cache
def _table() -> dict[str, str]:
    from importlib.metadata import entry_points

    table = {name: _PACKAGE + target for name, target in BUILTIN.items()}
    plugins = entry_points(group=GROUP)
    for plugin in sorted(plugins, key=lambda point: point.name):
        if plugin.name in table:
            owner = plugin.dist.name if plugin.dist else "a package"
            raise DuplicateExtractorError(
                f"two extractors are called '{plugin.name}': {table[plugin.name]}, and "
                f"{plugin.value} of {owner}; uninstall one of them"
            )
        table[plugin.name] = plugin.value
    return table
