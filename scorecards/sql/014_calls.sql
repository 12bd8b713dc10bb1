-- Calls: what is judged together, how far each is, and what was decided. The folders data/calls are the record; every run
-- takes them in anew. An event once seen is kept, so that a history that is cut off or written anew can be told.

CREATE TABLE call (
    name VARCHAR PRIMARY KEY,
    state VARCHAR NOT NULL,              -- open, frozen, scored, panel, decided, archived
    opened_at TIMESTAMP,                 -- UTC
    frozen_at TIMESTAMP,
    frozen_run VARCHAR NOT NULL,         -- the run whose snapshot was frozen; '' before
    frozen_hash VARCHAR NOT NULL,        -- SHA-256 of the manifest, quoted in papers and letters; '' before
    proposals INTEGER NOT NULL,          -- in the frozen call
    awarded INTEGER NOT NULL,            -- decisions that stand
    reserved INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    grants DOUBLE NOT NULL               -- of the awards that stand [USD2024]
);

CREATE TABLE call_event (
    name VARCHAR NOT NULL,
    sequence INTEGER NOT NULL,           -- 1, 2, 3 ... in the call's history
    event VARCHAR NOT NULL,              -- open, freeze, score, panel, decide, approve, conclude, archive
    by_whom VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    entered_at TIMESTAMP NOT NULL,       -- UTC
    content JSON NOT NULL,               -- the whole entry
    hash VARCHAR NOT NULL,
    here BOOLEAN NOT NULL,               -- whether the file held it in the last run
    run_id VARCHAR NOT NULL,             -- the first run that saw it
    PRIMARY KEY (name, sequence, hash)
);

CREATE TABLE decision (                  -- each decision of each call; one project may have several, of which one stands
    call_name VARCHAR NOT NULL,
    sequence INTEGER NOT NULL,
    project_id VARCHAR NOT NULL,
    decision VARCHAR NOT NULL,           -- award, reserve, reject
    granted DOUBLE,                      -- [USD2024]; NULL where nothing is granted
    place INTEGER,                       -- on the reserve list
    conditions VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    minutes VARCHAR NOT NULL,            -- SHA-256 of the minutes
    author VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    approver VARCHAR NOT NULL,           -- the second signature; '' while it is awaited
    approved_at TIMESTAMP,
    status VARCHAR NOT NULL,             -- proposed (one signature), standing (two), superseded
    PRIMARY KEY (call_name, sequence)
);
