"""Two people for what counts: whoever prepared it does not check it, or works alone and says why (单人办理).

Notices, minutes, closed months, counts of votes, refused candidates and recalls ask here (notices.md, Life of
a notice; accounting law, articles 25 and 35). In a managed office the second person is no mere name: it works
at the keyboard, or gives its password there and then, and has the right to check. Alone works only who may
agree to that, or everybody after an administrator has done without the second person for the act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput, NotAllowed
from models.rules import rights
from models.rules.text import clean, same_name
from services import settings, users
from services.authors import AUTHOR_FROM
from services.rights import needs
from services.roles import is_managed

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import Committed, UnitOfWork
    from services.office import Context

ALONE: Final = "单人办理"
LONGEST_REASON: Final = 200
_SETTING: Final = "alone:"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that takes two people.

    Attributes:
        code: its name in code and in the settings.
        label: what it is called.
        right: code of the right whoever checks has.
    """

    code: str
    label: str
    right: str


ACTS: Final = {
    act.code: act
    for act in (
        Act("notice", "核对公示", "notices.check"),
        Act("minutes", "核对纪要", "minutes.check"),
        Act("month", "月结", "ledger.close"),
        Act("count", "计票和重新计票", "votes.count"),
        Act("entries", "选定两遍录入以哪一遍为准", "votes.count"),
        Act("vetting", "候选人资格审查不合格", "elections.check"),
        Act("recall", "确认罢免", "elections.check"),
    )
}
"""Every act that takes two people, by its code."""


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """Who prepared something and who checked it; `reason` says why one person did both, None for two."""

    maker: str
    checker: str
    reason: str | None = None

    @property
    def is_alone(self) -> bool:
        """Whether one person did both."""
        return self.reason is not None

    @property
    def label(self) -> str:
        """The same as the audit log says it."""
        return f"{ALONE}：{self.reason}" if self.is_alone else f"{self.maker}准备，{self.checker}核对"


class PasswordNeeded(InvalidInput):
    """The second person has to enter a password; `name` says who.

    Attributes:
        name: of the person.
    """

    def __init__(self, act: Act, name: str) -> None:
        super().__init__(f"{act.label}要{name}本人在场输入密码。", "password")
        self.name = name


@dataclass(frozen=True, slots=True)
class Checkers:
    """Who may check what somebody prepared.

    Attributes:
        names: of them, in alphabetical order.
        managed: whether nobody else can be named; in other offices a new name makes a user.
        alone: whether whoever works may do without a second person, with a reason.
    """

    names: tuple[str, ...]
    managed: bool
    alone: bool


def checkers(context: "Context", act: str, maker: str) -> Checkers:
    """Return who may check, on the reader's thread.

    Args:
        context: who is at the keyboard.
        act: a code of `ACTS`.
        maker: who prepared it.
    """
    managed = is_managed(context, context.reader)
    names = tuple(
        user.name
        for user in users.users(context)
        if user.active
        and not same_name(user.name, maker)
        and (not managed or rights.may(user.role, ACTS[act].right))
    )
    return Checkers(names, managed, not managed or _may_be_alone(context, act))


def _may_be_alone(context: "Context", act: str) -> bool:
    return context.may("two_people.waive") or _waived(context, act) is not None


def settle(
    context: "Context",
    work: "UnitOfWork",
    act: str,
    what: str,
    maker: str,
    checked_by: str,
    single_reason: str = "",
    password: str | None = None,
) -> TwoPeople:
    """Return who prepared and who checked, each proven as far as the office asks for it.

    Args:
        context: who is at the keyboard.
        work: an open unit of work.
        act: a code of `ACTS`.
        what: what is checked, as it is called in a sentence.
        maker: name of whoever prepared it.
        checked_by: name of whoever checked it; made a user when new in an office that is not managed.
        single_reason: why one person does both; not kept where there are two.
        password: of the one of the two who is not at the keyboard, where the office is encrypted.

    Raises:
        InvalidInput: one person without a reason, a reason that is too long, or somebody unknown or disabled.
        NotAllowed: whoever checks may not, or nobody agreed to working alone.
        PasswordNeeded, WrongPassword, TooSoon: the password lacks, or is not that of whoever checks.
    """
    managed = is_managed(context, work.reader)
    checker = _known(work, checked_by) if managed else users.make_known_in(context, work, checked_by).name
    reason = reason_of(single_reason, ALONE) if single_reason.strip() else ""
    alone = same_name(maker, checker)
    if alone and not reason:
        raise InvalidInput(
            f"{what}是{maker}准备的，要由另一个人核对。只有一个人办理时，请写明单人办理的原因。", "checked_by"
        )
    if managed:
        _prove(context, work, ACTS[act], checker, password)
        if alone:
            _refuse_alone(context, ACTS[act])
    return TwoPeople(maker, checker, reason if alone else None)


def settle_where_managed(
    context: "Context",
    work: "UnitOfWork",
    act: str,
    what: str,
    checked_by: str,
    single_reason: str,
    password: str | None,
) -> TwoPeople | None:
    """Return who did and who checked something that takes two people in managed offices only.

    Whoever is at the keyboard does it. Arguments and errors as for `settle`; None where nobody is asked for.
    """
    if not is_managed(context, work.reader) and not checked_by.strip():
        return None
    here = context.user.name
    return settle(context, work, act, what, here, checked_by or here, single_reason, password)


def prove_maker(
    context: "Context", work: "UnitOfWork", act: str, maker: str, checker: str, password: str | None
) -> None:
    """Refuse a maker who was only typed, where the office is managed: one of the two is at the keyboard.

    Args:
        context: who is at the keyboard.
        work: an open unit of work.
        act: a code of `ACTS`.
        maker, checker: the two names.
        password: of the maker, where the checker is at the keyboard and the office is encrypted.

    Raises:
        InvalidInput: neither is at the keyboard, or the maker is unknown or disabled.
        NotAllowed, WrongPassword, TooSoon: as for `settle`.
    """
    here = context.user.name
    if same_name(maker, here) or not is_managed(context, work.reader):
        return
    label = ACTS[act].label
    if not same_name(checker, here):
        raise InvalidInput(f"{label}的两个人里要有一位是正在使用的用户（{here}）。请换用户，或改姓名。")
    _prove(context, work, ACTS[act], _known(work, maker), password)


def _known(work: "UnitOfWork", name: str) -> str:
    wanted = users.checked_name(name)
    for known, active in work.reader.all("SELECT name, active FROM app_user ORDER BY name"):
        if same_name(known, wanted):
            if not active:
                raise InvalidInput(f"用户“{known}”已停用，不能核对。请换一位同事。", "checked_by")
            return str(known)
    raise InvalidInput(f"没有叫“{wanted}”的用户。请管理员先新增用户，或换一位同事核对。", "checked_by")


def _prove(context: "Context", work: "UnitOfWork", act: Act, name: str, password: str | None) -> None:
    """Refuse somebody who may not check, or who is somewhere else and gives no password."""
    role = str(work.reader.value("SELECT role FROM app_user WHERE name = ?", (name,)))
    if not rights.may(role, act.right):
        context.refused.append(act.right)
        raise NotAllowed(
            f"{name}的身份是“{vocab.USER_ROLE.label(role)}”，不能{rights.RIGHTS[act.right].label}。"
            "请换一位有这项权限的同事。",
            act.right,
        )
    if not context.database.keyed or same_name(name, context.user.name):
        return
    from services.keys import asking, signing_in

    given = password if password is not None else asking.checker_password()
    if not given:
        raise PasswordNeeded(act, name)
    signing_in.check_password(context.database.path, name, given, now_ms=context.clock())


def _refuse_alone(context: "Context", act: Act) -> None:
    if _may_be_alone(context.on_writer, act.code):
        return
    code = "two_people.waive"
    context.refused.append(code)
    raise NotAllowed(
        f"{act.label}要两个人办理，您的身份不能自己决定{ALONE}。请由另一位同事核对；"
        f"确实只有一个人时，请管理员在“系统”的“用户”里把“{act.label}”改为可单人办理。",
        code,
    )


@dataclass(frozen=True, slots=True)
class ActLine:
    """How an act is done in this office.

    Attributes:
        code, label: the act.
        alone: whether one person may do it, giving a reason.
        reason, by, at_ms: why, who agreed and when (UTC milliseconds); empty while two are needed.
    """

    code: str
    label: str
    alone: bool
    reason: str = ""
    by: str = ""
    at_ms: int = 0


def acts(context: "Context") -> tuple[ActLine, ...]:
    """Return all acts that take two people, and which of them one may do here; on the reader's thread."""
    lines = []
    for act in ACTS.values():
        found = _waived(context, act.code)
        if found is None:
            lines.append(ActLine(act.code, act.label, alone=False))
        else:
            told = (str(found["reason"]), str(found["by"]), int(found["at"]))
            lines.append(ActLine(act.code, act.label, True, *told))
    return tuple(lines)


def _waived(context: "Context", act: str) -> "dict[str, Any] | None":
    found = settings.get(context, f"{_SETTING}{act}")
    return found if isinstance(found, dict) else None


@needs("two_people.waive")
def waive(context: "Context", act: str, reason: str) -> "Committed":
    """Let one person do an act alone in this office, with a reason each time; on the writer's thread.

    Args:
        context: who agrees to it.
        act: a code of `ACTS`.
        reason: why.

    Raises:
        InvalidInput: no such act, or no reason.
    """
    label, why = _label(act), reason_of(reason, f"同意{ALONE}")
    with context.unit_of_work() as work:
        value = {"reason": why, "by": context.user.name, "at": context.clock()}
        settings.put_in(work, f"{_SETTING}{act}", value)
        work.note("two_people_waived", label=f"{label}：{why}")
        return work.commit()


@needs("two_people.waive")
def require_again(context: "Context", act: str) -> "Committed":
    """Ask for two people for an act again, on the writer's thread.

    Raises:
        InvalidInput: no such act.
    """
    label = _label(act)
    with context.unit_of_work() as work:
        settings.put_in(work, f"{_SETTING}{act}", None)
        work.note("two_people_required", label=label)
        return work.commit()


def _label(act: str) -> str:
    if act not in ACTS:
        raise InvalidInput(f"没有“{act}”这种要两个人办理的事。")
    return ACTS[act].label


def maker_of(reader: "Reader", table: str, row_id: bytes, silent: Sequence[str]) -> str | None:
    """Return who wrote what a record says, from the change log: made it, or changed its content last.

    Somebody of another office is named with it, so that a namesake there is another person; on another
    machine of one's own office the same name is the same person. What the hub refused was not written.

    Args:
        reader: queries.
        table: its table.
        row_id: the record.
        silent: groups of columns that say nothing; whoever changes them has not written it.
    """
    marks = ", ".join("?" * len(silent))
    found: str | None = reader.value(
        "SELECT coalesce(u.name, e.name) || CASE WHEN p.is_self = 1 OR p.unit_id = o.unit_id "
        "OR coalesce(n.name, p.name) IS NULL THEN '' ELSE '（' || coalesce(n.name, p.name) || '）' END "
        "FROM sync_change s JOIN sync_change f ON f.tx_id = s.tx_id AND f.user_id IS NOT NULL "
        f"{AUTHOR_FROM} LEFT JOIN sync_replica o ON o.is_self = 1 "
        "LEFT JOIN sync_void v ON v.replica_id = s.replica_id AND v.seq = s.seq "
        "WHERE s.row_id = ? AND s.tbl = ? AND v.seq IS NULL AND coalesce(u.name, e.name) IS NOT NULL "
        f"AND s.grp NOT IN ({marks}) ORDER BY s.lamport DESC, s.replica_id DESC LIMIT 1",
        (row_id, table, *silent),
    )
    return found


def reason_of(text: str, what: str) -> str:
    """Return a reason without the spaces around it.

    Args:
        text: as typed.
        what: what it is the reason of, in words.

    Raises:
        InvalidInput: it is empty or too long.
    """
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInput(f"请写明{what}的原因。")
    if len(cleaned) > LONGEST_REASON:
        raise InvalidInput(f"{what}的原因太长，最多{LONGEST_REASON}个字。")
    return cleaned
