"""Meshes: extraction, repair, decimation, unwrapping, LODs, collision, mass. Knows nothing of networks."""
