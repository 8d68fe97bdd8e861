"""Choices that an office words itself: kinds of receipts and payments, programmes of matters, their steps."""

from dataclasses import replace
from typing import Any

from models import vocab
from models.vocab import Vocabulary
from services.office import Context
from services.subjects.base import Field

_SIDES: dict[Vocabulary, tuple[str, ...]] = {
    vocab.LEDGER_KIND: ("income", "expense"),
    vocab.RECEIPT_KIND: ("income",),
}
"""Shipped words that stand for the office's own, with the sides they are about."""


def offered(context: Context, field: Field, value: Any = None) -> Field:
    """Return a field with the choices that this office has in use, and the one that is stored.

    Args:
        context: any connection.
        field: as its subject describes it.
        value: what is stored, None for nothing.
    """
    return _with(context, field, lambda code, active: active or code == value)


def known(context: Context, field: Field) -> Field:
    """Return a field with all choices this office knows, also those it offers no more."""
    return _with(context, field, lambda code, active: True)


def _with(context: Context, field: Field, wanted: Any) -> Field:
    if field.vocabulary in (vocab.MATTER_TEMPLATE, vocab.MATTER_STEP):
        return _of_matters(context, field, wanted)
    if field.vocabulary is vocab.DECISION_RULE:
        return _of_rules(context, field)
    if field.vocabulary is None or field.vocabulary not in _SIDES:
        return field
    from services.ledgers.kinds import kinds

    sides = _SIDES[field.vocabulary]
    found = [each for each in kinds(context) if each.direction in sides and wanted(each.code, each.active)]
    names = [each.name for each in found]
    words = {"income": "收入", "expense": "支出"}
    items = tuple(
        (each.code, each.name if names.count(each.name) == 1 else f"{each.name}（{words[each.direction]}）")
        for each in found
    )
    return replace(field, vocabulary=Vocabulary(field.vocabulary.name, items))


def _of_rules(context: Context, field: Field) -> Field:
    """Return the rules a vote can be counted by: what they are about, and law and article."""
    from services.rules import choosable

    items = tuple((rule.code, f"{rule.title}（{rule.source}）") for rule in choosable(context))
    return replace(field, vocabulary=Vocabulary(vocab.DECISION_RULE.name, tuple(dict(items).items())))


def _of_matters(context: Context, field: Field, wanted: Any) -> Field:
    """Return the programmes of an office beside the shipped ones, or the steps that only they have."""
    from services.matter_templates import own_steps, programmes_kept

    shipped = vocab.MATTER_TEMPLATE if field.vocabulary is vocab.MATTER_TEMPLATE else vocab.MATTER_STEP
    if shipped is vocab.MATTER_TEMPLATE:
        kept = programmes_kept(context.reader)
        own = tuple((code, name) for code, name, active in kept if wanted(code, active))
    else:
        own = own_steps(context.reader)
    return replace(field, vocabulary=Vocabulary(shipped.name, (*shipped, *own))) if own else field
