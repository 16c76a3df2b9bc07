"""A table with one row a customer: what its columns are, and how they become numbers."""
