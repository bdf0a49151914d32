"""Texts to be judged, as they lie in files: plain, JSON lines, Parquet. All of it streams."""

from webassay_bench.records.landing import landing, refuse_same
from webassay_bench.records.record import Origin, Record, RecordError
from webassay_bench.records.source import FORMATS, STREAM, Sink, Source, open_sink, open_source

__all__ = [
    "FORMATS",
    "STREAM",
    "Origin",
    "Record",
    "RecordError",
    "Sink",
    "Source",
    "landing",
    "open_sink",
    "open_source",
    "refuse_same",
]
