"""Meshwright over HTTP: accounts, jobs, assets with versions; see `service.run` for how it is started."""
