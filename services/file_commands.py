"""Commands about the file of an office as a whole: backup, restore, check."""

import sys
from argparse import Namespace
from pathlib import Path

from models.db import keyring
from models.db.database import open_database
from models.errors import EnvironmentFault, UserError
from services.backup_plan import allow_restore, back_up_to
from services.context import context_of, open_context, sign_in_where_needed, system_clock
from services.keys import asking, signing_in
from services.office import Context
from services.rights import needs


def backup(arguments: Namespace) -> int:
    """Back up an office."""
    if not Path(arguments.data).exists():
        raise UserError(f"没有找到数据库“{arguments.data}”，没有可备份的内容。")
    context = open_context(arguments.data, arguments.user)
    try:
        info = back_up_to(context, Path(arguments.file))
    finally:
        context.close()
    _say(f"已备份到 {info.path}（{info.size / 1_048_576:.1f} MB）。")
    return 0


def restore(arguments: Namespace) -> int:
    """Restore a backup to a database file."""
    from services import backup as backups
    from services.erasing import erase_again
    from services.open_leftovers import in_words, note_restored

    # what opens the backup opens what comes of it; it is asked for before anything is replaced
    opener = _opener(arguments)
    _ask_leave(arguments)
    info = backups.restore(Path(arguments.file), Path(arguments.data), opener=opener)
    if opener is None:
        context = open_context(arguments.data, arguments.user)
    else:
        signing_in.sign_in(Path(arguments.data), opener, now_ms=system_clock())
        context = context_of(open_database(Path(arguments.data)), arguments.user)
    try:
        names = note_restored(context, info.path.name)
        told = erase_again(context)
    finally:
        context.close()
    _say(f"已从 {info.path.name} 恢复到 {arguments.data}{in_words(names)}。")
    if told:
        _say(told)
    return 0


def _ask_leave(arguments: Namespace) -> None:
    """Refuse to replace an office for whoever may not; a damaged one, or with the paper, anybody may."""
    path = Path(arguments.data)
    if not path.exists() or path.stat().st_size == 0 or asking.recovery_given() is not None:
        return
    try:
        context = open_context(path, arguments.user)
    except EnvironmentFault:
        return
    try:
        allow_restore(context)
    finally:
        context.close()


def move(arguments: Namespace) -> int:
    """Move an office from where it must not be worked with to a folder of this machine."""
    from services.moving import move as move_office

    database = Path(arguments.data)
    _say(move_office(database, Path(arguments.to) / database.name))
    return 0


def _opener(arguments: Namespace) -> signing_in.Opener | None:
    """Return what opens an encrypted backup or office; None where both are open."""
    from services.backup import key_file_of
    from services.keys import places

    keyed = key_file_of(Path(arguments.file)) is not None
    if not keyed and not places.is_keyed(Path(arguments.data)):
        return None
    typed = asking.recovery_given()
    if typed is not None:
        return signing_in.with_recovery_key(typed)
    if not arguments.user:
        raise keyring.SignInNeeded(
            f"{'备份' if keyed else '这里的台账'}是加密的：请用 --user 写明姓名，"
            "密码放在 LOUYUAN_PASSWORD 里；或把恢复密钥放在 LOUYUAN_RECOVERY 里。"
        )
    return signing_in.with_password(arguments.user, asking.password())


def check(arguments: Namespace) -> int:
    """Check that a database is sound and its rows follow from its change log."""
    from services import audit_checks
    from services import backup as backups

    if not Path(arguments.data).exists():
        raise UserError(f"没有找到数据库“{arguments.data}”。请检查 --data 后面的路径。")

    path = Path(arguments.data)
    sign_in_where_needed(path, arguments.user, None, ask=True)
    try:
        problem = backups.check_database(path, full=True)
    except BaseException:
        keyring.forget_office(path)
        raise
    if problem is None:
        context = context_of(open_database(path, before_migration=backups.before_migration), arguments.user)
        try:
            problem = _log_problem(context) or audit_checks.check_all(context).problem or None
        finally:
            context.close()
    if problem is not None:
        raise EnvironmentFault(problem)
    _say("数据库检查通过：数据页、索引、变更记录和操作日志都完好，记录与变更记录一致。")
    return 0


@needs("office.restore")
def _log_problem(context: Context) -> str | None:
    """Return what is wrong with the change log, or with the rows measured by it, as a sentence."""
    from models.db.chain import first_broken
    from models.db.replay import first_difference
    from services.audit_log import table_label

    advice = "数据可能被别的软件改过。请用“恢复备份”换回可靠的备份。"
    with context.unit_of_work() as work:
        for (replica,) in work.reader.all("SELECT replica_id FROM sync_replica"):
            broken = first_broken(work.connection, replica)
            if broken is not None:
                return f"变更记录从第{broken}条起对不上，{advice}"
        different = first_difference(work.connection)
    if different is not None:
        return f"有一条{table_label(different[0])}记录与变更记录不一致，{advice}"
    return None


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
