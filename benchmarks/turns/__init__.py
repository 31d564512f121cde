"""Plays one script through Rasa's REST channel: this project beside the same project with Rasa's default pipeline."""
