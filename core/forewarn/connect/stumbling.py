"""What a connector did not expect: a fault of one source, which must not end the run of all."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from forewarn.errors import ForewarnError, MalformedAnswer


@contextmanager
def stumbling(source: str) -> Iterator[None]:
    """While inside, whatever a connector raises is an error of this program's: its own as they are, and any other as a
    MalformedAnswer that says where it arose and nothing of what stood there."""
    try:
        yield
    except ForewarnError:
        raise
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        spot = f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
        raise MalformedAnswer(
            f"the connector stumbled over an answer ({type(error).__name__} in {spot})",
            place=f"sources.{source}",
            next_step="That is a mistake in the connector: report it. What was read before is kept.",
        ) from error
