-- What staff corrected in a refused proposal, on whose word and why; the file itself is never changed.

CREATE TABLE correction (
    sha256 VARCHAR NOT NULL,             -- of the file: another content is not corrected by it
    project_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    grp VARCHAR NOT NULL,
    block VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    found VARCHAR NOT NULL,              -- as the file says, with its unit; empty where it says nothing
    value VARCHAR NOT NULL,
    by_whom VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    corrected_at TIMESTAMP NOT NULL
);
