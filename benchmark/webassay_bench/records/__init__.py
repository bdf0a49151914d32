"""Texts to be judged, as they lie in files: plain, JSON lines, Parquet. All of it streams."""

from webassay_bench.records.record import Origin, Record, RecordError
from webassay_bench.records.source import FORMATS, Sink, Source, open_sink, open_source

__all__ = [
    "FORMATS",
    "Origin",
    "Record",
    "RecordError",
    "Sink",
    "Source",
    "open_sink",
    "open_source",
]
