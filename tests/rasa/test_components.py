"""The components in real Rasa pipelines: trained, saved, loaded, asked."""

import time

import pytest
from rasa.core.agent import Agent
from training import ENCODER_FEATURIZER, INTENTS, REQUEST_CLASSIFIER, parse, the_projects_pipeline, train

TOKENIZER = {"name": "WhitespaceTokenizer"}
MESSAGES = [
    "how do I record a meeting",
    "record my call and reset my password",
    "hi there, price of enterprise",
    "purple elephants juggle umbrellas",
    "🙂 what do you charge?",
]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return train(tmp_path_factory.mktemp("model"), the_projects_pipeline())


@pytest.fixture(scope="module")
def agent(model):
    return Agent.load(model)


def test_the_projects_pipeline_reads_what_it_was_taught(agent):
    result = parse(agent, "how do I record a meeting")
    assert result["intent"]["name"] == "record_meeting"
    assert result["match"]["status"] == "matched"
    assert 0.0 <= result["match"]["probability"] <= 1.0
    assert result["social"] == []
    assert sum(entry["confidence"] for entry in result["intent_ranking"]) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "text",
    [
        "share a window",
        "reset my password. How much is pro?",
        "hi there, price of enterprise",
        "  share a window  and  reset my password \n",
        "🙂👩‍👧 share a window; e\u0301 reset my password 🙂",
        "مرحبا. reset my password. كيف حالك يا صديقي",
    ],
)
def test_requests_stand_where_they_say(agent, text):
    result = parse(agent, text)
    assert 1 <= len(result["requests"]) <= 5
    for request in result["requests"]:
        # Rasa strips a message before its pipeline sees it.
        assert result["text"][request["start"] : request["end"]] == request["text"]
        assert set(request) == {"intent", "confidence", "match", "text", "start", "end", "entities"}
        assert request["intent"] in INTENTS
    starts = [request["start"] for request in result["requests"]]
    assert starts == sorted(set(starts))


def test_two_requests_are_two_and_a_greeting_stands_aside(agent):
    both = parse(agent, "record my call and reset my password")
    assert [(r["intent"], r["text"]) for r in both["requests"]] == [
        ("record_meeting", "record my call"),
        ("reset_password", "reset my password"),
    ]
    assert both["intent"]["name"] == "record_meeting"
    greeted = parse(agent, "hi there, price of enterprise")
    assert [r["text"] for r in greeted["requests"]] == ["price of enterprise"]
    assert greeted["social"] == ["greet"]


def test_entities_are_unique_typed_and_beside_their_request(agent):
    result = parse(agent, "how much is pro. refund inv 2026 0412 to Ann@Example.ORG please")
    values = [(entity["entity"], entity["value"]) for entity in result["entities"]]
    assert sorted(values) == [("email", "ann@example.org"), ("invoice_number", "INV-2026-0412"), ("plan", "pro")]
    in_requests = [entity for request in result["requests"] for entity in request["entities"]]
    assert sorted(entity["value"] for entity in in_requests) == sorted(value for _, value in values)


def test_what_a_lookup_and_a_regex_find_is_one_entity(agent):
    (entity,) = parse(agent, "the webinars")["entities"]
    assert (entity["entity"], entity["value"], entity["start"], entity["end"]) == ("product", "webinars", 4, 12)


def test_slips_are_put_right_and_places_are_those_of_what_was_typed(agent):
    typed = "I forgot my pasword"
    result = parse(agent, typed)
    (request,) = result["requests"]
    assert result["text"] == typed
    assert request["intent"] == "reset_password"
    assert typed[request["start"] : request["end"]] == request["text"]
    assert request["text"].endswith("pasword")


def test_a_story_around_a_request_does_not_blur_it(agent):
    story = (
        "My name is Laura and I run a bakery together with my husband. It was raining all morning and my train was "
        "late again. How do I share my screen with others? My sister laughed. Have a nice day, kind regards, Laura"
    )
    result = parse(agent, story)
    (request,) = result["requests"]
    assert request["intent"] == "share_screen"
    assert "share my screen" in request["text"]
    assert "bakery" not in request["text"]


def test_unmatched_messages_fall_back_and_keep_their_readings(agent):
    result = parse(agent, "purple elephants juggle umbrellas under the lisbon rain")
    assert result["intent"]["name"] == "nlu_fallback"
    assert result["match"]["status"] in ("unmatched", "ambiguous")
    assert result["intent_ranking"][0]["name"] == "nlu_fallback"
    assert result["intent_ranking"][1]["name"] in INTENTS


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_message_has_no_intent_and_no_requests(agent, text):
    result = parse(agent, text)
    assert result["intent"] == {"name": None, "confidence": 0.0}
    assert result["intent_ranking"] == []
    assert "requests" not in result


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x01",
        "🙂🙂",
        "👩‍👧",
        "مرحبا كيف حالك",
        "\u202eabc",
        "a" * 300,
        "' OR 1=1 --",
        "{{ 7*7 }}",
        "\ud83d",
        "\ufeff",
    ],
)
def test_odd_messages_are_parsed(agent, text):
    result = parse(agent, text)
    assert result["match"]["status"] in ("matched", "ambiguous", "unmatched")
    assert len(result["requests"]) >= 1


@pytest.mark.parametrize(
    "text",
    ["my screen does not share, and then it does. " * 455, "record " * 2900, "x" * 20_000, "🙂" * 20_000],
    ids=["clauses", "words", "one word", "emoji"],
)
def test_a_message_of_twenty_thousand_characters_is_parsed_in_time(agent, text):
    started = time.monotonic()
    assert len(parse(agent, text)["requests"]) <= 5
    # It takes one to three seconds of a processor that is not busy with something else.
    assert time.monotonic() - started < 10


def test_a_loaded_model_reads_as_before(agent, model):
    again = Agent.load(model)
    assert [parse(again, text) for text in MESSAGES] == [parse(agent, text) for text in MESSAGES]


def test_training_twice_makes_the_same_assistant(agent, tmp_path, monkeypatch):
    monkeypatch.setenv("RASA_CACHE_DIRECTORY", str(tmp_path / "another cache"))
    again = Agent.load(train(tmp_path, the_projects_pipeline()))
    assert [parse(again, text) for text in MESSAGES] == [parse(agent, text) for text in MESSAGES]


def test_the_classifier_needs_nothing_but_features(tmp_path):
    agent = Agent.load(train(tmp_path, [TOKENIZER, ENCODER_FEATURIZER, REQUEST_CLASSIFIER]))
    result = parse(agent, "hello. how much is pro?")
    assert result["intent"]["name"] == "plan_price"
    assert result["social"] == ["greet"]
    assert [request["text"] for request in result["requests"]] == ["how much is pro?"]


def test_the_featurizer_trains_without_the_classifier(tmp_path):
    agent = Agent.load(train(tmp_path, [TOKENIZER, ENCODER_FEATURIZER, {"name": "KeywordIntentClassifier"}]))
    assert parse(agent, "reset my password")["intent"]["name"] == "reset_password"


def test_entity_components_work_without_a_classifier(tmp_path):
    parts = ["RegexEntityExtractor", "nlu.unique_entities.UniqueEntities", "KeywordIntentClassifier"]
    agent = Agent.load(train(tmp_path, [TOKENIZER, *({"name": name} for name in parts)]))
    assert [entity["value"] for entity in parse(agent, "the webinars")["entities"]] == ["webinars"]
