"""Getting in again with the paper sheet: making the sheet, and a new password with what stands on it."""

import os
from pathlib import Path

from models.db import keyring
from models.errors import EnvironmentFault
from services.backup import backup_folder, key_file_of, listed_in
from services.files import write_bytes
from services.keys import keyfile, paper_key, places, signing_in
from services.keys.keyfile import DamagedKeyFile
from services.office import Context
from services.rights import needs


@needs("office.keys")
def make_sheet(context: Context, out: Path) -> str:
    """Write a recovery sheet with a new recovery key, which takes the place of the one before.

    Args:
        context: an encrypted office, on the writer's thread.
        out: the PDF.

    Returns:
        The recovery key as it stands on the sheet.

    Raises:
        SignInNeeded: the office is not encrypted.
        EnvironmentFault: the PDF or the key file cannot be written; the old sheet stays good.
    """
    key, data = sheet(context)
    write_bytes(out, data)
    try:
        put_in_force(context, key)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    return key


@needs("office.keys")
def sheet(context: Context) -> tuple[str, bytes]:
    """Return a new recovery key and its sheet as PDF; it opens nothing before `put_in_force`.

    Raises:
        SignInNeeded: the office is not encrypted.
    """
    from services.documents.fonts.library import load_library
    from services.documents.pdf import render
    from services.documents.sheets.recovery import RecoveryFacts, recovery_sheet

    database = context.database.path
    if not context.database.keyed:
        raise keyring.SignInNeeded("这个台账没有加密，不需要恢复密钥单。")
    from platformdirs import user_cache_path

    key = paper_key.written(os.urandom(paper_key.SECRET_SIZE))
    known = places.read_from(keyring.key_path(database)).database.hex().upper()
    office = context.reader.value(
        "SELECT name FROM unit WHERE kind = 'office' AND deleted_at IS NULL ORDER BY id LIMIT 1"
    )
    facts = RecoveryFacts(
        office or "", database.name, known[:8], key, paper_key.SCANNED + key, context.today().isoformat()
    )
    fonts = load_library(cache_dir=user_cache_path("louyuan", appauthor=False))
    return key, render(recovery_sheet(facts), fonts).data


@needs("office.keys")
def put_in_force(context: Context, key: str) -> None:
    """Let a recovery key open the office, and no older one; on the writer's thread."""
    signing_in.set_recovery_key(context.database.path, paper_key.read(key))
    with context.unit_of_work() as work:
        work.note("recovery_sheet")
        work.commit()


def recover(database: Path, typed: str, name: str, password: str, *, now_ms: int) -> None:
    """Give a user a new password with the recovery key; the office is closed.

    A key file that is lost or damaged is taken from the newest backup that carries one of this database.

    Args:
        database: the encrypted database.
        typed: the recovery key as it was typed.
        name: of the user.
        password: the new one.
        now_ms: UTC milliseconds.

    Raises:
        InvalidInput: a group of the key does not pass its check, or the password is too weak.
        WrongPassword: the key is that of another office or of an older sheet.
        EnvironmentFault: no key file of this database is found.
    """
    from services.user_names import checked_name

    wanted = checked_name(name)
    signing_in.checked_password(password, wanted)
    opener = signing_in.with_recovery_key(typed)
    try:
        places.candidates(database)
    except EnvironmentFault:
        if not _take_from_backup(database):
            raise
    signing_in.sign_in(database, opener, now_ms=now_ms)
    try:
        signing_in.set_password(database, wanted, password)
    finally:
        keyring.forget_office(database)


def _take_from_backup(database: Path) -> bool:
    """Take the key file of the newest backup of this database; returns whether there was one."""
    known = places.identity(database)
    if known is None:
        return False
    for info in listed_in(backup_folder(database)):
        raw = key_file_of(info.path)
        try:
            file = None if raw is None else keyfile.parse(raw)
        except (DamagedKeyFile, EnvironmentFault):
            continue
        if file is not None and file.database == known:
            write_bytes(places.restored_path(database), keyfile.dump(file))
            return True
    return False
