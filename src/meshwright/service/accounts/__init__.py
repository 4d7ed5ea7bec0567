"""Who is asking: passwords, sessions, tokens, API keys."""
