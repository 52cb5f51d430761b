"""Who may act: organisations, their people, their roles, and what one may see."""
