"""Which roles users have, and who may become one: by name, or by an administrator where users are managed.

An office is managed when it is encrypted, or when somebody's role is not that of an administrator: there a
new name makes no user. The first user of an office is its administrator; one active administrator stays.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from models.db.reading import Reader
from models.errors import InvalidInput
from models.rules import rights as rules
from models.vocab import USER_ROLE
from services.office import Context

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

HEADS: Final = (rules.ADMINISTRATOR, rules.HUB_ADMINISTRATOR)
_IS_HEAD: Final = "role IN ('{}')".format("', '".join(HEADS))


def is_managed(context: Context, reader: Reader) -> bool:
    """Return whether a new name makes no user here: the office is encrypted, or roles were given."""
    if context.database.keyed:
        return reader.value("SELECT 1 FROM app_user LIMIT 1") is not None
    return reader.value(f"SELECT 1 FROM app_user WHERE NOT {_IS_HEAD} LIMIT 1") is not None


def roles(reader: Reader) -> tuple[str, ...]:
    """Return the roles users of this office may have: those of an office, or those of the hub."""
    return rules.HUB_ROLES if _is_hub(reader) else rules.OFFICE_ROLES


def _is_hub(reader: Reader) -> bool:
    sql = (
        "SELECT 1 FROM sync_replica WHERE is_self = 1 AND kind = 'hub' "
        "AND EXISTS (SELECT 1 FROM sync_key WHERE name = 'root')"
    )
    return reader.value(sql) is not None


def become_hub(work: "UnitOfWork") -> None:
    """Give every user the role at the hub that answers to the one before, in an open unit of work."""
    from sqlalchemy import update

    from models.tables.system import AppUser

    for before, after in rules.AT_THE_HUB.items():
        work.local(update(AppUser).where(AppUser.role == before).values(role=after))


def called(role: str) -> str:
    """Return what a role is called; an unknown one as it is stored."""
    return USER_ROLE.label(role) if role in USER_ROLE else role


def _in_words(codes: Iterable[str]) -> str:
    return "、".join(f"{called(code)}（{code}）" for code in codes)


def checked_role(reader: Reader, role: str) -> str:
    """Return a role this office has, by its code or by what it is called."""
    known = roles(reader)
    found = next((code for code in known if role.strip() in (code, called(code))), None)
    if found is None:
        raise InvalidInput(f"没有“{role.strip()[:20]}”这种身份，可选：{_in_words(known)}。", "role")
    return found


def head_role(reader: Reader) -> str:
    """Return the role of the administrators here."""
    return rules.HUB_ADMINISTRATOR if _is_hub(reader) else rules.ADMINISTRATOR


def usual_role(context: Context, reader: Reader) -> str:
    """Return the role of a new user of whom nothing else is said."""
    if not is_managed(context, reader):
        return head_role(reader)
    return rules.HUB_OFFICER if _is_hub(reader) else rules.WORKER


def refuse_stranger(context: Context, reader: Reader, name: str) -> None:
    """Refuse a name that is nobody's where a new name makes no user.

    Raises:
        InvalidInput: so it is here.
    """
    if is_managed(context, reader):
        raise InvalidInput(f"没有叫“{name}”的用户。请核对姓名，或请管理员先新增用户。", "name")


def refuse_last(reader: Reader, user_id: bytes, what: str) -> None:
    """Refuse what would leave the office without an active administrator."""
    others = reader.value(
        f"SELECT 1 FROM app_user WHERE active AND {_IS_HEAD} AND id <> ? LIMIT 1", (user_id,)
    )
    if others is None:
        raise InvalidInput(f"这是最后一个在用的管理员，不能{what}。请先让别人当管理员。", "role")
