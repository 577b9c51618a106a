"""How long tests wait: a build under a sanitizer is many times slower, and INSIGHTFLOW_SANITIZER names it."""
import os

SANITIZER = os.environ.get("INSIGHTFLOW_SANITIZER", "")
PATIENCE = 10 if SANITIZER else 1  # what a bound is multiplied by
