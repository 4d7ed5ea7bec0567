"""Training of the autoencoder, the flow model and the judge. Needs the `train` extra."""
