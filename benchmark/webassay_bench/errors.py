"""What a user of the harness can mend. Each message says what, where and what to do."""

from webassay.errors import WebassayError


class DatasetError(WebassayError):
    """A dataset is missing, not recognised, or broken."""


class ResultError(WebassayError):
    """A result file is missing, broken, or cannot be written."""


class MetricError(WebassayError):
    """A metric is unknown, or misses a library."""
