"""Rasa actions: slots in, one service call, events out. One file per purpose."""
