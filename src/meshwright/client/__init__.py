"""How people and programs reach the pipeline: the Python API and the command line."""
