"""One change of the log as packages carry it: the same as `models.db.incoming` reads and takes in."""

from models.db.incoming import Incoming

__all__ = ["Incoming"]
