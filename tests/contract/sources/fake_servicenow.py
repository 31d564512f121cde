"""A ServiceNow instance's Table API, as far as articles are read by it."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from serving import Request, Response, Server, json_response
from source_contract import TEXT, ServedWorld

from frontdesk.knowledge.sources.config import ServiceNowConfig
from frontdesk.knowledge.sources.http import SourceHttp
from frontdesk.knowledge.sources.servicenow import ServiceNowSource
from frontdesk.knowledge.sources.signing_in import credentials

Row = dict[str, Any]
TABLE = "/api/now/table/"
SECRETS = {"SN_TOKEN": "the-token", "SN_USER": "reader", "SN_PASSWORD": "pass"}
BASIC = "Basic " + base64.b64encode(b"reader:pass").decode()


class ServiceNowWorld(ServedWorld):
    """Rows with the fields of real ones; `now` goes on by a second for each change, unless `step` is zero."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, dict[str, Row]] = {"kb_knowledge": {}, "sys_attachment": {}}
        self.now = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
        self.step = timedelta(seconds=1)
        self.hidden: set[str] = set()
        self.says_how_many = "link"
        self.before_page: Any = None
        self.server = Server(self.answer)

    def put(self, key: str, title: str, text: str = TEXT, **fields: str) -> None:
        self.now += self.step
        html = "<p>" + text.replace("&", "&amp;").replace("<", "&lt;") + "</p>"
        self.tables["kb_knowledge"][self.id(key)] = {
            "sys_id": self.id(key),
            "number": f"KB{key}",
            "short_description": title,
            "text": html,
            "workflow_state": "published",
            "sys_updated_on": f"{self.now:%Y-%m-%d %H:%M:%S}",
            "valid_to": "2100-01-01",
            "language": "en",
            "kb_category.label": "Accounts",
            "kb_knowledge_base": "base1",
            "can_read_user_criteria": "",
            "cannot_read_user_criteria": "",
        } | fields

    def attach(self, key: str, name: str) -> None:
        id = hashlib.md5(f"{key}{name}".encode()).hexdigest()
        file = {"sys_id": id, "table_name": "kb_knowledge", "table_sys_id": self.id(key), "file_name": name}
        self.tables["sys_attachment"][id] = file

    def remove(self, key: str) -> None:
        self.change(key, workflow_state="retired")

    def change(self, key: str, **fields: str) -> None:
        self.now += self.step
        self.tables["kb_knowledge"][self.id(key)] |= {"sys_updated_on": f"{self.now:%Y-%m-%d %H:%M:%S}", **fields}

    def id(self, key: str) -> str:
        return hashlib.md5(key.encode()).hexdigest()

    def open(self, page_size: int = 100, **fields: Any) -> ServiceNowSource:
        sign_in = {} if "user_env" in fields else {"token_env": "SN_TOKEN"}
        written = {"name": self.name, "kind": "servicenow", "url": self.server.url, "plans": ("basic", "pro")}
        config = ServiceNowConfig(**(written | sign_in | fields))
        http = SourceHttp(self.name, auth=credentials(config, SECRETS), sleep=self.waited.append)
        return ServiceNowSource(config, http, page_size=page_size)

    def answer(self, request: Request) -> Response:
        if request.headers.get("Authorization") not in ("Bearer the-token", BASIC):
            return Response(b'{"error":{"message":"User Not Authenticated"},"status":"failure"}', 401)
        if not request.path.startswith(TABLE):
            return Response(status=404)
        if self.before_page:
            self.before_page()
        table = self.tables[request.path.removeprefix(TABLE)]
        rows = _select(list(table.values()), request.query.get("sysparm_query", ""))
        limit, offset = int(request.query["sysparm_limit"]), int(request.query["sysparm_offset"])
        # Rows that the user may not see are taken out after the page was cut.
        page = [row for row in rows[offset : offset + limit] if row["sys_id"] not in self.hidden]
        fields = request.query["sysparm_fields"].split(",")
        result = [{field: row[field] for field in fields if field in row} for row in page]
        return json_response({"result": result}, self._counts(len(rows), limit, offset))

    def _counts(self, total: int, limit: int, offset: int) -> Mapping[str, str]:
        address = f"{self.server.url}{TABLE}x?sysparm_limit={limit}&sysparm_offset="
        links = [f'<{address}0>;rel="first"']
        if offset + limit < total:
            links.append(f'<{address}{offset + limit}>;rel="next"')
        headers = {"X-Total-Count": str(total), "Link": ",".join(links)}
        return {"link": headers, "count": {"X-Total-Count": str(total)}, "nothing": {}}[self.says_how_many]


def _select(rows: list[Row], query: str) -> list[Row]:
    """The rows of an encoded query; what it orders by first weighs most."""
    order: list[str] = []
    for part in filter(None, query.split("^")):
        if part.startswith("ORDERBY"):
            order.append(part.removeprefix("ORDERBY"))
        elif ">=" in part:
            name, value = part.split(">=")
            rows = [row for row in rows if row[name] >= value]
        elif ">" in part:
            name, value = part.split(">")
            rows = [row for row in rows if row[name] > value]
        elif "IN" in part:
            name, value = part.split("IN")
            rows = [row for row in rows if row[name] in value.split(",")]
        else:
            name, value = part.split("=")
            rows = [row for row in rows if row[name] == value]
    return sorted(rows, key=lambda row: [row[name] for name in order])
