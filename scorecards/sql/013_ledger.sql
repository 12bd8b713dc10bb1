-- What was pledged, committed, obligated and paid: the fund's ledger as the last run read it, and what it adds up to.
-- The file data/ledger/ledger.jsonl is the record; these tables are made anew from it, but for what earlier runs saw of it.

CREATE TABLE ledger (
    sequence INTEGER PRIMARY KEY,        -- 1, 2, 3 ... as entered
    line INTEGER NOT NULL,               -- of the file
    event VARCHAR NOT NULL,              -- pledge, commitment, obligation, milestone_met, milestone_missed, disbursement,
                                         -- outcome, deobligation, termination, clawback, correction
    award_id VARCHAR NOT NULL,
    project_id VARCHAR NOT NULL,
    amount DECIMAL(18, 2),               -- as paid or promised, in currency; NULL where the event moves no money
    currency VARCHAR NOT NULL,
    rate DECIMAL(18, 9),                 -- [currency/USD]
    rate_source VARCHAR NOT NULL,
    to_fund DECIMAL(28, 18),             -- what one of the currency is worth in the fund's money
    award_amount DECIMAL(18, 2),         -- the amount in the award's currency: the same, unless it was paid in another
    award_currency VARCHAR NOT NULL,
    amount_fund DOUBLE,                  -- in the fund's money
    milestone VARCHAR NOT NULL,          -- met or missed; of a commitment, obligation or disbursement: what releases it
    due DATE,
    met DATE,
    measure VARCHAR NOT NULL,            -- of an outcome: what was measured, such as co2_stored
    value DOUBLE,                        -- of an outcome, in unit
    unit VARCHAR NOT NULL,
    corrects INTEGER,                    -- of a correction: the entry that counts no more
    struck BOOLEAN NOT NULL,             -- a later correction took it back; it is in no balance
    evidence VARCHAR NOT NULL,           -- sha256 of the file that proves it
    decided_by VARCHAR NOT NULL,
    by_whom VARCHAR NOT NULL,            -- who entered it
    reason VARCHAR NOT NULL,
    as_of DATE NOT NULL,                 -- day of the event
    entered_at TIMESTAMP NOT NULL,
    prev VARCHAR NOT NULL,               -- hash of the entry before
    hash VARCHAR NOT NULL
);

CREATE TABLE ledger_flag (               -- what was recorded and should not have happened; nothing is refused for it
    sequence INTEGER NOT NULL,
    award_id VARCHAR NOT NULL,
    project_id VARCHAR NOT NULL,
    flag VARCHAR NOT NULL,               -- ledger.before_milestone, ledger.above_obligated ...
    text VARCHAR NOT NULL,
    PRIMARY KEY (sequence, flag)
);

CREATE TABLE ledger_trouble (            -- what is wrong with the file itself, in sentences
    line INTEGER NOT NULL,               -- 0: the file as a whole
    rule VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);

CREATE TABLE award (                     -- each award as it stands
    award_id VARCHAR PRIMARY KEY,
    project_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL,             -- pledged, committed, obligated, completed, terminated
    currency VARCHAR NOT NULL,
    pledged DECIMAL(18, 2) NOT NULL,     -- in currency, exact
    committed DECIMAL(18, 2) NOT NULL,
    obligated DECIMAL(18, 2) NOT NULL,   -- less what was deobligated
    disbursed DECIMAL(18, 2) NOT NULL,   -- as paid; what was clawed back is not taken off
    deobligated DECIMAL(18, 2) NOT NULL,
    clawed_back DECIMAL(18, 2) NOT NULL,
    pledged_fund DOUBLE NOT NULL,        -- the same in the fund's money, each entry by its own rate
    committed_fund DOUBLE NOT NULL,
    obligated_fund DOUBLE NOT NULL,
    disbursed_fund DOUBLE NOT NULL,
    deobligated_fund DOUBLE NOT NULL,
    clawed_back_fund DOUBLE NOT NULL,
    held_fund DOUBLE NOT NULL,           -- what the award holds of the pool: its commitment; once it has ended, what is bound or paid
    first_on DATE NOT NULL,
    last_on DATE NOT NULL
);

CREATE TABLE ledger_seen (               -- every entry that any run has read, first come: against a history that is rewritten
    sequence INTEGER NOT NULL,
    hash VARCHAR NOT NULL,
    entry VARCHAR NOT NULL,              -- its line, as it stood
    run_id VARCHAR NOT NULL,             -- the run that saw it first
    PRIMARY KEY (sequence, hash)
);

CREATE TABLE ledger_head (               -- how far the ledger went when a run read it
    run_id VARCHAR PRIMARY KEY,
    sequence INTEGER NOT NULL,
    hash VARCHAR NOT NULL
);
