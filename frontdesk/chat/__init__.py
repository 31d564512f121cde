"""The web chat: the gateway between browsers and Rasa, and the widget that runs in the browser."""
