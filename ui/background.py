"""What the program does by itself once the first rows are on the screen: looking after the database.

The file is examined first, then the backup of the day is taken (architecture.md, decision 5). Both run on the
writer, so that lists answer meanwhile. The audit is checked beside them, in pieces.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QObject

from models.errors import LouyuanError
from services import audit_checks, backup_plan, disk_checks
from services.audit_checks import Checking, Found
from services.backup_plan import BackupPlan, DailyBackup
from services.context import Context
from services.disk_checks import Looked
from services.files import Cancelled
from ui.tasks import Tasks, Ticket

CHECKING = "检查数据库"
BACKING_UP = "每日备份"
AUDITING = "核对操作日志"
_resting = False


@contextmanager
def at_rest() -> Iterator[None]:
    """Do nothing by itself inside the block: pictures are taken, nobody works."""
    global _resting
    _resting = True
    try:
        yield
    finally:
        _resting = False


def look_after(
    context: Context,
    tasks: Tasks,
    owner: QObject,
    *,
    tell: Callable[[str], None],
    backed_up: Callable[[DailyBackup], None] | None = None,
) -> None:
    """Examine the database, then take the backup of the day.

    Args:
        context: the open office.
        tasks: the two workers.
        owner: nothing is told any more once this is gone.
        tell: is told a sentence when something is wrong: the file is damaged, the backup was not written.
        backed_up: is told what the daily backup did.
    """
    if _resting:
        return

    def examined(found: Looked) -> None:
        _tell_each(found.sentences, tell)
        verify_audit(context, tasks, owner, told=partial(_tell_broken, tell))
        if found.problem is not None:
            return  # a damaged file is not backed up over good backups
        tasks.submit("reader", lambda _: backup_plan.plan(context), take, owner=owner, key="backup plan")

    def take(wanted: BackupPlan) -> None:
        def work(ticket: Ticket) -> DailyBackup:
            return backup_plan.take_daily(context.on_writer, wanted, progress=ticket.report)

        tasks.submit("writer", work, taken, failed, owner=owner, title=BACKING_UP)

    def taken(done: DailyBackup) -> None:
        _tell_each(tuple(each for each in (done.problem, done.reminder) if each), tell)
        if backed_up is not None:
            backed_up(done)

    def failed(error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, LouyuanError):
            raise error
        tell(error.message)

    tasks.submit("writer", lambda _: disk_checks.look(context), examined, failed, owner=owner, title=CHECKING)


def verify_audit(
    context: Context,
    tasks: Tasks,
    owner: QObject,
    *,
    told: Callable[[Found], None],
    failed: Callable[[BaseException], None] | None = None,
    full: bool | None = None,
) -> None:
    """Check the audit piece by piece on the reader, which answers others in between.

    Args:
        context: the open office.
        tasks: the two workers.
        owner: nothing is told any more once this is gone.
        told: is told what was found.
        failed: takes what went wrong.
        full: begin with the first entry; None does so when a week has gone.
    """

    def go_on(checking: Checking) -> None:
        if checking.state.done:
            tasks.submit(
                "writer",
                lambda _: audit_checks.conclude(context, checking),
                told,
                failed,
                owner=owner,
                title=AUDITING,
            )
        else:
            tasks.submit(
                "reader", lambda _: audit_checks.go_on(context, checking), go_on, failed, owner=owner
            )

    tasks.submit("reader", lambda _: audit_checks.begin(context, full=full), go_on, failed, owner=owner)


def _tell_broken(tell: Callable[[str], None], checked: Found) -> None:
    if checked.problem:
        tell(checked.problem)


def _tell_each(sentences: tuple[str, ...], tell: Callable[[str], None]) -> None:
    for sentence in sentences:
        tell(sentence)
