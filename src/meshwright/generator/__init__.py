"""The shape latent, the networks that make and read it, and the samplers of the flow."""
