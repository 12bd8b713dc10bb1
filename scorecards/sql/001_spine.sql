-- The pipeline's own database, first form. Times are UTC. Identifiers and times are left out of comparisons bit for bit.

CREATE TABLE run (
    run_id VARCHAR PRIMARY KEY,          -- UTC second and four hex digits
    started TIMESTAMP NOT NULL,
    finished TIMESTAMP,
    status VARCHAR NOT NULL,             -- running, done, refused (something newly refused or failed), broken
    seed BIGINT NOT NULL,
    draws INTEGER NOT NULL,
    counts JSON,                         -- proposals, accepted, quarantined, evaluated, known, failed, scored
    stages JSON                          -- CPU and wall seconds of each stage
);

CREATE TABLE source_file (
    sha256 VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,               -- proposals, sites, reviews
    name VARCHAR NOT NULL,               -- as it came, relative to its folder
    bytes BIGINT NOT NULL,
    first_run VARCHAR NOT NULL,
    current BOOLEAN NOT NULL,            -- the newest content under this name; older ones are kept
    here BOOLEAN NOT NULL,               -- whether it lay in the fund's folder in the last run
    read_as VARCHAR NOT NULL,            -- identity of readers, rules, contracts and sites: when it moves, it is read again
    PRIMARY KEY (sha256, kind, name)
);

CREATE TABLE proposal (
    project_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    content VARCHAR NOT NULL,            -- hash of the facts, wherever they stood
    status VARCHAR NOT NULL,             -- accepted, quarantined; settled anew in every run
    title VARCHAR,
    applicant VARCHAR,
    country VARCHAR,
    pillar VARCHAR,
    technologies VARCHAR[] NOT NULL,
    sites VARCHAR[] NOT NULL,
    inputs JSON NOT NULL,                -- canonical values by block, in declared units
    claims JSON NOT NULL,
    sha256 VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    rules VARCHAR NOT NULL,              -- hash of the rules it was judged by
    run_id VARCHAR NOT NULL,
    PRIMARY KEY (project_id, version, content)
);

CREATE TABLE fact (
    content VARCHAR NOT NULL,
    project_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    grp VARCHAR NOT NULL,
    block VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    raw VARCHAR NOT NULL,
    raw_unit VARCHAR NOT NULL,
    low DOUBLE,
    high DOUBLE,
    unit VARCHAR,
    conversion VARCHAR,
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    place VARCHAR NOT NULL               -- line and key path, sheet and cell, line and column
);

CREATE TABLE finding (
    content VARCHAR NOT NULL,            -- of the proposal, or the hash of an unreadable file
    project_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    severity VARCHAR NOT NULL,           -- critical refuses the row; warning stands on the scorecard
    rule VARCHAR NOT NULL,
    block VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    found VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    remedy VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE release (
    content VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    block VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    found VARCHAR NOT NULL,              -- another value, or another site, is another finding
    by_whom VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    released_at TIMESTAMP NOT NULL,
    PRIMARY KEY (content, rule, block, field, found)
);

CREATE TABLE site (
    site_id VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    facts JSON NOT NULL,
    notes VARCHAR[] NOT NULL,
    files JSON NOT NULL,                 -- name and sha256 of each file that told of it
    run_id VARCHAR NOT NULL,
    PRIMARY KEY (site_id, content)
);

CREATE TABLE site_fact (
    site_id VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    raw VARCHAR NOT NULL,
    unit VARCHAR,
    source VARCHAR,
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    place VARCHAR NOT NULL
);

CREATE TABLE review (
    project_id VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    criterion VARCHAR NOT NULL,
    points DOUBLE NOT NULL,
    comment VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    PRIMARY KEY (project_id, reviewer, criterion)
);

CREATE TABLE evaluation (
    key VARCHAR PRIMARY KEY,             -- hash of inputs, code, tables, seed, draws and library versions
    project_id VARCHAR NOT NULL,
    evaluators JSON NOT NULL,            -- name, version and code hash of each
    seed BIGINT NOT NULL,
    draws INTEGER NOT NULL,
    status VARCHAR NOT NULL,             -- done, failed
    failure VARCHAR,                     -- the traceback, where it failed
    seconds DOUBLE NOT NULL,             -- CPU seconds, left out of comparisons
    part VARCHAR NOT NULL                -- the Parquet part that holds all draws
);

CREATE TABLE answer (
    key VARCHAR NOT NULL,
    block VARCHAR NOT NULL,              -- '' for the project's own
    name VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    meaning VARCHAR NOT NULL,
    better VARCHAR NOT NULL,
    mean DOUBLE NOT NULL,
    sd DOUBLE NOT NULL,
    percentiles DOUBLE[] NOT NULL,       -- 0, 1, ... 100: statistical, 90 % of draws lie below element 91
    strata FLOAT[] NOT NULL              -- the first 200 draws, themselves stratified
);

CREATE TABLE driver (
    key VARCHAR NOT NULL,
    block VARCHAR NOT NULL,
    answer VARCHAR NOT NULL,
    input VARCHAR NOT NULL,
    share DOUBLE NOT NULL,               -- part of the variance of ranks that goes if the input were known
    direction DOUBLE NOT NULL,           -- rank correlation
    whose VARCHAR                        -- fund or technology: shared; delivery: what became of its like; project: can be asked for
);

CREATE TABLE exhibit (
    key VARCHAR NOT NULL,
    block VARCHAR NOT NULL,
    body JSON NOT NULL
);

CREATE TABLE loaded_part (
    part VARCHAR PRIMARY KEY,
    evaluations INTEGER NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE scorecard (
    score_key VARCHAR PRIMARY KEY,       -- hash of evaluation, rubric, reviews, claims and warnings
    project_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    content VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    rubric VARCHAR NOT NULL,
    score DOUBLE NOT NULL,               -- rubric once at the median of each answer, half up
    score_p10 DOUBLE NOT NULL,
    score_p50 DOUBLE NOT NULL,
    score_p90 DOUBLE NOT NULL,
    maximum DOUBLE NOT NULL,
    passes BOOLEAN NOT NULL,             -- every minimum and gate
    pass_probability DOUBLE NOT NULL,
    complete BOOLEAN NOT NULL,           -- no criterion waits for a review
    reasons VARCHAR[] NOT NULL,          -- why it does not pass: minima, gates, reviews awaited
    warnings VARCHAR[],                  -- what was found in the proposal and did not refuse it
    notes VARCHAR[]                      -- what the evaluators say about the data they were given
);

CREATE TABLE point (
    score_key VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    criterion VARCHAR NOT NULL,
    part VARCHAR NOT NULL,
    weight DOUBLE NOT NULL,
    points DOUBLE,                       -- NULL while a review is awaited
    p10 DOUBLE,
    p50 DOUBLE,
    p90 DOUBLE,
    maximum DOUBLE NOT NULL,
    minimum DOUBLE,
    pass_probability DOUBLE,
    reason VARCHAR NOT NULL
);

CREATE TABLE point_strata (
    score_key VARCHAR NOT NULL,
    criterion VARCHAR NOT NULL,
    points FLOAT[] NOT NULL              -- unweighted points of the criterion in each of the 200 strata
);

CREATE TABLE claim (
    score_key VARCHAR NOT NULL,
    block VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    claimed_low DOUBLE NOT NULL,
    claimed_high DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    raw VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    percentile DOUBLE,                   -- share of our draws below the claim; NULL where we answer no such thing
    verdict VARCHAR NOT NULL
);

CREATE TABLE standing (
    run_id VARCHAR NOT NULL,
    project_id VARCHAR NOT NULL,
    score_key VARCHAR,                   -- NULL where the evaluation failed
    key VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    content VARCHAR NOT NULL,
    PRIMARY KEY (run_id, project_id)
);

CREATE TABLE told (                      -- which file told of which proposal
    sha256 VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    project_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    content VARCHAR NOT NULL
);

CREATE TABLE announced (                 -- refusals that a finished run has told of: news once, and never lost to a kill
    project_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    content VARCHAR NOT NULL,
    PRIMARY KEY (project_id, version, content)
);
