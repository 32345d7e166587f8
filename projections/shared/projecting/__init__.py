"""How facts are taken in: positions, generations of tables, what cannot be digested, and what is kept at hand."""
