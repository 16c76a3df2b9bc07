"""Orders to customers: every feature defined once."""
