"""Closed vocabularies: codes and labels stand for each other."""

from __future__ import annotations

import pytest

from models import vocab
from models.vocab import Vocabulary
from services.subjects import ALL

VOCABULARIES = [
    each for each in vars(vocab).values() if isinstance(each, Vocabulary) and each is not vocab.DECISION_RULE
]
"""All but the one whose words are the rules of the office."""


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda each: each.name)
def test_codes_and_labels_stand_for_each_other(vocabulary: Vocabulary) -> None:
    codes = [code for code, _ in vocabulary]
    labels = [label for _, label in vocabulary]
    assert len(set(codes)) == len(codes) > 1
    assert len(set(labels)) == len(labels)
    for code, label in vocabulary:
        assert code in vocabulary
        assert vocabulary.label(code) == label
        assert vocabulary.code(label) == code
        assert code.isascii()
        assert not label.isascii()


def test_the_rules_of_a_decision_are_the_offices_own() -> None:
    assert list(vocab.DECISION_RULE) == []


def test_names_are_unique() -> None:
    names = [each.name for each in VOCABULARIES]
    assert len(set(names)) == len(names)


def test_nothing_and_the_unknown() -> None:
    assert vocab.SEX.label(None) == ""
    assert vocab.SEX.label("other") == "other"
    assert vocab.SEX.code("其他") is None
    assert "other" not in vocab.SEX
    assert None not in vocab.SEX


def test_every_choice_of_a_subject_has_a_vocabulary() -> None:
    for subject in ALL:
        for section in subject.sections:
            for field in section.fields:
                assert (field.kind == "choice") == (field.vocabulary is not None), (subject.kind, field.name)
