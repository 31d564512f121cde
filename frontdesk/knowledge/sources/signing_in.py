"""Finds the credentials of a source in the variables that its configuration names."""

from collections.abc import Generator, Mapping

import httpx

from frontdesk.knowledge.sources.config import ServiceNowConfig, ZendeskConfig
from frontdesk.knowledge.sources.model import SourceError

Secrets = Mapping[str, str]


class BearerToken(httpx.Auth):
    """Sends a token with every request."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def credentials(config: ServiceNowConfig | ZendeskConfig, secrets: Secrets) -> httpx.Auth:
    """What signs the source's requests. Raises SourceError: a variable is not set."""
    if config.token_env:
        return BearerToken(_secret(config.name, config.token_env, secrets))
    user = _secret(config.name, config.user_env, secrets)
    return httpx.BasicAuth(user, _secret(config.name, config.password_env, secrets))


def _secret(source: str, variable: str, secrets: Secrets) -> str:
    value = secrets.get(variable, "")
    if not value:
        raise SourceError(source, f"the variable {variable} is not set", "set it in the environment or in .env")
    return value
