"""Telling others what happened: an outbox written with the event itself, and a loop that delivers it."""
