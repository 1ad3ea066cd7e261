"""What the models see of a word form: the same one by one, for training, and all at once, for reading."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources import model, tagger, words
from analysis.sources.words import NO_ROW, PAD, SLOTS, attributes, number_attributes

FORMS = st.one_of(
    st.sampled_from(["Häuser", "sagte", "SPD-Chef", "Bürger:innen", "10.000", "„", PAD, "Straße-", "ß", "İ"]),
    st.text(st.characters(exclude_categories=("Cs", "Zs", "Cc")), min_size=1, max_size=14),
)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Haus", "w=haus sh=Xx f=0 s2=us s3=aus s4=haus s6=haus p3=hau p5=haus n=4"),
        ("sagte", "w=sagte sh=x f=a001 s2=te s3=gte s4=agte s6=sagte p3=sag p5=sagte n=5 v=sagen"),
        ("EU-Chef", "w=eu-chef sh=Xx- f=0 s2=ef s3=hef s4=chef s6=u-chef p3=eu- p5=eu-ch n=7 h=chef"),
        ("2026", "w=2026 sh=d f=0"),
        (PAD, "w=<pad> sh=<pad>"),
    ],
)
def test_the_attributes_of_a_word(form, expected):
    assert attributes(form) == tuple(expected.split())


@given(st.lists(FORMS, min_size=1, max_size=8))
def test_all_at_once_gives_the_numbers_of_each(forms):
    model.load()
    expected = np.full((len(forms), len(SLOTS)), NO_ROW)
    for row, form in zip(expected, forms, strict=True):
        for slot, _, value in (attribute.partition("=") for attribute in attributes(form)):
            row[SLOTS.index(slot)] = words._known[slot].get(value, NO_ROW)
    assert number_attributes(forms).tolist() == expected.tolist()


def test_tags_are_told_by_their_names():
    labels = tagger.labels()
    tags = np.array([labels.index("NE"), labels.index("VV(FIN)"), labels.index("NN")])
    assert tagger.among(tags, ["NE", "NN"]).tolist() == [True, False, True]
    assert tagger.among(tags, tagger.FINITE).tolist() == [False, True, False]
