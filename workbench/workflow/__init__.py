"""The use cases: one verb, one transaction. Pages, programs and the shell call the same functions."""
