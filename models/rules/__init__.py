"""Pure functions over plain values; the day is always an argument, nothing here does input or output."""
