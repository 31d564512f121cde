"""The index and the answers, with the real encoder, FAISS and BM25, over the project's own articles."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from encoder import SentenceEncoder
from frontdesk.knowledge.answers.model import AnswerStatus, Question
from frontdesk.knowledge.answers.service import AnswerService
from frontdesk.knowledge.articles import load_articles
from frontdesk.knowledge.building import build_knowledge
from frontdesk.knowledge.conditions import plans_seeing
from frontdesk.knowledge.index.files import IndexUnusable, current_build, read_index
from frontdesk.knowledge.passages import passages_of
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.rendering import render_article
from frontdesk.knowledge.sentences import plain, split_units

ROOT = Path(__file__).parents[3]
QUESTIONS = [
    "how do I record a meeting",
    "where are invoices",
    "how long may a meeting last",
    "is there an audit log",
    "set up SAML",
    "my microphone is dead",
    "webinar attendee list",
    "what does pro cost",
]


class CountingEncoder(SentenceEncoder):
    """The real encoder, which counts the texts that it encodes."""

    encoded = 0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += len(texts)
        return super().encode(texts)


def nothing(*_: object) -> None:
    """No progress is shown."""


@pytest.fixture(scope="module")
def catalogue() -> PlanCatalogue:
    return PlanCatalogue.load(ROOT / "data" / "plans.yml")


@pytest.fixture(scope="module")
def encoder() -> CountingEncoder:
    return CountingEncoder(ROOT / "models" / "encoder")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: CountingEncoder) -> Path:
    folder = tmp_path_factory.mktemp("index")
    build_knowledge(ROOT / "data", folder, encoder, nothing)
    return folder


@pytest.fixture(scope="module")
def answers(index: Path, encoder: CountingEncoder, catalogue: PlanCatalogue) -> AnswerService:
    return AnswerService(index, encoder, catalogue)


def small_content(folder: Path) -> Path:
    """A copy of the content with two topics only, to be changed."""
    data = folder / "data"
    for topic in ("recording", "joining"):
        shutil.copytree(ROOT / "data" / "kb" / topic, data / "kb" / topic)
    shutil.copytree(ROOT / "data" / "nlu", data / "nlu")
    shutil.copy(ROOT / "data" / "plans.yml", data / "plans.yml")
    return data


def test_every_unit_stands_in_the_article_as_its_plans_read_it(catalogue: PlanCatalogue) -> None:
    for article in load_articles(ROOT / "data" / "kb"):
        texts = {plan: render_article(article, plan, catalogue).text for plan in plans_seeing(article, catalogue)}
        for passage in passages_of(article, catalogue):
            for plan in passage.plans:
                assert all(texts[plan][unit.start : unit.end] == unit.text for unit in passage.units)
                assert passage.text in texts[plan]


def test_units_keep_marks_and_links_whole() -> None:
    text = "Choose **Record to cloud** and [read on](article:a.b). Stop.\n\n1. Tap **More**.\n   Then wait.\n2. Go on."
    assert [unit.text for unit in split_units(text)] == [
        "Choose **Record to cloud** and [read on](article:a.b).",
        "Stop.",
        "1. Tap **More**.\n   Then wait.",
        "2. Go on.",
    ]


@pytest.mark.parametrize("plan", ["basic", "pro", "business", "enterprise"])
def test_nothing_is_found_that_the_plan_may_not_see(plan: str, index: Path, encoder: CountingEncoder) -> None:
    searchable = read_index(index, encoder.fingerprint).searchable()
    for question, vector in zip(QUESTIONS, encoder.encode(QUESTIONS), strict=True):
        hits = searchable.search(question, vector, plan=plan, limit=50)
        assert hits
        assert all(plan in hit.passage.plans for article in hits for hit in article.passages)


def test_every_sentence_of_an_answer_stands_in_its_evidence(answers: AnswerService, catalogue: PlanCatalogue) -> None:
    articles = {article.id: article for article in load_articles(ROOT / "data" / "kb")}
    for question in QUESTIONS:
        for plan in catalogue.ids:
            answer = answers.answer(Question(question, plan))
            for sentence in answer.sentences:
                (source,) = sentence.sources
                rendered = render_article(articles[source.article_id], plan, catalogue).text
                assert plain(rendered[source.start : source.end]) == plain(sentence.text)
            if answer.status is not AnswerStatus.ANSWERED:
                continue
            quoted = {source.article_id for sentence in answer.sentences for source in sentence.sources}
            assert quoted == {source.article_id for source in answer.sources}


def test_basic_and_business_get_what_holds_for_them(answers: AnswerService) -> None:
    basic = answers.answer(Question("how long may a meeting last", "basic", "meeting_limits"))
    business = answers.answer(Question("how long may a meeting last", "business", "meeting_limits"))
    assert "can last up to 40 minutes" in basic.text
    assert "can last up to 30 hours" in business.text
    assert "can last up to 40 minutes" not in business.text


def test_the_plan_is_asked_for_only_when_it_matters(answers: AnswerService, catalogue: PlanCatalogue) -> None:
    depends = answers.answer(Question("how do I record a meeting", None, "record_meeting"))
    assert depends.status is AnswerStatus.CLARIFY
    assert [choice.value for choice in depends.choices] == list(catalogue.ids)
    same = answers.answer(Question("how do I join a meeting", None, "join_meeting"))
    assert same.status is AnswerStatus.ANSWERED


def test_without_evidence_there_is_no_answer(answers: AnswerService) -> None:
    answer = answers.answer(Question("which wine goes with grilled octopus", "pro"))
    assert answer.status is AnswerStatus.NO_ANSWER
    assert answer.sentences == ()
    assert answer.sources == ()


def test_answers_are_the_same_every_time(answers: AnswerService) -> None:
    for question in QUESTIONS:
        assert answers.answer(Question(question, "pro")) == answers.answer(Question(question, "pro"))


def test_only_what_changed_is_embedded_again(tmp_path: Path, encoder: CountingEncoder) -> None:
    data, folder = small_content(tmp_path), tmp_path / "index"
    first = build_knowledge(data, folder, encoder, nothing)
    encoder.encoded = 0
    again = build_knowledge(data, folder, encoder, nothing)
    assert (first.changed, again.changed, encoder.encoded) == (True, False, 0)

    article = data / "kb" / "recording" / "record-a-meeting.md"
    article.write_text(article.read_text().replace("Pause recording", "Hold recording"))
    stages: dict[str, int] = {}
    build_knowledge(data, folder, encoder, lambda stage, done, total: stages.__setitem__(stage, total))
    passages = read_index(folder, encoder.fingerprint).passages
    changed = [passage for passage in passages if passage.article_id == "record-a-meeting"]
    assert 0 < stages["passages"] <= len(changed) < len(passages)
    assert "questions" not in stages


def test_a_running_service_picks_up_a_new_index_and_keeps_the_old_when_it_is_unusable(
    tmp_path: Path, encoder: CountingEncoder, catalogue: PlanCatalogue
) -> None:
    data, folder = small_content(tmp_path), tmp_path / "index"
    build_knowledge(data, folder, encoder, nothing)
    service = AnswerService(folder, encoder, catalogue)
    question = Question("how do I record a meeting", "pro", "record_meeting")
    article = data / "kb" / "recording" / "record-a-meeting.md"
    article.write_text(article.read_text().replace("within two hours", "within two minutes"))
    build_knowledge(data, folder, encoder, nothing)
    assert "within two minutes" in service.answer(question).text

    (folder / "current").write_text("a-build-that-is-not-there")
    assert "within two minutes" in service.answer(question).text


def test_a_build_that_was_cut_short_changes_nothing(tmp_path: Path, encoder: CountingEncoder) -> None:
    data, folder = small_content(tmp_path), tmp_path / "index"
    build_knowledge(data, folder, encoder, nothing)
    before = current_build(folder)
    (folder / "half-written").mkdir()
    (folder / "half-written" / "manifest.json").write_text("{")
    (folder / "current.new").write_text("half-written")
    assert current_build(folder) == before
    assert read_index(folder, encoder.fingerprint).manifest.passages > 0


def test_an_index_by_another_encoder_is_refused_with_the_remedy(index: Path) -> None:
    with pytest.raises(IndexUnusable, match="frontdesk kb build"):
        read_index(index, "another")
    with pytest.raises(IndexUnusable, match="frontdesk kb build"):
        read_index(index / "nowhere", "any")


def test_probabilities_lie_between_nothing_and_certain(index: Path, encoder: CountingEncoder) -> None:
    stored = read_index(index, encoder.fingerprint)
    assert 0.0 < stored.relevance.threshold < 1.0
    assert min(stored.relevance.weights[:-1]) >= 0.0
    assert stored.relevance.judge([], np.zeros(encoder.dimension)) == []
    vector = encoder.encode(["how do I record a meeting"])[0]
    judged = stored.relevance.judge(stored.searchable().search("how do I record a meeting", vector), vector)
    assert judged[0].article_id == "record-a-meeting"
    assert [hit.probability for hit in judged] == sorted((hit.probability for hit in judged), reverse=True)
    assert all(0.0 < hit.probability < 1.0 for hit in judged)
    manifest = json.loads((index / (current_build(index) or "") / "manifest.json").read_text())
    assert manifest["dimension"] == encoder.dimension
    assert set(manifest["articles"]) == {article.id for article in load_articles(ROOT / "data" / "kb")}


@pytest.mark.parametrize(
    "name", ["manifest.json", "relevance.json", "articles.npz", "passages.jsonl", "passages.faiss"]
)
@pytest.mark.parametrize("damage", ["cut short", "gone"])
def test_a_damaged_index_is_refused_with_the_remedy(
    tmp_path: Path, index: Path, encoder: CountingEncoder, name: str, damage: str
) -> None:
    shutil.copytree(index, tmp_path / "index")
    path = tmp_path / "index" / (current_build(index) or "") / name
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(IndexUnusable, match="run `frontdesk kb build`"):
        read_index(tmp_path / "index", encoder.fingerprint)
