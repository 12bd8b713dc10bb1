-- The life of a proposal: withdrawn ones stand in no ranking, and stay in the record.

CREATE TABLE withdrawal (                -- entered by staff; a file of the applicant's is a proposal of status withdrawn
    project_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,            -- this version and all before it
    by_whom VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    withdrawn_at TIMESTAMP NOT NULL,
    PRIMARY KEY (project_id, version)
);
