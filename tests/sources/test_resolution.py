"""Whom a name, a short form, a description or a pronoun means: German cases, one article each."""

import pytest

from analysis.language import segment
from analysis.sources import Quote, Speaker, identify

# article with the speaker in braces -> name, type, naming, gender
CASES = [
    ("Die Vienna Insurance Group (VIG) verlor Geld. Die Prämien seien gesunken, so {die VIG}.",
     "Vienna Insurance Group", "business", "named", None),
    ("Der Energieversorger Energie Steiermark AG baut. Man baue bald, teilte {das Unternehmen} mit.",
     "Energie Steiermark AG", "business", "named", None),
    ("Deutsche Bahn und Siemens verhandeln. {Ein Sprecher der Deutschen Bahn} sagte, man rede.",
     "Sprecher der Deutschen Bahn", "business", "role", "male"),
    ("Es sei gut, berichtete {die Zeitung Die Welt}.", "Die Welt", "media", "named", None),
    ("Es sei gut, berichtete {das Nachrichtenmagazin Focus}.", "Focus", "media", "named", None),
    ("Bürgermeister Klaus Wimmer (SPÖ) kam. {Wimmer} sagte, es sei gut.",
     "Klaus Wimmer", "government", "named", "male"),
    ("{Bürgermeister Wimmer} sagte, es sei gut. Später ging Klaus Wimmer heim.",
     "Klaus Wimmer", "government", "named", "male"),
    ("Die Anwältin Petra Novak kam. Max Huber schwieg. {Die Anwältin} sagte, er sei krank.",
     "Petra Novak", "citizen", "named", "female"),
    ("Max Huber steht vor Gericht. {Die Anwältin Hubers} sagte, er sei unschuldig.",
     "Anwältin Hubers", "citizen", "role", "female"),
    ("Außenminister John Kerry kam. {Kerrys Sprecher} sagte, man rede weiter.",
     "Kerrys Sprecher", "government", "role", "male"),
    ("Der kasachische Präsident Kassym Tokajew sprach. {Der Kasache} verkündete, er bleibe.",
     "Kassym Tokajew", "government", "named", "male"),
    ("Der Stürmer Marko Gruber (26) traf. {Der 26-Jährige} sagte, er sei froh.",
     "Marko Gruber", "culture_sport", "named", "male"),
    ("Die Springerin Eva Hofer gewann. {Die Vorarlbergerin} sagte, es sei schön gewesen.",
     "Eva Hofer", "culture_sport", "named", "female"),
    ("Ein 45-jähriger Mann hatte sich verschanzt. {Er} sagte, er sei bewaffnet.",
     "45-jähriger Mann", "citizen", "role", "male"),
    ("Die Forscher sind besorgt. {Sie} warnten davor, zu warten.", "Forscher", "expert", "role", None),
    ("Präsident Paul Ortner traf Kanzlerin Anna Lindt. „Gut“, sagte {sie}.",
     "Anna Lindt", "government", "named", "female"),
    ("Man hoffe, sagte {der Chef} der Partei Volkswille (VW), Anton Berger, am Montag.",
     "Anton Berger", "party", "named", "male"),
    ("{Die Leiterin des Instituts}, Eva Hofer, sagte, es sei gut.", "Eva Hofer", "expert", "named", "female"),
    ("Das berichtete {die der SPD nahestehende Zeitung Focus}.", "Focus", "media", "named", None),
    ("Karl-Theodor zu Rabenau kam. {Rabenau} sagte, es sei gut.",
     "Karl-Theodor zu Rabenau", "other", "named", "male"),
    ("Laut dem Direktor B.N. Suresh gelang der Start. {Suresh} sagte, es sei gut.",
     "B.N. Suresh", "business", "named", "male"),
    ("Der Trainer lobte die Mannschaft nach dem Halbfinale. {Präsident Paul Ortner} sagte, es sei gut.",
     "Paul Ortner", "culture_sport", "named", "male"),
    ("Eva Hofer ist Historikerin an der Universität. {Hofer} sagte, es sei gut.",
     "Eva Hofer", "expert", "named", "female"),
    ("Die Internet Watch Foundation (IWF) warnte. {Max Huber, Chef der IWF}, sagte, es sei schlimm.",
     "Max Huber", "civil_society", "named", "male"),
    ("{Angela Merkel} sagte, man schaffe das.", "Angela Merkel", "government", "named", "female"),
    ("{Die Franzosen} forderten, dass verhandelt werde.", "Franzosen", "government", "role", None),
    ("Nach {Angaben des Landesamts} starben zwei.", "Landesamt", "authority", "named", None),
    ("„Gut“, sagte {sie nach einer Sitzung des Stadtrats}.", None, None, "unattributed", None),
    ("{Die Rechtsanwälte} sagten, es sei falsch.", "Rechtsanwälte", "citizen", "role", None),
    ("{Außenminister Straw} sagte, das Gesetz ruhe.", "Straw", "government", "named", "male"),
    ("{Edmon Chung, Vorsitzender von DotAsia}, sagte, es laufe gut.",
     "Edmon Chung", "other", "named", "male"),
    ("{Behördenangaben} zufolge starben zwei Menschen.", "Behördenangaben", "authority", "role", None),
    ("Nach {offiziellen chinesischen Angaben} starben zwei.",
     "offiziellen chinesischen Angaben", "government", "unnamed", None),
    ("Laut {Medienberichten} starben zwei.", "Medienberichte", "media", "unnamed", None),
    ("Wie {Regierungskreise} sagen, geht es weiter.", "Regierungskreise", "government", "unnamed", None),
    ("Laut {einer Studie der Universität Wien} steigt der Konsum.",
     "Studie der Universität Wien", "document", "role", None),
    ("Das geht aus {einem Bericht des ORF} hervor.", "ORF", "media", "named", None),
    ("{Der Sprecher der Wiener Polizei, Paul Eder}, sagte, es sei ruhig.",
     "Paul Eder", "authority", "named", "male"),
    ("{ÖVP-Generalsekretär Peter Kranz} sagte, es sei gut.", "Peter Kranz", "party", "named", "male"),
    ("{Moskau} wies die Vorwürfe zurück.", "Moskau", "government", "named", None),
    ("{Experten} halten das für falsch.", "Experten", "anonymous", "unnamed", None),
    ("{Viele Anrainer} fürchten, dass es laut wird.", "Viele Anrainer", "citizen", "role", None),
    ("Der deutsche Außenminister Jan Voss traf seinen Kollegen Luc Petit. {Petit} sagte, es gehe.",
     "Luc Petit", "government", "named", "male"),
]  # fmt: skip


def speaker_of(marked: str) -> Speaker:
    start = marked.index("{")
    source = marked.replace("{", "").replace("}", "")
    end = marked.index("}") - 1
    text = segment(source)
    first, last = text.sentences[text.sentence_of[text.token_at(start)]]
    a, b = text.span(first, last)
    message = (end, b) if b - end > start - a else (a, start)
    (speaker,) = identify(text, [Quote("Indirect", (message,), ((start, end),))])
    return speaker


@pytest.mark.parametrize(("marked", "name", "kind", "naming", "gender"), CASES)
def test_who_is_meant(marked: str, name: str, kind: str, naming: str, gender: str | None) -> None:
    found = speaker_of(marked)
    assert (found.name, found.type, found.naming, found.gender) == (name, kind, naming, gender)


def test_two_speakers_are_both_kept() -> None:
    found = speaker_of("{Anna Lindt und Paul Ortner} sagten, es sei gut.")
    assert (found.name, found.gender) == ("Anna Lindt und Paul Ortner", None)


def test_a_pronoun_without_anyone_is_unattributed() -> None:
    found = speaker_of("{Er} sagte, es sei gut.")
    assert (found.name, found.naming, found.type) == (None, "unattributed", None)
    assert found.confidence < 0.5


def test_a_name_in_quotation_marks_belongs_to_its_kind() -> None:
    source = "„Das geht nicht gut“, warnt die Zeitung „Morgenruf“ am Montag."
    at = source.index("die Zeitung")
    (found,) = identify(segment(source), [Quote("Direct", ((0, 20),), ((at, at + 11),))])
    assert (found.name, found.type, found.naming) == ("Morgenruf", "media", "named")
