-- What awarded projects report each quarter. Money is kept as it was paid, and beside it in the fund's money.

CREATE TABLE progress (
    project_id VARCHAR NOT NULL,
    period VARCHAR NOT NULL,             -- 2027-Q1, or 2027-01-15/2027-03-31
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    reported_on DATE NOT NULL,
    section VARCHAR NOT NULL,            -- financial (lines of SF-425), technical, milestone
    item VARCHAR NOT NULL,
    value DOUBLE,                        -- in unit; NULL for a milestone
    unit VARCHAR NOT NULL,               -- of value; USD2024 for money
    amount DOUBLE,                       -- money as it was paid, in currency, at the prices of its time
    currency VARCHAR NOT NULL,
    conversion VARCHAR NOT NULL,
    raw VARCHAR NOT NULL,
    raw_unit VARCHAR NOT NULL,
    status VARCHAR NOT NULL,             -- of a milestone: scheduled, met, notMet, partiallyMet
    due DATE,
    met DATE,
    note VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    PRIMARY KEY (project_id, period, section, item)
);
