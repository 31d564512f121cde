"""Asks the knowledge base a set of questions with known answers, and counts what the answers hold."""
