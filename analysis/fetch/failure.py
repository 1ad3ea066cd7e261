"""Why something could not be fetched."""

from __future__ import annotations


class Failure(RuntimeError):
    """A request failed; the message is a German clause.

    ``retry``: trying again later may help. ``host``: the host is in trouble, not only one page.
    ``over``: the host is not asked any more in this run; whoever waits for it waits for the next.
    """

    def __init__(self, message: str, retry: bool = False, host: bool = False, over: bool = False) -> None:
        super().__init__(message)
        self.retry, self.host, self.over = retry, host, over
