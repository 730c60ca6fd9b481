"""People whom the config names by a group of a tracker."""

from dataclasses import dataclass

from forewarn.model import Person, Role

Group = tuple[str, str]
"""Source, and the name of the group there."""

_ORDER = (Role.BOT, Role.TEAM, Role.CLIENT)
"""Of somebody in groups of several sides: the first of these."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is in a group of a tracker, or was."""

    source: str
    group: str
    person: Person
    stated: Role | None = None
    """The side on which the config puts their e-mail address, which is not stored, so that nobody can ask later."""
    is_current: bool = True
    """False for somebody who has left: what they said then remains the words of their side."""

    def rank(self, side: Role) -> tuple[bool, bool, int]:
        """What goes first where somebody is in several groups; `side` is that of this one.

        First what the config says of the person, then the groups they are in, then those that they have left.
        """
        return self.stated is None, not self.is_current, _ORDER.index(side)
