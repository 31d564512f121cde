"""One table of a ServiceNow instance, as the Table API pages through it."""

import re
from collections.abc import Sequence

import httpx

from frontdesk.knowledge.sources.http import SourceHttp
from frontdesk.knowledge.sources.model import SourceError
from frontdesk.knowledge.sources.overlap import Row

_NEXT = re.compile(r'rel="?next"?')
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


class ServiceNowTable:
    """Reads the rows of the table `name` of the instance at `url`."""

    def __init__(self, url: str, name: str, http: SourceHttp) -> None:
        self._url = f"{url}/api/now/table/{name}"
        self._http = http

    def page(
        self, query: str, fields: Sequence[str], needed: Sequence[str], limit: int, offset: int
    ) -> tuple[list[Row], bool]:
        """The rows of one page, and whether more follow; each row has the fields `needed`, and times in order.

        Raises:
            SourceError: as SourceHttp.get_json, or the answer is no page of the table.
        """
        parameters = {
            "sysparm_query": query,
            "sysparm_fields": ",".join(fields),
            "sysparm_limit": limit,
            "sysparm_offset": offset,
            "sysparm_exclude_reference_link": "true",
            "sysparm_display_value": "false",
        }
        content, headers = self._http.get_json(self._url, parameters)
        rows = content.get("result")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.malformed("has no list `result`")
        for row in rows:
            if missing := [field for field in needed if field not in row]:
                raise self.malformed(f"has a row without {missing[0]} (may our user read that field?)")
        moments = [str(row["sys_updated_on"]) for row in rows if "sys_updated_on" in row]
        if moments != sorted(moments) or not all(_MOMENT.fullmatch(moment) for moment in moments):
            raise self.malformed("has rows that are not in the order of sys_updated_on")
        return rows, _goes_on(headers, len(rows), limit, offset)

    def malformed(self, what: str) -> SourceError:
        """The error for an answer that is no page of the table."""
        return self._http.malformed(self._url, what)


def _goes_on(headers: httpx.Headers, rows: int, limit: int, offset: int) -> bool:
    """Whether a page follows. Rows that our user may not see are left out of a page, so a short page is no end."""
    if "Link" in headers:
        return _NEXT.search(headers["Link"]) is not None
    if headers.get("X-Total-Count", "").isdigit():
        return int(headers["X-Total-Count"]) > offset + limit
    return rows == limit
