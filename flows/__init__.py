"""How a proposal travels; the only room that knows Prefect and Great Expectations."""
