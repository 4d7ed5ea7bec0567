"""Work that takes longer than a request: the job table, the workers, and the children they supervise."""
