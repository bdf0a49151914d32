"""What a page says about itself: title, author, date, language, description, name of the site.

    >>> from webassay.metadata import metadata
    >>> metadata(html).title

Title, author and date come from what did best on real pages without needing an extra
(`python -m webassay_bench.metadata_check` measures them): the title from the page's heading, else
from what it declares; the author from its linked data, else from trafilatura; the date from
htmldate, by way of trafilatura. The language is what the page declares, checked by py3langid;
description and name of the site are trafilatura's. Importing this package loads no library.
"""

from __future__ import annotations

from webassay.metadata.fields import Metadata, metadata

__all__ = ["Metadata", "metadata"]
