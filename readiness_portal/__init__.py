import os

# Idle threads of linear algebra slow the other processes of a small machine several times;
# numpy reads the variable when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from readiness_portal.celery import app as celery_app

__all__ = ["celery_app"]
