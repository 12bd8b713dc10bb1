-- What staff entered beside the pipeline can be undone: the next run takes the undoing in as it took in the entry.

CREATE TABLE taken_in (
    entry VARCHAR PRIMARY KEY,           -- hash of a line of the inbox, of an undoing too
    run_id VARCHAR NOT NULL              -- the first run that took it in
);
ALTER TABLE correction ADD COLUMN entry VARCHAR DEFAULT '';  -- the line it was entered with
