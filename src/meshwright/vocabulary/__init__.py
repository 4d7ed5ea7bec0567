"""What the words mean: material classes, colours, and the lexicon exported by the grammar."""
