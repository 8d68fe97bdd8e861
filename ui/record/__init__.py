"""The right side of a page of records: one record read, edited, and what belongs to it."""
