"""The index on disk: one folder a build, and a pointer that names the current one."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from frontdesk.knowledge.index.article_model import ArticleModel
from frontdesk.knowledge.index.confidence import Confidence
from frontdesk.knowledge.index.dense import DenseIndex
from frontdesk.knowledge.index.learned_relevance import LearnedRelevance
from frontdesk.knowledge.index.lexical import LexicalIndex
from frontdesk.knowledge.index.relevance import Relevance
from frontdesk.knowledge.index.search import PassageIndex
from frontdesk.knowledge.model import KnownQuestion, Passage, Unit, UnitKind

POINTER = "current"
FORMAT = 5
_KEPT_BUILDS = 2


class IndexUnusable(Exception):
    """There is no index, or it was made with another encoder; the message names the command that mends it."""


@dataclass(frozen=True)
class Manifest:
    """What an index was made of. `articles` maps an article's id to the hash of its passages."""

    format: int
    encoder: str
    encoder_fingerprint: str
    dimension: int
    built_at: str
    passages: int
    articles: dict[str, str]


@dataclass(frozen=True)
class StoredIndex:
    """An index with everything needed to search it and to build the next one from it.

    `intents` maps an intent to the articles that name it.
    """

    manifest: Manifest
    passages: tuple[Passage, ...]
    questions: tuple[KnownQuestion, ...]
    vectors: np.ndarray
    title_vectors: np.ndarray
    question_vectors: np.ndarray
    lexical: LexicalIndex
    relevance: Relevance
    intents: dict[str, tuple[str, ...]]

    def searchable(self) -> PassageIndex:
        """The index, ready to be searched."""
        dense = DenseIndex.build(self.vectors)
        return PassageIndex(
            self.passages, dense, self.lexical, self.questions, self.question_vectors, self.title_vectors
        )


def write_index(folder: Path, stored: StoredIndex) -> None:
    """Write `stored` beside what is there and then point to it: a reader sees the old or the new, never half."""
    build = folder / f"{stored.manifest.built_at.replace(':', '').replace('-', '')}-{stored.manifest.passages}"
    shutil.rmtree(build, ignore_errors=True)
    build.mkdir(parents=True)
    _write_json(build / "manifest.json", asdict(stored.manifest))
    _write_relevance(build, stored.relevance)
    _write_json(build / "intents.json", stored.intents)
    _write_lines(build / "passages.jsonl", stored.passages)
    _write_lines(build / "questions.jsonl", stored.questions)
    DenseIndex.build(stored.vectors).save(build / "passages.faiss")
    np.savez(build / "vectors.npz", titles=stored.title_vectors, questions=stored.question_vectors)
    stored.lexical.save(build / "bm25")
    pointer = folder / (POINTER + ".new")
    pointer.write_text(build.name, encoding="utf-8")
    pointer.replace(folder / POINTER)
    _remove_old_builds(folder)


def current_build(folder: Path) -> str | None:
    """The name of the build that `folder` points to, or None before the first."""
    try:
        return (folder / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


def read_index(folder: Path, encoder_fingerprint: str) -> StoredIndex:
    """Read the current index of `folder`.

    Raises:
        IndexUnusable: there is none, it is damaged, or it was made by another encoder or an older version.
    """
    name = current_build(folder)
    if name is None or not (folder / name / "manifest.json").exists():
        raise IndexUnusable(f"no knowledge index in {folder}: run `frontdesk kb build`")
    build = folder / name
    try:
        manifest = Manifest(**json.loads((build / "manifest.json").read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise IndexUnusable(f"the index in {build} is damaged ({error}): run `frontdesk kb build`") from error
    if manifest.format != FORMAT or manifest.encoder_fingerprint != encoder_fingerprint:
        raise IndexUnusable(f"the index in {folder} was made by another encoder or version: run `frontdesk kb build`")
    try:
        return _read_build(build, manifest)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, EOFError, BadZipFile) as error:
        raise IndexUnusable(f"the index in {build} is damaged ({error}): run `frontdesk kb build`") from error


def _read_build(build: Path, manifest: Manifest) -> StoredIndex:
    arrays = np.load(build / "vectors.npz")
    dense = DenseIndex.load(build / "passages.faiss")
    passages = tuple(_passage(line) for line in _read_lines(build / "passages.jsonl"))
    intents = json.loads((build / "intents.json").read_text(encoding="utf-8"))
    return StoredIndex(
        manifest=manifest,
        passages=passages,
        questions=tuple(KnownQuestion(**line) for line in _read_lines(build / "questions.jsonl")),
        vectors=dense.vectors(np.arange(len(passages), dtype=np.int64)),
        title_vectors=arrays["titles"],
        question_vectors=arrays["questions"],
        lexical=LexicalIndex.load(build / "bm25"),
        relevance=_read_relevance(build),
        intents={intent: tuple(articles) for intent, articles in intents.items()},
    )


def _passage(line: dict) -> Passage:
    units = tuple(Unit(UnitKind(unit["kind"]), unit["text"], unit["start"], unit["end"]) for unit in line["units"])
    updated = date.fromisoformat(line["updated"])
    return Passage(**{**line, "units": units, "plans": tuple(line["plans"]), "updated": updated})


def _write_relevance(build: Path, relevance: Relevance) -> None:
    written = {"weights": relevance.weights, "threshold": relevance.threshold}
    if isinstance(relevance, LearnedRelevance):
        model = relevance.model
        np.savez(build / "articles.npz", weights=model.weights, constants=model.constants)
        written |= {"articles": model.articles, "least_known": relevance.least_known}
    _write_json(build / "relevance.json", written)


def _read_relevance(build: Path) -> Relevance:
    written = json.loads((build / "relevance.json").read_text(encoding="utf-8"))
    weights, threshold = tuple(written["weights"]), written["threshold"]
    if "articles" not in written:
        return Confidence(weights, threshold)
    arrays = np.load(build / "articles.npz")
    model = ArticleModel(tuple(written["articles"]), arrays["weights"], arrays["constants"])
    return LearnedRelevance(model, weights, threshold, written["least_known"])


def _write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def _write_lines(path: Path, rows: Sequence[Passage] | Sequence[KnownQuestion]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(asdict(row), default=str, ensure_ascii=False) + "\n")


def _read_lines(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _remove_old_builds(folder: Path) -> None:
    builds = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for build in builds[:-_KEPT_BUILDS]:
        shutil.rmtree(build, ignore_errors=True)
