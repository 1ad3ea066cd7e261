"""Who does what to whom: subject, object and place in one clause, one target each."""

import pytest

from analysis.language import segment
from analysis.sentiment import towards

CASES = """
Der FC Bayern verlor am Samstag in Bremen mit 0:2.|Bremen|neutral
Der FC Bayern verlor am Samstag in Bremen mit 0:2.|FC Bayern|negative
Tausende protestierten in Leipzig gegen die Rentenreform.|Leipzig|neutral
Tausende protestierten in Leipzig gegen die Rentenreform.|Rentenreform|negative
Die Polizei ermittelt in Hamburg gegen den Unternehmer.|Hamburg|neutral
Die Polizei ermittelt in Hamburg gegen den Unternehmer.|Unternehmer|negative
Müller wurde in der Schweiz ausgezeichnet.|Schweiz|neutral
Müller wurde in der Schweiz ausgezeichnet.|Müller|positive
Während der Tagung in Wien wurde ein Mann getötet.|Wien|neutral
Der Aufsteiger trumpfte in Köln groß auf.|Köln|neutral
Der Aufsteiger trumpfte in Köln groß auf.|Aufsteiger|positive
Gestern kritisierte er Weber scharf.|Weber|negative
Im Interview lobte sie Habeck.|Habeck|positive
Bald würdigte man Hansen mit einem Preis.|Hansen|positive
Außerdem lobte Hautz den Plan.|Hautz|neutral
Außerdem lobte Hautz den Plan.|Plan|positive
Zudem kritisierte Müller die Bahn.|Bahn|negative
Trotzdem gewann Bremen das Spiel.|Bremen|positive
Damals betrog Weber seine Kunden.|Weber|negative
Inzwischen ehrt die Stadt den Retter.|Stadt|neutral
Inzwischen ehrt die Stadt den Retter.|Retter|positive
Fans bejubeln Schmidt.|Schmidt|positive
Die Fans pfiffen den Trainer aus.|Trainer|negative
Das Start-up überflügelt den Marktführer.|Start-up|positive
Das Start-up überflügelt den Marktführer.|Marktführer|negative
Der Betreiber verstößt gegen das Gesetz.|Betreiber|negative
Der Betreiber verstößt gegen das Gesetz.|Gesetz|neutral
Die Jury kürte Lena Hansen zur Siegerin.|Lena Hansen|positive
Alle schwärmen von der Sängerin.|Sängerin|positive
Russland marschierte in die Ukraine ein.|Russland|negative
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_what_is_said_falls_on_whom_it_is_said_of(case: str) -> None:
    sentence, target, label = case.split("|")
    start = sentence.index(target)
    assert towards(segment(sentence), [(start, start + len(target))])[0].label == label
