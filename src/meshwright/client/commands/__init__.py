"""One module per command: `add(parser)` declares its options, `run(options)` does it."""
