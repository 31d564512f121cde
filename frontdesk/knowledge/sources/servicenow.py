"""Articles of a ServiceNow knowledge base, by the Table API (`/api/now/table/kb_knowledge`)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from frontdesk.knowledge.sources.access import NotForCustomers, plans_of_groups
from frontdesk.knowledge.sources.config import ServiceNowConfig
from frontdesk.knowledge.sources.html import UnreadableHtml, html_to_markdown
from frontdesk.knowledge.sources.http import SourceHttp
from frontdesk.knowledge.sources.model import Batch, Cursor, DocumentFailure, SourceDocument
from frontdesk.knowledge.sources.overlap import Row, seen_rows, without_seen
from frontdesk.knowledge.sources.servicenow_table import ServiceNowTable

_FIELDS = (
    "sys_id number short_description text workflow_state sys_updated_on valid_to language kb_category.label "
    "kb_knowledge_base can_read_user_criteria cannot_read_user_criteria"
).split()
# Without one of these it would not be known whether, or to whom, an article may be shown.
_NEEDED = "sys_id workflow_state sys_updated_on can_read_user_criteria cannot_read_user_criteria".split()
_PUBLISHED = "published"


class ServiceNowSource:
    """Published articles, in the order in which they were updated; `sys_id` is the document's id.

    Every page begins at the moment of the last row before it. A row that is updated while pages are read moves to the
    end, and none is lost at the border of two pages as it would be with offsets alone. Records that were deleted leave
    no trace in the table, so all ids are listed at the end.
    """

    def __init__(self, config: ServiceNowConfig, http: SourceHttp, *, page_size: int = 100) -> None:
        self._config = config
        self._page_size = page_size
        self._articles = ServiceNowTable(config.url, "kb_knowledge", http)
        self._attachments = ServiceNowTable(config.url, "sys_attachment", http)

    def changes(self, cursor: Cursor) -> Iterator[Batch]:
        """The rows updated since `cursor`: `since` is the moment of the last one, `seen` what was read of it."""
        since: str = cursor.get("since", "")
        seen: dict[str, str] = dict(cursor.get("seen", {}))
        offset, goes_on = 0, True
        while goes_on:
            rows, goes_on = self._articles.page(self._changed(since), _FIELDS, _NEEDED, self._page_size, offset)
            documents, failures = self._documents(without_seen(rows, "sys_id", seen))
            last = str(rows[-1]["sys_updated_on"]) if rows else since
            offset = 0 if last > since else offset + self._page_size
            at_last = seen_rows((row for row in rows if row["sys_updated_on"] == last), "sys_id")
            seen = at_last if last > since else seen | at_last
            since = last
            present = None if goes_on else self._present()
            yield Batch(documents, {"since": since, "seen": dict(seen)}, failures, present)

    def _changed(self, since: str) -> str:
        conditions = [f"sys_updated_on>={since}"] if since else []
        return "^".join([*conditions, *self._bases(), "ORDERBYsys_updated_on", "ORDERBYsys_id"])

    def _bases(self) -> list[str]:
        bases = self._config.knowledge_bases
        return [f"kb_knowledge_baseIN{','.join(bases)}"] if bases else []

    def _present(self) -> frozenset[str]:
        """The ids of all articles that are published and not expired now, listed from id to id."""
        present: set[str] = set()
        last = ""
        while True:
            query = "^".join([f"workflow_state={_PUBLISHED}", *self._bases(), f"sys_id>{last}", "ORDERBYsys_id"])
            rows, _ = self._articles.page(query, ["sys_id", "valid_to"], ["sys_id"], self._page_size * 10, 0)
            if not rows:
                return frozenset(present)
            if str(rows[0]["sys_id"]) <= last:
                raise self._articles.malformed("ignores a condition on sys_id")
            present |= {str(row["sys_id"]) for row in rows if not _is_expired(row)}
            last = str(rows[-1]["sys_id"])

    def _documents(self, rows: Sequence[Row]) -> tuple[tuple[SourceDocument, ...], tuple[DocumentFailure, ...]]:
        attached = self._attachment_names([row for row in rows if row["workflow_state"] == _PUBLISHED])
        documents: list[SourceDocument] = []
        failures: list[DocumentFailure] = []
        for row in rows:
            try:
                documents.append(self._document(row, attached.get(str(row["sys_id"]), [])))
            except UnreadableHtml as error:
                failures.append(DocumentFailure(self._url(row), str(error)))
        return tuple(documents), tuple(failures)

    def _document(self, row: Row, attached: Sequence[str]) -> SourceDocument:
        id, url = str(row["sys_id"]), self._url(row)
        if row["workflow_state"] != _PUBLISHED:
            return SourceDocument.gone(id, url, str(row["workflow_state"]) or "not published")
        if _is_expired(row):
            return SourceDocument.gone(id, url, "expired")
        try:
            plans = self._plans(row)
        except NotForCustomers as reason:
            return SourceDocument.gone(id, url, str(reason))
        body = html_to_markdown(str(row.get("text") or ""), f"{self._config.url}/")
        if body and attached:
            body += "\n\n## Attachments\n\n" + "\n".join(f"- {name}" for name in attached)
        return SourceDocument(
            id=id,
            title=str(row.get("short_description") or ""),
            body=body,
            plans=plans,
            topic=str(row.get("kb_category.label") or self._config.topic or self._config.name),
            language=str(row.get("language") or self._config.language),
            updated=_moment(str(row["sys_updated_on"])).date(),
            url=url,
        )

    def _plans(self, row: Row) -> tuple[str, ...]:
        """The plans whose customers may read the article: by its own user criteria, or else by its knowledge base."""
        criteria = self._config.user_criteria
        base = self._config.knowledge_bases.get(str(row.get("kb_knowledge_base")), self._config.plans)
        allowed = set(base)
        if readers := _ids(row["can_read_user_criteria"]):
            allowed = plans_of_groups(readers, criteria, "user criteria")
        for kept_out in _ids(row["cannot_read_user_criteria"]):
            allowed -= plans_of_groups([kept_out], criteria, "user criteria")
        if not allowed:
            raise NotForCustomers("its user criteria leave no plan that may read it")
        return tuple(sorted(allowed))

    def _attachment_names(self, rows: Sequence[Row]) -> dict[str, list[str]]:
        """The names of the files attached to articles, by the article's sys_id."""
        names: dict[str, list[str]] = {}
        for start in range(0, len(rows), self._page_size):
            ids = ",".join(str(row["sys_id"]) for row in rows[start : start + self._page_size])
            query = f"table_name=kb_knowledge^table_sys_idIN{ids}^ORDERBYfile_name^ORDERBYsys_id"
            offset, goes_on = 0, True
            while goes_on:
                found, goes_on = self._attachments.page(
                    query, ["sys_id", "table_sys_id", "file_name"], ["table_sys_id", "file_name"], 1000, offset
                )
                offset += 1000
                for file in found:
                    names.setdefault(str(file["table_sys_id"]), []).append(str(file["file_name"]))
        return names

    def _url(self, row: Row) -> str:
        return f"{self._config.url}/kb_view.do?sysparm_article={row.get('number') or row['sys_id']}"


def _ids(value: object) -> list[str]:
    return [id.strip() for id in str(value or "").split(",") if id.strip()]


def _moment(value: str) -> datetime:
    return datetime.strptime(value, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def _is_expired(row: Row) -> bool:
    try:
        return date.fromisoformat(str(row.get("valid_to") or "")[:10]) < datetime.now(UTC).date()
    except ValueError:
        return False
