"""The life of notices: numbers, what is frozen, boards, the walk."""
