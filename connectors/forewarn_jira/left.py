"""Issues that alone could not be read, while the rest of their project was: each run asks for them again."""

from collections.abc import Iterator, Mapping

from forewarn.connect.trouble import Trouble, some_of
from forewarn.errors import PartlyRead, TrackerError

_NOT_ALONE = 3
"""From so many on, none read beside them means that the fault is not theirs."""
_AGAIN = 10
"""So many of those that are known fail once more before the others wait for the next run."""


class Left:
    """What one reading of a project leaves out. `before` are the keys, by id, of what earlier ones left out."""

    def __init__(self, before: Mapping[str, str]) -> None:
        self.found = dict(before)
        """Keys by id, in the order in which the next run asks for them."""
        self._before = before
        self._met: set[str] = set()
        self._trouble, self._old_trouble = Trouble(), Trouble()
        self._failed_again = 0
        self._why: TrackerError | None = None
        self._has_read = False

    @property
    def is_all(self) -> bool:
        """Whether nothing is read beside what is left out now."""
        return not self._has_read and len(self.found.keys() - self._before.keys()) >= _NOT_ALONE

    def was_read(self, number: str) -> None:
        """An issue was read."""
        self._has_read = True
        self._trouble.is_over()
        self._old_trouble.is_over()
        self.is_gone(number)

    def is_gone(self, number: str) -> None:
        """Nobody need ask for an issue again."""
        self._met.add(number)
        self.found.pop(number, None)

    def note(self, number: str, key: str, error: TrackerError) -> None:
        """An issue was not read. Raises `error` where Jira seems to be at fault and not the issue; of those that failed
        before nothing follows."""
        self.is_gone(number)
        self.found[number] = key
        self._why = self._why or error
        if number in self._before:
            self._failed_again += 1
            self._old_trouble.met(error)
        else:
            self._trouble.met(error)
            self._trouble.stop()

    def again(self) -> Iterator[tuple[str, str]]:
        """Ids and keys of those of earlier runs that this one has not met, until too many fail once more."""
        for number, key in self._before.items():
            if self._failed_again >= _AGAIN or self._old_trouble.fatal:
                return
            if number not in self._met:
                yield number, key

    def judge(self) -> None:
        """Raises the error where nothing was read beside."""
        if self._why is not None and self.is_all:
            raise self._why

    def tell(self) -> None:
        """Raises PartlyRead where there is any."""
        if self._why is None:
            return
        keys = sorted(self.found.values())
        raise PartlyRead(f"what happened to {some_of(keys)}", self._why, *self.found)
