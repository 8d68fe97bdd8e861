"""The rehearsal of booking: every line finds its courtyard, account, kind and state; nothing is written."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.rules import ledger as rules
from models.rules.dates import from_record
from models.rules.numbers import format_money
from models.rules.text import fold
from models.vocab import LEDGER_DIRECTION
from services.booking import known
from services.booking.lines import (
    DIFFERENT,
    ERROR,
    LEFT_OUT,
    NOTHING_CHOSEN,
    PENDING,
    SAME,
    Booking,
    BookLine,
    Choices,
)
from services.booking.places import Found, Register, Yard
from services.booking.telling import told
from services.booking.words import Words, summary_of
from services.importing.plan import Plan
from services.ledgers.kinds import kinds_of

if TYPE_CHECKING:
    from models.db.reading import Reader

_EARLIEST: Final = "0000"
_LATEST: Final = "9999"
Raw = tuple[BookLine, dict[str, Any]]
"""A line as far as it was read, and what the file says beside it: `cells`, `typed`, `community`, `number`."""


def rehearsal(
    reader: "Reader", today: date, title: str, plan: Plan | None, choices: Choices = NOTHING_CHOSEN
) -> Booking:
    """Return what booking the lines of a plan, or the waiting lines, would do.

    Args:
        reader: queries of the reading connection, or of the unit of work that books.
        today: what counts as 补录 is measured by it.
        title: name of the file, or what else is booked.
        plan: the account lines of a file; None for all lines that wait in the register.
        choices: what the user decided.
    """
    raw = list(_waiting_lines(reader) if plan is None else _plan_lines(plan, choices))
    desk = _Desk(reader, choices)
    placed = [desk.placed(line, beside) for line, beside in raw]
    states = _States(reader, placed, desk.words, desk.register, own=plan is None)
    lines = tuple(states.of(line, beside) for line, (_, beside) in zip(placed, raw, strict=True))
    consumed = tuple(dict.fromkeys(states.consumed))
    beside = [each for _, each in raw]
    return told(
        Booking(title, plan, choices, lines, consumed=consumed), today.isoformat(), beside, desk.words
    )


def _plan_lines(plan: Plan, choices: Choices) -> Iterable[Raw]:
    for number, row in enumerate(plan.ledger):
        values: dict[str, Any] = row.values
        texts: dict[str, Any] = {name: values.get(name) or "" for name in _TEXTS}
        bank = bool(values.get("bank"))
        word = "" if bank else values.get("item") or ""
        line = BookLine(
            number,
            row.sheet,
            row.row,
            (values.get("titled") and choices.courtyard) or row.place.courtyard or choices.courtyard,
            on_date=values.get("on_date"),
            direction=values.get("direction"),
            amount=values.get("amount"),
            word=word,
            balance=values.get("balance"),
            bank=bank,
            number_there=values.get("number") or "",
            **texts,
        )
        yield line, {**values, "community": row.place.community}


_TEXTS: Final = ("summary", "party", "handler", "witness", "voucher", "source", "raw_text")


def _waiting_lines(reader: "Reader") -> Iterable[Raw]:
    rows = reader.all(
        "SELECT p.id, p.courtyard_id, coalesce(c.name, p.courtyard_name), p.on_date, p.direction, p.item, "
        "p.summary, p.amount, p.handler, p.voucher, p.source, p.raw_text FROM pending_ledger_line p "
        "LEFT JOIN courtyard c ON c.id = p.courtyard_id WHERE p.deleted_at IS NULL ORDER BY p.id"
    )
    for number, row in enumerate(rows):
        line = BookLine(
            number, "", 0, row[2] or "", None if row[1] is None else bytes(row[1]), on_date=row[3],
            direction=row[4], word=row[5] or "", summary=row[6] or "",
            amount=None if row[7] is None else int(row[7]), handler=row[8] or "", voucher=row[9] or "",
            source=row[10] or "", raw_text=row[11] or "", pending=bytes(row[0]), state=PENDING,
        )  # fmt: skip
        yield line, {}


class _Desk:
    """Looks up courtyard, account and kind of lines, and finds what is missing on them."""

    def __init__(self, reader: "Reader", choices: Choices) -> None:
        self.register = Register(reader)
        self.words = Words(kinds_of(reader), choices.kinds)
        self._choices = choices

    def placed(self, line: BookLine, beside: dict[str, Any]) -> BookLine:
        """Return a line with courtyard, account and kind, or with what is wrong about it."""
        if line.number in self._choices.left_out:
            return replace(line, state=LEFT_OUT)
        if line.bank and line.amount == 0:
            return replace(line, state=LEFT_OUT, problem="金额是零，没有入账。")
        yard, problem = self._yard(line, beside)
        if yard is None:
            return _faulty(line, "courtyard", problem)
        line = replace(line, courtyard=yard.name, courtyard_id=yard.id)
        field, problem = _missing(line, beside)
        if problem:
            return _faulty(line, field, problem)
        return self._with_kind(self._with_account(line, yard))

    def _yard(self, line: BookLine, beside: dict[str, Any]) -> tuple[Yard | None, str]:
        known_yard = self.register.by_id(line.courtyard_id)
        if known_yard is not None:
            return known_yard, ""
        if not line.courtyard:
            return None, (
                "银行流水没有写明楼院，请选择楼院。"
                if line.bank
                else "没有写明是哪个楼院，请在表里补上，或选择楼院。"
            )
        return self.register.yard(line.courtyard, beside.get("community") or "")

    def _with_account(self, line: BookLine, yard: Yard) -> BookLine:
        found = self.register.account(
            yard.id, self._choices.account, bank=line.bank, number=line.number_there
        )
        line = replace(line, account=found.name, account_id=found.account.id if found.account else None)
        problem = found.problem or _account_problem(found, line.on_date or "")
        return _faulty(line, "account" if found.problem else "on_date", problem) if problem else line

    def _with_kind(self, line: BookLine) -> BookLine:
        assert line.direction is not None
        word = line.word or line.summary
        meant = self.words.meant(line.direction, word, inside=not line.word)
        summary = summary_of(line.word, line.summary, meant)
        return replace(
            line, word=word, kind=meant.code, kind_name=meant.name, unknown=meant.unknown, summary=summary
        )


def _account_problem(found: Found, day: str) -> str:
    account = found.account
    if account is None:
        return ""
    if account.opening_on and day < account.opening_on:
        return (
            f"“{account.name}”从{account.opening_on}起记账，期初余额已包括更早的收支。"
            "请核对日期，或不入账这一行。"
        )
    if account.closed_on and day > account.closed_on:
        return f"“{account.name}”已在{account.closed_on}停用，请选别的账户。"
    return ""


def _faulty(line: BookLine, field: str, problem: str) -> BookLine:
    return replace(line, state=ERROR, faulty=field, problem=problem)


def _missing(line: BookLine, beside: dict[str, Any]) -> tuple[str, str]:
    """Return which field is missing or unreadable on a line, and what to do, in one sentence; or ""."""
    typed: dict[str, str] = beside.get("typed") or {}
    problem = _about_day(line.on_date, typed)
    if problem:
        return "on_date", problem
    if line.amount is None:
        said = next((typed[name] for name in ("amount", "income", "expense") if typed.get(name)), "")
        text = f"金额“{said}”读不懂，请写成 1288.01 这样的数字。" if said else "没有写金额，请补上。"
        return "amount", text
    if line.direction is None:
        return "direction", "看不出是收入还是支出，请在表里写明。"
    if line.amount <= 0:
        return "amount", "金额要大于零；退回的款项请写成相反的收支，不入账的行请去掉。"
    if line.amount > rules.MOST_FEN:
        return "amount", "金额太大了，一笔最多9,999,999,999.99元，请核对。"
    return "", ""


def _about_day(on_date: str | None, typed: dict[str, str]) -> str:
    how = "请写成 2020-9-3 这样的年月日。"
    if on_date is None:
        said = next((typed[name] for name in ("on_date", "posted_on", "time") if typed.get(name)), "")
        return f"日期“{said}”读不懂，{how}" if said else f"没有写日期，{how}"
    day = from_record(on_date)
    if day is None or day.day is None:
        return f"日期“{on_date}”没有写到哪一天，{how}"
    return ""


class _States:
    """Compares lines with the ledger, with what waits for it, and with each other."""

    def __init__(
        self, reader: "Reader", lines: Sequence[BookLine], words: Words, register: Register, *, own: bool
    ) -> None:
        fit = [line for line in lines if line.state not in (ERROR, LEFT_OUT)]
        yards = {line.courtyard_id for line in fit if line.courtyard_id is not None}
        days = [line.on_date for line in fit if line.on_date]
        self._entries = known.entries(reader, yards, min(days, default=_LATEST), max(days, default=_EARLIEST))
        self._waiting = known.Shelf(()) if own else known.waiting(reader, yards)
        self._words = words
        self._register = register
        self._same_voucher: dict[tuple[bytes | None, str], list[BookLine]] = {}
        for line in fit:
            if line.voucher:
                key = (line.courtyard_id, fold(line.voucher))
                self._same_voucher.setdefault(key, []).append(line)
        self.consumed: list[bytes] = []

    def of(self, line: BookLine, beside: dict[str, Any]) -> BookLine:
        """Return a line with its state."""
        if line.state in (ERROR, LEFT_OUT):
            return line
        line = self._compared(line)
        if line.is_booked and line.courtyard_id is not None:
            closed = self._register.closed(line.courtyard_id)
            if rules.is_closed(line.month, closed):
                open_month = rules.month_words(rules.first_open(line.month, closed))
                problem = (
                    f"{rules.month_words(line.month)}已经月结，不能再入账。漏记的，请在收支登记里记入"
                    f"{open_month}；这一行请设为不入账。"
                )
                return _faulty(line, "on_date", problem)
        return line

    def _compared(self, line: BookLine) -> BookLine:
        assert line.courtyard_id is not None
        group = self._same_voucher.get((line.courtyard_id, fold(line.voucher)), []) if line.voucher else []
        others = [each for each in group if _content(each) != _content(line)]
        if group and not (others and line.bank):
            return self._by_voucher(line, group, others)
        return self._by_content(line)

    def _by_voucher(self, line: BookLine, group: Sequence[BookLine], others: Sequence[BookLine]) -> BookLine:
        assert line.courtyard_id is not None
        there = self._entries.with_voucher(line.courtyard_id, line.voucher)
        waiting = self._waiting.with_voucher(line.courtyard_id, line.voucher)
        if there:
            same = next((each for each in there if self._is_same(line, each)), None)
            if same is None:
                return replace(line, state=DIFFERENT, entry=there[0].id, problem=self._difference(there[0]))
            self._consume(line, waiting)
            return replace(line, state=SAME, entry=same.id)
        if others:
            rows = "、".join(_where(each) for each in group)
            problem = (
                f"票据号“{line.voucher}”在{rows}重复而内容不同，请核对。确是两笔的，请写成不同的号"
                f"（如 {line.voucher}-1、{line.voucher}-2），或把多余的设为不入账。"
            )
            return _faulty(line, "voucher", problem)
        if group[0] is not line:
            self._consume(line, waiting)
            return replace(line, state=SAME, problem=f"和{_where(group[0])}是同一笔，只记一次。")
        return self._from_waiting(line, waiting)

    def _from_waiting(self, line: BookLine, waiting: Sequence[known.Known]) -> BookLine:
        if not waiting:
            return line
        for each in waiting:
            if self._is_waiting_same(line, each):
                return _joined(line, each)
        return replace(
            line, state=DIFFERENT, problem=f"待入账的内容不同：{_words_of(waiting[0], waiting[0].kind)}。"
        )

    def _by_content(self, line: BookLine) -> BookLine:
        wanted = _as_known(line)
        there = self._entries.take(wanted)
        if there is not None:
            waiting = self._waiting.take(wanted)
            if waiting is not None:
                self.consumed.append(waiting.id)
            if line.pending is not None:
                self.consumed.append(line.pending)
            return replace(line, state=SAME, entry=there.id)
        each = self._waiting.take(wanted)
        return line if each is None else _joined(line, each)

    def _consume(self, line: BookLine, waiting: Sequence[known.Known]) -> None:
        """Let waiting lines go that are in the ledger already."""
        if line.pending is not None:
            self.consumed.append(line.pending)
        self.consumed += [each.id for each in waiting if self._is_waiting_same(line, each)]

    def _is_same(self, line: BookLine, there: known.Known) -> bool:
        own = (line.direction, line.amount, line.on_date)
        # a word nobody knows says nothing about the kind somebody chose for the entry since
        kind = there.kind if line.unknown else line.kind
        return own == (there.direction, there.amount, there.on_date) and kind == there.kind

    def _is_waiting_same(self, line: BookLine, there: known.Known) -> bool:
        for own, other in (
            (line.direction, there.direction),
            (line.amount, there.amount),
            (line.on_date, there.on_date),
        ):
            if other and own != other:
                return False
        if not there.kind or line.direction is None:
            return True
        return self._words.meant(line.direction, there.kind, inside=False).code == line.kind

    def _difference(self, there: known.Known) -> str:
        said = _words_of(there, self._words.name(there.kind))
        return f"账上同一票据号是：{said}。没有改动；要更正请在收支登记里改。"


def _joined(line: BookLine, waiting: known.Known) -> BookLine:
    """Return a line that books a waiting one; where that was read stays."""
    source, text = waiting.source or line.source, waiting.raw_text or line.raw_text
    return replace(line, state=PENDING, pending=waiting.id, source=source, raw_text=text)


def _content(line: BookLine) -> tuple[object, ...]:
    return line.direction, line.amount, line.on_date, line.kind, fold(line.summary), fold(line.party)


def _where(line: BookLine) -> str:
    return f"第{line.row}行" if line.row else f"“{line.source or line.summary}”"


def _as_known(line: BookLine) -> known.Known:
    assert line.courtyard_id is not None
    return known.Known(
        b"", line.courtyard_id, line.account_id if line.bank else None, line.on_date or "",
        line.direction or "", line.kind,
        line.amount or 0, line.summary, line.party, line.voucher, line.raw_text,
    )  # fmt: skip


def _words_of(there: known.Known, kind: str) -> str:
    side = LEDGER_DIRECTION.label(there.direction) if there.direction else ""
    parts = (there.on_date, side, kind, f"{format_money(there.amount)}元")
    return " ".join(part for part in parts if part)
