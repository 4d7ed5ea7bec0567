"""Networks on a CPU without PyTorch: OpenVINO graphs built in Python from plain arrays."""
