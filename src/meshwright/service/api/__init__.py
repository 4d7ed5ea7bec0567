"""The HTTP face: routes, problem documents, events; no rules of its own beyond shape and size."""
