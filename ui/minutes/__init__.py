"""The minutes of a meeting in the window: the strip above its record, and the dialog of each step."""
