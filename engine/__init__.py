"""The rules of a procedure and of a case: what may be written, what may happen, and what has happened."""
