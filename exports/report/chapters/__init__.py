"""The chapters of the report: a module each, whose ``chapter`` gives the blocks under its heading."""
