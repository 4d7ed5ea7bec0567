"""`python -m meshwright.training STAGE`, for torchrun."""

from meshwright.training.cli import main

raise SystemExit(main())
