"""What several forms say alike."""

from actions.speech import TALK_TO_A_PERSON, Speech

ASK_YES_OR_NO = ({"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"})
NEVER_MIND = {"title": "Never mind", "payload": "/cancel"}


def say_sign_in(speech: Speech, purpose: str) -> None:
    """Tell a visitor that this needs an account."""
    speech.say(f"To {purpose} I have to know your account. Please sign in, or talk to a person.", [TALK_TO_A_PERSON])
