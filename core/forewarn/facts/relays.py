"""Bots that pass on what people wrote elsewhere."""

import re
from dataclasses import dataclass

from forewarn.model import Person, Role


@dataclass(frozen=True, slots=True)
class Relay:
    """A bot that passes on what people wrote: `pattern` finds the author, as the group `author`, in its comments."""

    account: str
    """Id, handle or `source:handle` of the bot, or its name where its tracker calls it a bot."""
    pattern: re.Pattern[str]

    def is_by(self, source: str, person: Person) -> bool:
        """Whether `person` is this bot. People choose their display names: whoever takes a bot's must not speak as
        anybody they like."""
        name = person.name if person.role is Role.BOT else ""
        names = (person.id, person.handle, name, f"{source}:{person.handle}", f"{source}:{person.id}")
        return self.account.casefold() in (name.casefold() for name in names if name)

    def author(self, text: str) -> str | None:
        """Who wrote what the bot passed on as `text`; None where it says nothing of that."""
        found = self.pattern.search(text)
        return found["author"].strip() if found else None

    def words(self, text: str, author: str) -> str:
        """What `author` wrote themselves; all of `text` where it names another author, or none."""
        found = self.pattern.search(text)
        return text[found.end() :].lstrip() if found and found["author"].strip() == author else text
