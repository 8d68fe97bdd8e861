"""Files of records: added, described, ordered, deleted with undo, kept through all a record goes through."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from models.errors import EnvironmentFault, InvalidInput, NotFound, UserError
from services import attachments, audit_log, blobs, history, records
from services import backup as backups
from services.attachments import NewFile
from services.files import Cancelled
from services.office import Context
from services.search import search
from tests.helpers import files as made
from tests.helpers import log_oracle
from tests.helpers.office import NewOffice, add, committee, community, courtyard, rows, value


@pytest.fixture
def yard(office: Context) -> bytes:
    return courtyard(office)


def hang(context: Context, yard: bytes, *names: str) -> list[bytes]:
    """Hang photos on a courtyard, each of another height."""
    chosen = [NewFile(name, data=made.photo((40, 20 + sum(name.encode()) % 200))) for name in names]
    added = attachments.add(context, "courtyards", yard, chosen)
    assert added.refused == ()
    return list(added.ids)


def names(context: Context, yard: bytes) -> list[str]:
    return [each.name for each in attachments.files(context, "courtyards", yard)]


def told(context: Context, yard: bytes) -> list[str]:
    return [line.action for line in history.history(context, "courtyards", yard)]


def test_what_can_be_taken_is_and_the_rest_is_named(office: Context, yard: bytes, tmp_path: Path) -> None:
    chosen = [
        NewFile("大门.jpg", made.on_disk(tmp_path, "大门.jpg", made.telling_photo(size=(3000, 1500)))),
        NewFile("病毒.jpg", made.on_disk(tmp_path, "病毒.jpg", b"MZ" + bytes(100))),
        NewFile("合同.docx", made.on_disk(tmp_path, "合同.docx", made.docx())),
        NewFile("没有.pdf", tmp_path / "没有.pdf"),
        NewFile("夹", tmp_path),
        NewFile("again.jpg", made.on_disk(tmp_path, "again.jpg", made.telling_photo(size=(3000, 1500)))),
    ]
    steps: list[tuple[int, int]] = []
    added = attachments.add(
        office, "courtyards", yard, chosen, lambda done, whole: steps.append((done, whole))
    )
    assert steps == [(number, 6) for number in range(7)]
    beginnings = (
        "“病毒.jpg”是程序",
        "“没有.pdf”读不出来",
        "“夹”是文件夹",
        "“again.jpg”已经在附件里，没有再添加。",
    )
    assert len(added.refused) == len(beginnings)
    for sentence, beginning in zip(added.refused, beginnings, strict=True):
        assert sentence.startswith(beginning)
    photo, contract = attachments.files(office, "courtyards", yard)
    assert (photo.name, photo.shape, contract.name, contract.shape) == (
        "大门.jpg",
        "photo",
        "合同.docx",
        "other",
    )
    assert made.PLACE not in attachments.content(office, photo.id)
    assert attachments.content(office, contract.id) == made.docx()
    assert attachments.summary(office, "courtyards", yard) == attachments.FileSummary(2, photo)
    assert value(office, "SELECT count(DISTINCT unit_id) FROM attachment") == 1
    log_oracle.check(office)


def test_nothing_is_added_when_the_heap_is_too_large_or_it_is_stopped(
    office: Context, yard: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int, _: int) -> None:
        if done == 1:
            raise Cancelled

    two = [NewFile(f"{at}.jpg", data=made.photo((40, 30 + at))) for at in range(2)]
    with pytest.raises(Cancelled):
        attachments.add(office, "courtyards", yard, two, stop)
    monkeypatch.setattr(attachments, "LARGEST_HEAP", 10)
    with pytest.raises(UserError, match="一次添加的文件太大"):
        attachments.add(office, "courtyards", yard, two)
    monkeypatch.setattr(attachments, "MOST_AT_ONCE", 1)
    with pytest.raises(UserError, match=r"一次最多添加1个文件（选了2个）"):
        attachments.add(office, "courtyards", yard, two)
    assert not blobs.store_path(office.database.path).exists()
    assert names(office, yard) == []


def test_nothing_is_added_to_a_record_that_is_gone(office: Context, yard: bytes) -> None:
    records.delete(office, "courtyards", [yard])
    with pytest.raises(NotFound):
        attachments.add(office, "courtyards", yard, [NewFile("a.jpg", data=made.photo())])
    assert not blobs.store_path(office.database.path).exists()


def test_a_file_too_large_is_refused(
    office: Context, yard: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGEST_FILE", 1 << 20)
    large = made.on_disk(tmp_path, "大.txt", b"x" * (3 << 20))
    added = attachments.add(office, "courtyards", yard, [NewFile("大.txt", large)])
    assert added.refused == ("“大.txt”太大（3 MB），一个文件最多 1 MB，没有添加。",)
    assert added.committed is None


NAMES = {
    r"..\..\x.exe": "x.jpg",
    "CON": "_CON.jpg",
    "a:b": "a_b.jpg",
    "尾点.": "尾点.jpg",
    "报告\u202egpj.exe": "报告gpj.jpg",
}


@pytest.mark.parametrize("name", [*NAMES, "长" * 300])
def test_b14_a_harmful_name_is_cleaned_and_the_file_stored_by_its_hash(
    office: Context, yard: bytes, name: str
) -> None:
    attachments.add(office, "courtyards", yard, [NewFile(name, data=made.photo())])
    (file,) = attachments.files(office, "courtyards", yard)
    assert file.name == NAMES.get(name, "长" * 146 + ".jpg")
    assert rows(office, "SELECT sha256 FROM attachment") == [(file.digest,)]
    left = {each.name for each in office.folder.iterdir()}
    assert left <= {"office.db", "office.db-wal", "office.db-shm", "office.db.lock", *left_of_store()}


def left_of_store() -> set[str]:
    return {f"office.files.db{end}" for end in ("", "-wal", "-shm")}


@pytest.mark.skipif(os.name == "nt", reason="making links needs rights on Windows")
def test_b14_of_a_link_only_what_it_points_to_is_kept(office: Context, yard: bytes, tmp_path: Path) -> None:
    target = made.on_disk(tmp_path, "真.jpg", made.photo())
    link, pipe = tmp_path / "链接.jpg", tmp_path / "管道.jpg"
    link.symlink_to(target)
    os.mkfifo(pipe)
    added = attachments.add(office, "courtyards", yard, [NewFile(each.name, each) for each in (link, pipe)])
    assert added.refused == ("“管道.jpg”是设备，不是文件。",)
    target.unlink()
    assert names(office, yard) == ["链接.jpg"]
    assert attachments.content(office, added.ids[0]).startswith(b"\xff\xd8")


def test_b15_content_that_is_not_what_its_hash_says_is_refused_and_the_row_kept(
    office: Context, yard: bytes
) -> None:
    (file,) = hang(office, yard, "a.jpg")
    digest = attachments.files(office, "courtyards", yard)[0].digest
    store = sqlite3.connect(blobs.store_path(office.database.path))
    store.execute("UPDATE blob SET data = ?", (made.photo((99, 99)),))
    store.commit()
    store.close()
    with pytest.raises(EnvironmentFault, match="已损坏"):
        attachments.content(office, file)
    with pytest.raises(EnvironmentFault, match="已损坏"):
        attachments.thumbnail(office, digest, 50)
    with pytest.raises(EnvironmentFault, match="已损坏"):
        attachments.save_copy(office, file, office.folder / "copy.jpg")
    assert not (office.folder / "copy.jpg").exists()
    assert names(office, yard) == ["a.jpg"]

    store = sqlite3.connect(blobs.store_path(office.database.path))
    store.execute("DELETE FROM blob")
    store.commit()
    store.close()
    with pytest.raises(NotFound, match="不在本机"):
        attachments.content(office, file)
    assert names(office, yard) == ["a.jpg"]


def test_captions_are_cleaned_told_in_the_history_and_undone(office: Context, yard: bytes) -> None:
    (file,) = hang(office, yard, "a.jpg")
    committed = attachments.set_caption(office, file, "  南\n大门\u202e ")
    assert committed is not None
    assert attachments.files(office, "courtyards", yard)[0].title == "南 大门"
    assert attachments.set_caption(office, file, "南 大门") is None
    line = history.history(office, "courtyards", yard)[0]
    assert (line.action, line.changes) == ("修改附件“a.jpg”的说明", (("a.jpg", "", "南 大门"),))
    with pytest.raises(InvalidInput, match="说明太长（201字）"):
        attachments.set_caption(office, file, "长" * 201)
    history.undo(office, committed.tx_id)
    assert attachments.files(office, "courtyards", yard)[0].title == "a.jpg"


def test_the_first_photo_is_the_cover(office: Context, yard: bytes) -> None:
    _, second, third = hang(office, yard, "1.jpg", "2.jpg", "3.jpg")
    committed = attachments.move(office, third, "first")
    assert committed is not None
    assert names(office, yard) == ["3.jpg", "1.jpg", "2.jpg"]
    assert attachments.move(office, third, "earlier") is None
    assert attachments.move(office, second, "later") is None
    attachments.move(office, second, "earlier")
    assert names(office, yard) == ["3.jpg", "2.jpg", "1.jpg"]
    cover = attachments.summary(office, "courtyards", yard).cover
    assert cover is not None
    assert cover.name == "3.jpg"
    assert len(told(office, yard)) == 2, "another order is no news"
    hang(office, yard, "4.jpg")
    assert names(office, yard)[-1] == "4.jpg"
    log_oracle.check(office)


def test_files_without_a_place_stand_first_in_the_order_they_came(office: Context, yard: bytes) -> None:
    """Rows written before files had an order."""
    with office.unit_of_work() as work:
        for name in ("1.jpg", "2.jpg"):
            values = {"tbl": "courtyard", "row_id": yard, "sha256": bytes(32), "size": 1, "name": name}
            work.insert("attachment", values)
        work.commit()
    third = hang(office, yard, "3.jpg")[0]
    assert names(office, yard) == ["1.jpg", "2.jpg", "3.jpg"]
    attachments.move(office, third, "earlier")
    assert names(office, yard) == ["1.jpg", "3.jpg", "2.jpg"]


def test_several_files_go_and_come_back_at_once(office: Context, yard: bytes) -> None:
    ids = hang(office, yard, "1.jpg", "2.jpg", "3.jpg")
    tx_id = attachments.remove(office, ids[:2]).tx_id
    assert names(office, yard) == ["3.jpg"]
    assert told(office, yard)[0] == "删除附件“1.jpg”“2.jpg”"
    with pytest.raises(NotFound):
        attachments.remove(office, [ids[2], ids[0]])
    assert names(office, yard) == ["3.jpg"], "none is taken away where one is gone"
    with pytest.raises(NotFound, match="附件已经不在了"):
        attachments.content(office, ids[0])
    history.undo(office, tx_id)
    assert names(office, yard) == ["1.jpg", "2.jpg", "3.jpg"]
    assert told(office, yard)[0] == "恢复附件“1.jpg”“2.jpg”"
    assert history.recycle_bin(office) == ()
    log_oracle.check(office)


def test_adding_is_undone_as_a_whole(office: Context, yard: bytes) -> None:
    chosen = [NewFile(f"{at}.jpg", data=made.photo((40, 30 + at))) for at in range(4)]
    added = attachments.add(office, "courtyards", yard, chosen)
    assert told(office, yard)[0] == "添加附件“0.jpg”“1.jpg”“2.jpg”等4个"
    assert added.committed is not None
    history.undo(office, added.committed.tx_id)
    assert names(office, yard) == []


def test_a_file_comes_back_from_the_recycle_bin(office: Context, yard: bytes) -> None:
    (file,) = hang(office, yard, "a.jpg")
    attachments.remove(office, [file])
    (entry,) = history.recycle_bin(office)
    assert (entry.kind_label, entry.name) == ("附件", "a.jpg")
    history.restore(office, entry.tx_id, entry.kind, entry.id)
    assert names(office, yard) == ["a.jpg"]
    assert history.recycle_bin(office) == ()


def test_files_are_out_of_sight_with_their_record_and_back_with_it(office: Context, yard: bytes) -> None:
    body = committee(office, yard)
    kept = attachments.add(office, "committees", body, [NewFile("批复.jpg", data=made.photo())]).ids
    kept += tuple(hang(office, yard, "a.jpg"))
    gone = hang(office, yard, "b.jpg")
    attachments.remove(office, gone)
    records.delete(office, "courtyards", [yard])
    assert search(office, "批复") == ()
    entries = {line.name: line for line in history.recycle_bin(office)}
    with pytest.raises(InvalidInput, match="它所属的“建设路1号院”也在回收站里"):
        history.restore(office, entries["b.jpg"].tx_id, entries["b.jpg"].kind, entries["b.jpg"].id)

    whole = entries["建设路1号院"]
    history.restore(office, whole.tx_id, whole.kind, whole.id)
    assert names(office, yard) == ["a.jpg"]
    assert [each.name for each in attachments.files(office, "committees", body)] == ["批复.jpg"]
    for each in kept:
        assert attachments.content(office, each)
    log_oracle.check(office)


def test_undoing_the_deletion_of_a_file_waits_for_its_record(office: Context, yard: bytes) -> None:
    (file,) = hang(office, yard, "a.jpg")
    tx_id = attachments.remove(office, [file]).tx_id
    records.delete(office, "courtyards", [yard])
    assert history.undo(office, tx_id).kept == (("attachment", file),)


def test_a_record_with_files_added_later_is_not_undone_away(office: Context) -> None:
    saved = records.save(office, "communities", None, {"name": "安飞社区"})
    assert saved.committed is not None
    attachments.add(office, "communities", saved.id, [NewFile("a.jpg", data=made.photo())])
    assert history.undo(office, saved.committed.tx_id).kept == (("unit", saved.id),)


def test_files_follow_their_courtyard_into_another_community(office: Context, yard: bytes) -> None:
    body = committee(office, yard)
    attachments.add(office, "committees", body, [NewFile("批复.jpg", data=made.photo())])
    hang(office, yard, "a.jpg")
    other = community(office, "文明社区")
    records.save(office, "courtyards", yard, {"unit_id": other})
    assert rows(office, "SELECT DISTINCT unit_id FROM attachment") == [(other,)]
    log_oracle.check(office)


def test_a_record_is_found_by_name_and_caption_of_its_files(office: Context, yard: bytes) -> None:
    person = add(office, "residents", name="张三", courtyard_id=yard)
    attachments.add(office, "residents", person, [NewFile("证件.jpg", data=made.photo())])
    (file,) = hang(office, yard, "IMG_0001.jpg")
    attachments.set_caption(office, file, "坏了的路灯")
    assert [hit.name for hit in search(office, "路灯")] == ["建设路1号院"]
    assert [hit.name for hit in search(office, "img_00")] == ["建设路1号院"]
    assert [hit.name for hit in search(office, "证件")] == ["张三"]
    attachments.remove(office, [file])
    assert search(office, "路灯") == ()


def test_a_copy_is_saved_and_noted(office: Context, yard: bytes, tmp_path: Path) -> None:
    (file,) = hang(office, yard, "a.jpg")
    attachments.save_copy(office, file, tmp_path / "out" / "a.jpg")
    assert (tmp_path / "out" / "a.jpg").read_bytes() == attachments.content(office, file)
    line = audit_log.recent(office)[0]
    assert (line.action, line.subject, line.label) == ("另存附件", "附件", "a.jpg")


@pytest.mark.local_file("backups are of the local file")
def test_a_photo_survives_backup_and_restore(office: Context, yard: bytes, new_office: NewOffice) -> None:
    (file,) = hang(office, yard, "a.jpg")
    before = attachments.content(office, file)
    path = office.database.path
    saved = backups.backup(path, path.parent / "out" / "一.lybak").path
    attachments.remove(office, [file])
    new_office.close(office)
    blobs.store_path(path).unlink()
    backups.restore(saved, path)
    again = new_office()
    assert names(again, yard) == ["a.jpg"]
    assert attachments.content(again, file) == before
