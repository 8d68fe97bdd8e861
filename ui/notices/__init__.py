"""A notice in its life: the strip above its record, the dialog of each step, the walk list."""
