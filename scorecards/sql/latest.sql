-- Made anew in every snapshot, for the run it is named after. Staff read these; nobody joins on max(created).

CREATE TABLE scorecard_latest AS
SELECT s.project_id, t.version, p.title, p.applicant, p.country, p.pillar, p.technologies, s.score, s.score_p10,
       s.score_p50, s.score_p90, s.maximum, s.passes, s.pass_probability, s.complete, s.rubric, s.reasons, s.for_panel,
       s.score_if_claims_true, s.warnings, s.notes, s.key, s.score_key, t.content
FROM standing AS t
JOIN scorecard AS s USING (score_key)
JOIN proposal AS p ON p.project_id = t.project_id AND p.version = t.version AND p.content = t.content
WHERE t.run_id = (SELECT run_id FROM snapshot)
ORDER BY s.score DESC, s.project_id;

CREATE TABLE answer_latest AS
SELECT s.project_id, a.block, a.name, a.unit, a.better, a.meaning, a.percentiles[11] AS p10, a.percentiles[51] AS p50,
       a.percentiles[91] AS p90, a.mean, a.sd
FROM scorecard_latest AS s
JOIN answer AS a USING (key)
ORDER BY s.project_id, a.block, a.name;

CREATE TABLE point_latest AS
SELECT s.project_id, p.* EXCLUDE (score_key)
FROM scorecard_latest AS s
JOIN point AS p USING (score_key)
ORDER BY s.project_id, p.position;

CREATE TABLE criterion_latest AS
SELECT project_id, criterion, any_value(weight) AS weight, sum(coalesce(points, 0)) AS points, any_value(bonus) AS bonus
FROM point_latest
GROUP BY project_id, criterion
ORDER BY project_id, criterion;

CREATE TABLE gate_latest AS
SELECT s.project_id, g.* EXCLUDE (score_key)
FROM scorecard_latest AS s
JOIN gate AS g USING (score_key)
ORDER BY s.project_id, g.position;

CREATE TABLE claim_latest AS
SELECT s.project_id, c.* EXCLUDE (score_key)
FROM scorecard_latest AS s
JOIN claim AS c USING (score_key)
ORDER BY s.project_id, c.block, c.name;

CREATE TABLE failure_latest AS
SELECT t.project_id, t.version, e.key, e.evaluators, e.failure
FROM standing AS t
JOIN evaluation AS e USING (key)
WHERE t.run_id = (SELECT run_id FROM snapshot) AND e.status = 'failed'
ORDER BY t.project_id;

CREATE TABLE quarantine_latest AS
SELECT p.project_id, p.version, p.content, p.title, p.applicant, p.file, p.sha256,
       f.severity, f.rule, f.block, f.field, f.found, f.reason, f.remedy, f.place
FROM proposal AS p
JOIN finding AS f ON f.content = p.content AND f.project_id = p.project_id AND f.version = p.version
WHERE p.status = 'quarantined' AND f.severity = 'critical'
  AND EXISTS (
      SELECT 1 FROM told AS t JOIN source_file AS s ON s.sha256 = t.sha256 AND s.name = t.name AND s.current AND s.here
      WHERE t.project_id = p.project_id AND t.version = p.version AND t.content = p.content
  )
ORDER BY p.project_id, p.version, p.content, f.block, f.field, f.rule, f.found;

CREATE TABLE progress_latest AS
SELECT p.*
FROM progress AS p
WHERE p.project_id IN (SELECT project_id FROM proposal)
QUALIFY row_number() OVER (PARTITION BY p.project_id, p.section, p.item ORDER BY p.period_end DESC) = 1
ORDER BY p.project_id, p.section, p.item;

CREATE TABLE award_latest AS
SELECT a.*, p.title, p.applicant, p.country, p.pillar
FROM award AS a
LEFT JOIN (
    SELECT project_id, title, applicant, country, pillar FROM proposal
    QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY status, version DESC, content) = 1
) AS p USING (project_id)
ORDER BY a.award_id;

CREATE TABLE ledger_latest AS
SELECT l.*, coalesce(f.flags, []) AS flags, coalesce(f.texts, []) AS flag_texts
FROM ledger AS l
LEFT JOIN (
    SELECT sequence, list(flag ORDER BY flag) AS flags, list(text ORDER BY flag) AS texts FROM ledger_flag GROUP BY sequence
) AS f USING (sequence)
ORDER BY l.sequence;

CREATE TABLE material_latest AS             -- tonnes of each critical material, by project, block by block
SELECT project_id, block, regexp_replace(name, '_mass$', '') AS material, unit, p10, p50, p90, mean
FROM answer_latest
WHERE unit = 'tonne' AND name LIKE '%\_mass' ESCAPE '\' AND block <> ''
ORDER BY project_id, block, material;

CREATE TABLE decision_latest AS             -- what stands: signed by two people, and superseded by none
SELECT d.*, c.state, c.frozen_hash
FROM decision AS d
JOIN "call" AS c ON c.name = d.call_name
WHERE d.status = 'standing'
ORDER BY d.call_name, d.project_id;
