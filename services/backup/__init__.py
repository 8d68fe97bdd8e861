"""Backups: one file with the whole office; restore from it; scheduled ones with thinning; checks."""

from services.backup.container import (
    FORMAT,
    SUFFIX,
    BackupInfo,
    backup,
    examine_backup,
    key_file_of,
    listed_in,
)
from services.backup.restoring import restore
from services.backup.schedule import (
    KEEP_DAILY,
    KEEP_MONTHLY,
    KEEP_WEEKLY,
    backup_folder,
    before_migration,
    check_database,
    listed,
    scheduled_backup,
    to_thin,
)

__all__ = [
    "FORMAT",
    "KEEP_DAILY",
    "KEEP_MONTHLY",
    "KEEP_WEEKLY",
    "SUFFIX",
    "BackupInfo",
    "backup",
    "backup_folder",
    "before_migration",
    "check_database",
    "examine_backup",
    "key_file_of",
    "listed",
    "listed_in",
    "restore",
    "scheduled_backup",
    "to_thin",
]
