"""Makes the adapter that an entry of `data/sources.yml` asks for."""

from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from frontdesk.knowledge.sources.config import (
    MarkdownConfig,
    ServiceNowConfig,
    SourceConfig,
    WebsiteConfig,
    ZendeskConfig,
)
from frontdesk.knowledge.sources.http import Sleep, SourceHttp
from frontdesk.knowledge.sources.markdown import MarkdownSource
from frontdesk.knowledge.sources.servicenow import ServiceNowSource
from frontdesk.knowledge.sources.signing_in import Secrets, credentials
from frontdesk.knowledge.sources.source import KnowledgeSource
from frontdesk.knowledge.sources.website import WebsiteSource
from frontdesk.knowledge.sources.zendesk import ZendeskSource

Open = Callable[[SourceConfig], KnowledgeSource]


def opener(root: Path, secrets: Secrets, sleep: Sleep) -> Open:
    """What opens the sources of the project at `root`; it raises SourceError when credentials are missing.

    Args:
        secrets: the variables in which credentials stand.
        sleep: waits for some seconds, or less when there is something else to do.
    """

    def open_source(config: SourceConfig) -> KnowledgeSource:
        match config:
            case MarkdownConfig():
                return MarkdownSource(config, root)
            case ServiceNowConfig():
                return ServiceNowSource(config, SourceHttp(config.name, auth=credentials(config, secrets), sleep=sleep))
            case ZendeskConfig():
                return ZendeskSource(config, SourceHttp(config.name, auth=credentials(config, secrets), sleep=sleep))
            case WebsiteConfig():
                return WebsiteSource(config, SourceHttp(config.name, sleep=sleep), sleep)
        assert_never(config)

    return open_source
