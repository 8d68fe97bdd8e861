"""Names of people: masks and lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import names


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张小明", "张*明"),
        ("欧阳明", "欧阳*"),
        ("欧阳小明", "欧阳*明"),
        ("欧阳", "欧*"),
        ("张王小明", "张**明"),
        ("买买提·艾力", "买**"),
        ("买买提・艾力", "买**"),
        ("阿卜杜热合曼", "阿**"),
        ("诸葛孔明先生", "诸**"),
        ("𠅤志远", "𠅤*远"),
        ("欧阳𬭎", "欧阳*"),
        ("葛\U000e0100三", "葛\U000e0100*"),
        ("Tom Smith", "T**"),
        (" 张三 ", "张*"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_masked_names(name: str, masked: str) -> None:
    assert names.mask_name(name) == masked


@given(st.text(alphabet="张李王欧阳诸葛买提·艾力𠅤志远Tom ", min_size=1, max_size=9))
def test_a_masked_name_never_shows_the_whole(name: str) -> None:
    masked = names.mask_name(name)
    assert ("*" in masked) is bool(name.strip())
    assert len(masked.replace("*", "")) <= max(len(name.strip()) - 1, 0)


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("李培湘、王耀纪、郑国利", ["李培湘", "王耀纪", "郑国利"]),
        ("张三，李四,王五；赵六;孙七/周八", ["张三", "李四", "王五", "赵六", "孙七", "周八"]),
        ("张三\n李四", ["张三", "李四"]),
        ("张三 李四", ["张三", "李四"]),
        ("王 芳 李小明", ["王芳", "李小明"]),
        ("王\u3000芳、李四", ["王芳", "李四"]),
        ("王 芳 李 四", ["王芳", "李四"]),
        ("张三、李四等12人", ["张三", "李四"]),
        ("张三、李四等十余人", ["张三", "李四"]),
        ("张三、李四等", ["张三", "李四"]),
        ("张三等人", ["张三"]),
        ("王等", ["王等"]),
        ("张三（组长、党员）、李四", ["张三（组长、党员）", "李四"]),
        ("张三 （组长）、李四", ["张三（组长）", "李四"]),
        ("王 芳（组长） 李四", ["王芳（组长）", "李四"]),
        ("张三）、李四(兼", ["张三）", "李四(兼"]),
        ("Tom Smith", ["Tom Smith"]),
        ("买买提·艾力、张三", ["买买提·艾力", "张三"]),
        ("、、张三、", ["张三"]),
        ("无", []),
        ("/", []),
        ("", []),
    ],
)
def test_lists_of_names(typed: str, listed: list[str]) -> None:
    assert names.split_names(typed) == listed


@pytest.mark.parametrize(
    ("typed", "heads"),
    [
        ("张三、李四等12人", 12),
        ("张三等１２人", 12),
        ("张三等十二名", 12),
        ("张三等约20余人", 20),
        ("张三等", None),
        ("张三", None),
    ],
)
def test_how_many_people_a_list_claims(typed: str, heads: int | None) -> None:
    assert names.stated_heads(typed) == heads


NAME = st.text(alphabet="张李王赵买提艾力𠅤志远欧阳", min_size=2, max_size=5)


@given(st.lists(NAME, max_size=8), st.sampled_from("、，,;；/"))
def test_a_list_joined_is_split_again(listed: list[str], mark: str) -> None:
    assert names.split_names(mark.join(listed)) == listed
    assert names.split_names(f"{mark.join(listed)}等{len(listed)}人") == listed


@given(st.text(max_size=80))
def test_any_text_gives_a_list_of_real_names(typed: str) -> None:
    assert all(name.strip() for name in names.split_names(typed))
    heads = names.stated_heads(typed)
    assert heads is None or heads >= 0


def test_surnames_read_in_their_own_way() -> None:
    assert names.SURNAME_PINYIN["单"] == "shan"
    assert names.SURNAME_PINYIN["尉迟"] == "yuchi"
    assert set(map(len, names.COMPOUND_SURNAMES)) == {2}
    assert {name for name in names.SURNAME_PINYIN if len(name) == 2} <= names.COMPOUND_SURNAMES
