"""What jobs make: content-addressed blobs, assets and their immutable versions."""
