"""What is asked of audits: how a sample is drawn, what a share may be, who may mark, how a round came out."""
