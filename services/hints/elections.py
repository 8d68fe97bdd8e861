"""Elections, for the rules (policy 2.2): seats, vetting, candidates, filing."""

from collections.abc import Sequence
from dataclasses import replace

from models.rules.elections import ElectionFacts, election_hints
from services.hints.base import Hints, Judge, Row, link, single
from services.office import Context

_COLUMNS = ("kind", "committee_id", "seats", "competitive", "reason", "state")
_BODIES = "SELECT id, kind FROM committee WHERE id IN ({ids}) AND deleted_at IS NULL"


def _elections(context: Context, rows: Sequence[Row]) -> list[Hints]:
    """Judge elections one by one: a courtyard has one in years."""
    from services.election_record import view

    judged = []
    for row in rows:
        record_id, committee = link(row, "id"), link(row, "committee_id")
        facts = view(context, record_id).facts if record_id is not None else ElectionFacts()
        body = single(context, _BODIES, {committee} if committee is not None else set())
        facts = replace(
            facts,
            kind=row["kind"] or facts.kind,
            body=body[committee][0] if committee in body else facts.body,
            seats=row["seats"],
            competitive=None if row["competitive"] is None else bool(row["competitive"]),
            reason=row["reason"] or "",
        )
        judged.append(election_hints(facts, context.rulebook, context.today()))
    return judged


JUDGES = {"election": Judge(_COLUMNS, _elections)}
