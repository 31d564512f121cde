"""Who a customer is, vouched for by the company's own backend.

The backend signs a token for the signed-in customer and puts it in the page; the widget hands it on. A token is
`BODY.SIGNATURE`: the body is the JSON `{"customer_id": ..., "exp": ...}` in base64url, `exp` is in Unix seconds, and
the signature is the HMAC-SHA256 of the encoded body under the shared secret, in base64url.
"""

import base64
import binascii
import hashlib
import hmac
import json
import time


class InvalidIdentity(ValueError):
    """The token is malformed, or was not signed with our secret."""


class ExpiredIdentity(InvalidIdentity):
    """The token was valid once."""


def sign(customer_id: str, expires_at: float, secret: str) -> str:
    """The token that proves to the chat, until `expires_at` (Unix seconds), that its bearer is `customer_id`."""
    body = _encode(json.dumps({"customer_id": customer_id, "exp": int(expires_at)}).encode())
    return f"{body}.{_encode(_signature(body, secret))}"


def verify(token: str, secret: str, *, now: float | None = None) -> str:
    """The customer id that `token` vouches for.

    Raises:
        ExpiredIdentity: the token's time is over.
        InvalidIdentity: the token is malformed or its signature is wrong.
    """
    body, _, signature = token.partition(".")
    try:
        signed_by_us = hmac.compare_digest(_decode(signature), _signature(body, secret))
        claims = json.loads(_decode(body)) if signed_by_us else None
    except (ValueError, binascii.Error, RecursionError) as error:
        raise InvalidIdentity("the identity token cannot be read") from error
    if claims is None:
        raise InvalidIdentity("the identity token was not signed with this server's secret")
    customer_id, expires_at = _claims(claims)
    if expires_at <= (time.time() if now is None else now):
        raise ExpiredIdentity("the identity token has expired")
    return customer_id


def _claims(claims: object) -> tuple[str, float]:
    if isinstance(claims, dict):
        customer_id, expires_at = claims.get("customer_id"), claims.get("exp")
        if isinstance(customer_id, str) and customer_id and isinstance(expires_at, int | float):
            return customer_id, expires_at
    raise InvalidIdentity("the identity token must hold a customer_id (text) and an exp (Unix seconds)")


def _signature(body: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), body.encode(), hashlib.sha256).digest()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
