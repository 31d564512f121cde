"""A project small enough to train in a second."""

from pathlib import Path

ROOT = Path(__file__).parents[2]

EXAMPLES = {
    "record_meeting": [
        "how do I record a meeting",
        "we meet on monday, please record the meeting",
        "start a recording",
        "can meetings be recorded",
        "record my call",
        "is my meeting recorded",
        "save the meeting as a video",
    ],
    "plan_price": [
        "how much is pro",
        "our team is small, how much is pro for us",
        "what does the business plan cost",
        "price of enterprise",
        "plan prices please",
        "cost of the basic plan",
        "what do you charge for pro",
    ],
    "reset_password": [
        "I forgot my password",
        "I came back from leave and forgot my password",
        "reset my password",
        "password reset link",
        "change the password",
        "new password needed",
        "my password is lost",
    ],
    "share_screen": [
        "how do I share my screen",
        "I teach maths and want to share my screen",
        "share a window",
        "screen sharing",
        "present my slides to others",
        "show my screen",
        "share slides with others",
    ],
    "greet": ["hello", "hi there", "good morning", "hey", "hello there", "good evening"],
}
