-- What came with each run and how it was judged, kept as it was: a proposal that is read again takes its findings along.

CREATE TABLE intake (
    run_id VARCHAR PRIMARY KEY,
    files_new INTEGER NOT NULL,
    files_changed INTEGER NOT NULL,      -- other content under a known name
    files_unchanged INTEGER NOT NULL,
    files_gone INTEGER NOT NULL,         -- no longer where they lay in the run before
    files_left INTEGER NOT NULL,         -- half-written, or not to be opened
    proposals INTEGER NOT NULL,          -- versions that new and changed files tell of
    refused INTEGER NOT NULL,            -- of these
    warned INTEGER NOT NULL,             -- of these, and not refused
    read_again INTEGER NOT NULL          -- versions in files that did not change: other rules, sites or corrections
);

CREATE TABLE intake_rule (
    run_id VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    proposals INTEGER NOT NULL,          -- of those that came, how many it was said of
    PRIMARY KEY (run_id, rule, severity)
);
