"""domain.yml is the contract between Rasa and the actions: what one side names, the other side has."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

ROOT = Path(__file__).parents[2]
ACTIONS = sorted((ROOT / "actions").rglob("*.py"))
# Rasa's own, which a domain does not list.
OF_RASA = {"nlu_fallback", "requested_slot", "session_started_metadata", "restart", "back"}
PAYLOAD = re.compile(r"^/([a-z_]+)")


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def registered() -> set[str]:
    executor = ActionExecutor()
    executor.register_package("actions")
    return set(executor.actions)


def strings(node: ast.AST) -> Iterator[str]:
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value


def calls(*names: str) -> Iterator[ast.Call]:
    """Calls in actions/ of functions and methods with one of these names."""
    for path in ACTIONS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in names:
                    yield node


def first_words(*names: str) -> set[str]:
    """The first argument of those calls, where it is written out."""
    return {
        call.args[0].value
        for call in calls(*names)
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def payloads() -> set[str]:
    """The intents that buttons in actions/ and domain.yml stand for."""
    written = [text for path in ACTIONS for text in strings(ast.parse(path.read_text(encoding="utf-8")))]
    responses = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]
    for variants in responses.values():
        written += [button["payload"] for variant in variants for button in variant.get("buttons", ())]
    return {found[1] for text in written if (found := PAYLOAD.match(text))}


def test_every_action_of_the_domain_is_registered_and_every_registered_one_in_the_domain(
    domain: dict[str, Any], registered: set[str]
) -> None:
    assert set(domain["actions"]) == registered
    assert len(domain["actions"]) == len(set(domain["actions"]))


def test_every_form_is_validated_and_every_slot_of_it_is_asked_for(
    domain: dict[str, Any], registered: set[str]
) -> None:
    asked = registered | set(domain["responses"])
    for form, content in domain["forms"].items():
        assert f"validate_{form}" in registered
        for slot in content["required_slots"]:
            assert slot in domain["slots"]
            assert {f"utter_ask_{slot}", f"action_ask_{slot}"} & asked, f"nothing asks for {slot}"


def test_every_slot_that_actions_name_is_in_the_domain(domain: dict[str, Any]) -> None:
    named = first_words("SlotSet", "get_slot", "free_text", "confirmation")
    assert {"requests", "offer", "failures"} <= named, "the search finds what it should"
    assert named - OF_RASA <= set(domain["slots"])


def test_every_entity_that_actions_and_slots_name_is_in_the_domain(domain: dict[str, Any]) -> None:
    in_mappings = {
        mapping["entity"] for slot in domain["slots"].values() for mapping in slot["mappings"] if "entity" in mapping
    }
    assert first_words("entity", "values") | in_mappings <= set(domain["entities"])


def test_every_intent_that_actions_slots_and_buttons_name_is_in_the_domain(
    domain: dict[str, Any], registered: set[str]
) -> None:
    # Imported here, for the action server imports the package by its name first.
    from actions.answer import ACCOUNT_INTENTS
    from actions.handoff import NO_REQUEST, REASONS

    in_mappings: set[str] = set()
    for slot in domain["slots"].values():
        for mapping in slot["mappings"]:
            for key in ("intent", "not_intent"):
                value = mapping.get(key, [])
                in_mappings |= {value} if isinstance(value, str) else set(value)
    named = ACCOUNT_INTENTS | NO_REQUEST | set(REASONS) | in_mappings | payloads()
    assert "talk_to_human" in payloads(), "the search finds what it should"
    assert named <= set(domain["intents"])


def test_every_response_and_action_that_rules_and_stories_name_is_there(
    domain: dict[str, Any], registered: set[str]
) -> None:
    named: set[str] = set()
    for path in [*(ROOT / "data" / "rules").glob("*.yml"), *(ROOT / "data" / "stories").glob("*.yml")]:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for story in [*content.get("rules", ()), *content.get("stories", ())]:
            named |= {step["action"] for step in story["steps"] if "action" in step}
    assert named <= registered | set(domain["responses"]) | set(domain["forms"])
