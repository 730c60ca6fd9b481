"""The keys of a Trello source in the config, and what the names of lists mean."""

import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from forewarn.connect import Secret
from forewarn.model import Field as Column
from forewarn.model import StatusCategory

_DOING = (
    "doing, in progress, wip, work in progress, current sprint, in development, development, review, in review, "
    "code review, ready for review, testing, in testing, test, qa, in qa, uat, waiting, waiting for client, "
    "client review, blocked, on hold, в работе, в процессе, выполняется, на проверке, на ревью, тестирование"
)
_DONE = (
    "done, shipped, live, complete, completed, finished, released, deployed, delivered, accepted, closed, "
    "archive, archived, готово, сделано, выполнено, завершено, закрыто"
)
WELL_KNOWN: Mapping[str, StatusCategory] = {
    **dict.fromkeys(_DOING.split(", "), StatusCategory.DOING),
    **dict.fromkeys(_DONE.split(", "), StatusCategory.DONE),
}
"""What a list of this name means where the config says nothing; any other list is still to do."""


class TrelloOptions(BaseModel):
    """How to reach Trello, and what the lists of its boards mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(
        "https://api.trello.com",
        pattern=r"^https?://[^\s?#]+$",
        description="Address of the API, without the version.",
    )
    key: Secret = Field(description="Where the API key of the Power-Up is kept.")
    token: Secret = Field(description="Where the token of the account that reads and comments is kept.")
    lists: dict[str, StatusCategory] = Field(
        default_factory=dict,
        description=(
            "Meaning of lists by name, in any case: todo, doing or done. Lists not named here go by well-known "
            "names (Done, Shipped, In Progress, Review, ...), and else count as todo."
        ),
    )
    estimate_field: str | None = Field(
        None,
        min_length=1,
        description="Name of the custom field, a number or a dropdown of numbers, with the estimate.",
    )
    criteria_field: str | None = Field(
        None, min_length=1, description="Name of the custom field with the acceptance criteria."
    )
    reason_field: str | None = Field(
        None, min_length=1, description="Name of the custom field that says why a card was changed last."
    )

    @property
    def field_names(self) -> dict[Column, str]:
        """The names of the custom fields that are read."""
        names = {
            Column.ESTIMATE: self.estimate_field,
            Column.CRITERIA: self.criteria_field,
            Column.REASON: self.reason_field,
        }
        return {column: name for column, name in names.items() if name}

    @property
    def reading(self) -> tuple[str, ...]:
        """What decides how a card is read, as words that are the same for the same options."""
        lists = (f"{name.strip().casefold()}: {meaning}" for name, meaning in self.lists.items())
        return tuple(sorted([*lists, *(f"{column}_field: {name}" for column, name in self.field_names.items())]))

    def category(self, list_name: str) -> StatusCategory:
        """What a card in a list of this name is: still to do, being done, done."""
        name = list_name.strip().casefold()
        for configured, meaning in self.lists.items():
            if configured.strip().casefold() == name:
                return meaning
        # People decorate the names of lists: "✅ Done", "Review:".
        return WELL_KNOWN.get(re.sub(r"^\W+|\W+$", "", name), StatusCategory.TODO)
