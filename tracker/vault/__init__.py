"""Words sealed so that a log which cannot forget holds none of them, and people can still ask it to."""
