"""A package that is refused: a code for programs, one sentence for people."""

from models.errors import UserError


class Refused(UserError):
    """A package, a certificate or an act of the exchange is refused; nothing was changed.

    Args:
        code: why, in one English word or two.
        message: one complete sentence: what, why, what to do in the window.
        command: what to type instead where there is no window; told by the commands only.
    """

    def __init__(self, code: str, message: str, command: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.command = command

    def on_the_command_line(self) -> "Refused":
        """Return it with the command to type."""
        told = f"{self.message}命令：{self.command}" if self.command else self.message
        return Refused(self.code, told)
