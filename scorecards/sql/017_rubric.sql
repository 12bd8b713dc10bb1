-- What the rubric says beside the points: its gates with their probabilities, who the panel should look at, and what the
-- score would be if the applicant's claims were true.

ALTER TABLE scorecard ADD COLUMN for_panel VARCHAR[];        -- gates whose probability lies in the band around the confidence
ALTER TABLE scorecard ADD COLUMN score_if_claims_true DOUBLE;  -- with all claims in the place of our answers; NULL where none drives points

ALTER TABLE point ADD COLUMN review VARCHAR DEFAULT '';      -- what reviewers call it; '' where an answer gives the points
ALTER TABLE point ADD COLUMN answer VARCHAR DEFAULT '';      -- the answer that gives the points; '' where reviewers do
ALTER TABLE point ADD COLUMN bonus BOOLEAN DEFAULT false;    -- on top of the maximum

ALTER TABLE claim ADD COLUMN flag VARCHAR;                   -- credible, optimistic or outside; NULL where we answer no such thing
ALTER TABLE claim ADD COLUMN score_if_true DOUBLE;           -- the score with the claim in the place of our answer
ALTER TABLE claim ADD COLUMN score_note VARCHAR DEFAULT '';  -- why score_if_true is NULL

CREATE TABLE gate (
    score_key VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    answer VARCHAR NOT NULL,
    at_case DOUBLE NOT NULL,             -- the answer at the rubric's case
    probability DOUBLE NOT NULL,         -- share of draws that pass
    confidence DOUBLE NOT NULL,          -- the share that must
    passes BOOLEAN NOT NULL,
    for_panel BOOLEAN NOT NULL
);
