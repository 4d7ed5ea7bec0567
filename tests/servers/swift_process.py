"""The four servers of Swift in one process; run it with the folder of their configuration and the proxy's port."""

import contextlib
import sys
from pathlib import Path

from swift.common.utils import monkey_patch

monkey_patch()

import eventlet  # noqa: E402
from eventlet import wsgi  # noqa: E402
from swift.common import utils  # noqa: E402
from swift.common.http_protocol import SwiftHttpProtocol  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402

folder = Path(sys.argv[1])
ports = dict(word.split("=") for word in (folder / "ports").read_text().split())

for part, port in ports.items():
    if not (folder / f"{part}.ring.gz").exists():
        builder = RingBuilder(4, 1, 0)
        place = {"ip": "127.0.0.1", "port": int(port), "device": "disk", "weight": 1.0, "region": 1, "zone": 1}
        builder.add_dev(place)
        builder.rebalance()
        builder.get_ring().save(str(folder / f"{part}.ring.gz"))
(folder / "devices" / "disk").mkdir(parents=True, exist_ok=True)
utils.set_swift_dir(str(folder))
utils.validate_hash_conf()


def serve(name: str, port: int) -> None:
    """One server, for ever."""
    app = loadapp(str(folder / f"{name}.conf"), {"log_name": name, "log_level": "WARNING"})
    socket = eventlet.listen(("127.0.0.1", port))
    with contextlib.closing(socket):
        wsgi.server(
            socket,
            app,
            open("/dev/null", "w"),  # noqa: PTH123, SIM115
            protocol=SwiftHttpProtocol,
            capitalize_response_headers=False,
            max_size=1024,
        )


threads = [eventlet.spawn(serve, part, int(port)) for part, port in ports.items()]
threads.append(eventlet.spawn(serve, "proxy", int(sys.argv[2])))
for thread in threads:
    thread.wait()
