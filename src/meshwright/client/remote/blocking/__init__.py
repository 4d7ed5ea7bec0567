"""The client for plain code. All but `runtime` is made from `asynchronous` by `scripts/make-blocking`."""
