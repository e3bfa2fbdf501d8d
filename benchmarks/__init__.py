"""How fast khumue is beside SpiffWorkflow and beside a bare limit: ``python -m benchmarks``."""
