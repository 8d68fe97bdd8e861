"""What a password has to be like."""

from models.errors import InvalidInput

SHORTEST = 8
"""Fewest characters of a password."""
LONGEST = 200


def checked_password(password: str, name: str = "") -> str:
    """Return a new password.

    Raises:
        InvalidInput: it is too short or too long, all the same characters, or the name itself.
    """
    if len(password) < SHORTEST:
        raise InvalidInput(
            f"密码至少要{SHORTEST}个字符。可以用几个不相干的词连在一起，好记也难猜。", "password"
        )
    if len(password) > LONGEST:
        raise InvalidInput(f"密码太长，最多{LONGEST}个字符。", "password")
    if len(set(password)) < 4 or password.strip() == name.strip():
        raise InvalidInput("这个密码太容易猜到。请换一个，不要用姓名或重复的字符。", "password")
    return password


def strength(password: str, name: str = "") -> str:
    """Return how hard a password is to guess, as a short word; "" for one that cannot be taken."""
    try:
        checked_password(password, name)
    except InvalidInput:
        return ""
    kinds = sum(
        any(test(character) for character in password)
        for test in (str.islower, str.isupper, str.isdigit, lambda c: not c.isascii(), lambda c: c in _MARKS)
    )
    reckoned = len(password) * (1 + kinds)
    return "弱，建议再长一些" if reckoned < 24 else "中" if reckoned < 40 else "强"


_MARKS = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
