"""Faces: parse, call one driver, show."""
