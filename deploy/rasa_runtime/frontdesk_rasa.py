"""Keeps Rasa's search for data files out of folders that hold none.

`rasa test`, typed plainly, reads every YAML and JSON file below the project's root: environments, models and caches
too, which takes long and fails on the first file that is valid JSON but not a mapping. `deploy/setup` puts this module
into the Rasa runtime, where it replaces that one search as soon as Rasa loads it.
"""

import importlib.util
import os
import sys
from importlib.abc import MetaPathFinder

SEARCHED_BY = "rasa.shared.data"
BUILT_FOLDERS = ("models", "var", "results", "node_modules")


def find_data_files(directory, is_wanted):
    """Files below `directory` that `is_wanted`, but for hidden folders and those that hold what was built."""
    found = set()
    for folder, folders, files in os.walk(directory, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in BUILT_FOLDERS)
        paths = (os.path.join(folder, name) for name in sorted(files))  # noqa: PTH118 - Rasa compares text.
        valid = sys.modules[SEARCHED_BY].is_valid_filetype
        found.update(path for path in paths if valid(path) and is_wanted(path))
    return found


class _ReplaceSearch(MetaPathFinder):
    """Lets Rasa's module load as it is and then replaces its search."""

    def find_spec(self, name, path=None, target=None):
        if name != SEARCHED_BY:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module

        def load_and_replace(module):
            load(module)
            module._find_data_files_in_directory = find_data_files

        spec.loader.exec_module = load_and_replace
        return spec


def install():
    """Wait for Rasa to load its search; costs nothing in a process that never does."""
    sys.meta_path.insert(0, _ReplaceSearch())
