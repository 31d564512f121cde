"""The project's entities, found in what customers write: tests/nlu/entities.yml says what is to be found."""

from collections import Counter

import pytest
from rasa.core.agent import Agent
from rasa.shared.nlu.training_data.loading import load_data
from small_project import ROOT
from training import parse, the_projects_entity_extractors, train_on

LEAST_F1 = 0.95


@pytest.fixture(scope="module")
def messages():
    return load_data(str(ROOT / "tests" / "nlu" / "entities.yml")).training_examples


@pytest.fixture(scope="module")
def found(messages, tmp_path_factory):
    """The entities that the pipeline finds in each message."""
    model = train_on(ROOT / "data" / "nlu", tmp_path_factory.mktemp("entities"), the_projects_entity_extractors())
    agent = Agent.load(model)
    return [parse(agent, message.get("text"))["entities"] for message in messages]


def spans(entities):
    return {(entity["entity"], entity["start"], entity["end"]) for entity in entities or ()}


def values(entities):
    return {(entity["entity"], entity["start"], entity["end"]): entity["value"] for entity in entities or ()}


def table(right, spurious, missed):
    """Precision and recall of each kind of entity, one a line."""
    lines = []
    for kind in sorted(right | spurious | missed):
        precision = right[kind] / max(1, right[kind] + spurious[kind])
        recall = right[kind] / max(1, right[kind] + missed[kind])
        lines.append(f"{kind:18} precision {precision:.3f}  recall {recall:.3f}")
    return "\n".join(lines)


def test_kind_and_place_of_entities_are_found(messages, found):
    right, spurious, missed = Counter(), Counter(), Counter()
    mistakes = []
    for message, entities in zip(messages, found):
        marked, got = spans(message.get("entities")), spans(entities)
        right.update(kind for kind, *_ in marked & got)
        spurious.update(kind for kind, *_ in got - marked)
        missed.update(kind for kind, *_ in marked - got)
        if marked != got:
            missing, extra = sorted(marked - got), sorted(got - marked)
            mistakes.append(f"{message.get('text')}\n    missed {missing}, too much {extra}")
    f1 = 2 * right.total() / (2 * right.total() + spurious.total() + missed.total())
    report = f"micro F1 {f1:.3f}\n{table(right, spurious, missed)}\n\n" + "\n".join(mistakes)
    assert f1 >= LEAST_F1, report


def test_wordings_get_the_value_that_the_assistant_works_with(messages, found):
    wrong = []
    for message, entities in zip(messages, found):
        got = values(entities)
        for place, value in values(message.get("entities")).items():
            text = message.get("text")[place[1] : place[2]]
            if value != text and got.get(place, value) != value:
                wrong.append((text, value, got[place]))
    assert wrong == []


def test_the_set_is_large_enough_to_tell(messages):
    marked = Counter(entity["entity"] for message in messages for entity in message.get("entities") or ())
    assert len({message.get("text") for message in messages}) == 300
    assert sum(not message.get("entities") for message in messages) >= 60
    assert min(marked.values()) >= 20
    assert len(marked) == 10
