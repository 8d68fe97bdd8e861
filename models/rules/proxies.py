"""What the rules say about somebody who represents others in a meeting: how many, and with which paper."""

from dataclasses import dataclass
from datetime import date

from models.rules.base import Hint
from models.rules.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Proxy:
    """A letter of proxy.

    Attributes:
        principal: who is represented.
        name: who represents.
        paper: whether the letter (委托书) was handed in.
        heads: how many heads the proxy then represents, this one included.
    """

    principal: str
    name: str
    paper: bool
    heads: int


def proxy_hints(proxy: Proxy, book: RuleBook, on: date) -> tuple[Hint, ...]:
    """Return what the rule `proxy.limit` says (local custom; the office may change it).

    Args:
        proxy: the letter.
        book: all rules.
        on: the day of the meeting.
    """
    rule = book.find("proxy.limit", on)
    if rule is None:
        return ()
    hints = []
    most = rule.number("most")
    if proxy.heads > most:
        hints.append(
            rule.hint(
                f"{proxy.name}已经受{proxy.heads - 1}人委托，一个人最多代表{most}人，"
                f"不能再代表{proxy.principal}。请另选受托人。",
                field="proxy_id",
            )
        )
    if rule.flag("paper") and not proxy.paper:
        hints.append(
            rule.hint(
                f"{proxy.principal}委托{proxy.name}要交书面委托书。请先收委托书，再登记委托。",
                field="proxy_paper",
            )
        )
    return tuple(hints)
