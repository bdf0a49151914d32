"""The judge of lines: which lines of a text are left-over junk, of what kind, and why."""
