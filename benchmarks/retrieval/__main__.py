"""``python -m benchmarks.retrieval --corpus C.jsonl --queries Q.jsonl [--json]``, from the project's root."""

import argparse
import json
import sys
import time
from pathlib import Path

from benchmarks.retrieval.corpus import CorpusError, read_corpus, read_queries
from benchmarks.retrieval.scores import score
from benchmarks.retrieval.systems import Bm25, Dense, Ours, System
from encoder import SentenceEncoder


def main() -> int:
    """Index, search, score, print; exit 2 when a file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="JSON lines {id, title, text}")
    parser.add_argument("--queries", type=Path, required=True, help="JSON lines {id, text, relevant}")
    parser.add_argument("--encoder", type=Path, default=Path("models/encoder"), help="a prepared encoder")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    arguments = parser.parse_args()
    try:
        documents, queries = read_corpus(arguments.corpus), read_queries(arguments.queries)
    except CorpusError as error:
        print(f"benchmarks.retrieval: {error}", file=sys.stderr)
        return 2
    encoder = SentenceEncoder(arguments.encoder)
    figures = {
        name: _measure(system(documents, encoder), queries)
        for name, system in (("ours", Ours), ("bm25", Bm25), ("dense", Dense))
    }
    print(json.dumps(figures) if arguments.json else _table(figures))
    return 0


def _measure(system: System, queries) -> dict:
    system.search(queries[0].text)
    found, seconds = [], []
    for query in queries:
        started = time.perf_counter()
        found.append(system.search(query.text))
        seconds.append(time.perf_counter() - started)
    size = {"index_seconds": round(system.index_seconds, 2), "index_megabytes": round(system.index_bytes / 2**20, 2)}
    return score(queries, found, seconds) | size


def _table(figures: dict[str, dict]) -> str:
    lines = [f"{'':20}" + "".join(f"{name:>10}" for name in figures)]
    for figure in figures["ours"]:
        values = "".join(f"{'-' if row[figure] is None else row[figure]!s:>10}" for row in figures.values())
        lines.append(f"{figure:20}{values}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
