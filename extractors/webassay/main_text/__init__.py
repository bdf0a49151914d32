"""webassay's own extractor: blocks of a page, judged by boosted trees, chosen page by page."""
