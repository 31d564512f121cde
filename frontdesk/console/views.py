"""Cases and customers as the desk's page reads them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from frontdesk.customers.model import Customer, Invoice
from frontdesk.handoff.model import Case, CaseState, TranscriptLine


def queue_view(cases: Iterable[Case], agent: str) -> dict[str, list[dict[str, Any]]]:
    """The queue in three parts: waiting, what `agent` has, and what others have."""
    parts: dict[str, list[dict[str, Any]]] = {"waiting": [], "mine": [], "others": []}
    for case in cases:
        part = "waiting" if case.state is CaseState.QUEUED else "mine" if case.agent == agent else "others"
        parts[part].append(summary_view(case))
    return parts


def summary_view(case: Case) -> dict[str, Any]:
    """A case as one row of a list."""
    return {
        "id": case.id,
        "state": case.state,
        "channel": case.channel,
        "reason": case.reason,
        "customer_name": case.customer_name,
        "plan": case.plan,
        "agent": case.agent,
        "opened_at": case.opened_at.isoformat(),
        "accepted_at": _moment(case.accepted_at),
        "closed_at": _moment(case.closed_at),
        "unread": case.unread,
        "last_line": line_view(case.last_line) if case.last_line else None,
    }


def case_view(case: Case, customer: Customer | None) -> dict[str, Any]:
    """A case with everything the desk shows about it."""
    return {
        **summary_view(case),
        "note": case.note,
        "requests": list(case.requests),
        "tried": list(case.tried),
        "transcript": [line_view(line) for line in case.transcript],
        "customer": customer_view(customer) if customer else None,
    }


def line_view(line: TranscriptLine) -> dict[str, Any]:
    return {
        "key": line.key,
        "author": line.author,
        "name": line.name,
        "text": line.text,
        "at": line.at.isoformat(),
        "delivery": line.delivery,
    }


def customer_view(customer: Customer) -> dict[str, Any]:
    """What an agent needs to know of a customer."""
    return {
        "name": customer.name,
        "email": customer.email,
        "company": customer.company,
        "plan": customer.plan,
        "seats": customer.seats,
        "region": customer.region,
        "language": customer.language,
        "timezone": customer.timezone,
        "billing_cycle": customer.billing_cycle,
        "renews_on": customer.renews_on.isoformat(),
        "since": customer.since.isoformat(),
        "devices": [
            {"kind": device.kind, "operating_system": device.operating_system, "app_version": device.app_version}
            for device in customer.devices
        ],
        "open_invoices": [_invoice_view(invoice) for invoice in customer.open_invoices],
        "open_tickets": [
            {
                "id": ticket.id,
                "subject": ticket.subject,
                "status": ticket.status,
                "opened_on": ticket.opened_on.isoformat(),
            }
            for ticket in customer.open_tickets
        ],
    }


def _invoice_view(invoice: Invoice) -> dict[str, str]:
    return {
        "number": invoice.number,
        "date": invoice.date.isoformat(),
        "amount": f"{invoice.amount:,.2f} {invoice.currency}",
        "description": invoice.description,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
