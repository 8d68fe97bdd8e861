"""Use cases over the data: commands return what they changed, queries return frozen dataclasses."""
