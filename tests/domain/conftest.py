"""No property fails for being slow: how fast a machine is says nothing of a rule."""

from hypothesis import HealthCheck, settings

settings.register_profile("at leisure", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("at leisure")
