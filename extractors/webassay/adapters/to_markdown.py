"""Markdown of the HTML that some libraries give back: one way for all of them, html-to-markdown.

Of the well-kept converters it alone gives every table a head, escapes bars in cells, lengthens the
fence around code that holds one, and does not fail on deep nesting, though text below some thousand
levels is lost. Its own removal of navigation and forms is switched off: what belongs to the text is
the extractor's decision.
"""

from webassay.errors import UnavailableError

CONVERTER = "html-to-markdown"  # the distribution; extractors that need it name it as a parser


def to_markdown(html: str, *, images: bool = False) -> str:
    """Write a fragment of HTML as Markdown (GitHub's, for its tables).

    Args:
        html: the fragment.
        images: whether images are written.

    Returns:
        The Markdown; empty where the fragment has no text.

    Raises:
        UnavailableError: the converter is not installed.
    """
    try:
        from html_to_markdown import ConversionOptions, PreprocessingOptions, convert
    except ImportError as error:
        raise UnavailableError(
            "Markdown of HTML needs html-to-markdown: pip install 'webassay[markdown]'"
        ) from error
    as_it_is = PreprocessingOptions(enabled=False)
    options = ConversionOptions(
        skip_images=not images, extract_metadata=False, preprocessing=as_it_is
    )
    whole = html.encode("utf-8", "replace").decode("utf-8")  # it refuses halves of surrogate pairs
    return convert(whole, options).content or ""
