-- Rounds and versions of reviews, who is not heard for a conflict of interest, and who set other points in their place.

CREATE TABLE review_before AS SELECT * FROM review;
DROP TABLE review;
CREATE TABLE review (                    -- what counts: no line of a reviewer with a conflict, of each key the highest version
    project_id VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    criterion VARCHAR NOT NULL,
    points DOUBLE NOT NULL,
    comment VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    round VARCHAR NOT NULL DEFAULT 'individual',  -- individual, consensus or panel: the later stands in place of the earlier
    version INTEGER NOT NULL DEFAULT 1,  -- of the review: a higher one corrects the lower
    proposal_version INTEGER,            -- that the reviewer read; NULL where nothing is said
    decided_on DATE,                     -- of a panel line
    PRIMARY KEY (project_id, reviewer, criterion, round)
);
INSERT INTO review (project_id, reviewer, criterion, points, comment, file, sha256, place) SELECT * FROM review_before;
DROP TABLE review_before;

CREATE TABLE conflict_of_interest (      -- declared by a reviewer; none of their lines on this proposal is in the table review
    project_id VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    file VARCHAR NOT NULL,               -- where it is declared
    sha256 VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    left_out INTEGER NOT NULL,           -- judgements that do not count
    PRIMARY KEY (project_id, reviewer)
);

CREATE TABLE "override" (                -- points that somebody set in place of the reviewers'; written anew in every run
    project_id VARCHAR NOT NULL,
    criterion VARCHAR NOT NULL,          -- as reviewers call it
    points DOUBLE NOT NULL,
    by_whom VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL,       -- UTC; of a panel line the day
    source VARCHAR NOT NULL,             -- panel (a line of a review file) or entry (of staff, in the inbox)
    entry VARCHAR NOT NULL,              -- what the entry is called; '' of a panel line
    proposal_version INTEGER,            -- that stood, or was read, when it was decided
    stands BOOLEAN NOT NULL              -- the last entry, or the panel's where there is none
);

ALTER TABLE point ADD COLUMN points_reviewed DOUBLE;  -- mean of the individual reviews, whatever stands in its place
