"""Makes the adapter that an entry of `data/sources.yml` asks for."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import assert_never

from frontdesk.knowledge.sources.config import (
    MarkdownConfig,
    ServiceNowConfig,
    SourceConfig,
    WebsiteConfig,
    ZendeskConfig,
)
from frontdesk.knowledge.sources.source import KnowledgeSource

Open = Callable[[SourceConfig], KnowledgeSource]


def opener(root: Path, secrets: Mapping[str, str], sleep: Callable[[float], object]) -> Open:
    """What opens the sources of the project at `root`; it raises SourceError when credentials are missing.

    Args:
        secrets: the variables in which credentials stand.
        sleep: waits for some seconds, or less when there is something else to do.
    """

    # Every process makes this, and few use it: the libraries that read pages are loaded when they are needed.
    def open_source(config: SourceConfig) -> KnowledgeSource:
        from frontdesk.knowledge.sources.http import SourceHttp
        from frontdesk.knowledge.sources.signing_in import credentials

        match config:
            case MarkdownConfig():
                from frontdesk.knowledge.sources.markdown import MarkdownSource

                return MarkdownSource(config, root)
            case ServiceNowConfig():
                from frontdesk.knowledge.sources.servicenow import ServiceNowSource

                return ServiceNowSource(config, SourceHttp(config.name, auth=credentials(config, secrets), sleep=sleep))
            case ZendeskConfig():
                from frontdesk.knowledge.sources.zendesk import ZendeskSource

                return ZendeskSource(config, SourceHttp(config.name, auth=credentials(config, secrets), sleep=sleep))
            case WebsiteConfig():
                from frontdesk.knowledge.sources.website import WebsiteSource

                return WebsiteSource(config, SourceHttp(config.name, sleep=sleep), sleep)
        assert_never(config)

    return open_source
