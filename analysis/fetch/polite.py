"""Asking hosts politely: one request at a time, with pauses, by their robots.txt, patient but not forever."""

from __future__ import annotations

import datetime as dt
import re
import threading
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from analysis.fetch import http
from analysis.fetch.failure import Failure
from analysis.fetch.http import Answer, Bounds

TOKEN = "Pressespiegel"
ATTEMPTS = 4
PAUSE = 2.0  # seconds after the first failure; each further one doubles it
LONGEST = 120.0  # who asks for more patience is left for the next run
REDIRECTS = 5
GIVE_UP = 3  # pages in a row for which a host did not answer
BUSY = (429, 503)
TRANSIENT = (408, 425, 429, 500, 502, 503, 504)
ROBOTS_SIZE = 512 * 1024  # RFC 9309: at least 500 KiB are read
SLOWEST = 60.0  # a crawl delay beyond that is not waited for


class _Host:
    """What is known of one host in this run."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.next = 0.0  # when it may be asked again, by the client's clock
        self.failed = 0  # pages in a row without an answer
        self.given_up = ""


class Client:
    """Asks hosts, and remembers for one run when each was asked last and what its robots.txt says.

    ``agent`` is sent as User-Agent and names the suite and a contact. ``clock`` and ``sleep`` count in
    seconds; tests put their own.
    """

    def __init__(
        self,
        agent: str,
        bounds: Bounds | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.agent, self.bounds = agent, bounds or Bounds()
        self.clock, self.sleep = clock, sleep
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[str, Any] = {}
        self._guard = threading.Lock()

    def get(
        self, url: str, headers: Mapping[str, str] | None = None, delay: float = 2.0, secret: str = ""
    ) -> Answer:
        """Return the answer to ``url`` after redirects; Failure where robots.txt, bounds or the host say no.

        ``secret`` is sent as Authorization to the host of ``url`` only, never to where it redirects, and
        never unencrypted over the network.
        """
        url = first = http.plain(url)
        seen: list[str] = []
        while len(seen) <= REDIRECTS:
            seen.append(url)
            delay = self._ask_robots(url, delay)
            more = {"Authorization": secret} if secret and _may_know(first, url) else {}
            answer = self._patiently(url, {**(headers or {}), **more}, delay)
            if not (further := http.target(answer)):
                return answer
            url = further
            if url in seen:
                raise Failure("die Weiterleitungen führen im Kreis")
        raise Failure(f"mehr als {REDIRECTS} Weiterleitungen")

    def _patiently(self, url: str, headers: Mapping[str, str], delay: float) -> Answer:
        """Ask for ``url``, again after growing pauses where that may help; others wait meanwhile."""
        name = urlsplit(url).hostname or ""
        with self._guard:
            host = self._hosts.setdefault(name, _Host())
        with host.lock:
            if host.given_up:
                raise Failure(host.given_up, retry=True, host=True, over=True)
            try:
                answer = self._attempts(host, url, headers, delay)
            except Failure as failure:
                host.failed += failure.host
                if host.failed >= GIVE_UP:
                    host.given_up = f"{name} wird in diesem Lauf nicht mehr gefragt: {failure}"
                raise
            host.failed = 0
            return answer

    def _attempts(self, host: _Host, url: str, headers: Mapping[str, str], delay: float) -> Answer:
        name = urlsplit(url).hostname
        for attempt in range(1, ATTEMPTS + 1):
            self._wait(host)
            pause, failure = PAUSE * 2 ** (attempt - 1), None
            try:
                answer = http.get(url, {"User-Agent": self.agent, **headers}, self.bounds)
                if answer.status not in TRANSIENT:
                    return answer
                failure = Failure(f"der Server antwortet mit {answer.status}", retry=True, host=True)
                asked = retry_after(answer.header("Retry-After"))
                if answer.status in BUSY and (attempt == ATTEMPTS or (asked or 0) > LONGEST):
                    host.given_up = f"{name} bittet um Ruhe ({answer.status})"
                    raise Failure(host.given_up, retry=True, host=True, over=True)
                pause = max(pause, asked or 0)
            except Failure as error:
                if not error.retry or host.given_up:
                    raise
                failure = error
            finally:
                host.next = self.clock() + delay
            if attempt < ATTEMPTS:
                host.next = max(host.next, self.clock() + min(pause, LONGEST))
        assert failure
        raise failure

    def _wait(self, host: _Host) -> None:
        if (left := host.next - self.clock()) > 0:
            self.sleep(left)

    def _ask_robots(self, url: str, delay: float) -> float:
        """Return the delay that the host's robots.txt asks for, at least ``delay``.

        Failure if it forbids ``url`` or cannot be read (RFC 9309).
        """
        parts = urlsplit(url)
        home = f"{parts.scheme}://{parts.netloc}"
        if home not in self._robots:
            self._robots[home] = self._read_robots(f"{home}/robots.txt", delay)
        rules = self._robots[home]
        if isinstance(rules, Failure):
            raise rules
        if not rules.can_fetch(url, TOKEN):
            raise Failure("die robots.txt des Hauses verbietet den Abruf")
        return max(delay, min(rules.crawl_delay(TOKEN) or 0.0, SLOWEST))

    def _read_robots(self, url: str, delay: float) -> Any:
        """Return the rules, all is allowed where there is none; a Failure where nobody can tell."""
        from protego import Protego

        try:
            for _ in range(REDIRECTS + 1):
                answer = self._patiently(url, {}, delay)
                if not (further := http.target(answer)):
                    break
                url = further
        except Failure as failure:
            if not failure.retry:  # not to be asked at all, such as an address in the private network
                return failure
            told = f"die robots.txt ist nicht zu lesen: {failure}"
            return Failure(told, retry=True, host=True, over=True)
        text = answer.body[:ROBOTS_SIZE].decode("utf-8", "replace") if answer.status == 200 else ""
        return Protego.parse(text)


def _may_know(first: str, url: str) -> bool:
    """Tell whether the host of ``url`` may see the credentials meant for that of ``first``."""
    told, asked = urlsplit(first), urlsplit(url)
    local = asked.hostname in ("127.0.0.1", "localhost", "::1")
    return told.netloc == asked.netloc and (asked.scheme == "https" or local)


def retry_after(value: str) -> float | None:
    """Return the seconds that a Retry-After header asks for, given as seconds or as a date."""
    if re.fullmatch(r"\d{1,9}", value.strip()):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())
