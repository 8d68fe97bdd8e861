"""The rules of the office and of its courtyards: which one decides a vote, and how they are changed."""

from services.rules.choosing import (
    Asked,
    choosable,
    choosable_anywhere,
    own_rules,
    rule_for,
    rule_named,
    special,
)

__all__ = ["Asked", "choosable", "choosable_anywhere", "own_rules", "rule_for", "rule_named", "special"]
