"""What the fund decides and keeps: points, scorecards, claims, and the one door to DuckDB."""
