"""What every connector must do, as tests that any connector can run.

    class TestMyTracker(ConnectorContract):
        connector = MyConnector

The tests play made-up histories on the connector's own sandbox and hold what it reads, writes and raises against what
`forewarn.connect` promises. What a tracker is unlike others in stands in the attributes of `Terms`. The parts may be
run alone, as for another deployment of a tracker that has passed the whole.
"""

from forewarn.testing.contract.examining import ExaminingContract
from forewarn.testing.contract.failing import FailingContract
from forewarn.testing.contract.grouping import GroupingContract
from forewarn.testing.contract.listing import ListingContract
from forewarn.testing.contract.reading import ReadingContract
from forewarn.testing.contract.speaking import SpeakingContract
from forewarn.testing.contract.terms import Terms
from forewarn.testing.contract.writing import WritingContract

__all__ = [
    "ConnectorContract",
    "ExaminingContract",
    "FailingContract",
    "GroupingContract",
    "ListingContract",
    "ReadingContract",
    "SpeakingContract",
    "Terms",
    "WritingContract",
]


class ConnectorContract(
    ReadingContract,
    ExaminingContract,
    ListingContract,
    GroupingContract,
    SpeakingContract,
    WritingContract,
    FailingContract,
):
    """The whole contract. Inherit from it in a class whose name begins with `Test`, and name the connector."""
