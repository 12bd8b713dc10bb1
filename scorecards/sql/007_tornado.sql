-- What an answer is where one input lies at its 10th and at its 90th percentile, the others as drawn; in the answer's unit.

ALTER TABLE driver ADD COLUMN low DOUBLE;
ALTER TABLE driver ADD COLUMN high DOUBLE;
