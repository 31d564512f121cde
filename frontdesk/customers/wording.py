"""Reads what customers type where an account needs one exact form."""

import re

from frontdesk.customers.errors import InvalidEmail

# Separators are few, so that a long message costs no time; a date such as 2026-11-14 is not a number of an invoice.
_YEAR_AND_NUMBER = r"(20\d\d)[\W_]{0,3}(\d{1,6})(?![-/.]?\d)"
_AFTER_INV = re.compile(rf"\binv(?:oice)?[\W_]{{0,3}}(?:(?:no|nr|number)[\W_]{{0,3}})?{_YEAR_AND_NUMBER}", re.I | re.A)
_BARE = re.compile(r"(20\d\d)[\W_]{1,3}(\d{4,6})", re.A)

# RFC 5321: an address is no longer than this, and neither is what stands before its @.
_ADDRESS_LENGTH = 254
_MAILBOX_LENGTH = 64
_MAILBOX_SIGNS = frozenset("!#$%&'*+-/=?^_`{|}~.")


def normalise_invoice_number(text: str) -> str | None:
    """The invoice number in `text`, as invoices carry it; None when there is none.

    "inv 2026 0412", "Invoice #2026-412" and, with nothing around it, "2026-0412" are INV-2026-0412.
    """
    found = _AFTER_INV.search(text) or _BARE.fullmatch(text.strip(" \t\n#.,!?"))
    return f"INV-{found[1]}-{found[2]:0>4}" if found else None


def read_email(text: str) -> str:
    """The email address that `text` is, without spaces around it and with its domain in lower case.

    Raises:
        InvalidEmail: it is not one that mail could be sent to.
    """
    address = text.strip()
    mailbox, at, domain = address.rpartition("@")
    if not at or len(address) > _ADDRESS_LENGTH or not _is_mailbox(mailbox) or not _is_domain(domain):
        raise InvalidEmail(address)
    return f"{mailbox}@{domain.lower()}"


def _is_mailbox(text: str) -> bool:
    dots_fit = all(text.split("."))
    return dots_fit and len(text) <= _MAILBOX_LENGTH and all(c.isalnum() or c in _MAILBOX_SIGNS for c in text)


def _is_domain(text: str) -> bool:
    labels = text.split(".")
    return len(labels) > 1 and not labels[-1].isdigit() and all(_is_domain_label(label) for label in labels)


def _is_domain_label(text: str) -> bool:
    inner = text.replace("-", "")
    return inner.isalnum() and len(text) <= 63 and text[0] != "-" and text[-1] != "-"
