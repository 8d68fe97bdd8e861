"""What roles may and may not, walked through: seeing, undoing, users, and the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import update

import main
from models.errors import InvalidInput, NotAllowed, NotFound
from models.rules import rights
from models.tables.system import AppUser
from services import history, lists, opinions, records, users
from services.attachments import NewFile, add, content, files, save_copy
from services.context import open_context
from services.lists import ListQuery
from services.office import Context
from services.search import search
from tests.helpers.office import NewOffice, courtyard, fresh_database, resident, value
from tests.helpers.roles import denied, user_of, work_as

SEEING = "查看意见诉求和矛盾纠纷"


def opinion(office: Context, yard: bytes) -> bytes:
    """Return an opinion about a dark staircase."""
    return opinions.register(office, opinions.OpinionDraft(yard, "楼道灯不亮，晚上看不见", "2020-09-01")).id


def test_whoever_may_not_see_opinions_meets_none(office: Context, tmp_path: Path) -> None:
    yard = courtyard(office, "幸福里")
    made = opinion(office, yard)
    (file,) = add(office, "opinions", made, [NewFile("现场.txt", data="灯坏了".encode())]).ids
    assert [hit.kind for hit in search(office, "楼道灯")] == ["opinions"]
    work_as(office, "钱会计", rights.ACCOUNTANT)
    assert search(office, "楼道灯") == search(office, "楼道灯 晚上") == search(office, "现场") == ()
    assert lists.counts(office, ("courtyards", "opinions")) == {"courtyards": 1}
    assert records.choices(office, "opinions", "") == ()
    assert records.name_of(office, "opinions", made) == records.UNSEEN
    for ask in (
        lambda: records.read(office, "opinions", made),
        lambda: lists.page(office, ListQuery("opinions")),
        lambda: lists.count(office, ListQuery("opinions")),
        lambda: lists.ids(office, ListQuery("opinions")),
        lambda: history.history(office, "opinions", made),
        lambda: opinions.standing(office, "opinions", made),
        lambda: files(office, "opinions", made),
        lambda: content(office, file),
        lambda: save_copy(office, file, tmp_path / "out.txt"),
    ):
        with pytest.raises(NotAllowed, match="会计"):
            ask()
    assert not (tmp_path / "out.txt").exists()
    assert records.read(office, "courtyards", yard).name == "幸福里"
    with pytest.raises(NotAllowed):
        opinions.register(office, opinions.OpinionDraft(yard, "另一条", "2020-09-01"))
    assert denied(office).count(SEEING) == 9
    assert denied(office)[-1] == "登记和办理意见诉求、矛盾纠纷"


def test_nobody_undoes_what_he_could_not_have_done(office: Context) -> None:
    yard = courtyard(office, "幸福里")
    resident(office, "张三", courtyard_id=yard)
    named = records.save(office, "courtyards", yard, {"name": "安康里"})
    assert named.committed is not None
    for name, role in (("孙阅", rights.READER), ("钱会计", rights.ACCOUNTANT), ("周核", rights.CHECKER)):
        work_as(office, name, role)
        with pytest.raises(NotAllowed, match="不能登记和修改楼院"):
            history.undo(office, named.committed.tx_id)
    assert records.read(office, "courtyards", yard).name == "安康里"
    work_as(office, "李伟", rights.WORKER)
    history.undo(office, named.committed.tx_id)
    assert records.read(office, "courtyards", yard).name == "幸福里"
    assert denied(office) == ["登记和修改楼院、居民和组织"] * 3
    with pytest.raises(NotFound):
        history.undo(office, bytes(16))


def test_what_lies_in_the_recycle_bin_comes_back_by_those_who_may_write_it(office: Context) -> None:
    yard = courtyard(office, "幸福里")
    made = opinion(office, yard)
    records.delete(office, "opinions", [made])
    (line,) = history.recycle_bin(office)
    work_as(office, "钱会计", rights.ACCOUNTANT)
    assert history.recycle_bin(office) == ()
    with pytest.raises(NotAllowed, match="意见诉求"):
        history.restore(office, line.tx_id, line.kind, line.id)
    work_as(office, "孙阅", rights.READER)
    assert [each.id for each in history.recycle_bin(office)] == [made]
    with pytest.raises(NotAllowed):
        history.restore(office, line.tx_id, line.kind, line.id)
    work_as(office, "李伟", rights.WORKER)
    assert history.restore(office, line.tx_id, line.kind, line.id) > 0


def test_a_courtyard_with_books_is_deleted_by_those_who_may_write_the_books(office: Context) -> None:
    yard = courtyard(office, "幸福里")
    records.save(office, "accounts", None, {"courtyard_id": yard, "name": "公共收益", "kind": "bank"})
    work_as(office, "李伟", rights.WORKER)
    with pytest.raises(NotAllowed, match="不能登记收支"):
        records.delete(office, "courtyards", [yard])
    assert records.read(office, "courtyards", yard).name == "幸福里"


def test_a_role_given_or_taken_meanwhile_counts_at_the_next_command(office: Context) -> None:
    yard = courtyard(office, "幸福里")
    other = user_of(office, "陈主任", rights.ADMINISTRATOR)
    with office.unit_of_work() as work:  # as somebody at another machine does it
        work.local(update(AppUser).where(AppUser.id == office.user.id).values(role=rights.READER))
        work.commit()
    with pytest.raises(NotAllowed, match="查阅人"):
        records.save(office, "courtyards", yard, {"name": "安康里"})
    assert office.user.role == rights.READER
    office.user = other
    with office.unit_of_work() as work:
        work.local(update(AppUser).where(AppUser.id == other.id).values(active=False))
        work.commit()
    with pytest.raises(NotAllowed, match="已停用"):
        records.save(office, "courtyards", yard, {"name": "安康里"})
    assert denied(office) == ["登记和修改楼院、居民和组织"] * 2


def test_users_get_roles_and_an_administrator_stays(office: Context) -> None:
    assert office.user.role == rights.ADMINISTRATOR
    li = users.add_user(office, "李伟")
    assert li.role == rights.ADMINISTRATOR
    assert users.set_role(office, li.id, "会计") is not None
    assert users.set_role(office, li.id, rights.ACCOUNTANT) is None
    assert value(office, "SELECT label FROM audit_entry WHERE action = 'user_role'") == "李伟：管理员 → 会计"
    with pytest.raises(InvalidInput, match="没有“hub_reader”这种身份，可选：管理员（administrator）"):
        users.set_role(office, li.id, "hub_reader")
    with pytest.raises(InvalidInput, match="最后一个在用的管理员"):
        users.set_role(office, office.user.id, rights.READER)
    with pytest.raises(NotFound):
        users.set_role(office, bytes(16), rights.READER)
    assert users.add_user(office, "赵敏").role == rights.WORKER
    assert users.add_user(office, "孙阅", role="查阅人").role == rights.READER
    users.set_role(office, li.id, rights.ADMINISTRATOR)
    users.set_role(office, office.user.id, rights.CHECKER)
    assert office.user.role == rights.CHECKER
    with pytest.raises(NotAllowed, match="核对人"):
        users.set_active(office, li.id, False)
    with pytest.raises(NotAllowed):
        users.add_user(office, "钱多")


def test_the_last_administrator_is_not_disabled(office: Context) -> None:
    li = users.add_user(office, "李伟", role=rights.ADMINISTRATOR)
    with office.unit_of_work() as work:
        work.local(update(AppUser).where(AppUser.id == office.user.id).values(active=False))
        work.commit()
    office.user = li
    with pytest.raises(InvalidInput, match="不能停用正在使用的用户"):
        users.set_active(office, li.id, False)


def test_a_managed_office_knows_its_users(office: Context, new_office: NewOffice) -> None:
    assert users.switch_user(office, "李伟").role == rights.ADMINISTRATOR
    users.add_user(office, "孙阅", role=rights.READER)
    for name in ("陌生人", "王 芳芳"):
        with pytest.raises(InvalidInput, match="请管理员先新增用户"):
            users.switch_user(office, name)
        with office.unit_of_work() as work, pytest.raises(InvalidInput, match="先新增用户"):
            users.make_known_in(office, work, name)
    assert users.switch_user(office, "孙阅").role == rights.READER
    new_office.close(office)
    assert new_office(user=None, remembered=True).user.name == "孙阅"


LOCAL = pytest.mark.local_file("headless commands are given a file")


@LOCAL
def test_the_command_line_manages_users(
    tmp_path: Path, new_office: NewOffice, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fresh_database(tmp_path / "desk.db")

    def run(user: str | None, *arguments: str) -> tuple[int, str, str]:
        named = () if user is None else ("--user", user)
        code = main.main(["--data", str(path), *named, *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    assert run("王芳", "user", "add", "孙阅", "--role", "reader")[:2] == (
        0,
        "已新增用户“孙阅”，身份是查阅人。\n",
    )
    code, _, err = run("王芳", "user", "add", "李伟", "--role", "boss")
    assert (code, "没有“boss”这种身份" in err) == (2, True)
    assert run("王芳", "user", "add", "李伟", "--role", "worker")[0] == 0
    assert run("王芳", "user", "role", "李伟", "会计")[1] == "“李伟”的身份已改成会计。\n"
    assert run("王芳", "user", "role", "李伟", "会计")[1] == "“李伟”的身份本来就是会计。\n"
    assert run("王芳", "user", "role", "王芳", "reader")[0] == 2
    assert run("王芳", "user", "disable", "王芳")[0] == 2
    code, _, err = run("孙阅", "user", "add", "周核", "--role", "checker")
    assert (code, err.startswith("您的身份是“查阅人”，不能管理用户。")) == (2, True)
    assert run("孙阅", "export-register", str(tmp_path / "out.xlsx"))[0] == 2
    assert not (tmp_path / "out.xlsx").exists()
    assert run("孙阅", "backup", str(tmp_path / "out.lybak"))[0] == 2
    assert run("李伟", "list", "opinions", "--json")[0] == 2
    assert run("李伟", "opinion", "list")[0] == 2
    assert run("李伟", "check")[0] == 2
    assert run("王芳", "user", "disable", "孙阅")[0] == 0
    code, _, err = run("孙阅", "list", "courtyards")
    assert (code, "已停用" in err) == (2, True)
    assert run("陌生人", "list", "courtyards")[0] == 2
    assert "--user" in run(None, "list", "courtyards")[2]
    told = json.loads(run("王芳", "user", "list", "--json")[1])
    assert {(each["name"], each["role"], each["active"]) for each in told} == {
        ("王芳", "administrator", True),
        ("孙阅", "reader", False),
        ("李伟", "accountant", True),
    }
    assert run("王芳", "user", "enable", "孙阅")[0] == 0
    assert run("王芳", "user", "disable", "谁")[0] == 2
    context = open_context(path, "王芳")
    try:
        assert denied(context) == [
            "管理用户",
            "导出名单和台账",
            "备份",
            SEEING,
            SEEING,
            "恢复备份和检查数据库",
        ]
    finally:
        context.close()
