"""Reads the questions that are written beside an article: how customers ask for it, by the section that answers."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from frontdesk.knowledge.markdown_lines import HEADING, outside_code
from frontdesk.knowledge.model import Article, ContentError, KnownQuestion, Mistake
from frontdesk.knowledge.strict_yaml import YamlMistake, read_yaml_with_lines

SUFFIX = ".questions.yml"
LEAD = "lead"


def question_files(folder: Path) -> list[Path]:
    """The files under `folder` that hold questions, sorted."""
    return sorted(path for path in folder.rglob(f"*{SUFFIX}") if path.is_file())


def article_questions(articles: Iterable[Article]) -> list[KnownQuestion]:
    """The questions beside `articles`. Raises ContentError where a file of them is wrong."""
    questions = []
    for article in articles:
        path = questions_path(article)
        if not path.exists():
            continue
        by_section, mistakes = _read(path, article)
        if mistakes:
            raise ContentError(path, tuple(mistakes))
        questions += [
            KnownQuestion(text, article.id, "" if section == LEAD else section)
            for section, texts in by_section.items()
            for text in texts
        ]
    return questions


def question_mistakes(article: Article) -> Iterator[Mistake]:
    """What is wrong in the file of questions beside `article`, if there is one."""
    path = questions_path(article)
    if path.exists():
        yield from _read(path, article)[1]


def questions_path(article: Article) -> Path:
    """Where the questions of `article` are written."""
    return article.path.with_name(article.path.stem + SUFFIX)


def _read(path: Path, article: Article) -> tuple[dict[str, list[str]], list[Mistake]]:
    try:
        written, lines = read_yaml_with_lines(path.read_text("utf-8-sig"))
    except YamlMistake as mistake:
        return {}, [Mistake(mistake.line, str(mistake))]
    except UnicodeDecodeError:
        return {}, [Mistake(1, "this is not UTF-8 text; save the file as UTF-8")]
    if not isinstance(written, dict):
        return {}, [Mistake(1, f"write the sections that answer, `{LEAD}` or a heading, each with a list of questions")]
    mistakes = []
    sections = {LEAD, *_headings(article)}
    for section, texts in written.items():
        line = lines[str(section)]
        if section not in sections:
            mistakes.append(
                Mistake(line, f"the article has no heading {section}; write `{LEAD}` or one of its headings")
            )
        if not isinstance(texts, list) or not texts or not all(isinstance(t, str) and t.strip() for t in texts):
            mistakes.append(Mistake(line, f"{section} must have a list of questions, each a text"))
    return written, mistakes


def _headings(article: Article) -> Iterator[str]:
    for block in article.blocks:
        for line, meaningful in outside_code(block.text.split("\n")):
            if meaningful and (heading := HEADING.match(line)):
                yield heading["heading"]
