"""Questions that oversight answers: what access adds up to, who read a record, and which patterns are worth a look."""
