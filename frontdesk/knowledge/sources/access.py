"""Works out which plans may see a document from the groups of readers that its source names."""

from collections.abc import Iterable, Mapping


class NotForCustomers(Exception):
    """No plan's customers may see the document; the message says why."""


def plans_of_groups(groups: Iterable[str], plans: Mapping[str, tuple[str, ...]], what: str) -> set[str]:
    """The plans of the customers in any of `groups`, by the mapping `plans`; `what` is the source's word for a group.

    Raises:
        NotForCustomers: none of the groups is mapped to a plan.
    """
    named = list(groups)
    allowed = {plan for group in named for plan in plans.get(group, ())}
    if not allowed:
        raise NotForCustomers(f"limited to {what} that data/sources.yml maps to no plan: {', '.join(sorted(named))}")
    return allowed
