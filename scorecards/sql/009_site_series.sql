-- Which file brought which series of a site, and what was done with it.

CREATE TABLE site_series (
    site_id VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    series VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    said VARCHAR NOT NULL,               -- how many values, from when on
    origin VARCHAR NOT NULL,             -- measured, typical year, statistics, reanalysis
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL
);

CREATE TABLE site_note (
    site_id VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    note VARCHAR NOT NULL,
    file VARCHAR NOT NULL,               -- empty where it is said of several files together
    sha256 VARCHAR NOT NULL
);
