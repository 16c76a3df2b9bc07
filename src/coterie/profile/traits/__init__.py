"""Names of segments of a customer table, whose columns nobody foresaw."""
