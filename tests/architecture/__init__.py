"""Guards: each holds one rule of docs/architecture.md, and is itself tested on good and bad examples."""
