-- In which of the 200 strata a project passes every minimum and gate (one element: the same in all), for the chance of
-- being funded. NULL in scorecards of before.
ALTER TABLE scorecard ADD COLUMN pass_strata BOOLEAN[];
