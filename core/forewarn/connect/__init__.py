"""What a tracker's connector must be able to do, and what all connectors share."""

from forewarn.connect.protocols import (
    CONFIGURED,
    NAME_PEOPLE,
    Access,
    Batch,
    Capabilities,
    Connector,
    Examination,
    Grouping,
    Guarantee,
    Patience,
    Posted,
    Reader,
    Recounting,
    Rights,
    Speaker,
    members_of,
    open_to_all,
)
from forewarn.connect.secrets import Secret, tokens

__all__ = [
    "CONFIGURED",
    "NAME_PEOPLE",
    "Access",
    "Batch",
    "Capabilities",
    "Connector",
    "Examination",
    "Grouping",
    "Guarantee",
    "Patience",
    "Posted",
    "Reader",
    "Recounting",
    "Rights",
    "Secret",
    "Speaker",
    "members_of",
    "open_to_all",
    "tokens",
]
