"""Tasks of `meshwright remote`, a module per topic. Nothing is loaded before a task runs."""
