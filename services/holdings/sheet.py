"""个人信息持有情况说明 as PDF; that it was made is logged, because its numbers are whole."""

from typing import TYPE_CHECKING

from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from services.documents.holdings_facts import HoldingsFacts
    from services.documents.pdf import RenderedPdf

NOTED = "holdings_printed"


@needs("personal.report")
def make_sheet(context: Context, resident: bytes) -> "tuple[RenderedPdf, HoldingsFacts]":
    """Return the sheet and what stands on it; on the writer's thread.

    Raises:
        NotFound: the resident is not there any more.
        MissingGlyph: a character no font has.
        EnvironmentFault: no Chinese font is installed.
    """
    from services.documents.pdf import render
    from services.documents.sheets.holdings import holdings_sheet
    from services.holdings.gathering import holdings
    from services.notices.making import font_library

    facts = holdings(context.on_writer, resident)
    made = render(holdings_sheet(facts), font_library(context))
    with context.unit_of_work() as work:
        work.note(NOTED, "resident", resident, facts.name)
        work.commit()
    return made, facts
