"""The only way a page gets what this room holds, by noun. Each read that shows a child's data leaves a ledger row."""
