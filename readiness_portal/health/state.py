"""What the portal stands on: the database, its migrations, the broker, the workers."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_complete: set[str] = set()


def missing_migrations() -> int:
    """Return how many migrations the database lacks; raise django.db.Error when it does not answer.

    Once complete, a database stays so for this version of the code: later calls only ask whether it
    answers.
    """
    name = str(connection.settings_dict["NAME"])
    if name in _complete:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return 0
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not missing:
        _complete.add(name)
    return missing
