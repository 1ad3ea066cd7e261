"""Phrases -> spheres: what general German says of a source, one case each."""

import pytest

from analysis.sources.people import public_figure
from analysis.sources.phrases import _in_nominative, without_attribute, without_topic
from analysis.sources.spheres import sphere

CASES = {
    "government": """ein Sprecher des Auswärtigen Amts; der Regierungspräsident; die Landrätin
        die Staatskanzlei
        das Weiße Haus; das Pentagon; Moskau; Paris; Khartum; nach Ansicht Athens
        Angaben aus Moskau; die USA; das UN-Hilfswerk; die Industriestaatenorganisation OECD
        der Eurogruppenchef; ein Regierungssprecher; die Palästinenserbehörde; der Bund
        die Bundesrätin""",
    "party": """der Oppositionsführer; die US-Senatorin; der innenpolitische Sprecher; Team Stronach
        die verkehrspolitische Sprecherin der Fraktion; Menschenrechtssprecherin Korun
        der Fraktionsvize; die Jusos; Rot-Grün; der Parlamentarische Geschäftsführer""",
    "authority": """die Landespolizeidirektion; der Kreisbrandmeister; ein Militärsprecher
        das Zollfahndungsamt
        die Generalprokuratur; ein Sprecher des Zyklonwarnzentrums; der Oberste Gerichtshof
        die Bundesnetzagentur; New Yorker Gesundheitsbehörden""",
    "expert": """der Arbeitsrechtler; das Deutsche Archäologische Institut; die LMU
        Forschern der Universität; die Epidemiologin; eine Psychoanalytikerin""",
    "business": """die Wiener Linien; die Handwerkskammer; der Verband der Automobilindustrie
        der Frächterverband; das Stahlwerk; der Konzernsprecher; Ebay-Deutschland
        die Gläubigerschutzverbände; Gesamtmetall""",
    "civil_society": """die Gewerkschaftschefin; vida-Vorsitzender Winkler
        der Gentechnik-Experte von Greenpeace
        die Richtervereinigung; die Deutsche Schutzvereinigung für Wertpapierbesitz; der Elternrat
        ver.di; die Lehrerverbände in Niedersachsen""",
    "citizen": "der Anwalt; die Rechtsanwälte; die Verteidigung; der Hundehalter",
    "media": "die dpa; die taz; die Nachrichtenagentur STA; ein Reuters-Reporter; netzpolitik.org",
    "culture_sport": "die Weltranglistenerste; der Torhüter; der Sprecher von Rapid Wien; der Impresario",
    "document": "die Aussage einer Studie; die Klagsschrift; ein Informationsblatt; dem Endergebnis",
    "anonymous": """Beobachter; bisheriger Erkenntnisstand; böse Zungen
        eine mit der Sache vertraute Person""",
}
PHRASES = [
    (phrase.strip(), kind)
    for kind, phrases in CASES.items()
    for line in phrases.splitlines()
    for phrase in line.split(";")
]


@pytest.mark.parametrize(("phrase", "kind"), PHRASES)
def test_the_sphere(phrase: str, kind: str) -> None:
    found = sphere(phrase.split())
    assert found is not None
    assert found[0] == kind


def test_nothing_is_said() -> None:
    assert sphere(["der", "Quark"]) is None
    assert sphere([]) is None


def test_public_figures() -> None:
    assert public_figure("Angela Merkel") == ("government", "female")
    assert public_figure("Obama") == ("government", None)
    assert public_figure("Berger") == (None, None)


def test_a_participle_takes_its_phrase_with_it() -> None:
    assert without_attribute("die den Grünen nahestehende Zeitung".split()) == ["die", "Zeitung"]
    partitive = "einer der 13 beteiligten Feuerwehrmänner".split()
    assert without_attribute(partitive) == partitive


def test_what_a_report_is_about_is_not_who_made_it() -> None:
    assert without_topic("Berichten über das Unglück im Stahlwerk".split()) == ["Berichten"]
    assert without_topic("die Frau über dem Laden".split()) == "die Frau über dem Laden".split()


@pytest.mark.parametrize(
    ("phrase", "nominative"),
    [
        ("des Landesamts", "des Landesamt"),
        ("des Landratsamtes", "des Landratsamt"),
        ("des Herrn Landesamts", "des Herrn Landesamt"),  # the first that ends in -s
        ("des anders Landesamts", "des anders Landesamt"),  # no noun
        ("Berlin des Landesamts", "Berlin des Landesamts"),  # the genitive of another noun
        ("das Landesamt", "das Landesamt"),
    ],
)
def test_a_name_after_des_loses_its_genitive(phrase: str, nominative: str) -> None:
    assert " ".join(_in_nominative(phrase.split())) == nominative


@pytest.mark.parametrize(
    "phrase", ["vertraute Person", "eine mit der Sache vertraute Person", "die informierte Quelle"]
)
def test_who_is_only_said_to_know_is_unnamed(phrase: str) -> None:
    found = sphere(phrase.split())
    assert found is not None and found[:2] == ("anonymous", "anonymous")
