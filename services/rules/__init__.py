"""The rules of the office and of its courtyards: which one decides a vote, and how they are changed."""

from services.rules.choosing import choosable, choosable_anywhere, own_rules, rule_for, rule_named

__all__ = ["choosable", "choosable_anywhere", "own_rules", "rule_for", "rule_named"]
