"""Where German sentences end: a table of cases with their exact sentences, and what holds for any text."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.language import segment

# "¦" stands where a sentence ends and a space follows; "‖" where one ends and no space follows.
SENTENCES = """
# plain
Der Rat tagt am Abend.¦Die Brücke bleibt gesperrt.
Der Rat tagt am Abend.
Ohne Punkt am Schluss
Die Brücke bleibt gesperrt!¦Wie lange noch?¦Niemand weiß es.
„Nein!“¦Er ging.
War das so?¦Ja.
Was nun?!¦Keiner antwortete.
Die Bürger fragen: Wer zahlt das?¦Der Minister schweigt.
Er sagte nichts; sie auch nicht.¦Dann regnete es.

# abbreviations
Die Kosten steigen um ca. 40 Prozent.¦Das ist viel.
Er nannte z. B. die Brücke und d. h. auch die Straße.¦Mehr nicht.
Er nannte z.B. Bremen, u.a. Hamburg und v.a. Kiel.¦Mehr nicht.
Dr. Meier und Prof. Dr. Schulz kamen.¦Sie blieben bis Mitternacht.
Die Firma hat rd. 3 Mio. Euro Schulden, bzw. etwas mehr.¦Sie ist pleite.
Laut Abs. 3 Nr. 4 der Verordnung ist das verboten.¦Niemand hält sich daran.
Die Meyer & Co. KG zahlt nicht.¦Der Insolvenzverwalter prüft.
Der Verein Hafenfreunde e.V. lädt ein.¦Der Eintritt ist frei.
Äpfel, Birnen usw. liegen bereit.¦Der Markt öffnet um acht.
Äpfel, Birnen usw.¦Der Markt öffnet um acht.
Der Preis stieg auf 30 Mio.¦Das ist viel.
Sie wohnt in der Berliner Str. 12 im dritten Stock.¦Der Aufzug ist kaputt.
St. Pauli verliert.¦Der Trainer geht.
Im Jahr 44 v. Chr. starb Cäsar.¦Rom trauerte.
Im Jahr 44 v. Chr.¦Dann kam Augustus.
Vgl. dazu S. 12 ff. des Berichts.¦Dort steht alles.
Er kam evtl. zu spät.¦Man wartete.
Der sog. Islamische Staat bekannte sich.¦Die Polizei zweifelt.
Das gilt i. d. R. auch hier.¦Ausnahmen sind möglich.
Der ehem. Bürgermeister grüßt.¦Keiner grüßt zurück.
Die Stadt liegt an der Ahle bzw. Am Markt beginnt sie.

# ordinals, dates
Am 3. März begann der Bau.¦Im Mai war er fertig.
Am 3. 4. 2024 begann der Bau.¦Im Mai war er fertig.
Am 03.04.2024 begann der Bau.¦Im Mai war er fertig.
Die Wahl ist am 12. Mai.¦Das Ergebnis kommt am 13. Mai.
Er wurde 1983 geboren.¦Heute lebt er in Kiel.
Das war 1983.¦Heute ist alles anders.
Das war 1983.¦Berlin war geteilt.
Der 1. FC Nürnberg siegt.¦Der Trainer jubelt.
Im 19. Jahrhundert war das üblich.¦Heute nicht.
Sie kam auf den 2. Platz.¦Er wurde 14.
Er wurde 14.¦Die Feier fiel aus.
Das Haus hat die Nummer 14.¦Die Tür ist offen.
Die 27. Auflage der Messe beginnt.¦Der Andrang ist groß.
Die 4. Große Strafkammer verhandelt.¦Das Urteil fällt heute.
Der 2. Weltkrieg endete 1945.¦Danach begann der Aufbau.
In der 90. Minute fiel das Tor.¦Das Stadion bebte.
Zum 30. Jubiläum kamen alle.¦Sogar der Minister.
Die 2. Bundesliga beginnt.¦Der HSV ist dabei.
Der 5. November ist ein Samstag.¦Der 6. ist ein Sonntag.
Der Verein steigt in die 3. Liga ab.¦Die Fans weinen.

# initials
George W. Bush kam.¦Er ging wieder.
J. K. Rowling schrieb das Buch.¦Es wurde ein Erfolg.
Der Angeklagte Thomas K. schwieg.¦Sein Anwalt redete.
Das Gericht verurteilte Thomas K.¦Der Anwalt legte Berufung ein.

# Roman numerals
Papst Johannes Paul II. reiste nach Polen.¦Dort wurde er gefeiert.
Kaiser Wilhelm II. floh.¦Er kam nie zurück.
Der Bau stammt von Ludwig XIV.¦Er ist berühmt.

# numbers, times, units
Der Wert stieg um 3,5 Prozent auf 10.000 Punkte.¦Analysten staunen.
Um 12.30 Uhr fiel der Strom aus.¦Um 14 Uhr kam er wieder.
Das Spiel endete 2:1.¦Die Fans feierten.
Das Gesetz gilt ab 1.1.¦Der Bund zahlt.
Bei 3 °C taut das Eis.¦Die Ahle steigt.
Die Version 2.0.1 ist da.¦Sie läuft gut.

# quotation marks
„Wir kommen wieder.“¦Das sagte sie am Abend.
„Wir kommen wieder“, sagte sie.¦Dann ging sie.
Sie sagte: „Wir kommen wieder.“¦Dann ging sie.
»Wir kommen wieder.«¦Dann ging sie.
«Wir kommen wieder.»¦Dann ging sie.
"Wir kommen wieder."¦Dann ging sie.
“Wir kommen wieder.”¦Dann ging sie.
‚Wir kommen wieder.‘¦Dann ging sie.
›Wir kommen wieder.‹¦Dann ging sie.
„Kommen Sie wieder?“, fragte er.¦Sie nickte.
„Kommen Sie wieder?“ fragte er.¦Sie nickte.
„Halt!“, rief er.¦Keiner hielt.
„Halt!“ rief er.¦Keiner hielt.
Er fragte: „Wer zahlt das?“¦Keiner wusste es.
„Wir warten.¦Dann gehen wir.“¦So sprach er.
„Wir warten.¦Dann gehen wir“, sagte er.
„Er sagte ‚nein‘.“¦Das war alles.
„Er sagte: ‚Nein.‘“¦Das war alles.
Er las „Krieg und Frieden“.¦Es dauerte lange.
Er las „Krieg und Frieden“.¦„Es dauerte lange“, sagt er.
Sie ging.¦„Warum?“, fragte er.
Das Amt sagt, die Brücke sei „sicher“.¦Das glaubt keiner.
„Was soll das?¦Wer hat das bestellt?“, fragte er.
Das „Ob“ ist klar, das „Wie?“ nicht.
„Am 3. Mai kommen wir“, sagte er.¦„Sicher.“
Das ist ein "Skandal".¦Der Minister "bedauert" ihn.
Sie sagte: "Wir gehen."¦"Wohin?", fragte er.

# brackets, dashes, ellipsis
Er kam (wie immer) zu spät.¦Keiner klagte.
Er kam zu spät.¦(Das war bekannt.)¦Keiner klagte.
Er kam zu spät (das war bekannt).¦Keiner klagte.
Er wartete … und ging.¦Sie blieb.
Er wartete... und ging.¦Sie blieb.
Er wartete …¦Dann ging er.
Er wartete...¦Dann ging er.
Er kam – endlich! – und ging wieder.¦Sie blieb.
Das ist (leider!) wahr.¦Das ist (wirklich?) falsch.

# gender, compounds, addresses
Die Kritiker:innen protestieren.¦Die Politiker*innen schweigen.
Die Lehrer_innen und Schüler/-innen streiken.¦Das Amt prüft.
Der SPD-Chef geht's ruhig an.¦Das hilft.
Mehr unter https://www.beispiel.de/a.html?x=1.¦Die Seite ist neu.
Mehr unter www.beispiel.de.¦Die Seite ist neu.
Schreiben Sie an info@beispiel.de.¦Wir antworten.
Die 71-Jährige siegte.¦Der 16-jährige Sohn jubelte.
Yahoo! kauft die Firma.¦Der Kurs fällt.
Die Firma t-online.de meldet Verluste.¦Das war klar.

# missing spaces
Er ging nach Hause.‖Die Tür stand offen.
Sie fragte: „Warum?“‖Er schwieg.

Er ging.‖Die Tür stand offen.
Sie fragte: „Warum?“‖„Darum!“‖Er schwieg.

# lists and odd ends
Der Grund: Geld.¦Viel Geld.
Es gilt: 1. Ruhe bewahren, 2. Fenster schließen.¦So steht es da.
Er heißt Max.¦Max ist klug.
Das sagte er der dpa.¦Die Agentur meldete es.
Der Kurs fiel auf 12.000.¦Die Anleger verkauften.
So stand es in der F.A.Z. und anderswo.¦Keiner las es.
Die Firma heißt Müller & Söhne.¦Sie ist alt.
Er lief ins Ziel.¦16 Sekunden fehlten.

# a second helping
Dr. med. Anna Müller kam.¦Sie blieb.
Univ.-Prof. Dr. rer. nat. Karl Schulz lehrt.¦Er forscht.
Hr. Meier und Frl. Kunz schweigen.¦Sie warten.
Bayern vs. Dortmund endet 2:2.¦Beide klagen.
Das Urteil (Az. 1 BvR 3/20) gilt.¦Es ist neu.
Freiburg i. Br. liegt im Süden.¦Frankfurt a. M. nicht.
Minister a. D. Meier starb.¦Er wurde 90.
Der Oberst a.D. Meier starb.¦Er wurde 90.
Dr. h. c. Meier sprach.¦Er lobte.
Der 3000. Besucher kam.¦Er bekam Blumen.
Sein 500. Tor fiel spät.¦Das Stadion tobte.
Zum 100. Mal siegt er.¦Das freut ihn.
Das Kind ist 3.¦Es lacht.
Plan B.¦Das half.
Bei Mo. bis Fr. 9 bis 17 Uhr.¦Sonst zu.
Die Nummern Nrn. 3 und 4 fehlen.¦Der Rest ist da.
Der Wagen fuhr 120 km/h.¦Erlaubt waren 50.
Er wiegt 90 kg.¦Sie wiegt 60 kg.
Er ist 1,90 m groß.¦Sie misst 1,70 m.¦Das passt.
Der Preis beträgt 5 €.¦Billig!
Es kostet 30 %.¦Der Rest folgt.
Er kam um 8.¦Sie um 9.
(Er kam.)¦Sie ging.
Er sagte: „Ich komme.“¦„Wann?“¦„Morgen.“
Sie fragte „Warum?“ und ging.¦Er blieb.
Er rief „Feuer!“ und lief.¦Alle folgten.
„Was?!“ rief er.¦Stille.
Der Titel „Wer hat Angst?“ gefiel ihm nicht.¦Er ging.
Die Zeitschrift „Das Haus“ lobt ihn.
Die Firma „Müller & Co.“ zahlt nicht.¦Das ist neu.
Die Show „Wetten, dass..?“ kommt wieder.¦Das ZDF freut sich.
Das Duo Simon & Garfunkel sang.¦Es war schön.
Der Film „E.T.“ läuft.¦Er ist alt.
Die USA (engl. United States) sind groß.¦Sehr.
Der U.S. Supreme Court entschied.¦Das überrascht.
Am 1.5. wird gefeiert.¦Am 2.5. nicht.
Vom 3. bis 5. Mai ist zu.¦Dann offen.
Die Ziffern 1., 2. und 3. gelten.¦Mehr nicht.
Der Satz endet mit Nr. 7.¦Der nächste beginnt.
Stand: 12. 5. 2026.¦Quelle: Amt.
Das ist die Nr. 1.¦Die Nr. 2 folgt.
Der Prozess beginnt am 12.¦Der Richter ist neu.
Er ist Jg. 1950.¦Sie auch.
Siehe Art. 5 Abs. 1 S. 2 GG.¦Das gilt.
Die Bahn (DB) streikt.¦Warum?¦Niemand sagt es.
Er kommt aus St. Gallen.¦Sie aus St. Anton.
Der Chef der Fa. Meier ging.¦Er war müde.
Die Fahrt ging über Bad Nauheim, Bhf. Nord.¦Dann weiter.
Er sagte: Ja.¦Sie sagte: Nein.
"Ich komme", sagte er.¦"Du nicht."
Er meint, dass es "gut" sei.¦"Sehr gut" sogar.
Das war ‚gut‘.¦‚Sehr gut‘ sogar.
Der Erfinder des sog. „Dings“.¦Er lebt.
Er kam.¦– Und sie ging.
Er ging -- sie blieb.¦Schade.
Wirklich?¦Wirklich!
Ende der 90er Jahre war Schluss.¦In den 2000ern ging es weiter.
Die 5. und 6. Klassen bleiben zu Hause.¦Die Eltern klagen.
Der Sturm Nr. 3 traf Str. und Haus.¦Das Dach flog.
Es gilt das BGB, § 823 Abs. 1.¦Der Kläger verlor.
Er ist Anfang 40.¦Sie Ende 30.
Sie siegt mit 3:2, 6:4.¦Die Gegnerin gratuliert.
Die Teilnehmenden (u. a. Meier, Schulz u. a.) kamen.¦Sie aßen.
Dabei waren Meier u. a.¦Die Liste ist lang.
Im 1. Halbjahr stieg der Umsatz.¦Im 2. fiel er.
Er kandidiert auf Platz 2.¦Auf Platz 1 steht sie.
Zuständig ist das VG Köln (Az.: 3 K 12/20).¦Es entscheidet bald.
Der Vorsitzende des e. V. tritt zurück.¦Die Mitglieder klagen.
Der Umsatz lag bei 3,4 Mrd. Euro.¦Das Ergebnis auch.
""".strip().splitlines()


def lines():
    return [line for line in SENTENCES if line and not line.startswith("#")]


@pytest.mark.parametrize("line", lines())
def test_sentences(line):
    wanted = line.replace("‖", "¦").split("¦")
    text = line.replace("¦", " ").replace("‖", "")
    assert [text[start:end] for start, end in segment(text).sentence_spans()] == wanted


def sentences(text):
    return [text[start:end] for start, end in segment(text).sentence_spans()]


def paragraphs(text):
    cut = segment(text)
    spans = [cut.span(first, last) for first, last in cut.paragraphs]
    return [text[start:end] for start, end in spans]


def test_tokens():
    text = "SPD-Chef Kühn’s 10.000 Kritiker:innen zahlten z.B. 3,5 Mio. um 12:30 Uhr (www.ahle.de/x)."
    assert segment(text).words == [
        "SPD-Chef", "Kühn’s", "10.000", "Kritiker:innen", "zahlten", "z.B", ".", "3,5", "Mio", ".",
        "um", "12:30", "Uhr", "(", "www.ahle.de/x", ")", ".",
    ]  # fmt: skip


def test_a_blank_line_ends_paragraph_and_sentence():
    assert paragraphs("Titel ohne Punkt\n\nDer Rat tagt. Er berät.\n\n\nEnde") == [
        "Titel ohne Punkt",
        "Der Rat tagt. Er berät.",
        "Ende",
    ]
    assert sentences("Titel ohne Punkt\n\nder Rat tagt.") == ["Titel ohne Punkt", "der Rat tagt."]


def test_a_single_line_break_ends_a_paragraph():
    assert paragraphs("Eine Zeile\nnoch eine\r\nund die dritte") == [
        "Eine Zeile",
        "noch eine",
        "und die dritte",
    ]


WRAPPED = """Die Brücke über die Ahle bleibt nach Angaben der Stadt noch bis
zum Sommer gesperrt. Das teilte die Verwaltung am Dienstag in
einer Sitzung des Rates mit. Die Kosten für die Reparatur steigen
nach einer neuen Rechnung auf mehr als vier Millionen Euro an.

Der Rat will im Mai entscheiden, ob ein Neubau nicht am Ende
billiger wäre als die Reparatur."""


def test_lines_wrapped_at_a_width_are_no_paragraphs():
    assert len(paragraphs(WRAPPED)) == 2
    assert [sentence.replace("\n", " ") for sentence in sentences(WRAPPED)] == [
        "Die Brücke über die Ahle bleibt nach Angaben der Stadt noch bis zum Sommer gesperrt.",
        "Das teilte die Verwaltung am Dienstag in einer Sitzung des Rates mit.",
        "Die Kosten für die Reparatur steigen nach einer neuen Rechnung auf mehr als vier Millionen Euro an.",
        "Der Rat will im Mai entscheiden, ob ein Neubau nicht am Ende billiger wäre als die Reparatur.",
    ]


def test_short_paragraphs_of_a_line_each_are_not_wrapped():
    lines = [
        "Die Brücke über die Ahle bleibt noch bis zum Sommer gesperrt.",
        "Das teilte die Verwaltung am Dienstag in einer Sitzung mit.",
        "Land zahlt sechzig Prozent der Kosten für die neue Brücke",
        "Der Rat will im Mai über den Antrag der Fraktion entscheiden.",
        "Die Fähre fährt so lange im Takt von zwanzig Minuten weiter.",
    ]
    assert paragraphs("\n".join(lines)) == lines
    assert sentences("\n".join(lines)) == lines


def test_quotation_over_paragraphs():
    text = "„Wir gehen.\n\nSie bleiben“, sagte er.\n\nDann war es still."
    assert sentences(text) == ["„Wir gehen.", "Sie bleiben“, sagte er.", "Dann war es still."]


def test_empty():
    for text in ("", " ", "\n\n \t"):
        cut = segment(text)
        assert (cut.words, cut.sentences, cut.paragraphs, len(cut)) == ([], [], [], 0)


def test_places_of_tokens():
    cut = segment("Er ging. Sie blieb.\n\nEnde")
    assert cut.sentence_of == [0, 0, 0, 1, 1, 1, 2]
    assert cut.paragraph_of == [0, 0, 0, 0, 0, 0, 1]
    assert cut.token_at(0) == 0
    assert cut.token_at(3) == 1
    assert cut.words[cut.token_at(9)] == "Sie"
    assert cut.span(0, 3) == (0, 8)


GERMAN = st.lists(
    st.sampled_from(
        "Dr. Die der Rat 3. 12 14:30 z.B. „Nein!“ „ “ » « ... … ? ! . , ( ) II. K. A. März ging, www.a.de "
        "http://x.y/z. Mio. SPD-Chef Kritiker:innen \n \n\n - – -- ’ ' \" _ @ 10.000 Hause.Die".split(" ")
    ),
    max_size=40,
).map(" ".join)
ANY = st.one_of(st.text(max_size=300), GERMAN)


@given(ANY)
def test_tokens_hold_all_that_is_no_space_and_nothing_twice(text):
    cut = segment(text)
    assert [text[a:b] for a, b in zip(cut.starts, cut.ends, strict=True)] == cut.words
    assert all(a < b for a, b in zip(cut.starts, cut.ends, strict=True))
    assert all(end <= start for end, start in zip(cut.ends, cut.starts[1:], strict=False))
    assert "".join(cut.words) == "".join(text.split())


@given(ANY)
def test_sentences_tile_the_tokens_and_paragraphs_tile_the_sentences(text):
    cut = segment(text)
    for ranges in (cut.sentences, cut.paragraphs):
        assert [i for first, last in ranges for i in range(first, last)] == list(range(len(cut)))
        assert all(first < last for first, last in ranges)
    assert {last for _, last in cut.paragraphs} <= {last for _, last in cut.sentences}
    assert all(a <= b for (_, a), (_, b) in pairwise(cut.sentence_spans()))


@given(GERMAN)
def test_an_unrelated_paragraph_leaves_the_sentences_before_it(text):
    more = "Ein ganz anderer Absatz.\n\nUnd noch einer."
    before = segment(text + "\n\n").sentence_spans()
    assert segment(text + "\n\n" + more).sentence_spans()[: len(before)] == before


def seconds(work):
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


HOSTILE = ["!", '."', "!\n", "„", "“", "?!…", ". ", "A. ", "1. ", "a", "a-", "1,", "abcd.Ef ", "www.", "\n"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_linear(unit):
    short, long = unit * 3_000, unit * 24_000
    assert seconds(lambda: segment(long)) < 8 * 4 * (seconds(lambda: segment(short)) + 0.002)
