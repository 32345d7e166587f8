"""The command, run on a tracker's settings as somebody would at a prompt."""

from click.testing import CliRunner

from tracker.cli import main


def command_on(settings):
    env = {
        "TRACKER_HOME": str(settings.home),
        "TRACKER_KEYS": str(settings.keys),
        "TRACKER_DATABASE_URL": settings.database_url,
        "TRACKER_MIGRATION_URL": settings.migration_url or None,
    }
    return lambda *args: CliRunner(env=env).invoke(main, [str(arg) for arg in args])
