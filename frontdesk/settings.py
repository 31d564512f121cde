"""Every setting of the application, in one place.

Each field is read from the environment variable ``FRONTDESK_<NAME>`` (or a ``.env`` file in the project's root).
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from dotenv import dotenv_values
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_SECRET = "development-only"
_ENV_FILE = ".env"


class Settings(BaseSettings):
    """Settings of the application runtime.

    Raises:
        pydantic.ValidationError: a value is out of range, or a secret is left at its development value in production.
    """

    model_config = SettingsConfigDict(env_prefix="FRONTDESK_", env_file=_ENV_FILE, extra="ignore")

    environment: Literal["development", "production"] = "development"
    root: Path = Field(default_factory=Path.cwd, description="The Rasa project's folder.")
    var: Path = Field(Path("var"), description="Where data that the running system makes is kept.")
    database_url: str = Field("", description="SQLAlchemy URL of the application's tables; empty: SQLite in `var`.")
    events_url: str = Field("", description="SQLAlchemy URL of Rasa's events; empty: beside the application's tables.")

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=1, le=65535)
    rasa_port: int = Field(5005, ge=1, le=65535)
    actions_port: int = Field(5055, ge=1, le=65535)
    public_url: str = Field("", description="The address customers see, for links in answers; empty: relative links.")

    rasa_token: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    callback_token: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    identity_secret: SecretStr = Field(SecretStr(DEVELOPMENT_SECRET), description="Signs who a customer is.")
    desk_password: SecretStr = Field(SecretStr(DEVELOPMENT_SECRET), description="Opens the desk.")

    message_max_chars: int = Field(4000, ge=100, le=100_000)
    messages_per_minute: int = Field(30, ge=1, description="What one sender may send before being asked to slow down.")

    @model_validator(mode="after")
    def refuse_development_secrets_in_production(self) -> Self:
        if self.environment == "production":
            secrets = ("rasa_token", "callback_token", "identity_secret", "desk_password")
            unset = [name for name in secrets if getattr(self, name).get_secret_value() == DEVELOPMENT_SECRET]
            if unset:
                names = ", ".join(f"FRONTDESK_{name.upper()}" for name in unset)
                raise ValueError(f"set {names}: in production a secret has no default")
        return self

    @model_validator(mode="after")
    def choose_databases(self) -> Self:
        # SQLite has one writer at a time: Rasa and the application each have a file of their own.
        self.database_url = self.database_url or f"sqlite:///{self.var / 'frontdesk.db'}"
        embedded = self.database_url.startswith("sqlite")
        if not self.events_url:
            self.events_url = f"sqlite:///{self.var / 'rasa-tracker.db'}" if embedded else self.database_url
        return self

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def data_dir(self) -> Path:
        return self.root / "data"

    @property
    def models_dir(self) -> Path:
        return self.root / "models"

    @property
    def encoder_dir(self) -> Path:
        return self.models_dir / "encoder"

    @property
    def index_dir(self) -> Path:
        return self.models_dir / "index"

    @property
    def sources_dir(self) -> Path:
        """Where articles from elsewhere are kept."""
        return self.var / "sources"


def environment_variables() -> dict[str, str]:
    """Every variable of the environment and of `.env`: `data/sources.yml` names those that hold credentials."""
    written = {name: value for name, value in dotenv_values(_ENV_FILE).items() if value is not None}
    return written | os.environ


@lru_cache
def get_settings() -> Settings:
    """The process's settings, read once."""
    return Settings()
