"""The two families of expected failure; anything else that is raised is a bug."""


class LouyuanError(Exception):
    """A failure with one complete sentence in Simplified Chinese for the person at the screen.

    Args:
        message: what happened, where, and what to do.
    """

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UserError(LouyuanError):
    """Something the user can put right: wrong input, no right to do it, a record changed meanwhile."""

    exit_code = 2


class InvalidInput(UserError):
    """A value cannot be taken; `field` names the form field it belongs to."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotAllowed(UserError):
    """The role of whoever asks does not allow it; `right` is the code of what was asked for."""

    def __init__(self, message: str, right: str) -> None:
        super().__init__(message)
        self.right = right


class NotFound(UserError):
    """The record asked for does not exist or lies in the recycle bin."""


class Stale(UserError):
    """Somebody else changed the record since it was read."""


class BadChange(UserError):
    """A change from elsewhere that no program of ours writes; nothing of what came with it is taken in.

    Args:
        message: the sentence that names the installation, the number and the reason.
        replica_id: the installation it is said to come from.
        seq: its number there.
    """

    def __init__(self, message: str, replica_id: bytes = b"", seq: int = 0) -> None:
        super().__init__(message)
        self.replica_id = replica_id
        self.seq = seq


class EnvironmentFault(LouyuanError):
    """The machine failed us: disk full, file locked or damaged, a font or a printer missing."""

    exit_code = 3
