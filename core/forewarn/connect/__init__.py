"""What a tracker's connector must be able to do, and what all connectors share."""

from forewarn.connect.protocols import (
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
)
from forewarn.connect.secrets import Secret

__all__ = [
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
]
