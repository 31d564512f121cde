"""YAML that people write: plain values only, and a key written twice is a mistake instead of a silent loss."""

from typing import Any

import yaml


class YamlMistake(Exception):
    """The text is not the YAML it should be; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class _Loader(yaml.SafeLoader):
    """SafeLoader that refuses a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                raise YamlMistake(f"{key_node.value} is written twice; keep one", key_node.start_mark.line + 1)
            if isinstance(key_node.value, str):
                seen.add(key_node.value)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise YamlMistake(f"this is not valid YAML: {error}", node.start_mark.line + 1) from error


def read_yaml(text: str) -> Any:
    """The value that `text` writes; None for an empty text. Raises YamlMistake."""
    return read_yaml_with_lines(text)[0]


def read_yaml_with_lines(text: str) -> tuple[Any, dict[str, int]]:
    """The value that `text` writes and, when it is a mapping, the line of each of its own keys. Raises YamlMistake."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, {}
        lines = {}
        if isinstance(node, yaml.MappingNode):
            lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise YamlMistake(f"this is not valid YAML: {error.problem or error.context}", line) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise YamlMistake(f"this is not valid YAML: {error}", 1) from error
    finally:
        loader.dispose()
