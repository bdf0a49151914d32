"""Text of the HTML that some libraries give back: one way for all of them, inscriptis."""


def html_to_text(html: str) -> str:
    """Lay out a fragment of HTML as plain text; empty where it has no text.

    Args:
        html: the fragment.

    Returns:
        Its text as `inscriptis.get_text` lays it out with the default style.
    """
    import inscriptis

    return str(inscriptis.get_text(html)) if html.strip() else ""
