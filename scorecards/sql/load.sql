-- From the staged parts into the tables. An evaluation is taken from one part only, and only where it is not known.
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT key, min(part) AS part FROM staged WHERE kind = 'evaluation' AND key NOT IN (SELECT key FROM evaluation) GROUP BY key;

INSERT INTO evaluation
SELECT s.key, s.body ->> 'project_id', s.body -> 'evaluators', (s.body ->> 'seed')::BIGINT, (s.body ->> 'draws')::INTEGER,
       s.body ->> 'status', s.body ->> 'failure', (s.body ->> 'seconds')::DOUBLE, s.part
FROM staged AS s JOIN fresh USING (key, part) WHERE s.kind = 'evaluation' ORDER BY s.key;

INSERT INTO evaluated_from
SELECT s.key, s.body -> 'header', s.body -> 'blocks'
FROM staged AS s JOIN fresh USING (key, part) WHERE s.kind = 'evaluation' AND s.body ->> 'header' IS NOT NULL ORDER BY s.key;

INSERT INTO answer
SELECT s.key, s.block, s.name, s.unit, s.meaning, s.better, s.mean, s.sd, s.percentiles, s.strata
FROM staged AS s JOIN fresh USING (key, part) WHERE s.kind = 'answer' ORDER BY s.key, s.block, s.name;

INSERT INTO driver
SELECT key, block, name, d ->> 0, (d ->> 1)::DOUBLE, (d ->> 2)::DOUBLE, d ->> 3, (d ->> 4)::DOUBLE, (d ->> 5)::DOUBLE
FROM (
    SELECT s.key, s.block, s.name, unnest(s.body::JSON[]) AS d
    FROM staged AS s JOIN fresh USING (key, part) WHERE s.kind = 'answer'
) ORDER BY ALL;

INSERT INTO exhibit
SELECT s.key, s.block, s.body FROM staged AS s JOIN fresh USING (key, part) WHERE s.kind = 'exhibit' ORDER BY s.key, s.block;

INSERT INTO loaded_part
SELECT part, count(*) FILTER (WHERE kind = 'evaluation'), any_value(run_id) FROM staged GROUP BY part;

DROP TABLE temp.fresh;
