import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.chat.identity import ExpiredIdentity, InvalidIdentity, sign, verify

SECRET = "shared with the company's backend"


def test_a_signed_token_names_its_customer_until_it_expires() -> None:
    token = sign("cust-7", expires_at=1000, secret=SECRET)

    assert verify(token, SECRET, now=999) == "cust-7"
    with pytest.raises(ExpiredIdentity):
        verify(token, SECRET, now=1000)


def test_another_secret_or_another_customer_is_refused() -> None:
    token = sign("cust-7", expires_at=1000, secret=SECRET)
    claims = json.dumps({"customer_id": "cust-8", "exp": 1000}).encode()
    forged = base64.urlsafe_b64encode(claims).decode().rstrip("=") + "." + token.split(".")[1]

    for wrong, secret in ((token, "another secret"), (forged, SECRET)):
        with pytest.raises(InvalidIdentity):
            verify(wrong, secret, now=1)


@given(st.text())
def test_any_text_that_is_not_a_token_is_refused_and_nothing_worse_happens(text: str) -> None:
    with pytest.raises(InvalidIdentity):
        verify(text, SECRET, now=1)


def test_changing_any_letter_of_a_token_is_refused() -> None:
    token = sign("cust-7", expires_at=1000, secret=SECRET)
    for place, letter in enumerate(token[:-1]):
        changed = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        with pytest.raises(InvalidIdentity):
            verify(changed, SECRET, now=1)
