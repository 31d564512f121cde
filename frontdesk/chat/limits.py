"""How much one sender may send."""

import time
from collections import deque
from collections.abc import Callable

_WINDOW_SECONDS = 60.0
_SENDERS_BEFORE_CLEANING = 10_000


class SenderLimit:
    """At most `per_minute` of something in any minute, for each sender."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._sent: dict[str, deque[float]] = {}

    def seconds_to_wait(self, sender: str) -> float:
        """How long `sender` must wait before the next one; 0 when it may be now."""
        times = self._recent(sender)
        if len(times) < self._per_minute:
            return 0.0
        return times[0] + _WINDOW_SECONDS - self._clock()

    def count(self, sender: str) -> None:
        """Note that `sender` sent one."""
        if len(self._sent) >= _SENDERS_BEFORE_CLEANING:
            self._forget_the_quiet()
        self._sent.setdefault(sender, deque()).append(self._clock())

    def _recent(self, sender: str) -> deque[float]:
        times = self._sent.get(sender, deque())
        while times and times[0] <= self._clock() - _WINDOW_SECONDS:
            times.popleft()
        return times

    def _forget_the_quiet(self) -> None:
        self._sent = {sender: times for sender, times in self._sent.items() if self._recent(sender)}
