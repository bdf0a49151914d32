"""Families of models for webassay's own extractor: `python -m webassay_bench.train.families`."""
