"""The command line: `frontdesk COMMAND`."""

from frontdesk.cli.main import app

__all__ = ["app"]
