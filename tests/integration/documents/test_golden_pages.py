"""Every kind of sheet looks as it did when somebody last looked at it (tests/data/golden/pages)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from services.documents.fonts.faces import FaceInfo
from services.documents.model import Document, Margins
from services.office import Context
from tests.helpers.golden_pages import FOLDER, documents, library, picture

pytestmark = pytest.mark.local_file("what is set does not depend on where it is stored")
NAMES = (
    "overview", "organisation", "minutes", "resolution", "result",
    "overview-photo", "photos",
    "overview-large", "minutes-landscape", "result-poster",
)  # fmt: skip
# Another release of the renderer or of a font moves edges by less than a pixel; a line that moved, a table
# that lost its rule or a text that changed shows in the mean or in one small field of the page.
MEAN, FIELD, SIDE = 1.5, 24.0, 24


def differences(one: Any, other: Any) -> tuple[float, float]:
    """Return the mean difference of two pictures and that of the worst field, in levels of grey."""
    assert one.size == other.size
    soft = [each.filter(ImageFilter.GaussianBlur(1.2)) for each in (one, other)]
    apart = ImageChops.difference(*soft)
    fields = apart.resize((max(1, apart.width // SIDE), max(1, apart.height // SIDE)), Image.Resampling.BOX)
    return ImageStat.Stat(apart).mean[0], float(max(fields.tobytes()))


@pytest.fixture
def found(office: Context) -> dict[str, Document]:
    return documents(office)


def test_sheets_look_as_they_did(found: dict[str, Document], faces: tuple[FaceInfo, ...]) -> None:
    fonts = library(faces)
    assert sorted(path.stem for path in FOLDER.glob("*.png")) == sorted(NAMES) == sorted(found)
    for name, document in found.items():
        with Image.open(FOLDER / f"{name}.png") as golden:
            mean, worst = differences(picture(document, fonts), golden.convert("L"))
        assert mean < MEAN, name
        assert worst < FIELD, name


@pytest.mark.parametrize(
    "change", [{"title": "郑纺机西院概沉"}, {"margins": Margins(38.5)}, {"blocks": ()}], ids=str
)
def test_a_change_of_looks_is_noticed(
    change: dict[str, Any], found: dict[str, Document], faces: tuple[FaceInfo, ...]
) -> None:
    with Image.open(FOLDER / "overview.png") as golden:
        mean, worst = differences(
            picture(replace(found["overview"], **change), library(faces)), golden.convert("L")
        )
    assert mean >= MEAN or worst >= FIELD
