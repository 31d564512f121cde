"""Which intents the knowledge base must answer, as the domain and the rules have it."""

from pathlib import Path
from typing import Any

from frontdesk.knowledge.model import ContentError, Mistake
from frontdesk.knowledge.strict_yaml import YamlMistake, read_yaml

ANSWER_ACTION = "action_answer"


def knowledge_intents(root: Path) -> set[str]:
    """The intents of the rules that answer from the knowledge base, in `data/rules` under `root`.

    Raises ContentError when there are no rules, or a file of them cannot be read.
    """
    folder = root / "data" / "rules"
    files = sorted(folder.glob("*.yml"))
    if not files:
        message = f"there are no rules; write *.yml files with rules that end in {ANSWER_ACTION}"
        raise ContentError(folder, (Mistake(1, message),))
    intents: set[str] = set()
    for path in files:
        for rule in _list_under(path, "rules"):
            steps = [step for step in rule.get("steps") or [] if isinstance(step, dict)]
            if any(step.get("action") == ANSWER_ACTION for step in steps):
                intents.update(_intents_of(steps))
    return intents


def domain_intents(root: Path) -> set[str]:
    """The intents that `domain.yml` under `root` lists. Raises ContentError when it cannot be read."""
    path = root / "domain.yml"
    return {next(iter(entry)) if isinstance(entry, dict) else str(entry) for entry in _entries(path, "intents")}


def _intents_of(steps: list[dict[str, Any]]) -> set[str]:
    alternatives = [option for step in steps for option in (step.get("or") or []) if isinstance(option, dict)]
    return {str(step["intent"]) for step in (*steps, *alternatives) if "intent" in step}


def _list_under(path: Path, key: str) -> list[dict[str, Any]]:
    return [entry for entry in _entries(path, key) if isinstance(entry, dict)]


def _entries(path: Path, key: str) -> list[Any]:
    try:
        document = read_yaml(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ContentError(path, (Mistake(1, f"the file cannot be read ({error.strerror}); write it"),)) from error
    except UnicodeDecodeError as error:
        raise ContentError(path, (Mistake(1, "this is not UTF-8 text; save the file as UTF-8"),)) from error
    except YamlMistake as mistake:
        raise ContentError(path, (Mistake(mistake.line, str(mistake)),)) from mistake
    entries = document.get(key) if isinstance(document, dict) else None
    if entries is not None and not isinstance(entries, list):
        raise ContentError(path, (Mistake(1, f"{key} must be a list"),))
    return [entry for entry in entries or [] if entry]
