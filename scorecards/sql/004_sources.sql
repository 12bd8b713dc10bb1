-- Where files come from, what each source listed, and what was left for the next run.

ALTER TABLE source_file ADD COLUMN source VARCHAR DEFAULT '';  -- the folder or address of fund.yaml; connector:NAME

CREATE TABLE listing (                   -- by which a file is known to be as it was, so that it is not read again
    kind VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    signature VARCHAR NOT NULL,          -- size, times and number of a local file; entity tag, or time and size, of a far one
    sha256 VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (kind, source, name)
);

CREATE TABLE left_for_next (             -- files of a run that were half-written, and sources that did not answer
    run_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,               -- of the file; the address of a source
    reason VARCHAR NOT NULL
);
