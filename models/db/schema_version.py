"""Two numbers that mark a database file as ours and tell how its tables look."""

APPLICATION_ID = 0x4C_59_54_5A
"""The letters LYTZ in the header of every database file of the program."""

SCHEMA_REVISION = 6
"""Number of the newest migration; kept in `user_version` and in every change record."""
