"""Frontdesk: a self-hosted customer-support agent on Rasa Open Source."""

__version__ = "0.1.0"
