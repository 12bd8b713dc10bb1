-- What an evaluation was made from, kept so that a later run can be compared with it cause by cause.

CREATE TABLE evaluated_from (
    key VARCHAR PRIMARY KEY,             -- of the evaluation
    header JSON NOT NULL,                -- canonical values of the project's own facts, in declared units
    blocks JSON NOT NULL                 -- technology, and the facts and site data that its evaluator takes; series by their hash
);

CREATE TABLE evaluator_code (
    code VARCHAR NOT NULL,               -- as in evaluation.evaluators; evaluators of one folder share it
    evaluator VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    libraries JSON NOT NULL,             -- version of each numerical library
    files JSON NOT NULL,                 -- hash of each file of code and each table, by name
    first_run VARCHAR NOT NULL,          -- that had it installed
    PRIMARY KEY (code, evaluator)
);

CREATE TABLE assumption (                -- what each code declares; a value has changed where two codes differ in it
    code VARCHAR NOT NULL,
    evaluator VARCHAR NOT NULL,          -- 'fund' for what every project's money is reckoned with
    input VARCHAR NOT NULL,              -- the parameter; 'sold_at' for the price of the product; '' of a table's line
    file VARCHAR NOT NULL,               -- the table; '' for what is declared in the code itself
    line INTEGER NOT NULL,               -- of the table; 0 in the code
    row VARCHAR NOT NULL,                -- of the table
    parameter VARCHAR NOT NULL,          -- of the table
    low DOUBLE NOT NULL,
    mode DOUBLE NOT NULL,
    high DOUBLE NOT NULL,
    shape VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    year INTEGER,                        -- of its money, where it says so
    scope VARCHAR NOT NULL,              -- fund, technology or project: who shares its draws
    grp VARCHAR NOT NULL,                -- common factor that it is tied to
    correlation DOUBLE NOT NULL,
    source VARCHAR NOT NULL,
    PRIMARY KEY (code, evaluator, input, file, row, parameter)
);

CREATE TABLE rubric_text (
    rubric VARCHAR PRIMARY KEY,          -- its identity, the hash of the text
    text VARCHAR NOT NULL,
    first_run VARCHAR NOT NULL
);
