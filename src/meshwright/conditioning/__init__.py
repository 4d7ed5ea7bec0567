"""From a brief to what the flow model is conditioned on."""
