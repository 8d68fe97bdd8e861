"""The notice that shows an adopted version of a charter."""

from models.errors import InvalidInput
from services.charters.versions import version_of
from services.notices.life.checking import prepare
from services.office import Context


def announce(context: Context, version_id: bytes) -> bytes:
    """Draft the notice that shows an adopted version, on the writer's thread; a draft is used again.

    Returns:
        The id of the notice.

    Raises:
        NotFound: the version is gone.
        InvalidInput: it was not adopted.
    """
    version = version_of(context.on_writer, version_id)[0]
    if not version.adopted:
        raise InvalidInput("这一版还没有通过，请先填写通过时间和会议，再张贴。")
    if version.state == "over":
        raise InvalidInput("这一版已不再施行，请张贴施行中的那一版。")
    return prepare(context, "charter", version.courtyard, record=version_id, title=version.title)
