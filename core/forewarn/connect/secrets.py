"""Secrets in a config are references, never values."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from forewarn.errors import ConfigError

_NAME = re.compile(r"[A-Z_][A-Z0-9_]*|[A-Za-z_]+(?:[0-9]{1,4}_[A-Za-z_]*)*[0-9]{0,4}|[A-Za-z_]\w{0,19}", re.ASCII)
"""Of a variable. What is longer, with figures in the midst of small letters, is rather the token itself."""
_TOKEN = re.compile(r"(?![A-Z][A-Z0-9_]*=[^=])[!#-&(-~]+")
"""No blanks or quotes, nothing but ASCII, and no `NAME=` before it."""


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

    @field_validator("env")
    @classmethod
    def _is_a_name(cls, value: str | None) -> str | None:
        if value is not None and not _NAME.fullmatch(value):
            # it may be the token, so that nothing of it is repeated
            raise ValueError(
                "this is no name of an environment variable; write the bare name of the one that holds the secret, "
                "as in {env: FOREWARN_TOKEN}, and never the secret itself"
            )
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
            lines = self.file.expanduser().read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            why, step = "it is not UTF-8", "Save it with the encoding UTF-8."
            if isinstance(error, OSError):
                why, step = error.strerror or "", "Check the path and its permissions."
            reason = f"the file {self.file} cannot be read ({why})"
            raise ConfigError(reason, place=place, next_step=step) from None
        value = next((line.strip() for line in lines if line.strip()), "")
        if not value:
            raise ConfigError(
                f"the file {self.file} is empty", place=place, next_step="Put the token on its first line."
            )
        return value


def tokens(environ: Mapping[str, str], source: str, **secrets: Secret) -> tuple[str, ...]:
    """What a source needs to be let in, by the keys of its config. ConfigError with everything that is wrong."""
    found: list[str] = []
    wrong: list[ConfigError] = []
    for key, secret in secrets.items():
        place = f"sources.{source}.{key}"
        try:
            found.append(secret.reveal(environ, place))
        except ConfigError as error:
            wrong.append(error)
            continue
        if not _TOKEN.fullmatch(found[-1]):
            step = f"Copy it into {secret.name} once more, without quotes, blanks or anything else around it."
            wrong.append(ConfigError("the token holds characters that no token has", place=place, next_step=step))
    if wrong:
        raise ConfigError(wrong[0].reason, place=wrong[0].place, next_step=wrong[0].next_step, problems=tuple(wrong))
    return tuple(found)
