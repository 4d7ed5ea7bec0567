"""The networks on a CPU without PyTorch, from the same weight files."""
