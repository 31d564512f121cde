"""Reads a message: puts it right, leaves the asides out, splits it, and judges each request."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nlu.asides import AsideModel, Encode
from nlu.focus import Focus, is_long
from nlu.requests import Request
from nlu.segmentation import Span
from nlu.spelling import Corrected, Speller
from nlu.splitter import RequestSplitter, Stretch, judge_stretches
from nlu.understanding import Understanding

# Where all requests of a message match as well as this, nothing in it is taken for an aside.
CLEAR = 0.6


class Reader:
    """Everything that was learnt for reading messages.

    Args:
        acts: intents that are no request, such as a greeting or a yes.
        replies: those of `acts` that answer a question.
    """

    def __init__(
        self,
        speller: Speller,
        understanding: Understanding,
        asides: AsideModel,
        splitter: RequestSplitter,
        acts: frozenset[str],
        replies: frozenset[str],
    ) -> None:
        self._speller = speller
        self.understanding = understanding
        self._focus = Focus(asides, acts)
        self._splitter = splitter
        self._acts = acts
        self._replies = replies

    def read(self, typed: str, vector: np.ndarray, encode: Encode) -> list[Request]:
        """The requests of the message `typed`, whose `vector` is given; their places are those in `typed`."""
        corrected, vector = self._put_right(typed, vector, encode)
        stretches = self._stretches(corrected.text, vector, encode)
        return [self._request(stretch, typed, corrected) for stretch in stretches]

    def _put_right(self, typed: str, vector: np.ndarray, encode: Encode) -> tuple[Corrected, np.ndarray]:
        """`typed` without its slips, and its vector; as it is where it says more so: an unknown word may be right."""
        corrected = self._speller.correct(typed)
        if corrected.text == typed:
            return corrected, vector
        vectors = np.stack([vector, encode([corrected.text])[0]])
        before, after = self.understanding.judge([typed, corrected.text], vectors).match
        return (corrected, vectors[1]) if after >= before else (Corrected(typed, range(len(typed))), vector)

    def _stretches(self, text: str, vector: np.ndarray, encode: Encode) -> list[Stretch]:
        whole = judge_stretches(text, [Span(0, len(text))], [vector], self.understanding)[0]
        stretches = self._requests_and_acts(text, whole, encode)
        intents = [self.understanding.intents[stretch.intent] for stretch in stretches]
        if len(stretches) == 1 or not any(intent in self._acts for intent in intents):
            return stretches
        # "Perfect, thanks for that" is one act, and "no, leave it as it is" is one reply.
        is_reply = self.understanding.intents[whole.intent] in self._replies
        return [whole] if is_reply or all(intent in self._acts for intent in intents) else stretches

    def _requests_and_acts(self, text: str, whole: Stretch, encode: Encode) -> list[Stretch]:
        of_whole = [] if is_long(text) else self._split(whole, encode)
        if len(of_whole) > 1 and min(stretch.match for stretch in of_whole) >= CLEAR:
            return of_whole
        parts, acts = self._parts(text, whole, encode)
        if of_whole and parts[0] is whole:
            return of_whole
        stretches = [stretch for part in parts for stretch in self._split(part, encode)]
        understood = [stretch for stretch in stretches if stretch.match >= self.understanding.match_threshold]
        if len(parts) > 1 and understood:
            stretches = understood
        return sorted([*stretches, *acts], key=lambda stretch: stretch.span.start)

    def _parts(self, text: str, whole: Stretch, encode: Encode) -> tuple[list[Stretch], list[Stretch]]:
        """The parts of `text` that ask for something, and the acts beside them; the whole, where no part says more."""
        found = self._focus.find(text, encode, self.understanding)
        if found.requests == [whole.span]:
            return [whole], []
        spans = [*found.requests, *found.acts]
        vectors = encode([text[span.start : span.end] for span in spans])
        stretches = judge_stretches(text, spans, vectors, self.understanding)
        parts, acts = stretches[: len(found.requests)], stretches[len(found.requests) :]
        return (parts, acts) if max(part.match for part in parts) >= whole.match else ([whole], [])

    def _split(self, part: Stretch, encode: Encode) -> list[Stretch]:
        stretches = self._splitter.split(part.text, part.vector, encode, self.understanding)
        place = part.span.start
        return [replace(s, span=Span(s.span.start + place, s.span.end + place)) for s in stretches]

    def _request(self, stretch: Stretch, typed: str, corrected: Corrected) -> Request:
        start, end = corrected.typed(stretch.span.start, stretch.span.end)
        request = Request.of(stretch, self.understanding.intents)
        return replace(request, text=typed[start:end], start=start, end=end)
