"""What people write: sentences drawn from grammars, one file a language, by what they are meant to say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from ruamel.yaml import YAML

_CHOICE = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(r"<(\w+)>")
_WEEK = 7


@cache
def grammar(language: str) -> Mapping[str, Any]:
    """The sentences of a language by their meaning; `en` and `ru` are there."""
    text = files(__package__).joinpath(f"speech.{language}.yaml").read_text(encoding="utf-8")
    read: Mapping[str, Any] = YAML(typ="safe").load(text)
    return read


@dataclass(frozen=True, slots=True)
class Speech:
    """Somebody who writes in one language about one thing."""

    rng: Random
    language: str
    thing: str
    """What the ticket is about."""
    host: str

    def say(self, meaning: str, today: date, day: date | None = None) -> str:
        """Words that mean `meaning` (a key of the grammar); `day` is the one it speaks of, after `today`."""
        words = self.rng.choice(grammar(self.language)[meaning])
        while _CHOICE.search(words):
            words = _CHOICE.sub(lambda match: self.rng.choice(match[1].split("|")), words)
        return _SLOT.sub(lambda match: self._slot(match[1], today, day), words).strip()

    def _slot(self, name: str, today: date, day: date | None) -> str:
        match name:
            case "thing":
                return self.thing
            case "feature":
                return str(self.rng.choice(grammar(self.language)["features"]))
            case "host":
                return self.host
            case "number":
                return str(self.rng.randrange(10, 99))
        assert day is not None, f"a sentence about {name} needs a day"
        known = grammar(self.language)
        written = f"{day.day} {known['months'][day.month - 1]}"
        near = (day - today).days < _WEEK and self.rng.random() < 0.7
        if name == "date":
            return written
        weekdays, numbered = known[name]
        return str(weekdays[day.weekday()]) if near else f"{numbered} {written}".strip()
