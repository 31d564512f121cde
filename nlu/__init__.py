"""Custom components of the Rasa pipeline. They run in the Rasa runtime and import nothing of the application."""
