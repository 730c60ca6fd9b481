"""Secrets in a config are references, never values."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from forewarn.errors import ConfigError


class Offline(Mapping[str, str]):
    """The environment of a command that sends nothing, and so needs no secret."""

    def __getitem__(self, name: str) -> str:
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Secret(BaseModel):
    """Where a secret is kept: `{env: NAME}` or `{file: PATH}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    env: str | None = Field(None, description="Name of the environment variable that holds it.")
    file: Path | None = Field(None, description="File whose first line holds it.")

    @model_validator(mode="before")
    @classmethod
    def _is_a_reference(cls, value: Any) -> Any:
        if isinstance(value, str):
            raise ValueError("a secret must not stand in the file itself; write {env: NAME} or {file: PATH} instead")
        return value

    @field_validator("file")
    @classmethod
    def _beside_the_config(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        # cron starts elsewhere, so a relative path is seen from the folder of the file that names it
        folder = (info.context or {}).get("folder")
        return folder / value.expanduser() if value is not None and folder is not None else value

    @model_validator(mode="after")
    def _names_one_place(self) -> "Secret":
        if (self.env is None) == (self.file is None):
            raise ValueError("name exactly one place: env or file")
        return self

    @property
    def name(self) -> str:
        """Where it is kept, which is no secret."""
        return self.env or str(self.file)

    def reveal(self, environ: Mapping[str, str], place: str) -> str:
        """The secret itself; where nothing will be sent, a word that is none.

        `place` is the config key to name in errors (ConfigError).
        """
        if isinstance(environ, Offline):
            return "offline"
        if self.env is not None:
            value = environ.get(self.env, "").strip()
            if not value:
                raise ConfigError(
                    f"the environment variable {self.env} is not set",
                    place=place,
                    next_step=f"Set {self.env} in the environment of the cron job, or name a file instead.",
                )
            return value
        assert self.file is not None
        try:
            lines = self.file.expanduser().read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise ConfigError(
                f"the file {self.file} cannot be read ({error.strerror})",
                place=place,
                next_step="Check the path and its permissions.",
            ) from None
        if not lines or not lines[0].strip():
            raise ConfigError(
                f"the file {self.file} is empty", place=place, next_step="Put the token on its first line."
            )
        return lines[0].strip()
