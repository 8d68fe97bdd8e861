"""Users: a name and a role for everyone who works here, and in an encrypted office a password."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.db.reading import Reader
from models.errors import InvalidInput, NotFound
from models.ids import new_id
from services import settings
from services.office import DEFAULT_USER, Context, CurrentUser
from services.rights import needs
from services.roles import (
    HEADS,
    called,
    checked_role,
    head_role,
    is_managed,
    refuse_last,
    refuse_stranger,
    roles,
    usual_role,
)
from services.user_names import LONGEST_NAME, checked_name

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork


__all__ = ["LONGEST_NAME", "checked_name", "is_managed", "roles"]


@dataclass(frozen=True, slots=True)
class UserLine:
    """A user as listed: the role, whether active, and whether this is the one at the keyboard."""

    id: bytes
    name: str
    active: bool
    current: bool
    role: str


def users(context: Context) -> tuple[UserLine, ...]:
    """Return all users, the active ones first."""
    rows = context.reader.all("SELECT id, name, active, role FROM app_user ORDER BY active DESC, name")
    return tuple(UserLine(row[0], row[1], bool(row[2]), row[0] == context.user.id, row[3]) for row in rows)


def named(context: Context, name: str) -> UserLine:
    """Return a user by name; on the reader's thread.

    Raises:
        NotFound: nobody is called so.
    """
    wanted = checked_name(name)
    found = next((each for each in users(context) if each.name == wanted), None)
    if found is None:
        raise NotFound(f"没有叫“{wanted}”的用户。用 user list 看有哪些用户。")
    return found


def current_user(context: Context, name: str | None) -> CurrentUser:
    """Return the user who starts to work, making one when the name is new and the office is not managed.

    Args:
        context: an open context, its user not yet known.
        name: the name given; None is the unnamed operator of this machine.

    Raises:
        InvalidInput: the name is empty, too long, belongs to someone who is disabled, or to nobody in an
            office whose users are managed.
    """
    wanted = checked_name(name) if name is not None else DEFAULT_USER
    found = _known(context.reader, wanted)
    if found is None and name is None and is_managed(context, context.reader):
        raise InvalidInput("这个台账由管理员管理用户，请用 --user 写明姓名。", "name")
    return found or _make(context, context.reader, wanted)


def _known(reader: Reader, name: str) -> CurrentUser | None:
    found = reader.one("SELECT id, active, role FROM app_user WHERE name = ?", (name,))
    if found is None:
        return None
    if not found[1]:
        raise InvalidInput(f"用户“{name}”已停用。请换一个用户，或请管理员恢复。", "name")
    return CurrentUser(found[0], name, found[2])


def last_user(context: Context) -> str | None:
    """Return the name of the user who worked last in the window, if that user is still active.

    In a managed office that was left by its last user somebody else who is active takes the place.
    """
    reader, name = context.reader, settings.get(context, "last_user")
    if name and reader.value("SELECT active FROM app_user WHERE name = ?", (name,)):
        return str(name)
    if not is_managed(context, reader):
        return None
    found = reader.all("SELECT name FROM app_user WHERE active ORDER BY name LIMIT 1")
    return str(found[0][0]) if found else None


def take_over(context: Context, name: str, password: str) -> bool:
    """Check who is at the keyboard of an encrypted office that is open, and let that user work.

    Args:
        context: the open office, on the writer's thread.
        name: whoever entered
        password: which is checked.

    Returns:
        whether it is another user than before.

    Raises:
        WrongPassword, TooSoon: as `services.keys.signing_in.check_password`.
        InvalidInput: the user is disabled.
    """
    from services.keys.signing_in import check_password

    wanted = checked_name(name)
    check_password(context.database.path, wanted, password, now_ms=context.clock())
    before = context.user.id
    return _switch(context, wanted).id != before


def switch_user(context: Context, name: str) -> CurrentUser:
    """Make another person the current user, a new one when the name is new and the office is not managed;
    on the writer's thread.

    Raises:
        InvalidInput: as for `current_user`; or the office is encrypted, where a password is needed.
    """
    wanted = checked_name(name)
    if context.database.keyed and wanted != context.user.name:
        raise InvalidInput("这是加密的台账，换人要输入密码。", "name")
    return _switch(context, wanted)


def _switch(context: Context, wanted: str) -> CurrentUser:
    # the reading connection belongs to the other thread
    with context.unit_of_work() as work:
        found = _known(work.reader, wanted)
        if found is None:
            refuse_stranger(context, work.reader, wanted)
    context.user = found or _make(context, context.on_writer.reader, wanted)
    settings.put(context, "last_user", context.user.name)
    return context.user


@needs("office.users")
def add_user(context: Context, name: str, password: str | None = None, role: str = "") -> CurrentUser:
    """Make a new user without switching to it, on the writer's thread; with a password where encrypted.

    Args:
        context: who does it.
        name: of the new user.
        password: in an encrypted office.
        role: a code of vocab.USER_ROLE; "" is an administrator where users are not managed, else the role of
            those who do the daily work.

    Raises:
        InvalidInput: the name is empty or too long, or somebody has it; no such role here.
    """
    wanted = checked_name(name)
    with context.unit_of_work() as work:
        known = work.reader.value("SELECT 1 FROM app_user WHERE name = ?", (wanted,))
        given = checked_role(work.reader, role) if role else usual_role(context, work.reader)
    if known is not None:
        raise InvalidInput(f"已经有叫“{wanted}”的用户，没有新增。重名时请加上单位或编号。", "name")
    made = CurrentUser(new_id(), wanted, given)
    if context.database.keyed:
        if password is None:
            raise InvalidInput("这是加密的台账，新用户要有密码。", "password")
        from services.keys.signing_in import set_password

        set_password(context.database.path, wanted, password)
    _add(context, made)
    return made


def make_known_in(context: Context, work: "UnitOfWork", name: str) -> CurrentUser:
    """Return somebody who takes part without being at the keyboard, made a user when the name is new.

    Args:
        context: who works.
        work: an open unit of work; what is rolled back leaves no user behind.
        name: the name given.

    Raises:
        InvalidInput: as for `current_user`.
    """
    wanted = checked_name(name)
    found = _known(work.reader, wanted)
    if found is None:
        refuse_stranger(context, work.reader, wanted)
        found = CurrentUser(new_id(), wanted, head_role(work.reader))
        _add_in(context, work, found)
    return found


@needs("office.users")
def set_active(context: Context, user_id: bytes, active: bool, password: str | None = None) -> "Committed":
    """Disable a user who left, or enable one again; nobody is ever deleted.

    In an encrypted office who is disabled loses the password, and gets a new one when enabled again.

    Raises:
        InvalidInput: it is the person at the keyboard, or the last administrator.
        NotFound: no such user.
    """
    from sqlalchemy import update

    from models.tables.system import AppUser

    if user_id == context.user.id and not active:
        raise InvalidInput("不能停用正在使用的用户。请先切换到别的用户。")
    if not active:
        with context.unit_of_work() as work:
            refuse_last(work.reader, user_id, "停用")
    if context.database.keyed:
        _let_in(context, user_id, active, password)
    with context.unit_of_work() as work:
        done = work.local(update(AppUser).where(AppUser.id == user_id).values(active=active))
        if done.rowcount != 1:
            raise NotFound("没有这个用户。请刷新后再试。")
        work.note("user_enabled" if active else "user_disabled", "app_user", user_id)
        return work.commit()


@needs("office.users")
def set_role(context: Context, user_id: bytes, role: str) -> "Committed | None":
    """Give a user another role, on the writer's thread; it holds from that user's next command.

    Args:
        context: an administrator.
        user_id: the user.
        role: a code of vocab.USER_ROLE.

    Returns:
        The transaction; None when it is that role already.

    Raises:
        InvalidInput: no such role here, or nobody would be administrator any more.
        NotFound: no such user.
    """
    from sqlalchemy import update

    from models.tables.system import AppUser

    with context.unit_of_work() as work:
        wanted = checked_role(work.reader, role)
        row = work.reader.one("SELECT name, role FROM app_user WHERE id = ?", (user_id,))
        if row is None:
            raise NotFound("没有这个用户。请刷新后再试。")
        name, before = row
        if before == wanted:
            return None
        if wanted not in HEADS:
            refuse_last(work.reader, user_id, "改成别的身份")
        work.local(update(AppUser).where(AppUser.id == user_id).values(role=wanted))
        told = f"{name}：{called(before)} → {called(wanted)}"
        work.note("user_role", "app_user", user_id, told)
        done = work.commit()
    if user_id == context.user.id:
        context.user = replace(context.user, role=wanted)
    return done


@needs("own.settings")
def change_password(context: Context, password: str) -> None:
    """Give whoever works a new password, on the writer's thread of an encrypted office.

    Raises:
        InvalidInput: it is too weak.
        SignInNeeded: the office is not encrypted.
    """
    _set_password(context, context.user.id, context.user.name, password)


@needs("office.users")
def give_password(context: Context, user_id: bytes, password: str) -> None:
    """Give somebody else a new password, on the writer's thread of an encrypted office.

    Raises:
        InvalidInput: it is too weak, or the user is disabled.
        NotFound: no such user.
        SignInNeeded: the office is not encrypted.
    """
    with context.unit_of_work() as work:
        row = work.reader.one("SELECT name, active FROM app_user WHERE id = ?", (user_id,))
    if row is None:
        raise NotFound("没有这个用户。请刷新后再试。")
    if not row[1]:
        raise InvalidInput(f"用户“{row[0]}”已停用，没有设密码。请先启用。", "name")
    _set_password(context, user_id, row[0], password)


def _set_password(context: Context, user_id: bytes, name: str, password: str) -> None:
    from services.keys.signing_in import set_password

    set_password(context.database.path, name, password)
    with context.unit_of_work() as work:
        work.note("password_changed", "app_user", user_id, name)
        work.commit()


def _let_in(context: Context, user_id: bytes, active: bool, password: str | None) -> None:
    from services.keys import signing_in

    with context.unit_of_work() as work:
        name = work.reader.value("SELECT name FROM app_user WHERE id = ?", (user_id,))
    if name is None:
        raise NotFound("没有这个用户。请刷新后再试。")
    path = context.database.path
    if not active:
        signing_in.remove_user(path, name)
    elif password is None:
        raise InvalidInput("这是加密的台账，启用用户时要设一个新密码。", "password")
    else:
        signing_in.set_password(path, name, password)


def _make(context: Context, reader: Reader, name: str) -> CurrentUser:
    refuse_stranger(context, reader, name)
    made, before = CurrentUser(new_id(), name, head_role(reader)), context.user
    # who starts to work is the one who does it
    context.user = made
    try:
        _add(context, made)
    except BaseException:
        context.user = before
        raise
    return made


def _add(context: Context, made: CurrentUser) -> None:
    with context.unit_of_work() as work:
        _add_in(context, work, made)
        work.commit()


def _add_in(context: Context, work: "UnitOfWork", made: CurrentUser) -> None:
    from sqlalchemy import insert

    from models.tables.system import AppUser

    work.local(
        insert(AppUser).values(
            id=made.id, name=made.name, role=made.role, active=True, created_at=context.clock()
        )
    )
    work.note("user_added", "app_user", made.id, made.name)
