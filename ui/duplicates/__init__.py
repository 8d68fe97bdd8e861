"""Two records that may be one, side by side."""
