"""Jira's accounts as people."""

from collections.abc import Mapping

from forewarn.model import Person, Role
from forewarn_jira.payload import User

_ROLES: Mapping[str, Role] = {"customer": Role.CLIENT, "app": Role.BOT}
"""By account type: portal customers and apps are certain, of the others Jira does not tell the side."""


def person(user: User | None) -> Person | None:
    """Who it was; None for deleted and anonymous accounts. On Data Center the key is stable, the name is not."""
    identity = user and (user.account_id or user.key or user.name)
    if not user or not identity:
        return None
    return Person(
        id=identity,
        name=user.display_name or "",
        role=_ROLES.get(user.account_type or "", Role.UNKNOWN),
        handle=user.name or "",
        email=user.email_address or "",
    )
