"""Jobs while everything that runs them is killed at random: nothing may be lost, and nothing done twice.

    python benchmarks/chaos.py --set distributed --jobs 1000 --seed 1

The real processes run work that does next to nothing. `embedded` is `meshwright serve` over SQLite and a folder;
`distributed` is two servers with dispatchers, two workers, PostgreSQL and RabbitMQ, all on loopback (they must be
installed). Workers, their children, servers, broker and database are killed (SIGKILL) and started again, or stopped
(SIGSTOP) and continued, a stopped worker also for longer than its lease. A client submits with idempotency keys, and
asks again until it has an answer. At the end the tables and the files are compared with what was accepted. Prints
one JSON object; the exit code is 1 if a job was lost, failed, done twice or wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.servers.postgres import PostgreSQL
from tests.servers.rabbitmq import RabbitMQ
from tests.service import chaos


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=("embedded", "distributed"), default="distributed")
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, nargs=2, default=(1.0, 4.0), metavar="S", help="between two harms")
    parser.add_argument("--patience", type=float, default=3600.0, metavar="S", help="for all jobs to end")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(chaos.scratch()))
        if options.set == "embedded":
            site = stack.enter_context(chaos.embedded(folder))
        else:
            database, broker = stack.enter_context(PostgreSQL()), stack.enter_context(RabbitMQ())
            site = stack.enter_context(chaos.distributed(folder, database, broker))
        pause = (options.pause[0], options.pause[1])
        verdict = chaos.run(site, count=options.jobs, seed=options.seed, pause=pause, patience=options.patience)
    machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "system": platform.platform()}
    print(json.dumps({"set": options.set, **verdict.to_json(), "machine": machine}))
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.exit(main())
