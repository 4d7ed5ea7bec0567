"""Work that one of several servers does at a time: whoever holds the lease, until it ends or is given up.

A lease saves work and no more. It may end while its holder still believes in it, so what is done under it must
be harmless when two do it.
"""

from __future__ import annotations

import time

from sqlalchemy import delete, insert, or_, update
from sqlalchemy.exc import IntegrityError

from meshwright.service.db.database import Database
from meshwright.service.db.schema import leases


def hold(database: Database, name: str, holder: str, seconds: float) -> bool:
    """Take or extend a lease; returns whether `holder` has it now."""
    now = time.time()
    values = {"holder": holder, "until": now + seconds}
    free = or_(leases.c.holder == holder, leases.c.until < now)
    with database.write(alone=False) as connection:
        if connection.execute(update(leases).where(leases.c.name == name, free).values(**values)).rowcount:
            return True
    try:
        with database.write(alone=False) as connection:
            connection.execute(insert(leases).values(name=name, **values))
    except IntegrityError:  # another has it
        return False
    return True


def give_up(database: Database, name: str, holder: str) -> None:
    """Let another have it at once."""
    with database.write(alone=False) as connection:
        connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
