"""Trains the project's own NLU pipeline on any labelled set and scores it."""
