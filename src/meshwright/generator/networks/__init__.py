"""PyTorch modules: training, GPUs, and the source of the exported graphs. Needs the `train` extra."""
