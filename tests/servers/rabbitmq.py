"""RabbitMQ on loopback, with an Erlang port mapper of its own that ends with it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence

from .process import Program, Server, free_port, listening, program

PACKAGE = "rabbitmq-server"


class RabbitMQ(Server):
    """A broker with the user guest; `url` is an AMQP address.

    A kill within the first moments of a quorum queue's life loses the queue (3.10 has not yet written down that it
    leads it): let some seconds pass between the first declaration and `kill`.
    """

    def __init__(self) -> None:
        # Not the script in the path: that one changes to a system user and its folders.
        self._server = program("/usr/lib/rabbitmq/bin/rabbitmq-server", PACKAGE)
        self._control = program("/usr/lib/rabbitmq/bin/rabbitmqctl", PACKAGE)
        self._mapper = program("epmd", PACKAGE)
        self._mapper_program: Program | None = None
        super().__init__()
        self.mapper_port, self.node_port = free_port(), free_port()
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.default = 127.0.0.1:{self.port}\n"
            "vm_memory_high_watermark.absolute = 512MB\n"
            "disk_free_limit.absolute = 50MB\n"
            "log.file.level = warning\n"
        )
        (self.folder / "enabled_plugins").write_text("[].\n")

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def command(self) -> Sequence[str]:
        return [self._server]

    def environment(self) -> Mapping[str, str]:
        folder = str(self.folder)
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "LANG": "C.UTF-8",
            "HOME": folder,  # of the Erlang cookie
            "RUNNING_UNDER_SYSTEMD": "true",  # replace the shell by the server
            "RABBITMQ_NODENAME": f"test{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.node_port),
            "RABBITMQ_MNESIA_BASE": f"{folder}/mnesia",
            "RABBITMQ_LOG_BASE": f"{folder}/logs",
            "RABBITMQ_PID_FILE": f"{folder}/pid",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/enabled_plugins",
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq.conf",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self.mapper_port),
        }

    def start(self) -> None:
        # A mapper that is there already is used; one that the broker starts would outlive everything.
        mapper = [self._mapper, "-address", "127.0.0.1", "-port", str(self.mapper_port)]
        if self._mapper_program is None:
            self._mapper_program = Program(mapper, self.folder / "mapper.log")
        while not listening(self.mapper_port):
            if self._mapper_program.ended:
                raise RuntimeError(f"epmd did not start:\n{(self.folder / 'mapper.log').read_text()}")
        super().start()

    def stop(self) -> None:
        super().stop()
        if self._mapper_program is not None:
            self._mapper_program.stop()
            self._mapper_program = None

    def control(self, *words: str) -> str:
        """What `rabbitmqctl` answers; takes about two seconds."""
        command = [self._control, "--quiet", *words]
        environment = dict(self.environment())
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60).stdout
