"""Searches any corpus with the project's own retrieval, beside BM25 alone and dense vectors alone."""
