"""The exchange of changes between offices by sticks: packages, keys, what goes where, what came in."""
