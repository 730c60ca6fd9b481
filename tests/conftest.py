"""What holds for all tests."""

import os

from hypothesis import settings

# How long one example takes says more about the machine than about the code; speed is a matter of benchmarks.
settings.register_profile("forewarn", deadline=None)
settings.load_profile("forewarn")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, as many tests wait for trackers that are slow on purpose."""
    return (os.cpu_count() or 1) + 1
