"""What a source of files may say in the config, and what the names of statuses mean."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic import Field as Option

from forewarn.connect import ASKED, Guarantee
from forewarn.model import Field, StatusCategory

_TODO = (
    "new, open, backlog, to do, todo, "
    "новая, новый, новое, открыта, открыт, открыто, бэклог, беклог, к выполнению, сделать, в очереди, запланировано"
)
_DOING = (
    "doing, in progress, review, in review, testing, blocked, "
    "в работе, в процессе, выполняется, на проверке, на ревью, на согласовании, тестирование, на тестировании, "
    "заблокировано"
)
_DONE = (
    "done, closed, resolved, released, completed, "
    "готово, сделано, выполнено, выполнена, завершено, завершена, закрыто, закрыта, закрыт, решено, решена"
)
DECLINED = frozenset(["cancelled", "canceled", "отменено", "отменена", "отменён", "отклонено", "отклонена"])
"""What is closed without being delivered where no column says whether it was."""
WELL_KNOWN: Mapping[str, StatusCategory] = {
    **dict.fromkeys(("", *_TODO.split(", ")), StatusCategory.TODO),
    **dict.fromkeys(_DOING.split(", "), StatusCategory.DOING),
    **dict.fromkeys((*_DONE.split(", "), *DECLINED), StatusCategory.DONE),
}
"""What a status means where the config does not say it."""


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(f"unknown time zone {value!r}; name it by continent and city, as in Europe/Berlin")
    return value


class FilesOptions(BaseModel):
    """The keys of a source of files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Path = Option(description="Folder that holds one folder a container; seen from the folder of the config.")
    time_zone: Annotated[str, AfterValidator(_zone)] | None = Option(
        None, description="Zone of instants without an offset, such as Europe/Berlin.", json_schema_extra=ASKED
    )
    statuses: dict[str, StatusCategory] = Option(
        default_factory=dict, description="Meaning of statuses by name, in any case: todo, doing or done."
    )
    history: frozenset[Field] = Option(
        frozenset(Field),
        description="Fields whose changes events.csv tells. Of the others one reading is compared with the next.",
    )

    @field_validator("path")
    @classmethod
    def _beside_the_config(cls, value: Path, info: ValidationInfo) -> Path:
        folder = (info.context or {}).get("folder")  # cron starts elsewhere
        return folder / value.expanduser() if folder is not None else value

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone of instants without an offset; None where each must have one."""
        return ZoneInfo(self.time_zone) if self.time_zone else None

    def category(self, status: str) -> StatusCategory | None:
        """What a status means; None where nobody has said it."""
        name = status.strip().casefold()
        stated = {known.strip().casefold(): meaning for known, meaning in self.statuses.items()}
        return stated.get(name) or WELL_KNOWN.get(name)


TEAM_ONLY = Guarantee.INTERNAL
"""What we say stands in a file of ours that no client opens, whether or not they see the tickets themselves."""
