"""Training of the judge of lines."""
