"""How large a package and its parts may be; checked before anything is believed (sync.md, "Package")."""

HEADER = 64 << 10
"""Bytes of a header."""
PACKAGE = (2 << 30) - (1 << 20)
"""Bytes of a whole package: below the limit of FAT file systems and 32-bit programs."""
PLAIN = 16 << 30
"""Bytes of the frames of a package after decompression."""
FRAME = 4 << 20
"""Bytes of the payload of a frame."""
FRAMES = 1_000_000
"""Frames of a package."""
WINDOW = 8 << 20
"""Bytes a compressed body may make its reader keep."""
NUMBER = 1 << 48
"""Upper bound of sequence, Lamport and package numbers: a million a second for nine years."""
MILLISECONDS = 1 << 43
"""Upper bound of a wall clock: beyond the year 2200."""
REVISION = 1 << 20
"""Upper bound of the number of a schema."""
FORMER = 64
"""Former ids a sender may name."""
RUN_CHANGES = 5_000
"""Changes of one run when it is written."""
RUN_CHARACTERS = 256 << 10
"""Characters of values of one run when it is written."""
FRAME_AIM = 1 << 20
"""Bytes from which on a frame of changes is full when it is written."""
