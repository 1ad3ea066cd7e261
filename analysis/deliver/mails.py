"""Reports and failure notices by e-mail; the server's settings come from the environment only."""

from __future__ import annotations

import datetime as dt
import os
import smtplib
import ssl
import uuid
from collections.abc import Iterable
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses
from pathlib import Path
from typing import NamedTuple

from analysis import paths, wording
from analysis.deliver import archive, pages
from analysis.errors import InputError
from analysis.schedule import state
from analysis.schedule.definitions import Definition
from analysis.schedule.runs import ATTEMPTS

LARGEST = 15 * 2**20  # bytes of an attachment; most servers take no more than 20 to 25 MB, encoded
SECURITY = ("starttls", "tls", "none")
PREFIX = "PRESSESPIEGEL_SMTP_"


class Settings(NamedTuple):
    """How to reach the mail server: PRESSESPIEGEL_SMTP_HOST, _PORT, _SECURITY, _USER, _PASSWORD, _FROM."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str

    def __repr__(self) -> str:
        """Name the server, never the password."""
        return f"<SMTP {self.host}:{self.port} {self.security}>"


def settings() -> Settings:
    """Return the settings from the environment; InputError where they are missing or careless."""
    get = {
        name: os.environ.get(PREFIX + name, "").strip()
        for name in ("HOST", "PORT", "SECURITY", "USER", "FROM")
    }
    password = os.environ.get(f"{PREFIX}PASSWORD", "")
    security = get["SECURITY"] or "starttls"
    if not get["HOST"]:
        raise InputError(f"Für E-Mails fehlt der Mailserver: Umgebungsvariable {PREFIX}HOST.")
    if security not in SECURITY:
        raise InputError(f"{PREFIX}SECURITY kennt {', '.join(SECURITY)}, nicht „{security}“.")
    if get["PORT"] and not get["PORT"].isdigit():
        raise InputError(f"{PREFIX}PORT ist keine Zahl.")
    if password and security == "none" and get["HOST"] not in ("localhost", "127.0.0.1", "::1"):
        raise InputError(f"Ein Passwort geht nicht unverschlüsselt auf die Reise: {PREFIX}SECURITY=starttls.")
    sender = get["FROM"] or get["USER"]
    if "@" not in sender or not sender.isprintable():
        raise InputError(f"Für E-Mails fehlt der Absender: Umgebungsvariable {PREFIX}FROM.")
    port = int(get["PORT"] or {"starttls": 587, "tls": 465, "none": 25}[security])
    return Settings(get["HOST"], port, security, get["USER"], password, sender)


def send(definition: Definition, now: dt.datetime | None = None) -> list[str]:
    """Send the mails about ``definition`` that wait; return what went wrong as German sentences.

    A mail that the server does not take waits for the next call. Each has a Message-ID of its own, so
    that one sent twice (killed after the server took it) is shown once by most readers.
    """
    wording.use("de")
    told = []
    for run, mail in state.waiting(definition.name):
        now = now or dt.datetime.now(dt.UTC)
        try:
            known = settings()
            _hand_over(known, message(definition, run, mail.kind, known.sender, now))
        except (InputError, OSError, smtplib.SMTPException) as error:
            reason = _without_secrets(str(error) or type(error).__name__)
            state.posted(run.id, mail.kind, now, reason)
            told.append(f"Die E-Mail zu „{definition.name}“ ist nicht angekommen: {reason}")
        else:
            state.posted(run.id, mail.kind, now)
    return told


def _without_secrets(text: str) -> str:
    password = os.environ.get(f"{PREFIX}PASSWORD", "")
    return text.replace(password, "…") if password else text


def _hand_over(known: Settings, mail: EmailMessage) -> None:
    """Give one mail to the server; OSError or SMTPException where it does not take it for everybody."""
    context = ssl.create_default_context()
    if known.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(known.host, known.port, timeout=30, context=context)
    else:
        server = smtplib.SMTP(known.host, known.port, timeout=30)
    with server:
        if known.security == "starttls":
            server.starttls(context=context)
        if known.user and known.password:
            server.login(known.user, known.password)
        refused = server.send_message(mail)
    if refused:
        raise smtplib.SMTPException(f"nicht zugestellt an {', '.join(refused)}")


def message(definition: Definition, run: state.Run, kind: str, sender: str, now: dt.datetime) -> EmailMessage:
    """Return the mail about ``run``: ``kind`` report (with the findings) or failure (with the reason)."""
    mail = EmailMessage()
    mail["From"] = sender
    recipients = definition.failures or definition.email if kind == "failure" else definition.email
    mail["To"] = ", ".join(address for _, address in getaddresses(list(recipients)))
    mail["Date"] = format_datetime(now)
    identity = uuid.uuid5(pages.NAMESPACE, f"{kind} {run.name} {run.started.isoformat()}")
    mail["Message-ID"] = f"<{identity}@pressespiegel.invalid>"
    mail["Auto-Submitted"] = "auto-generated"
    title = definition.title or definition.name
    if kind == "failure":
        mail["Subject"] = f"Pressespiegel: {title} ist misslungen"
        mail.set_content(failure_text(definition, run))
        return mail
    report = archive.read((paths.root() / run.page).parent)
    mail["Subject"] = f"Pressespiegel: {title}, {pages.period(report)}"
    attach = definition.attach and _size(report.folder / "index.html") <= LARGEST
    mail.set_content(report_text(report, run.warnings, attach))
    if attach:
        data = (report.folder / "index.html").read_bytes()
        name = f"{report.name}-{report.run}.html"
        mail.add_attachment(data, maintype="text", subtype="html", filename=name)
    return mail


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else LARGEST + 1


def report_text(report: archive.Report, warnings: Iterable[str], attached: bool) -> str:
    """Return the text of a mail: findings, changes, warnings, where the report is."""
    from analysis.deliver.changes import compare, previous_of

    parts = [f"{report.name}: {pages.period(report)}", _list("Befunde", findings(report.folder))]
    told = list(warnings)
    if before := previous_of(report):
        changes = compare(before, report)
        parts.append(_list("Seit dem vorigen Bericht", changes.sentences))
        told += changes.warnings
    parts.append(_list("Bitte beachten", told))
    where = "Der Bericht hängt an" if attached else "Der Bericht"
    parts.append(f"{where}: {_where(report)}")
    return "\n\n".join(filter(None, parts)) + "\n"


def failure_text(definition: Definition, run: state.Run) -> str:
    """Return the text of a failure notice: what failed, why, and that the last good report is still there."""
    zone = wording.date(run.started.astimezone())
    parts = [f"Der Bericht „{definition.name}“ vom {zone} ist misslungen.", f"Grund: {run.reason}"]
    good = archive.of(definition.name)
    if good:
        parts.append(
            f"Der letzte gute Bericht ist unverändert da: {pages.period(good[-1])}, hergestellt am "
            f"{wording.date(good[-1].made)}\n{_where(good[-1])}"
        )
    else:
        parts.append("Einen früheren guten Bericht gibt es noch nicht.")
    tried = sum(other.slot == run.slot and other.id <= run.id for other in state.runs(run.name))
    again = "versucht es von selbst noch einmal" if tried < ATTEMPTS else "versucht diesen Termin nicht mehr"
    parts.append(f"Der Zeitplan {again}. Von Hand: pressespiegel schedule run {definition.name}")
    return "\n\n".join(parts) + "\n"


def findings(folder: Path) -> list[str]:
    """Return the findings that the report in ``folder`` prints, as sentences."""
    from analysis.report.contents import collect
    from analysis.report.page import printed_findings

    notebooks = sorted((folder / "notebooks").glob("*.ipynb"))
    return [str(finding["text"]) for finding in printed_findings(collect(notebooks))[1]]


def _list(heading: str, lines: Iterable[str]) -> str:
    items = "\n".join(f"- {line}" for line in lines)
    return f"{heading}:\n{items}" if items else ""


def _where(report: archive.Report) -> str:
    if os.environ.get("PRESSESPIEGEL_URL"):
        return pages.link(report)
    return str(report.folder / "index.html")
