"""Gathers every mistake in the agency's files, each with place, key path, reason, nearest valid word and next step."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from forewarn.errors import ConfigError
from forewarn.rulebook.document import At, Document
from forewarn.rulebook.mistakes import Mistake, explain

M = TypeVar("M", bound=BaseModel)


class Problems:
    """Collects mistakes over several files, so that a person sees all of them at once."""

    def __init__(self) -> None:
        self._files: list[str] = []
        self._found: dict[tuple[int, int, str], ConfigError] = {}
        self._noted = 0

    def __len__(self) -> int:
        """How often something was noted; what is read again for an override is noted again, and told once."""
        return self._noted

    def add(self, document: Document, at: At, reason: str, next_step: str = "") -> None:
        """Note one mistake at `at` of a file."""
        place = document.place(at)
        self._note(place.file, place.line, f"{dotted(at)}: {reason}" if at else reason, str(place), next_step)

    def add_mistake(self, document: Document, at: At, mistake: Mistake) -> None:
        """Note one mistake that knows its own next step."""
        self.add(document, at, str(mistake), mistake.next_step)

    def add_within(self, document: Document, at: At, words: str, offset: int, mistake: Mistake) -> None:
        """Note one mistake at a character of the words that stand at `at`."""
        place, column = document.within(at, words, offset)
        reason = f"{dotted(at)}: column {column}: {mistake}"
        self._note(place.file, place.line, reason, str(place), mistake.next_step)

    def add_error(self, error: ConfigError) -> None:
        """Note every mistake of a file that could not be read."""
        for problem in error.problems:
            file, _, line = problem.place.rpartition(":")
            known_line = line.isdigit() and bool(file)
            self._note(
                file if known_line else problem.place,
                int(line) if known_line else 0,
                problem.reason,
                problem.place,
                problem.next_step,
            )

    def check(
        self,
        model: type[M],
        data: Any,
        document: Document,
        at: At = (),
        *,
        also: Iterable[str] = (),
        context: Mapping[str, Any] | None = None,
    ) -> M | None:
        """`data`, which stands at `at`, as a model; None when there are mistakes in it.

        `also` are keys that are valid there although another model reads them.
        """
        try:
            return model.model_validate(data, context=context)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                if detail["type"] == "too_short" and detail["input"]:
                    continue  # pydantic counts the items that are right; those that are wrong have their own message
                inside = tuple(step for step in detail["loc"] if step != "[key]")
                self.add_mistake(document, (*at, *inside), explain(model, detail, inside, also))
            return None

    def raise_any(self) -> None:
        """Raise a ConfigError with everything found, in file order; nothing found, nothing raised."""
        found = tuple(self._found[key] for key in sorted(self._found))
        if len(found) == 1:
            raise found[0]
        if found:
            raise ConfigError(f"{len(found)} mistakes in {', '.join(self._files)}; nothing was done", problems=found)

    def _note(self, file: str, line: int, reason: str, place: str, next_step: str) -> None:
        if file not in self._files:
            self._files.append(file)
        key = (self._files.index(file), line, reason)
        self._noted += 1
        self._found.setdefault(key, ConfigError(reason, place=place, next_step=next_step))


def dotted(at: At) -> str:
    """A key path as people write it."""
    return ".".join(str(step) for step in at if step != "")
