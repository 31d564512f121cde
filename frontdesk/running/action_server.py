"""The action server: `python -m frontdesk.running.action_server PORT`.

Unlike `python -m rasa_sdk` it is a single process, so that the supervisor notices when it dies, and listens on loopback
only, for whoever reaches it can act as any customer.
"""

import logging
import sys

from rasa_sdk import utils
from rasa_sdk.endpoint import create_app_for_serve
from rasa_sdk.executor import ActionExecutor

ACTIONS = "actions"


def serve(port: int) -> None:
    """Serve the project's actions on `port` until the process is told to stop."""
    utils.configure_colored_logging(logging.WARNING)
    utils.update_sanic_log_level()
    executor = ActionExecutor()
    executor.register_package(ACTIONS)
    app = create_app_for_serve(executor)
    app.run(host="127.0.0.1", port=port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
