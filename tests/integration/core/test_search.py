"""Search: words, parts, pinyin, initials, phones; whatever is typed is plain text."""

from __future__ import annotations

import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.db import pinyin
from models.ids import new_id
from models.rules.text import fold
from services import history, lists, records
from services.lists import ListQuery
from services.office import Context
from services.search import LIMIT, SearchHit, search
from tests.helpers.office import (
    ENGINES,
    FixedClock,
    NewOffice,
    add,
    community,
    courtyard,
    resident,
    server_of,
    value,
)


def found(context: Context, text: str) -> list[str]:
    return [hit.name for hit in search(context, text)]


PEOPLE: dict[str, list[str]] = {
    "张三": ["张三", "三", "张", "zhangsan", "zhang", "zs", "z", "ZhangS", "ＺＳ", " zs "],
    "仇英": ["仇英", "qiu", "qiuying", "qy", "chou", "chouying", "cy"],
    "单雄信": ["单雄", "雄信", "shan", "shanxiongxin", "sxx", "dan", "dxx", "chan"],
    "尉迟恭": ["尉迟", "yuchi", "yuchigong", "ycg", "weichi", "wcg"],
    "曾乐行": ["zeng", "ceng", "zengle", "zengyue", "zlx", "zyx", "zlh", "zenglehang", "zenglexing"],
    "吕布": ["lvbu", "lb", "lv"],
    "𠅤志远": ["𠅤志", "𠅤", "志远"],
    "王𬭎": ["王𬭎", "𬭎", "wang"],
    "王䶮": ["王䶮", "䶮"],
    "李\uf9e1": ["李\uf9e1", "\uf9e1"],
    "阿依古丽·买买提": ["阿依", "古丽", "买买提", "古丽·买", "古丽•买", "古丽・买", "丽·", "ayiguli", "aygl"],
    "Ａnna Müller": ["anna", "ANNA", "ａｎｎａ", "müller", "nam"],
    "欧阳娜娜": ["欧阳", "阳娜", "娜娜", "ouyang", "oynn"],
}


@pytest.mark.parametrize("name", PEOPLE)
def test_people_are_found(name: str, office: Context) -> None:
    resident(office, "钱七")
    resident(office, name)
    for text in PEOPLE[name]:
        assert found(office, text) == [name], text


def test_compatibility_ideographs_are_other_characters(office: Context) -> None:
    resident(office, "李\uf9e1")
    resident(office, "李梨")
    assert found(office, "李梨") == ["李梨"]


@pytest.mark.parametrize(
    "text", ["建设", "设路", "1号", "号院", "建设路1号院", "家属", "jsl", "1h", "js", "jianshelu"]
)
def test_titles_are_found_by_any_part(text: str, office: Context) -> None:
    courtyard(office, "建设路1号院家属楼")
    courtyard(office, "幸福里")
    assert found(office, text) == ["建设路1号院家属楼"]


PHONES = {
    "13812345678": [
        "5678",
        "12345678",
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
    ],
    "0371-66785390": ["66785390", "6678-5390", "0371-66785390", "(0371)66785390", "5390"],
}
GUESSES = {
    "13812345678": ["138", "1381", "1234", "3812345", "45678", "345678", "138123456", "678"],
    "0371-66785390": ["0371", "037166", "0371-6678", "6678", "85390", "390"],
}


@pytest.mark.parametrize("phone", PHONES)
def test_phones_are_found_whole_or_by_their_ends_only(phone: str, office: Context) -> None:
    resident(office, "张三", phone=phone)
    resident(office, "李四", phone="15900000000")
    for text in PHONES[phone]:
        assert found(office, text) == ["张三"], text
    for text in (*GUESSES[phone], "9999"):
        assert found(office, text) == [], text


def test_identity_numbers_are_found_whole_or_by_their_end(office: Context) -> None:
    resident(office, "张三", id_number="11010519491231002X")
    for text in ("002x", "002X", "11010519491231002X"):
        assert found(office, text) == ["张三"], text
    for text in ("110105", "19491231", "1105", "1002x", "11010519491231002"):
        assert found(office, text) == [], text


PLAIN_TEXT = [
    '"', "'", "%", "_", "*", "?", "OR", "AND", "NOT", "NEAR", "NEAR(张 三)",
    "张 OR 三", "-", "--", ":", "name:", "^张",
    "(", ")", "{", "}", "张*", '"张三"', "张三'; DROP TABLE resident; --",
    "\\", "!", "+", "张+三", "\x1f", "[张]",
    "\u200b", "\u202e", "𝒳", "\ufffd", "a" * 5000, "张" * 300,
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN_TEXT)
def test_b22_what_is_typed_is_plain_text(text: str, office: Context) -> None:
    resident(office, "张三", phone="13812345678")
    courtyard(office, "甲院", address="新华路")
    assert found(office, text) == []
    assert lists.count(office, ListQuery("residents", text=text)) == (1 if not text.strip() else 0)


@pytest.mark.parametrize("sign", ["%", "_", "*", '"', "'", "-", ":", "(", "^", "+", "OR", "NEAR", "\\"])
def test_b22_signs_in_names_are_found_as_themselves(sign: str, office: Context) -> None:
    courtyard(office, f"甲{sign}院")
    courtyard(office, "甲乙院")
    assert found(office, f"甲{sign}") == [f"甲{sign}院"]
    assert found(office, f"{sign}院") == [f"甲{sign}院"]


def test_parts_that_stand_apart_are_no_hit(office: Context) -> None:
    courtyard(office, "甲乙丁乙丙院")
    resident(office, "张三", phone="13123402345")
    assert found(office, "甲乙丙") == []
    assert found(office, "12345") == []
    assert found(office, "丁乙丙") == ["甲乙丁乙丙院"]
    assert found(office, "13123402345") == ["张三"]


def test_several_words_must_all_be_found(office: Context) -> None:
    resident(office, "张三", phone="13812345678")
    resident(office, "张四", phone="13912345678")
    assert sorted(found(office, "张 5678")) == ["张三", "张四"]
    assert found(office, "张\u300013812345678") == ["张三"]
    assert found(office, "zs 5678 三") == ["张三"]
    assert found(office, "张三 13912345678") == []


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u200b"])
def test_nothing_typed_finds_nothing(text: str, office: Context) -> None:
    resident(office, "张三")
    assert search(office, text) == ()


def test_deleted_records_vanish_and_restored_ones_return(office: Context) -> None:
    person = resident(office, "张三", phone="13812345678")
    records.delete(office, "residents", [person])
    for text in ("张三", "zs", "5678"):
        assert found(office, text) == []
    assert value(office, "SELECT count(*) FROM search_doc") == 0
    assert value(office, "SELECT count(*) FROM search_key") == 0
    (entry,) = history.recycle_bin(office)
    history.restore(office, entry.tx_id, entry.kind, entry.id)
    for text in ("张三", "zs", "5678"):
        assert found(office, text) == ["张三"]


def test_an_edit_is_found_by_its_new_text_only(office: Context) -> None:
    person = resident(office, "张三", phone="13812345678")
    records.save(office, "residents", person, {"name": "李四", "phone": ""})
    for text in ("张三", "zs", "zhang", "5678"):
        assert found(office, text) == []
    assert found(office, "ls") == found(office, "李") == ["李四"]


def test_hits_begin_with_the_text_first_then_by_kind_then_short_ones(office: Context) -> None:
    unit = community(office, "新建社区")
    courtyard(office, "建设路1号院", unit=unit)
    courtyard(office, "新建设里", unit=unit)
    resident(office, "建设")
    resident(office, "建国强")
    resident(office, "王建")
    assert found(office, "建") == ["建设路1号院", "建设", "建国强", "新建设里", "王建", "新建社区"]


def test_a_name_counts_as_beginning_although_a_number_stands_before_it(office: Context) -> None:
    resident(office, "王建")
    courtyard(office, "建设路1号院", code="A-1")
    courtyard(office, "新建里")
    assert found(office, "建")[:1] == ["建设路1号院"]


def test_hits_say_what_they_are_and_where(office: Context) -> None:
    yard = courtyard(office, "幸福里")
    person = resident(office, "张三", courtyard_id=yard)
    add(office, "units", name="三和企业", kind="company")
    by_kind = {hit.kind: hit for hit in search(office, "三")}
    assert by_kind["residents"] == SearchHit("residents", "居民", person, "张三", "幸福里")
    assert by_kind["units"].kind_label == "单位"
    (hit,) = search(office, "安飞")
    assert (hit.kind, hit.kind_label) == ("communities", "社区")


def test_the_exact_name_is_not_lost_among_many(office: Context) -> None:
    with office.unit_of_work() as work:
        many = [(new_id(), f"王五{chr(0x4E00 + number)}") for number in range(700)]
        work.insert_many("resident", ("id", "name"), many)
        work.insert("resident", {"name": "王五"})
        work.commit()
    for typed in ("王五", "ww"):
        hits = found(office, typed)
        assert len(hits) == LIMIT
        assert "王五" in hits
    assert found(office, "王五")[0] == "王五"
    assert len(search(office, "王", limit=3)) == 3


def test_the_few_kinds_are_found_among_the_many_people(office: Context) -> None:
    with office.unit_of_work() as work:
        many = [(new_id(), f"张{chr(0x4E00 + number)}") for number in range(400)]
        work.insert_many("resident", ("id", "name"), many)
        work.insert("courtyard", {"name": "张庄小区"})
        work.commit()
    for typed in ("张", "z", "张庄", "zz"):
        assert found(office, typed)[0] == "张庄小区", typed


def test_words_deep_in_minutes_are_found(office: Context) -> None:
    meeting = add(
        office,
        "meetings",
        unit_id=community(office),
        title="联席会议",
        kind="joint",
        held_on="2020-8-26",
        record="甲" * 900 + "夜间外来车辆占位，建议安装道闸",
    )
    assert [hit.id for hit in search(office, "外来车辆")] == [meeting]
    records.save(office, "meetings", meeting, {"record": "改过"})
    assert found(office, "外来车辆") == []


def test_lists_use_the_same_search(office: Context) -> None:
    yard = courtyard(office, "幸福里")
    resident(office, "张三", courtyard_id=yard)
    resident(office, "李四")
    assert lists.count(office, ListQuery("residents", text="zs")) == 1
    assert [row.cells[0] for row in lists.page(office, ListQuery("residents", text="张"))] == ["张三"]


@pytest.mark.local_file("the short way from the file to hits")
def test_searching_loads_no_table_definitions(new_office: NewOffice) -> None:
    path = new_office().database.path
    new_office.close_all()
    script = (
        "import sys; from pathlib import Path; from models.db.database import open_database\n"
        "from services.search import search\n"
        "from services.office import Context, CurrentUser\n"
        "database = open_database(Path(sys.argv[1]))\n"
        "search(Context(database, CurrentUser(bytes(16), '')), '张三 zs 138')\n"
        "database.close()\n"
        "assert 'sqlalchemy' not in sys.modules and 'pypinyin' not in sys.modules"
    )
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", script, str(path)], cwd=root, check=True)


COMMON = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋"
    "蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万"
    "段雷钱汤尹黎易常武乔贺赖龚文单仇解区朴盖华冼翟乐查覃缪纪长行重都还朝传调薄藏曲觉"
)
NAMES = st.one_of(
    st.text(alphabet=COMMON, min_size=2, max_size=4),
    st.text(alphabet=COMMON + "·•ＡａbZ 0９𠅤𬭎䶮\uf9e1-_%'\"", min_size=2, max_size=20),
    st.text(min_size=2, max_size=64).filter(lambda text: "\x00" not in text),
)


@pytest.fixture(scope="module", params=ENGINES)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """One office for many examples, each of which leaves it empty."""
    offices = NewOffice(tmp_path_factory.mktemp("search"), FixedClock(), server_of(request))
    yield offices()
    offices.close_all()


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(name=NAMES, data=st.data())
def test_any_part_of_a_name_finds_it(shared: Context, name: str, data: st.DataObject) -> None:
    office = shared
    with office.unit_of_work() as work:
        row_id = work.insert("unit", {"kind": "company", "name": name})
        work.commit()
    folded = fold(name)[:64]
    if len(folded) >= 2:
        start = data.draw(st.integers(0, len(folded) - 2))
        end = data.draw(st.integers(start + 2, len(folded)))
        part = folded[start:end]
        if part.split() == [part]:
            assert row_id in [hit.id for hit in search(office, part, limit=10_000)], part
    with office.unit_of_work() as work:
        work.delete("unit", row_id)
        work.commit()
    assert value(office, "SELECT count(*) FROM search_doc") == 0
    assert value(office, "SELECT count(*) FROM search_key") == 0


@settings(max_examples=200)
@given(name=st.text(alphabet=COMMON, min_size=2, max_size=4))
@example("单仇解区")
@example("曾乐行重")
def test_every_reading_of_every_character_finds_a_name(name: str) -> None:
    keys = pinyin.keys(name, from_middle=False)
    usual = [pinyin.readings(character)[0] for character in name]
    for place, character in enumerate(name):
        for reading in pinyin.readings(character):
            spoken = [*usual[:place], reading, *usual[place + 1 :]]
            assert "".join(spoken) in keys
            assert "".join(each[0] for each in spoken) in keys


@given(name=st.text(alphabet="，、。—（）!？" + string.punctuation, max_size=8))
def test_names_without_a_sound_have_no_keys(name: str) -> None:
    assert pinyin.keys(name, from_middle=False) == set()
    assert pinyin.keys(name, from_middle=True) == set()


def test_people_are_ordered_as_their_surnames_are_read() -> None:
    names = ["张三", "仇英", "单雄信", "王五", "曾国", "解缙", "区寄", "Anna", "阿里"]
    ordered = sorted(names, key=pinyin.sort_key)
    assert ordered == ["阿里", "Anna", "区寄", "仇英", "单雄信", "王五", "解缙", "曾国", "张三"]
