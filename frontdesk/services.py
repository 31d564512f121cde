"""Wires the capabilities together: the one place that knows which adapter serves which need."""

from dataclasses import dataclass
from functools import cached_property
from threading import Event

import yaml

from encoder import SentenceEncoder
from frontdesk.chat.store import ConversationStore
from frontdesk.customers.service import CustomerDirectory
from frontdesk.handoff.service import HandoffService
from frontdesk.knowledge.answers.service import AnswerService
from frontdesk.knowledge.building import BuildReport, build_knowledge
from frontdesk.knowledge.index.build import Progress
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.sources.opening import opener
from frontdesk.knowledge.sources.service import KnowledgeSync
from frontdesk.settings import Settings, environment_variables
from frontdesk.storage.engine import Database, open_engine


@dataclass(frozen=True)
class Services:
    """What actions, the web application and the command line call. Each service is made when it is first needed."""

    settings: Settings

    @cached_property
    def database(self) -> Database:
        return Database(open_engine(self.settings.database_url))

    @cached_property
    def plans(self) -> PlanCatalogue:
        return PlanCatalogue.load(self.settings.data_dir / "plans.yml")

    @cached_property
    def readings(self) -> dict[str, str]:
        """Intents in a customer's words, by intent."""
        return yaml.safe_load((self.settings.data_dir / "readings.yml").read_text(encoding="utf-8"))

    @cached_property
    def customers(self) -> CustomerDirectory:
        return CustomerDirectory(self.database, self.plans)

    @cached_property
    def conversations(self) -> ConversationStore:
        return ConversationStore(self.database)

    @cached_property
    def handoff(self) -> HandoffService:
        return HandoffService(self.database)

    @cached_property
    def encoder(self) -> SentenceEncoder:
        return SentenceEncoder(self.settings.encoder_dir)

    @cached_property
    def answers(self) -> AnswerService:
        return AnswerService(self.settings.index_dir, self.encoder, self.plans)

    def build_index(self, progress: Progress) -> BuildReport:
        """Build the knowledge index of the project's own articles and of those from elsewhere."""
        settings = self.settings
        return build_knowledge(
            settings.data_dir, settings.index_dir, self.encoder, progress, sources_folder=settings.sources_dir
        )

    def knowledge_sync(self, stopping: Event) -> KnowledgeSync:
        """What syncs the articles from elsewhere; it gives way when `stopping` is set."""
        settings = self.settings
        open_source = opener(settings.root, environment_variables(), stopping.wait)
        return KnowledgeSync(
            settings.data_dir, settings.sources_dir, open_source, self.build_index, stopped=stopping.is_set
        )
