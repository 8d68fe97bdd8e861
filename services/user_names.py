"""What a user may be called."""

from models.errors import InvalidInput

LONGEST_NAME = 30


def checked_name(name: str) -> str:
    """Return a user's name without the spaces around it.

    Raises:
        InvalidInput: it is empty, too long or holds a control character.
    """
    from models.rules.text import check_storable, clean

    cleaned = clean(name)
    if not cleaned:
        raise InvalidInput("请写上用户的姓名。", "name")
    if len(cleaned) > LONGEST_NAME:
        raise InvalidInput(f"姓名太长，最多{LONGEST_NAME}个字。", "name")
    problem = check_storable(cleaned)
    if problem:
        raise InvalidInput(problem, "name")
    return cleaned
