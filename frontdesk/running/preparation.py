"""Prepares everything that a running system needs: encoder, index, tables, demo customers, model."""

from collections.abc import Callable
from pathlib import Path

from frontdesk.customers.seed import seed_directory
from frontdesk.encoders.prepare import prepare_encoder
from frontdesk.knowledge.building import BuildReport
from frontdesk.knowledge.index.build import Progress
from frontdesk.running.training import is_trained, newest_model, train
from frontdesk.services import Services
from frontdesk.settings import Settings
from frontdesk.storage.migrate import upgrade

Tell = Callable[[str], None]


def prepare(settings: Settings, tell: Tell, progress: Progress) -> Path:
    """Bring everything up to date and return the model to run; what is up to date already takes no time.

    Raises:
        CannotStart, EncoderPreparationError, ContentError, PlanCatalogueError: each says what to do.
    """
    if not (settings.encoder_dir / "encoder.json").exists():
        tell("Preparing the sentence encoder")
        prepare_encoder(settings.encoder_dir)
    services = Services(settings)
    report = index_knowledge(services, progress)
    tell(f"Knowledge base: {report.articles} articles, {'indexed' if report.changed else 'unchanged'}")
    upgrade(settings.database_url)
    seeded = seed_directory(services.database, settings.data_dir / "customers.yml")
    if seeded:
        tell(f"Directory: {seeded} demo customers")
    if not is_trained(settings):
        tell("Training Rasa")
        return train(settings)
    model = newest_model(settings)
    assert model is not None, "a trained project has a model"
    return model


def index_knowledge(services: Services, progress: Progress) -> BuildReport:
    """Build the knowledge index of the project."""
    return services.build_index(progress)
