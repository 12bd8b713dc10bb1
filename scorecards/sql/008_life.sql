-- What became of each version, and in which run: a line where it is no longer what the line before said.

CREATE TABLE life (
    project_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    content VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    settled_at TIMESTAMP NOT NULL,       -- runs of one second have no order in their ids
    status VARCHAR NOT NULL,             -- accepted, quarantined, withdrawn; empty where nobody knows any more
    PRIMARY KEY (project_id, version, content, run_id)
);

-- Of what came before this record: the first run of its file, the first in which it stood, and that in which it no longer did.
INSERT INTO life
SELECT p.project_id, p.version, p.content, r.run_id, r.started,
       CASE WHEN (p.project_id, p.version, p.content) IN (SELECT (project_id, version, content) FROM standing)
            THEN '' ELSE p.status END
FROM proposal AS p
JOIN run AS r ON r.run_id = coalesce((SELECT min(s.first_run) FROM source_file AS s WHERE s.sha256 = p.sha256), p.run_id);

INSERT INTO life
SELECT t.project_id, t.version, t.content, arg_min(r.run_id, r.started), min(r.started), 'accepted'
FROM standing AS t JOIN run AS r USING (run_id)
GROUP BY ALL
ON CONFLICT DO UPDATE SET status = 'accepted';

INSERT INTO life
SELECT p.project_id, p.version, p.content, arg_min(r.run_id, r.started), min(r.started), p.status
FROM proposal AS p
JOIN (SELECT t.project_id, t.version, t.content, max(started) AS last FROM standing AS t JOIN run USING (run_id) GROUP BY ALL) AS s
  USING (project_id, version, content)
JOIN run AS r ON r.started > s.last
WHERE p.status <> 'accepted'
GROUP BY p.project_id, p.version, p.content, p.status
ON CONFLICT DO NOTHING;
