"""What a tracker's connector must be able to do, and what all connectors share."""

from forewarn.connect.offers import (
    NAME_PEOPLE,
    Ending,
    Grouping,
    Listed,
    Listing,
    Naming,
    Recounting,
    members_of,
)
from forewarn.connect.protocols import (
    CONFIGURED,
    Access,
    Batch,
    Capabilities,
    Connector,
    Examination,
    Guarantee,
    Patience,
    Posted,
    Reader,
    Rights,
    Speaker,
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
    "Ending",
    "Examination",
    "Grouping",
    "Guarantee",
    "Listed",
    "Listing",
    "Naming",
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
