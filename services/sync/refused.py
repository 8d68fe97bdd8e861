"""A package that is refused: a code for programs, one sentence for people."""

from models.errors import UserError


class Refused(UserError):
    """A package, a certificate or an act of the exchange is refused; nothing was changed.

    Args:
        code: why, in one English word or two.
        message: one complete sentence: what, why, what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
