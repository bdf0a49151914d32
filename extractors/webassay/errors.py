"""What can go wrong that the caller can mend. Each message says what, where and what to do."""


class WebassayError(Exception):
    """Any failure that webassay foresees; its text is one line for a person."""


class UnknownExtractorError(WebassayError, LookupError):
    """No extractor has the name asked for."""


class DuplicateExtractorError(WebassayError):
    """Two packages bring an extractor of the same name."""


class UnavailableError(WebassayError):
    """An extractor is known but cannot run here: a library, a program or a Python is missing."""


class NoFormatError(WebassayError, ValueError):
    """There is no format of the name asked for, or the extractor does not give it."""


class OptionsError(WebassayError, ValueError):
    """An option has a value that means nothing, or the extractor takes no options."""


class WorkerError(WebassayError):
    """A worker process could not be started for an extractor."""
