"""Who is signed in at the desk: a signed cookie, a password asked for sparingly, and a token against forgery."""

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from frontdesk.settings import Settings

SESSION_COOKIE = "frontdesk_desk"
FORM_COOKIE = "frontdesk_sign_in"
SESSION_SECONDS = 12 * 60 * 60
FORM_SECONDS = 60 * 60

_TRIES = 10
_WINDOW_SECONDS = 60.0
_ADDRESSES_KEPT = 10_000


@dataclass(frozen=True)
class DeskSession:
    """A signed-in person. `csrf` is what their page sends with everything that changes something."""

    name: str
    csrf: str


class DeskSessions:
    """Makes and reads session cookies and the tokens of the sign-in form."""

    def __init__(self, settings: Settings) -> None:
        self._password = settings.desk_password.get_secret_value()
        # The password is in the key, so that changing it signs everybody out.
        secret = settings.identity_secret.get_secret_value().encode()
        key = hmac.new(secret, f"desk session:{self._password}".encode(), hashlib.sha256).hexdigest()
        self._sessions = URLSafeTimedSerializer(key, salt="desk-session")
        self._forms = URLSafeTimedSerializer(key, salt="desk-sign-in")

    def is_password(self, candidate: str) -> bool:
        return hmac.compare_digest(_digest(candidate), _digest(self._password))

    def open(self, name: str) -> str:
        """The cookie of a new session for `name`."""
        return self._sessions.dumps({"name": name, "csrf": secrets.token_urlsafe(24)})

    def read(self, cookie: str | None) -> DeskSession | None:
        """The session in a cookie; None when it is missing, forged or older than twelve hours."""
        try:
            content = self._sessions.loads(cookie or "", max_age=SESSION_SECONDS)
        except BadSignature:
            return None
        return DeskSession(content["name"], content["csrf"])

    def form_token(self) -> str:
        """A token that the sign-in form carries twice: as a field and as a cookie."""
        return self._forms.dumps(secrets.token_urlsafe(12))

    def is_form_token(self, field: str, cookie: str | None) -> bool:
        """Whether a sign-in came from our own form, lately."""
        try:
            self._forms.loads(field, max_age=FORM_SECONDS)
        except BadSignature:
            return False
        return same_token(field, cookie)


class WrongTries:
    """Counts wrong passwords by address: ten a minute, then that address waits."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()

    def seconds_to_wait(self, address: str) -> int:
        """How long until `address` may try again; 0 when it may now."""
        tries = self._recent(address)
        if len(tries) < _TRIES:
            return 0
        return max(1, round(tries[0] + _WINDOW_SECONDS - self._clock()))

    def count(self, address: str) -> None:
        """Remember a wrong try from `address`."""
        tries = self._recent(address)
        tries.append(self._clock())
        self._tries[address] = tries
        self._tries.move_to_end(address)
        if len(self._tries) > _ADDRESSES_KEPT:
            self._tries.popitem(last=False)

    def _recent(self, address: str) -> deque[float]:
        tries = self._tries.get(address, deque(maxlen=_TRIES))
        while tries and tries[0] <= self._clock() - _WINDOW_SECONDS:
            tries.popleft()
        return tries


def same_token(given: str | None, expected: str | None) -> bool:
    """Whether both are there and equal, in a time that does not tell how far they agree."""
    return bool(given and expected) and hmac.compare_digest(_digest(given or ""), _digest(expected or ""))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
