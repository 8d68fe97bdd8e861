"""A notice prepared, checked and issued in one transaction: all of it is done, or nothing is recorded."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from services.documents.forms import PLAIN, Form
from services.notices.life.checking import check_in
from services.notices.life.issuing import Issued, issue_in
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.documents.fonts.library import FontLibrary


@needs("notices.issue")
def issue_at_once(
    context: Context,
    draft: "Callable[[UnitOfWork], bytes]",
    checked_by: str,
    single_reason: str = "",
    *,
    password: str | None = None,
    form: Form = PLAIN,
    fonts: "FontLibrary | None" = None,
) -> Issued:
    """Make a draft, check and issue it, on the writer's thread.

    Args:
        context: who prepares and issues it.
        draft: makes or finds the draft in the open unit of work and returns its id (`prepare_in`).
        checked_by: who checked it; made a user when new.
        single_reason: why one person does both (单人办理); "" for two people.
        password: of whoever checked it and is not at the keyboard, where the office is encrypted.
        form: paper, orientation, large print.
        fonts: the fonts where they were found already.

    Raises:
        UserError, EnvironmentFault: as for `prepare`, `check` and `issue`; then nothing is recorded.
    """
    with context.unit_of_work() as work:
        notice_id = draft(work)
        check_in(context, work, notice_id, checked_by, single_reason, password)
        done = issue_in(context, work, notice_id, form=form, fonts=fonts)
        return replace(done, committed=work.commit())
