"""Who may do what, and the sentence for everybody else."""
