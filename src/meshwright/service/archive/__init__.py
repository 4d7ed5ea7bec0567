"""A whole project as one file: written by one server, read by another."""
