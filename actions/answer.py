"""Answers questions from the knowledge base, one after the other when a message holds several."""

from rasa_sdk.events import SlotSet

from actions.account import say_account
from actions.base import Events, FrontdeskAction
from actions.handoff import hand_over
from actions.speech import Speech
from actions.turn import Request, Turn, queued
from frontdesk.knowledge.answers.model import Answer, AnswerStatus, Question, Unclear

ACCOUNT_INTENTS = frozenset({"check_my_plan", "check_tickets", "view_invoices"})
FAILURES_BEFORE_HANDOFF = 2


class ActionAnswer(FrontdeskAction):
    """Answers this turn's question and the questions that wait behind it, until something else is needed."""

    def name(self) -> str:
        return "action_answer"

    def act(self, speech: Speech, turn: Turn) -> Events:
        request, queue = turn.request, turn.queue
        events = answer_request(speech, turn, request)
        while not events_wait(events) and queue and _can_be_read(turn, queue[0]):
            request, *queue = queue
            speech.say(f"And on “{request.text}”:")
            if request.intent in ACCOUNT_INTENTS:
                say_account(speech, turn, request.intent)
            else:
                events = [*events, *answer_request(speech, turn, request)]
        return [*events, queued(queue)]


def answer_request(speech: Speech, turn: Turn, request: Request) -> Events:
    """Answer one request, ask for the plan, or say that there is no answer; hand over when that happens twice."""
    answer = ask_knowledge(turn, request)
    if answer.status is AnswerStatus.ANSWERED:
        speech.answer(answer)
        return [SlotSet("failures", 0), SlotSet("pending_question", None)]
    if answer.status is AnswerStatus.CLARIFY:
        return ask_back(speech, request, answer)
    return fail(speech, turn, answer.text, answer)


def ask_back(speech: Speech, request: Request, answer: Answer) -> Events:
    """Ask what `answer` is unclear about. A question of several meanings is asked anew by the one that is chosen."""
    if answer.unclear is Unclear.MEANING:
        speech.ask_which_meaning(answer.text, answer.choices)
        return []
    speech.ask_which_plan(answer.text, answer.choices)
    return [SlotSet("pending_question", request.as_slot())]


def ask_knowledge(turn: Turn, request: Request) -> Answer:
    """Put a request to the knowledge base, for the customer's plan."""
    values = tuple(str(entity["value"]) for entity in request.entities)
    question = Question(
        request.text, turn.plan, request.intent, values, before=turn.said_before, about=turn.articles_before
    )
    return turn.services.answers.answer(question)


def fail(speech: Speech, turn: Turn, text: str, answer: Answer) -> Events:
    """Say that the assistant cannot help, and bring in a person when it is not the first time."""
    failures = turn.failures + 1
    if failures >= FAILURES_BEFORE_HANDOFF:
        return hand_over(speech, turn, reason="failed")
    speech.suggest(f"{text} You can put it in other words, or I bring in a person.", answer.related)
    return [SlotSet("failures", failures), SlotSet("offer", "human")]


def events_wait(events: Events) -> bool:
    """Whether `events` leave a question open to the customer, or the conversation to a person."""
    waiting = any(e.get("name") in ("pending_question", "offer") and e.get("value") for e in events)
    return waiting or any(e.get("event") == "pause" for e in events)


def _can_be_read(turn: Turn, request: Request) -> bool:
    return request.intent in ACCOUNT_INTENTS or turn.services.answers.answers_intent(request.intent)
