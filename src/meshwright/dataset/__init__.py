"""Training data: the part grammar, real meshes, and the stores that feed training."""
