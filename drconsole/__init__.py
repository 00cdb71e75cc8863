"""drconsole: fail a data centre over without making it worse."""

__version__ = "0.1.0"
