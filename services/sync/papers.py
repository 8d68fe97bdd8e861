"""Two sheets of paper: fingerprints to be compared, and how this workstation is brought back."""

from typing import TYPE_CHECKING, Final

from services import backup_plan
from services.backup import backup_folder
from services.office import Context
from services.times import local_time

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary
    from services.documents.pdf import RenderedPdf
    from services.documents.sync_facts import RecoveryFacts

ROLES: Final = {"hub": "街道办事处", "workstation": "社区工作站", "asked": "社区工作站", "alone": "单独使用"}
"""What an installation is called on paper, by its kind."""


def recovery_facts(context: Context, unit: str, kind: str, hub: str) -> "RecoveryFacts":
    """Return where the data of this workstation lie.

    Args:
        context: the office, on the reader's thread.
        unit: whose workstation it is.
        kind: key of `ROLES`.
        hub: name of the hub, "" for none.
    """
    from services.documents.sync_facts import RecoveryFacts

    database = context.database.path
    newest, plan = backup_plan.newest(database), backup_plan.plan(context)
    return RecoveryFacts(
        unit,
        ROLES[kind],
        hub,
        str(database),
        str(backup_folder(database)),
        local_time(newest.made_ms) if newest is not None else "",
        str(plan.copy_folder or ""),
        context.today().isoformat(),
    )


def recovery_sheet(
    context: Context, unit: str, kind: str, hub: str, fonts: "FontLibrary | None" = None
) -> "RenderedPdf":
    """Set 恢复说明; arguments as for `recovery_facts`.

    Raises:
        MissingGlyph: a character no font has.
        EnvironmentFault: no Chinese font is installed.
    """
    from services.documents.pdf import render
    from services.documents.sheets.sync_papers import recovery_sheet as build
    from services.notices.making import font_library

    return render(build(recovery_facts(context, unit, kind, hub)), fonts or font_library(context))


def fingerprint_sheet(
    context: Context,
    unit: str,
    kind: str,
    fingerprint: str,
    others: tuple[tuple[str, str], ...] = (),
    fonts: "FontLibrary | None" = None,
) -> "RenderedPdf":
    """Set 指纹核对单.

    Args:
        context: for the day and the fonts.
        unit, kind: whose key it is; kind as in `ROLES`.
        fingerprint: of the own key, groups of digits.
        others: name and fingerprint of keys to be compared.
        fonts: the fonts where they were found already.

    Raises:
        MissingGlyph: a character no font has.
        EnvironmentFault: no Chinese font is installed.
    """
    from services.documents.pdf import render
    from services.documents.sheets.sync_papers import fingerprint_sheet as build
    from services.documents.sync_facts import FingerprintFacts
    from services.notices.making import font_library

    facts = FingerprintFacts(unit, ROLES[kind], fingerprint, context.today().isoformat(), others)
    return render(build(facts), fonts or font_library(context))
