"""What the register offers while somebody types a line: kinds, and the words of the lines before.

All of it is read once for an account; looking for what a typed beginning means needs no database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from models.rules.text import fold
from services.ledgers.kinds import Kind, kinds
from services.office import Context

TEXTS: Final = ("summary", "party", "handler", "witness")
_LOOKED_AT, _KEPT, _SHOWN = 2000, 300, 8


@dataclass(frozen=True, slots=True)
class Offer:
    """A text that may be meant, and what it is found by: pinyin in full and initials."""

    text: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KindOffer:
    """A kind with what it is found by.

    Attributes:
        kind: the kind.
        keys: pinyin of its name, in full and initials.
    """

    kind: Kind
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be offered: kinds in use, and the latest words of each column of texts."""

    kinds: tuple[KindOffer, ...] = ()
    texts: Mapping[str, tuple[Offer, ...]] | None = None

    def of(self, column: str) -> tuple[Offer, ...]:
        """Return the words of a column, the latest first."""
        return (self.texts or {}).get(column, ())


def offers(context: Context, account: bytes | None) -> Offers:
    """Return what the register of an account offers; on the reader's thread.

    Args:
        context: the office.
        account: whose latest lines are looked at; None where there is none yet.
    """
    found = tuple(KindOffer(each, _keys(each.name)) for each in kinds(context, hidden=False))
    if account is None:
        return Offers(found, {})
    rows = context.reader.all(
        f"SELECT {', '.join(TEXTS)} FROM ledger_entry WHERE account_id = ? AND deleted_at IS NULL "
        "ORDER BY on_date DESC, id DESC LIMIT ?",
        (account, _LOOKED_AT),
    )
    columns = {name: _distinct(row[at] for row in rows) for at, name in enumerate(TEXTS)}
    return Offers(
        found, {name: tuple(Offer(text, _keys(text)) for text in texts) for name, texts in columns.items()}
    )


def _distinct(texts: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))[:_KEPT]


def _keys(text: str) -> tuple[str, ...]:
    from models.db.pinyin import keys

    return tuple(sorted(keys(fold(text), from_middle=False)))


def matching(known: Sequence[Offer], typed: str) -> tuple[str, ...]:
    """Return the words that a typed beginning may mean: those that begin with it first, then the others.

    Args:
        known: the words, the latest first.
        typed: characters or pinyin; empty means all.
    """
    ranked = sorted(
        (rank, at)
        for at, offer in enumerate(known)
        if (rank := _rank(offer.text, offer.keys, typed)) is not None
    )
    return tuple(known[at].text for _, at in ranked[:_SHOWN])


def kinds_matching(known: Sequence[KindOffer], typed: str, direction: str = "") -> tuple[Kind, ...]:
    """Return the kinds that a typed text may mean, those of the direction first.

    Args:
        known: the kinds in their order.
        typed: characters of the name, another word for it, or pinyin; empty means all.
        direction: "income" or "expense" as far as it is known.
    """
    ranked = []
    for at, offer in enumerate(known):
        ranks = [
            _rank(offer.kind.name, offer.keys, typed),
            *(_rank(word, (), typed) for word in offer.kind.items),
        ]
        fitting = [rank for rank in ranks if rank is not None]
        if fitting:
            ranked.append((min(fitting) > 0, offer.kind.direction != direction, min(fitting), at))
    return tuple(known[at].kind for *_, at in sorted(ranked))


def kind_meant(known: Sequence[KindOffer], typed: str, direction: str = "") -> Kind | None:
    """Return the kind that a text means when a line is read: its name, or all that can be meant.

    Args:
        known: as for `kinds_matching`.
        typed: what stands in the cell.
        direction: as for `kinds_matching`.
    """
    wanted = fold(typed)
    if not wanted:
        return None
    named = [each.kind for each in known if fold(each.kind.name) == wanted]
    found = [each for each in named if each.direction == direction] or named
    if found:
        return found[0]
    fitting = kinds_matching(known, typed, direction)
    side = [each for each in fitting if each.direction == direction]
    if len(fitting) == 1 or len(side) == 1:
        return (side or list(fitting))[0]
    exact = [each.kind for each in known if wanted in each.keys or wanted in map(fold, each.kind.items)]
    exact = [each for each in exact if each.direction == direction] or exact
    return exact[0] if len(exact) == 1 else None


def _rank(text: str, keys: Sequence[str], typed: str) -> int | None:
    """Return how well a text fits what was typed, the best is 0; None for not at all."""
    wanted = fold(typed)
    if not wanted:
        return 0
    plain = fold(text)
    if plain == wanted or wanted in keys:
        return 0
    if plain.startswith(wanted):
        return 1
    if any(key.startswith(wanted) for key in keys):
        return 2
    return 3 if wanted in plain else None
