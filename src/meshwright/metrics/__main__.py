"""`python -m meshwright.metrics SUITE`."""

from meshwright.metrics.cli import main

raise SystemExit(main())
