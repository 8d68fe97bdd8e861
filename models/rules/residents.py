"""What the rules say about a person's record: the identity number and what it tells."""

from dataclasses import dataclass
from datetime import date

from models.rules.base import Hint
from models.rules.dates import from_record
from models.rules.people import birth_from_id, id_number_problem, sex_from_id
from models.rules.rulebook import RuleBook

_SEX = {"male": "男", "female": "女"}


@dataclass(frozen=True, slots=True)
class ResidentFacts:
    """What has to be known about a person to judge the record.

    Attributes:
        id_number: as stored, None where not entered.
        birth: ISO date with the precision that is known.
        sex: "male", "female" or None.
    """

    id_number: str | None = None
    birth: str | None = None
    sex: str | None = None


def resident_hints(facts: ResidentFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return what does not fit in a person's record; a wrong check digit never blocks (GB 11643)."""
    rule = book.find("person.id_number", today)
    if rule is None or not facts.id_number:
        return ()
    hints = []
    problem = id_number_problem(facts.id_number)
    if problem is not None:
        hints.append(rule.hint(problem, field="id_number"))
    born = birth_from_id(facts.id_number)
    typed = from_record(facts.birth)
    if born is not None and typed is not None and not born.iso.startswith(typed.iso):
        message = f"出生日期{typed.chinese}与身份证号中的{born.chinese}不一致，请核对。"
        hints.append(rule.hint(message, field="birth"))
    sex = sex_from_id(facts.id_number)
    if sex is not None and facts.sex is not None and sex != facts.sex:
        message = f"性别与身份证号中的“{_SEX[sex]}”不一致，请核对。"
        hints.append(rule.hint(message, field="sex"))
    return tuple(hints)
