"""What the desk's API answers when it cannot do what it was asked: a status and a sentence for people."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from frontdesk.handoff.model import CaseClosed, CaseNotAccepted, CaseNotFound, CaseTaken


class DeskProblem(Exception):
    """Answered as `{"error": sentence}` with `status`."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class DeskRoute(APIRoute):
    """A route whose errors are sentences."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except CaseNotFound as error:
                return _problem(404, str(error))
            except (CaseTaken, CaseClosed, CaseNotAccepted) as error:
                return _problem(409, str(error))
            except DeskProblem as error:
                return _problem(error.status, str(error))
            except RequestValidationError as error:
                return _problem(422, _in_words(error))

        return answer


def _problem(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status_code=status, headers={"Cache-Control": "no-store"})


def _in_words(error: RequestValidationError) -> str:
    details = [f"{'.'.join(str(part) for part in problem['loc'][1:])}: {problem['msg']}" for problem in error.errors()]
    return "The request could not be read. " + "; ".join(details) + "."
