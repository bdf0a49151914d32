"""Another extractor's text in place of our own, where that is expected to pay."""
