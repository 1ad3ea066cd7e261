"""Forms that an entry of a codebook finds: plurals with an umlaut, heads of compounds, parts of words."""

import pytest

from analysis.framing import find_frames, load_codebook
from analysis.framing.lexicon import _umlauted
from analysis.language import segment

CODEBOOK = """\
id: streit
name: Streit
version: "1"
frames:
  - id: streit
    name: Streit
    definition: Es wird gestritten.
    questions:
      - id: geld
        question: Geht es um Geld?
        cues:
          strong: [-Streit, -Steuer-]
"""


@pytest.mark.parametrize(
    ("head", "plural"),
    [
        ("Haus", "Häus"),
        ("Mann", "Männ"),
        ("Vater", "Väter"),
        ("Hund", "Hünd"),
        ("Boden", "Böden"),
        ("Vorstand", "Vorständ"),
        ("Tisch", "Tisch"),
        ("Vorteil", "Vorteil"),  # the o stands before another stressed vowel
    ],
)
def test_the_umlaut_of_a_plural(head: str, plural: str) -> None:
    assert _umlauted(head) == plural


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Der Streit dauert an.", ["-Streit"]),
        ("Der Haushaltsstreit dauert an.", ["-Streit"]),
        ("Der Xstreit dauert an.", []),  # one letter is no first part
        ("Die Eisteuer und die Steuerpolitik.", ["-Steuer-", "-Steuer-"]),
        ("Die Politik.", []),
    ],
)
def test_heads_and_parts_of_words(text: str, found: list[str], tmp_path) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text(CODEBOOK, "utf-8")
    _, cues = find_frames({"text": segment(text)}, load_codebook(path))
    assert [cue.cue for cue in cues] == found
