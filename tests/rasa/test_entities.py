"""One entity at a place and of a kind, in the form of its kind."""

from datetime import date

import pytest
import yaml
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from small_project import ROOT

from nlu.typed_entities import TypedEntities, in_form
from nlu.unique_entities import UniqueEntities, without_overlaps

TODAY = date(2026, 11, 24)


def found(kind, start, end, value="x", **more):
    return {"entity": kind, "start": start, "end": end, "value": value, **more}


@pytest.mark.parametrize(
    ("entities", "kept"),
    [
        ([], []),
        ([found("product", 4, 12, "first"), found("product", 4, 12, "second")], ["first"]),
        ([found("plan", 4, 7, "short"), found("plan", 4, 12, "long")], ["long"]),
        ([found("plan", 4, 12, "long"), found("plan", 8, 12, "short")], ["long"]),
        ([found("plan", 0, 6, "left"), found("plan", 4, 12, "right")], ["right"]),
        ([found("device", 3, 8, "device"), found("product", 3, 8, "product")], ["device", "product"]),
        ([found("plan", 0, 3, "one"), found("plan", 3, 6, "two")], ["one", "two"]),
        ([found("plan", 9, 12, "late"), found("plan", 0, 3, "early")], ["late", "early"]),
        # The middle one overlaps both its neighbours, which do not overlap one another.
        ([found("plan", 0, 5, "a"), found("plan", 4, 8, "b"), found("plan", 7, 12, "c")], ["a", "c"]),
        ([{"entity": "plan", "value": "nowhere"}, {"entity": "plan", "value": "too"}], ["nowhere", "too"]),
    ],
)
def test_of_overlapping_entities_of_a_kind_the_longest_stays(entities, kept):
    assert [entity["value"] for entity in without_overlaps(entities)] == kept


def test_many_entities_take_little_time():
    entities = [found("plan", place, place + 3) for place in range(20_000)]
    assert len(without_overlaps(entities)) == 20_000 // 3 + 1


def test_what_stays_is_left_as_it_was():
    entity = found("plan", 0, 3, "pro", extractor="RegexEntityExtractor", processors=["EntitySynonymMapper"])
    assert without_overlaps([entity, dict(entity)]) == [entity]


def test_the_component_writes_to_the_parse():
    message = Message.build(text="the webinars")
    message.set("entities", [found("product", 4, 12), found("product", 4, 12)], add_to_output=True)
    (parsed,) = UniqueEntities().process([message])
    assert parsed.as_dict(only_output_properties=True)["entities"] == [found("product", 4, 12)]


def test_a_message_without_entities_gets_none():
    for component in (UniqueEntities(), TypedEntities({"forms": {"email": "lower case"}})):
        (parsed,) = component.process([Message.build(text="hello")])
        assert parsed.get("entities") == []


@pytest.mark.parametrize(
    ("typed", "form", "written"),
    [
        ("INV-2026-0412", "INV-####-####", "INV-2026-0412"),
        ("inv 2026 0412", "INV-####-####", "INV-2026-0412"),
        ("Inv#2026_0412", "INV-####-####", "INV-2026-0412"),
        ("inv20260412", "INV-####-####", "INV-2026-0412"),
        ("2026-0412", "INV-####-####", "INV-2026-0412"),
        ("2026-412", "INV-####-####", "2026-412"),
        ("prl 1042", "PRL-####", "PRL-1042"),
        ("PRL–1042", "PRL-####", "PRL-1042"),
        ("prl10421", "PRL-####", "prl10421"),
        ("PRL-\uff11\uff10\uff14\uff12", "PRL-####", "PRL-1042"),
        ("123 4567 8901", "digits", "12345678901"),
        ("123-456-789", "digits", "123456789"),
        ("no number", "digits", "no number"),
        ("Books@Northwind.EXAMPLE", "lower case", "books@northwind.example"),
        ("", "INV-####-####", ""),
        ("12", "{#}-{#}", "{1}-{2}"),
        ("€1.250,5", "number and currency", "1250.50 EUR"),
        ("142.80", "number and currency", "142.80"),
        ("last Friday", "ISO 8601", "2026-11-20"),
        ("next week", "ISO 8601", "2026-W49"),
        ("last spring", "ISO 8601", "last spring"),
    ],
)
def test_values_are_written_in_their_form_or_left_alone(typed, form, written):
    assert in_form(typed, form, TODAY) == written
    assert in_form(written, form, TODAY) == written


def test_only_the_values_of_kinds_with_a_form_change():
    message = Message.build(text="Pro, prl 1042")
    plan, code = found("plan", 0, 3, "Pro"), found("error_code", 5, 13, "prl 1042", processors=["Other"])
    message.set("entities", [plan, code], add_to_output=True)
    (parsed,) = TypedEntities({"forms": {"error_code": "PRL-####"}}).process([message])
    assert parsed.get("entities") == [
        plan,
        found("error_code", 5, 13, "PRL-1042", processors=["Other", "TypedEntities"]),
    ]


def test_relative_dates_are_counted_from_what_the_clock_says_and_keep_their_place():
    message = Message.build(text="tomorrow")
    message.set("entities", [found("date", 0, 8, "tomorrow")], add_to_output=True)
    (parsed,) = TypedEntities({"forms": {"date": "ISO 8601"}}, clock=lambda: TODAY).process([message])
    assert parsed.get("entities") == [found("date", 0, 8, "2026-11-25", processors=["TypedEntities"])]


@pytest.mark.parametrize("form", ["upper case", "", None, 5, ["digits"]])
def test_an_unknown_form_is_refused_by_the_entitys_name(form):
    with pytest.raises(InvalidConfigException, match=r"TypedEntities: the form of 'email' must be .*'ISO 8601' or"):
        TypedEntities.validate_config({"forms": {"email": form}})


def test_forms_that_name_no_entity_are_refused():
    with pytest.raises(InvalidConfigException, match="TypedEntities: 'forms' must give entities a form each"):
        TypedEntities.validate_config({"forms": ["digits"]})


def test_the_projects_forms_are_of_entities_that_its_domain_has():
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    (forms,) = (part["forms"] for part in pipeline if part["name"].endswith("TypedEntities"))
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    TypedEntities.validate_config({"forms": forms})
    assert set(forms) <= set(domain["entities"])
