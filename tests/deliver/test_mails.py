"""Mails to a server on this machine: reports, failure notices, servers that refuse, secrets that stay."""

import datetime as dt
import email
import email.policy
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from analysis.deliver import mails
from analysis.errors import InputError
from analysis.schedule import state
from analysis.schedule.definitions import Definition
from tests.deliver.made_reports import make_report

NOW = dt.datetime(2026, 3, 16, 6, tzinfo=dt.UTC)


class Smtp:
    """Speaks as much SMTP as smtplib needs; ``refuse`` answers a command otherwise."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.mails: list[EmailMessage] = []
        self.to: list[str] = []
        self.lines: list[str] = []
        self.refuse: dict[str, str] = {}
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 here\r\n")
                secured = False
                while line := self.rfile.readline().decode("latin-1").strip():
                    outer.lines.append(line)
                    word = line.split(" ")[0].upper()
                    if word in outer.refuse:
                        self.wfile.write(f"{outer.refuse[word]}\r\n".encode())
                    elif word == "EHLO":
                        offers = ["250-here"] + (["250-STARTTLS"] if context and not secured else [])
                        self.wfile.write(
                            ("\r\n".join([*offers, "250-AUTH PLAIN", "250 8BITMIME"]) + "\r\n").encode()
                        )
                    elif word == "STARTTLS" and context:
                        self.wfile.write(b"220 go\r\n")
                        self.request = context.wrap_socket(self.request, server_side=True)
                        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
                        secured = True
                    elif word == "AUTH":
                        self.wfile.write(b"235 ok\r\n")
                    elif word == "DATA":
                        self.wfile.write(b"354 go\r\n")
                        data = b""
                        while (part := self.rfile.readline()) != b".\r\n":
                            data += part
                        outer.mails.append(email.message_from_bytes(data, policy=email.policy.default))
                        self.wfile.write(b"250 ok\r\n")
                    else:
                        if word == "RCPT":
                            outer.to.append(line.partition("<")[2].rstrip(">"))
                        self.wfile.write(b"221 bye\r\n" if word == "QUIT" else b"250 ok\r\n")

        class Quiet(socketserver.ThreadingTCPServer):
            daemon_threads = allow_reuse_address = True

            def handle_error(self, *_: object) -> None:
                pass

        self.tcp = Quiet(("127.0.0.1", 0), Handler)
        self.port = self.tcp.server_address[1]
        threading.Thread(target=self.tcp.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.tcp.shutdown()
        self.tcp.server_close()


@pytest.fixture
def smtp(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Smtp]:
    server = Smtp()
    use(monkeypatch, HOST="127.0.0.1", PORT=str(server.port), SECURITY="none", FROM="presse@example.org")
    yield server
    server.close()


def use(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"PRESSESPIEGEL_SMTP_{name}", value)


def definition(**more) -> Definition:
    fields = {"email": ("redaktion@example.org", "chefin@example.org"), "title": "Die Woche – Süd"} | more
    return Definition(name="woche", corpus="data/raw/woche", schedule="0 7 * * 1", **fields)


def done(project: Path, warnings: tuple[str, ...] = (), **more) -> None:
    folder = make_report(project, "2026-03-16T07-00-00", period=("2026-03-09", "2026-03-15"), **more)
    number = state.start("woche", NOW, NOW.date(), NOW)
    page = (folder / "index.html").relative_to(project).as_posix()
    state.finish(number, "done", NOW, page, mail="report", warnings=warnings)


def failed(reason: str = "Das Notebook 03_quellen bricht ab.") -> None:
    number = state.start("woche", NOW, NOW.date(), NOW)
    state.finish(number, "failed", NOW, reason=reason, mail="failure")


def body(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_a_report_with_findings_changes_and_warnings(project: Path, smtp: Smtp, monkeypatch) -> None:
    make_report(project)
    done(
        project,
        ("Kontorblatt: https://k.example/rss fehlt (keine Antwort).",),
        outlets={"Abendblitz": (25, 0.4)},
    )
    monkeypatch.setattr(mails, "findings", lambda folder: ["18 % der Sätze sind negativ."])
    assert mails.send(definition(), NOW) == []
    [mail] = smtp.mails
    assert (mail["From"], mail["To"]) == ("presse@example.org", "redaktion@example.org, chefin@example.org")
    assert mail["Subject"] == "Pressespiegel: Die Woche – Süd, 9. März 2026 – 15. März 2026"
    assert smtp.to == ["redaktion@example.org", "chefin@example.org"]
    assert (
        body(mail)
        == f"""\
woche: 9. März 2026 – 15. März 2026

Befunde:
- 18 % der Sätze sind negativ.

Seit dem vorigen Bericht:
- Gegenüber dem vorigen Bericht (2. März 2026 – 8. März 2026): 25 statt 20 Artikel in dem einen Medium, \
das in beiden Zeiträumen vorkommt.
- Anteil negativer Sätze: 40\u00a0% statt 20\u00a0% (Unterschied +20 Prozentpunkte, 17 bis 23).

Bitte beachten:
- Kontorblatt: https://k.example/rss fehlt (keine Antwort).
- Ahlebote kommt im vorigen Zeitraum vor, in diesem nicht; der Vergleich lässt das Medium weg.

Der Bericht hängt an: {project}/reports/woche/2026-03-16T07-00-00/index.html
"""
    )
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == "woche-2026-03-16T07-00-00.html"
    assert attached.get_content().strip() == "<h1>Bericht</h1>"
    assert mails.send(definition(), NOW) == [] and len(smtp.mails) == 1  # once


def test_a_link_instead_of_an_attachment(project: Path, smtp: Smtp, monkeypatch) -> None:
    monkeypatch.setenv("PRESSESPIEGEL_URL", "https://berichte.example.org")
    done(project)
    mails.send(definition(attach=False), NOW)
    [mail] = smtp.mails
    assert list(mail.iter_attachments()) == []
    assert "Der Bericht: https://berichte.example.org/woche/2026-03-16T07-00-00/index.html" in body(mail)


def test_too_large_to_attach(project: Path, smtp: Smtp, monkeypatch) -> None:
    monkeypatch.setattr(mails, "LARGEST", 10)
    done(project)
    mails.send(definition(), NOW)
    assert list(smtp.mails[0].iter_attachments()) == []


def test_a_failure_notice(project: Path, smtp: Smtp) -> None:
    make_report(project)
    failed()
    mails.send(definition(failures=("technik@example.org",)), NOW)
    [mail] = smtp.mails
    assert (mail["To"], mail["Subject"]) == (
        "technik@example.org",
        "Pressespiegel: Die Woche – Süd ist misslungen",
    )
    assert (
        body(mail)
        == f"""\
Der Bericht „woche“ vom 16. März 2026 ist misslungen.

Grund: Das Notebook 03_quellen bricht ab.

Der letzte gute Bericht ist unverändert da: 2. März 2026 – 8. März 2026, hergestellt am 9. März 2026
{project}/reports/woche/2026-03-09T07-00-00/index.html

Der Zeitplan versucht es von selbst noch einmal. Von Hand: pressespiegel schedule run woche
"""
    )


def test_the_last_failure_and_no_good_report(project: Path, smtp: Smtp) -> None:
    for _ in range(3):
        failed()
    mails.send(definition(), NOW)
    texts = [body(mail) for mail in smtp.mails]
    assert ["nicht mehr" in text for text in texts] == [True, False, False]  # the youngest first
    assert "Einen früheren guten Bericht gibt es noch nicht." in texts[0]
    assert len({mail["Message-ID"] for mail in smtp.mails}) == 1  # begun in the same second


def test_a_mail_that_is_refused_waits_and_is_sent_later(project: Path, smtp: Smtp) -> None:
    done(project)
    smtp.refuse["DATA"] = "451 try later"
    [told] = mails.send(definition(), NOW)
    assert told.startswith("Die E-Mail zu „woche“ ist nicht angekommen: (451,")
    [(run, mail)] = state.waiting("woche")
    assert (mail.attempts, run.status) == (1, "done")
    smtp.refuse.clear()
    assert mails.send(definition(), NOW) == [] and state.waiting("woche") == []
    assert len(smtp.mails) == 1


def test_no_server_there(project: Path, smtp: Smtp) -> None:
    done(project)
    smtp.close()
    [told] = mails.send(definition(), NOW)
    assert "nicht angekommen" in told and len(state.waiting("woche")) == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"HOST": ""}, "PRESSESPIEGEL_SMTP_HOST"),
        ({"SECURITY": "ssl3"}, "starttls, tls, none"),
        ({"PORT": "smtp"}, "keine Zahl"),
        ({"FROM": "presse"}, "PRESSESPIEGEL_SMTP_FROM"),
        ({"HOST": "mail.example.org", "USER": "ich", "PASSWORD": "geheim"}, "nicht unverschlüsselt"),
    ],
)
def test_bad_settings(project: Path, smtp: Smtp, monkeypatch, values: dict[str, str], message: str) -> None:
    use(monkeypatch, **values)
    with pytest.raises(InputError, match=message):
        mails.settings()
    done(project)
    [told] = mails.send(definition(), NOW)
    assert message in told and smtp.mails == []


def test_the_password_is_in_no_message_and_no_state(project: Path, smtp: Smtp, monkeypatch) -> None:
    use(monkeypatch, USER="ich@example.org", PASSWORD="sehr-geheim")
    assert "sehr-geheim" not in repr(mails.settings())
    smtp.refuse["AUTH"] = "535 no such password: sehr-geheim"
    done(project)
    [told] = mails.send(definition(), NOW)
    assert "535" in told and "sehr-geheim" not in told
    for path in project.rglob("*"):
        assert not path.is_file() or b"sehr-geheim" not in path.read_bytes()
    smtp.refuse.clear()
    assert mails.send(definition(), NOW) == []
    assert any(line.startswith("AUTH PLAIN") for line in smtp.lines)


def test_a_certificate_nobody_vouches_for_is_refused(project: Path, tmp_path: Path, monkeypatch) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    more = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    try:
        subprocess.run([*command, *more], check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("no openssl to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Smtp(context)
    use(
        monkeypatch, HOST="127.0.0.1", PORT=str(server.port), FROM="presse@example.org"
    )  # starttls by default
    use(monkeypatch, USER="ich", PASSWORD="sehr-geheim")
    done(project)
    [told] = mails.send(definition(), NOW)
    assert "certificate verify failed" in told and server.mails == []
    assert not any(line.startswith("AUTH") for line in server.lines)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert mails.send(definition(), NOW) == []
    assert len(server.mails) == 1
    server.close()
