"""Customer segments that can be trusted, explained and acted on."""
