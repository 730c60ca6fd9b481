"""What holds for all tests."""

from hypothesis import settings

# How long one example takes says more about the machine than about the code; speed is a matter of benchmarks.
settings.register_profile("forewarn", deadline=None)
settings.load_profile("forewarn")
