"""Why something cannot be done to an account. Every message may be said to the customer as it is."""

from collections.abc import Sequence
from datetime import date

_NUMBERS_SPOKEN = 6


class AccountError(Exception):
    """What was asked cannot be done; nothing has changed."""


class CustomerNotFound(AccountError):
    """The directory has no customer with this id."""

    def __init__(self, customer_id: str) -> None:
        super().__init__("I could not find your account. Please sign in again.")
        self.customer_id = customer_id


class UnknownPlan(AccountError):
    """The plan catalogue has no such plan."""

    def __init__(self, plan: str) -> None:
        super().__init__(f"There is no plan called “{plan}”.")
        self.plan = plan


class NothingToChange(AccountError):
    """It is already as the customer wants it."""


class SeatsDoNotFit(AccountError):
    """The customer has fewer or more seats than the plan can hold; `maximum` is None where it has no end."""

    def __init__(self, plan_name: str, seats: int, minimum: int, maximum: int | None) -> None:
        super().__init__(f"{plan_name} is for {_seat_range(minimum, maximum)}, and your account has {seats}.")
        self.plan_name = plan_name
        self.seats = seats
        self.minimum = minimum
        self.maximum = maximum


class InvalidEmail(AccountError):
    """The text is not an email address."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}” is not a complete email address. It should look like name@company.example.")
        self.text = text


class InvoiceNotFound(AccountError):
    """The customer has no invoice with this number; `own_numbers` are those they have, the newest first."""

    def __init__(self, text: str, own_numbers: Sequence[str]) -> None:
        if own_numbers:
            super().__init__(f"“{text}” is not one of your invoices. {_own(own_numbers)}")
        else:
            super().__init__("There are no invoices on your account.")
        self.text = text
        self.own_numbers = tuple(own_numbers)


class NothingToRefund(AccountError):
    """No money of this invoice is there to be given back: it is not paid, or was refunded; `status` says which."""

    def __init__(self, invoice_number: str, status: str) -> None:
        why = "has already been refunded" if status == "refunded" else "has not been paid, so nothing can be refunded"
        super().__init__(f"{invoice_number} {why}.")
        self.invoice_number = invoice_number
        self.status = status


class RefundWindowPassed(AccountError):
    """The last day to ask for this refund is over."""

    def __init__(self, invoice_number: str, last_day: date) -> None:
        super().__init__(f"A refund of {invoice_number} could be requested until {spoken_date(last_day)}.")
        self.invoice_number = invoice_number
        self.last_day = last_day


class ProblemNotDescribed(AccountError):
    """A report without a word on what is wrong."""

    def __init__(self) -> None:
        super().__init__("Please say in a few words what goes wrong.")


def spoken_date(day: date) -> str:
    """The date as it stands in a sentence: 3 December 2026."""
    return f"{day.day} {day:%B %Y}"


def _seat_range(minimum: int, maximum: int | None) -> str:
    if maximum is None:
        return f"{minimum} seats or more"
    if minimum == maximum:
        return "1 seat" if maximum == 1 else f"{maximum} seats"
    return f"{minimum} to {maximum} seats"


def _own(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"Yours is {numbers[0]}."
    spoken = numbers[:_NUMBERS_SPOKEN]
    which = "Yours" if len(spoken) == len(numbers) else "Your latest"
    return f"{which} are {', '.join(spoken[:-1])} and {spoken[-1]}."
